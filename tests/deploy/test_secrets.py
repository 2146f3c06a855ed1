"""Settings from files, as Docker and Kubernetes mount secrets."""

from pathlib import Path

import pytest

from safelight.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAFELIGHT_SECRETS_DIR", str(tmp_path))
    return tmp_path


def test_a_file_is_a_setting_without_its_last_line_end(folder: Path) -> None:
    (folder / "safelight_api_key").write_text("from a file\n")
    (folder / "safelight_limits").write_text('{"member": {"jobs_at_once": 4}}')
    found = Settings(_env_file=None)
    assert found.api_key is not None
    assert found.api_key.get_secret_value() == "from a file"
    assert found.limits == {"member": {"jobs_at_once": 4}}


def test_the_environment_goes_before_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "safelight_port").write_text("9000")
    assert Settings(_env_file=None).port == 9000
    monkeypatch.setenv("SAFELIGHT_PORT", "9001")
    assert Settings(_env_file=None).port == 9001
    assert Settings(_env_file=None, port=9002).port == 9002


def test_a_folder_that_is_not_there_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFELIGHT_SECRETS_DIR", "/nowhere/at/all")
    assert Settings(_env_file=None).port == 8000
