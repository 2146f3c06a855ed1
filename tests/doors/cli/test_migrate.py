"""`safelight migrate`, and servers that are told to leave the tables alone."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from safelight.db import Database
from safelight.doors.app import create_app
from safelight.doors.cli import main
from safelight.migrations import runner
from safelight.settings import Settings

OLDER = "2026_11_22_with_people"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database of an installation of before."""
    found = f"sqlite:///{tmp_path / 'safelight.db'}"
    monkeypatch.setenv("SAFELIGHT_DATA_DIR", str(tmp_path))
    runner.upgrade(found, to=OLDER)
    return found


def document(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_a_check_says_what_is_missing_and_changes_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["migrate", "--check", "--json"]) == 1
    found = document(capsys)
    assert (found["before"], found["after"], found["changed"]) == (OLDER, OLDER, False)
    assert [each["revision"] for each in found["changes"]][-1] == runner.head()
    assert runner.current(url) == OLDER


def test_it_is_done_once_and_the_second_time_is_well_too(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["migrate", "--json"]) == 0
    assert document(capsys)["changed"]
    assert main.main(["migrate", "--json"]) == 0
    assert document(capsys)["changes"] == []
    assert main.main(["migrate", "--check"]) == 0
    assert runner.is_current(url)


def test_to_look_at_no_database_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFELIGHT_DATA_DIR", str(tmp_path))
    assert main.main(["migrate", "--check"]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("to", "said"), [("2026_11_21_first_tables", "past it"), ("next_year", "no such revision")])
def test_it_goes_neither_back_nor_nowhere(url: str, capsys: pytest.CaptureFixture[str], to: str, said: str) -> None:
    assert main.main(["migrate", "--to", to, "--json"]) == 2
    assert said in document(capsys)["detail"]
    assert runner.current(url) == OLDER


def test_a_newer_database_says_which_program_it_wants(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(url)
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '2099_01_02_holograms'"))
    database.dispose()
    assert main.main(["migrate", "--json"]) == 1
    found = document(capsys)
    assert (found["code"], "2099-01-02 or a later one" in found["hint"]) == ("database_too_new", True)


def test_a_server_may_be_told_to_refuse_older_tables(url: str, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=url, auto_migrate=False)
    with pytest.raises(runner.DatabaseOutdated, match="lacks") as caught, TestClient(create_app(settings)):
        pass
    assert "safelight migrate" in str(caught.value.hint)
    assert runner.current(url) == OLDER
    runner.upgrade(url)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/health/live").status_code == 200
