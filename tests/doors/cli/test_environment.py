"""Settings that a server hands to its workers are those that it has itself."""

from safelight.doors.cli.environment import environment_of
from safelight.settings import Settings


def test_settings_that_are_tables_come_whole_through_the_environment(monkeypatch) -> None:
    tables = {"limits": {"member": {"pictures_per_day": 5.0}}, "model_aliases": {"gpt-image-1": "Pip"}}
    given = environment_of(Settings(_env_file=None, **tables))
    for name in ("SAFELIGHT_LIMITS", "SAFELIGHT_MODEL_ALIASES"):
        monkeypatch.setenv(name, given[name])
    read = Settings(_env_file=None)
    assert (read.limits, read.model_aliases) == (tables["limits"], tables["model_aliases"])
