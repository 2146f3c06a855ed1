"""`safelight secrets rotate`: what was sealed can be read under the new secret, and no more under the old one."""

import stat

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from safelight.db import Database
from safelight.doors.cli import beacon, problems, secrets
from safelight.features.audit.tables import AuditEntry
from safelight.features.downloads.service.reach import token_box
from safelight.features.downloads.tables import HubToken
from safelight.features.pods.service.renting import key_box
from safelight.features.pods.tables import ProviderKey
from safelight.features.webhooks.service import secret_box
from safelight.features.webhooks.tables import Webhook
from safelight.jobs import service as jobs
from safelight.kit.secret_box import Unopenable
from safelight.kit.secret_file import secret_at
from tests import databases
from tests.installation import migrated_url


class Nothing(BaseModel):
    """A spec that asks for nothing."""


TOKEN, SIGNING = "hf_AbCdEfGhIjKlMnOp", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = "rpa_a-key-of-runpods"


@pytest.fixture
def database(backend, tmp_path, monkeypatch):
    url = migrated_url(backend, tmp_path)
    monkeypatch.setenv("SAFELIGHT_DATABASE_URL", url)
    made = Database(url, pool_size=1)
    yield made
    made.dispose()
    databases.drop(url)


def keep(database, secret):
    with database.transaction() as session:
        session.add(HubToken(host="huggingface.co", token=token_box(secret).seal(TOKEN)))
        session.add(ProviderKey(provider="runpod", key=key_box(secret).seal(KEY)))
        job = jobs.submit(session, kind="generation", spec=Nothing())
        session.add(
            Webhook(job_id=job.id, url="https://x/", wants={"events": []}, secret=secret_box(secret).seal(SIGNING))
        )


def opened(database, secret):
    with database.reading() as session:
        token, signing = session.scalar(select(HubToken.token)), session.scalar(select(Webhook.secret))
        key = session.scalar(select(ProviderKey.key))
    return token_box(secret).open(token), secret_box(secret).open(signing), key_box(secret).open(key)


def test_the_secret_in_the_data_folder_is_made_anew(database, typed, tmp_path):
    file = tmp_path / "data" / "secret.key"
    old = secret_at(file)
    keep(database, old)
    done = typed("secrets", "rotate", "--json")
    assert (done.code, done.json) == (0, {"hub_tokens": 1, "webhook_secrets": 1, "provider_keys": 1}), done.err
    new = file.read_bytes()
    assert new != old
    assert len(new) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]
    assert opened(database, new) == (TOKEN, SIGNING, KEY)
    with pytest.raises(Unopenable):
        opened(database, old)
    with database.reading() as session:
        assert session.scalar(select(AuditEntry.action)) == "secrets.rotated"


def test_a_rotation_that_was_killed_before_its_end_goes_on(database, typed, tmp_path, monkeypatch):
    file = tmp_path / "data" / "secret.key"
    keep(database, secret_at(file))

    def die(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("safelight.kit.secret_file.take_over", die)
    assert typed("secrets", "rotate").code == problems.CANCELLED
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAFELIGHT_DATABASE_URL", database.url.render_as_string(hide_password=False))
    assert typed("secrets", "rotate").code == 0
    assert opened(database, file.read_bytes()) == (TOKEN, SIGNING, KEY)


def test_secrets_that_are_settings(database, typed, monkeypatch):
    keep(database, b"the old one, of a setting")
    monkeypatch.setenv("SAFELIGHT_SECRET_KEY", "the new one, of a setting")
    done = typed("secrets", "rotate")
    assert done.code == problems.WRONG_USAGE
    assert "SAFELIGHT_SECRET_KEY_OLD" in done.err
    monkeypatch.setenv("SAFELIGHT_SECRET_KEY_OLD", "quite another one")
    done = typed("secrets", "rotate")
    assert done.code == problems.FAILED
    assert opened(database, b"the old one, of a setting") == (TOKEN, SIGNING, KEY), "nothing was changed"
    monkeypatch.setenv("SAFELIGHT_SECRET_KEY_OLD", "the old one, of a setting")
    for _ in range(2):
        assert typed("secrets", "rotate").code == 0
    assert opened(database, b"the new one, of a setting") == (TOKEN, SIGNING, KEY)


def test_not_while_the_studio_runs(typed, tmp_path, monkeypatch):
    monkeypatch.setattr(beacon, "find", lambda _: beacon.Beacon("http://127.0.0.1:8000", 1))
    done = typed("secrets", "rotate")
    assert done.code == problems.FAILED
    assert "Stop it, rotate" in done.err
    assert secrets.app.info.name == "secrets"
