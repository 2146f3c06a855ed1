"""Errors in words, and the exit codes that scripts rely on."""

import pytest

from safelight.doors.cli import problems
from safelight.doors.cli.client import RemoteProblem
from safelight.doors.cli.shell import Shell
from safelight.kit.errors import NotFound
from tests.doors.cli.conftest import job

PROBLEM = {
    "title": "Bad Request", "status": 400, "code": "invalid_input", "detail": "2 values cannot be used.",
    "hint": "Correct the fields.",
    "errors": [
        {"field": "width", "message": "must be a multiple of 8", "value": "63"},
        {"field": "seed", "message": "must not be negative", "value": "-1"},
    ],
}  # fmt: skip


def test_a_problem_says_what_happened_which_fields_and_what_to_do(studio, typed):
    studio.on("POST", "/api/v1/generations", PROBLEM, status=400)
    done = typed("--server", studio.url, "generate", "a cat")
    assert done.code == problems.WRONG_USAGE
    assert done.out == ""
    assert done.err.splitlines() == [
        "✗ 2 values cannot be used.",
        "  width  must be a multiple of 8 (given: 63)",
        "  seed   must not be negative (given: -1)",
        "  → Correct the fields.",
    ]


def test_with_json_the_problem_is_the_document(studio, typed):
    studio.on("POST", "/api/v1/generations", PROBLEM, status=400)
    done = typed("--server", studio.url, "generate", "a cat", "--json")
    assert done.code == problems.WRONG_USAGE
    assert done.json["code"] == "invalid_input"
    assert [bad["field"] for bad in done.json["errors"]] == ["width", "seed"]


def test_not_found_is_3(studio, typed):
    studio.on("GET", "/api/v1/characters/bob", {"detail": "There is no character 'bob'."}, status=404)
    done = typed("--server", studio.url, "characters", "show", "bob")
    assert (done.code, done.err) == (problems.NOT_FOUND, "✗ There is no character 'bob'.\n")


def test_unreachable_is_4(typed):
    done = typed("--server", "http://127.0.0.1:9", "jobs", "list")
    assert done.code == problems.UNREACHABLE
    assert "No studio answers at http://127.0.0.1:9" in done.err


def test_another_server_is_told_from_a_studio(studio, typed):
    studio.on("GET", "/ping", b"<html>hello</html>")
    assert typed("--server", studio.url, "jobs", "list").code == problems.UNREACHABLE


def test_a_failed_job_is_1_and_says_why(studio, typed):
    failure = {"code": "out_of_memory", "message": "cuda:0 is full.", "hint": "Choose a smaller size."}
    studio.on("POST", "/api/v1/generations", {"id": "gen_1", "job_id": "job_1"}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job("running"), job("failed", failure=failure))
    done = typed("--server", studio.url, "generate", "a cat")
    assert done.code == problems.FAILED
    assert done.err.endswith("✗ cuda:0 is full.\n  → Choose a smaller size.\n")


def test_a_job_cancelled_elsewhere_is_130(studio, typed):
    studio.on("POST", "/api/v1/generations", {"id": "gen_1", "job_id": "job_1"}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job("cancelled"))
    done = typed("--server", studio.url, "generate", "a cat")
    assert done.code == problems.CANCELLED
    assert "safelight jobs resume job_1" in done.err


@pytest.mark.parametrize(
    "line", ["nope", "generate", "generate x --steps many", "generate x --size big", "jobs list --x"]
)
def test_wrong_usage_is_2_and_points_to_the_help(line, typed):
    done = typed(*line.split())
    assert done.code == problems.WRONG_USAGE
    assert done.err.startswith("✗ ")
    assert "--help` shows what it takes." in done.err


def test_a_bad_setting_names_its_variable(typed, monkeypatch):
    monkeypatch.setenv("SAFELIGHT_PORT", "eighty")
    done = typed("doctor")
    assert done.code == problems.WRONG_USAGE
    assert "SAFELIGHT_PORT" in done.err


def test_a_defect_is_told_without_a_traceback(typed, monkeypatch):
    def broken(self, **_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(Shell, "settings", broken)
    done = typed("jobs", "list")
    assert done.code == problems.FAILED
    assert "ZeroDivisionError: division by zero" in done.err
    assert "Traceback" not in done.err


def test_a_full_disk_is_told_as_it_is(typed, monkeypatch):
    def full(self, **_):
        raise OSError(28, "No space left on device", "/data")

    monkeypatch.setattr(Shell, "settings", full)
    assert typed("jobs", "list").err.startswith("✗ No space left on device: /data\n")


def test_square_brackets_are_no_markup(capfd):
    problems.show(Shell(), NotFound("There is no [bold]thing[/].", hint="[red]Look.[/]"))
    assert capfd.readouterr().err == "✗ There is no [bold]thing[/].\n  → [red]Look.[/]\n"


def test_an_answer_that_is_no_problem_is_told_too():
    error = RemoteProblem(502, {"title": "Bad Gateway"})
    assert (error.message, error.status, error.code) == ("Bad Gateway", 502, "http_error")


@pytest.mark.parametrize(
    ("line", "here"),
    [
        (("generate", "a cat", "--width", "512"), "--size WxH"),
        (("generate", "a cat", "--height=512"), "--size WxH"),
        (("generate", "a cat", "-W", "512"), "--size WxH"),
        (("upscale", "a.png", "--width", "512"), "--to WxH"),
        (("generate", "a cat", "--num_inference_steps", "20"), "--steps N"),
        (("generate", "a cat", "--cfg-scale", "7"), "--guidance N"),
        (("generate", "a cat", "--sampler", "euler"), "--scheduler NAME"),
        (("generate", "a cat", "--batch-size", "4"), "-n N"),
        (("generate", "a cat", "--negative_prompt", "dogs"), "--negative TEXT"),
        (("generate", "a cat", "--checkpoint", "sdxl"), "--model NAME"),
        (("characters", "create", "ada", "photos", "--learning-rate", "0.1"), "--lr N"),
        (("characters", "create", "ada", "photos", "--max_train_steps", "9"), "--steps N"),
        (("characters", "import", "a.safetensors", "--model", "sd15"), "--base MODEL"),
    ],
)
def test_an_option_as_others_call_it_is_told_as_it_is_called_here(line, here, typed):
    done = typed(*line)
    assert (done.code, f"→ Here it is {here}. `safelight " in done.err) == (problems.WRONG_USAGE, True), done.err


def test_an_option_that_nobody_knows_is_only_refused(typed):
    done = typed("jobs", "list", "--width", "3")
    assert (done.code, "Here it is" in done.err) == (problems.WRONG_USAGE, False)
    assert "→ `safelight jobs list --help`" in done.err


def test_each_option_named_for_another_is_one_of_ours():
    """What a hint says to type must be there: every option of the table is one of some command."""
    from typer.main import get_command

    from safelight.doors.cli.elsewhere import _NAMES
    from safelight.doors.cli.main import app

    def options(command):
        for child in getattr(command, "commands", {}).values():
            yield from options(child)
        yield from (name for option in command.params for name in option.opts)

    known = set(options(get_command(app)))
    assert {typed.partition(" ")[0] for typed, _ in _NAMES} <= known


@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("/proc/x", "nothing can be written there (No such file or directory)"),
        ("/proc", "nothing can be written there ("),
        ("file", "it is a file"),
        ("file/below", "what it lies in is a file"),
    ],
)
@pytest.mark.parametrize("line", [("serve", "--port", "0"), ("jobs", "list")])
def test_a_data_folder_that_cannot_be_is_told_with_the_setting(line, folder, reason, typed, tmp_path):
    (tmp_path / "file").touch()
    done = typed("--data-dir", folder, *line)
    assert done.code == problems.WRONG_USAGE
    assert f"✗ The data folder {tmp_path / folder} cannot be used: {reason}" in done.err
    assert "--data-dir DIR, or the setting SAFELIGHT_DATA_DIR" in done.err
