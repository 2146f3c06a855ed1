"""`safelight doctor` finds what is wrong and says how to mend it."""

import shutil
import socket
import time
from types import SimpleNamespace

import pytest

from safelight.doors.cli import checkup, problems
from safelight.settings import Settings


def level_of(findings):
    (finding,) = findings
    return finding.level


@pytest.fixture
def settings(tmp_path):
    return Settings(_env_file=None, data_dir=tmp_path / "data")


@pytest.fixture
def well(monkeypatch):
    """Checks of what the machine at hand may or may not have."""
    monkeypatch.setattr(checkup, "CHECKS", (checkup.python, checkup.disk, checkup.data, checkup.clock))


def test_a_good_installation_is_well(well, typed):
    done = typed("doctor")
    assert done.code == 0, done.out
    assert "✓ python" in done.out
    assert "All is well" in done.out


def test_json_is_one_document(well, typed):
    done = typed("doctor", "--json")
    assert done.json["ok"] is True
    assert {finding["name"] for finding in done.json["findings"]} == {"python", "disk", "data", "clock"}


def test_a_problem_is_told_with_its_mending_and_exit_code_1(well, typed, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10e6))
    done = typed("doctor")
    assert done.code == problems.FAILED
    assert "✗ disk" in done.out
    assert "→ Make room" in done.out
    assert "1 to mend" in done.out


def test_a_check_that_breaks_hides_no_other(typed, monkeypatch):
    def broken(_):
        raise RuntimeError("oops")

    monkeypatch.setattr(checkup, "CHECKS", (broken, checkup.python))
    done = typed("doctor")
    assert done.code == problems.FAILED
    assert "✗ broken     RuntimeError: oops" in done.out
    assert "✓ python" in done.out


def test_low_disk_is_a_warning(settings, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2e9))
    assert level_of(checkup.disk(settings)) == "warning"


def test_a_data_folder_that_is_a_file_is_a_problem(settings, tmp_path):
    (tmp_path / "data").write_text("")
    assert level_of(checkup.data(settings)) == "problem"


def test_a_database_that_is_not_there_yet_is_fine_and_stays_so(settings):
    assert level_of(checkup.database(settings)) == "ok"
    assert not settings.data_dir.exists()


def test_a_database_of_an_older_version_is_told(settings):
    import sqlite3

    settings.data_dir.mkdir()
    sqlite3.connect(settings.data_dir / "safelight.db").close()
    assert level_of(checkup.database(settings)) == "warning"


def test_a_database_that_is_away_is_a_problem(well, typed, monkeypatch):
    monkeypatch.setattr(checkup, "CHECKS", (checkup.database,))
    monkeypatch.setenv("SAFELIGHT_DATABASE_URL", "postgresql+psycopg://u:hidden@127.0.0.1:9/x")
    done = typed("doctor")
    assert done.code == problems.FAILED
    assert "hidden" not in done.out


def test_the_storage_is_tried(settings):
    settings.data_dir.mkdir()
    assert level_of(checkup.storage(settings)) == "ok"


def test_a_broken_model_folder_is_named(settings):
    folder = settings.effective_models_dir / "mine"
    folder.mkdir(parents=True)
    (folder / "model_index.json").write_text("{")
    broken = [finding for finding in checkup.models(settings) if finding.level == "problem"]
    assert any(finding.found.startswith("mine:") for finding in broken)


def test_a_default_model_that_is_not_there_is_a_problem(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, default_model="nothing")
    assert any("'nothing'" in finding.found for finding in checkup.models(settings) if finding.level == "problem")


def test_a_taken_port_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings(_env_file=None, data_dir=tmp_path, port=taken.getsockname()[1])
        assert level_of(checkup.server(settings)) == "warning"


def test_an_open_server_without_a_key_is_a_problem(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path, host="0.0.0.0")
    assert level_of(checkup.server(settings)) == "problem"


def test_a_clock_that_was_never_set_is_a_problem(settings, monkeypatch):
    monkeypatch.setattr(time, "gmtime", lambda: SimpleNamespace(tm_year=1970))
    assert level_of(checkup.clock(settings)) == "problem"
