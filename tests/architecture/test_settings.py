""".env.example says all and only what settings/fields.py says."""

import runpy
from pathlib import Path

import pytest

from safelight.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generator():
    return runpy.run_path(str(ROOT / "scripts/env_example.py"))


def test_the_example_is_what_the_generator_writes(generator):
    assert generator["text"]() == EXAMPLE, "run `make golden`"


def test_every_setting_has_a_description():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_example_uncommented_gives_the_defaults(tmp_path, monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SAFELIGHT_{name.upper()}", raising=False)
    lines = [line.removeprefix("#") for line in EXAMPLE.splitlines() if line.startswith("#SAFELIGHT_")]
    file = tmp_path / "env"
    file.write_text("\n".join(line for line in lines if not line.endswith("=")), encoding="utf-8")
    assert len(lines) == len(Settings.model_fields)
    assert Settings(_env_file=file).model_dump() == Settings(_env_file=None).model_dump()


def test_the_table_for_smaller_machines_names_real_settings(generator):
    assert set(generator["SMALLER"]) <= set(Settings.model_fields)
    for name, (largest, *_) in generator["SMALLER"].items():
        assert largest == str(Settings.model_fields[name].default)
