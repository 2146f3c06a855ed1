"""Hints of the API in the words of the command line."""

import pytest
from typer.main import get_command

from safelight.doors.cli.hints import _COMMANDS, as_commands
from safelight.doors.cli.main import app
from safelight.features.characters.errors import CharacterNotFound


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("`GET /api/v1/gallery` lists them.", "`safelight gallery list` lists them."),
        ("GET /api/v1/pods lists them.", "`safelight pods list` lists them."),
        ("Cancel it first: POST /api/v1/jobs/job_1/cancel", "Cancel it first: `safelight jobs cancel job_1`"),
        ("cancel some: GET /api/v1/jobs?state=queued lists them.", "cancel some: `safelight jobs list` lists them."),
        (
            "`GET /api/v1/projects/{project}/members` lists with whom it is.",
            "`safelight projects members project` lists with whom it is.",
        ),
        ("Upload the picture: POST /api/v1/inputs", "Upload the picture: POST /api/v1/inputs"),
        ("Choose a smaller size.", "Choose a smaller size."),
    ],
)
def test_a_route_becomes_the_command_that_calls_it(hint, said):
    assert as_commands(hint) == said


def test_a_problem_of_the_api_names_the_command(studio, typed):
    missing = CharacterNotFound("bob")
    studio.on("GET", "/api/v1/characters/bob", {"detail": missing.message, "hint": missing.hint}, status=404)
    done = typed("--server", studio.url, "characters", "show", "bob")
    assert "→ `safelight characters list` lists them." in done.err


@pytest.mark.parametrize("words", [command for _, command in _COMMANDS])
def test_every_command_that_a_hint_names_exists(words):
    command = get_command(app)
    for word in words.split():
        if word == "{}" or word.isupper():
            break
        command = command.commands[word]
    assert getattr(command, "invoke_without_command", True), f"safelight {words} is a group, not a command"
