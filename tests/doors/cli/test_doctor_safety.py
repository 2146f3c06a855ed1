"""`safelight doctor` on who else could come in, read along, or be mistaken for another."""

import time

import pytest

from safelight.db import Database
from safelight.doors.cli import checkup, checkup_safety, problems
from safelight.features.accounts.tables import Account
from safelight.kit.clock import utcnow
from safelight.kit.secret_file import secret_at
from safelight.settings import Settings
from tests import databases
from tests.installation import migrated_url

KEY = "Xk2-9fQ_vT7mZr4Lw8Bc1NdS"


@pytest.fixture
def settings(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return Settings(_env_file=None, data_dir=folder)


def told(findings):
    return {(finding.level, finding.found) for finding in findings}


def worst(findings):
    return max((finding.level for finding in findings), key=["ok", "warning", "problem"].index)


def test_a_secret_that_others_can_read_is_a_problem_and_says_how_to_mend_it(settings):
    file = settings.data_dir / "secret.key"
    secret_at(file)
    assert worst(checkup_safety.files(settings)) == "ok"
    file.chmod(0o644)
    [finding] = checkup_safety.files(settings)
    assert (finding.level, finding.mend.partition(";")[0]) == ("problem", f"chmod 600 {file}")


@pytest.mark.parametrize(
    ("url", "count"),
    [
        ("sqlite:///here.db", 0),
        ("postgresql+psycopg://a:b@localhost/x", 0),
        ("postgresql+psycopg:///x?host=/run/postgresql", 0),
        ("postgresql+psycopg://a:b@db.example.org/x", 1),
        ("postgresql+psycopg://a:b@10.0.0.2/x?sslmode=prefer", 1),
        ("postgresql+psycopg://a:b@db.example.org/x?sslmode=verify-full", 0),
    ],
)
def test_a_database_elsewhere_wants_an_encrypted_line(tmp_path, url, count):
    found = checkup_safety.lines(Settings(_env_file=None, data_dir=tmp_path, agent_database_url=url))
    assert [finding.level for finding in found] == ["warning"] * count


def test_a_data_folder_that_everybody_can_change_is_a_problem(settings):
    settings.data_dir.chmod(0o777)
    assert worst(checkup_safety.files(settings)) == "problem"


def test_a_database_that_others_can_reach_and_read_is_told(settings, tmp_path, monkeypatch):
    (settings.data_dir / "safelight.db").write_bytes(b"")
    (settings.data_dir / "safelight.db").chmod(0o644)
    assert worst(checkup_safety.files(settings)) == "ok", "its folder lets nobody in"
    monkeypatch.setattr(checkup_safety, "_lets_others_in", lambda _: True)
    assert worst(checkup_safety.files(settings)) == "warning"
    (tmp_path / ".env").write_text("SAFELIGHT_API_KEY=k")
    (tmp_path / ".env").chmod(0o644)
    assert any(".env" in finding.found for finding in checkup_safety.files(settings))


@pytest.mark.parametrize(
    ("given", "level", "words"),
    [
        ({"api_key": KEY, "secret_key": KEY * 2}, "ok", "API key set"),
        ({"api_key": "short"}, "problem", "SAFELIGHT_API_KEY has 5 characters"),
        ({"api_key": "a" * 30}, "problem", "repeats a few characters"),
        ({"secret_key": KEY}, "problem", "SAFELIGHT_SECRET_KEY has 24 characters"),
        ({"secret_key": KEY * 2, "secret_key_old": KEY}, "warning", "SECRET_KEY_OLD is still set"),
    ],
)
def test_keys(settings, given, level, words):
    findings = checkup_safety.keys(Settings(_env_file=None, data_dir=settings.data_dir, **given))
    assert worst(findings) == level
    assert any(words in finding.found for finding in findings)
    assert not any(KEY in str(finding) for finding in findings)


def test_accounts_without_an_admin_are_a_problem(backend, tmp_path):
    url = migrated_url(backend, tmp_path)
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=url, admin_name="a", admin_password="x")
    assert worst(checkup_safety.accounts(settings)) == "ok"
    assert worst(checkup_safety.keys(settings)) == "ok"
    database = Database(url, pool_size=1)
    with database.transaction() as session:
        session.add(Account(id="acc_a", name="ann", role="admin"))
    assert told(checkup_safety.accounts(settings)) == {("ok", "1, 1 of them admins")}
    assert worst(checkup_safety.keys(settings)) == "warning", "the password of the first is no longer needed"
    with database.transaction() as session:
        session.get(Account, "acc_a").disabled_at = utcnow()
    assert worst(checkup_safety.accounts(settings)) == "problem"
    database.dispose()
    databases.drop(url)


PUBLIC = "https://studio.example"


@pytest.mark.parametrize(
    ("given", "level", "words"),
    [
        ({}, "ok", "this machine alone"),
        ({"api_key": KEY, "public_url": PUBLIC, "trusted_proxies": "127.0.0.1"}, "ok", PUBLIC),
        ({"cors_origins": "*"}, "problem", "pages of any site"),
        ({"cors_origins": "*", "api_key": KEY}, "warning", "pages of any site"),
        ({"allowed_hosts": "*"}, "problem", "ALLOWED_HOSTS is *"),
        ({"allowed_hosts": "https://box.lan"}, "problem", "fits no name"),
        ({"allowed_hosts": "box.lan:8000"}, "problem", "fits no name"),
        ({"trusted_proxies": "0.0.0.0/0", "public_url": PUBLIC}, "problem", "almost anybody"),
        ({"trusted_proxies": "127.0.0.1"}, "warning", "not the address that the proxy serves"),
        ({"public_url": PUBLIC}, "warning", "come from the proxy"),
        ({"public_url": "http://studio.example", "trusted_proxies": "127.0.0.1"}, "warning", "unencrypted"),
        ({"host": "0.0.0.0", "api_key": KEY}, "warning", "unencrypted"),
        ({"metrics_open": True, "api_key": KEY}, "warning", "/metrics"),
    ],
)
def test_what_contradicts_itself(tmp_path, given, level, words):
    findings = checkup_safety.edge(Settings(_env_file=None, data_dir=tmp_path / "none", **given))
    assert worst(findings) == level
    assert any(words in finding.found for finding in findings)
    assert all(finding.mend for finding in findings if finding.level != "ok")


def test_a_proxy_before_a_server_that_asks_nobody_is_refused_and_told(tmp_path, typed, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_PUBLIC_URL", PUBLIC)
    done = typed("serve", "--port", "0")
    assert done.code == problems.WRONG_USAGE
    assert "Others could reach studio.example" in done.err
    [finding] = checkup.server(Settings(_env_file=None))
    assert (finding.level, "three ways out" in finding.mend.lower()) == ("problem", True)


@pytest.mark.parametrize(("ahead", "level"), [(0, "ok"), (10, "warning"), (3600, "problem")])
def test_a_clock_that_differs_from_the_database_or_the_disk_is_told(settings, monkeypatch, ahead, level):
    monkeypatch.setattr(checkup, "_database_clock", lambda _: time.time() + ahead)
    assert worst(checkup.clock(settings)) == level


def test_the_database_tells_its_time(backend, tmp_path):
    url = migrated_url(backend, tmp_path)
    theirs = checkup._database_clock(Settings(_env_file=None, data_dir=tmp_path, database_url=url))
    assert theirs is None if backend == "sqlite" else abs(theirs - time.time()) < 600
    databases.drop(url)
