"""`safelight preferences`: what is set at run time."""

import json

import pytest

from safelight.doors.cli import problems

PATH = "/api/v1/preferences"
NOW = {"theme": "dark", "pause_training_for_pictures": True}


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_all_are_shown(studio, at):
    studio.on("GET", PATH, NOW)
    done = at("preferences", "show")
    assert done.code == problems.OK
    for words in ("theme", "dark", "pause_training_for_pictures", "true"):
        assert words in done.out
    assert at("preferences", "show", "--json").json == NOW


@pytest.mark.parametrize(
    ("typed_value", "sent"),
    [("false", False), ("off", False), ("on", True), ("default", None), ("light", "light"), ("3", 3)],
)
def test_one_is_set(studio, at, typed_value, sent):
    studio.on("PATCH", PATH, NOW)
    done = at("preferences", "set", "theme", typed_value)
    assert (done.code, done.out.strip()) == (problems.OK, "✓ theme is dark now.")
    assert json.loads(studio.asked[-1][2]) == {"theme": sent}
