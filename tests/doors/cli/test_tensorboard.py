"""`safelight classifiers tensorboard`: waits until it runs, prints where, ends it, and says why it cannot."""

import pytest

from safelight.doors.cli import problems, tensorboard

SHOWN = {
    "target": "run_1", "state": "running", "url": "http://127.0.0.1:8000/tensorboard/run_1/", "message": None,
    "runs": 1, "idle_seconds": 0.0, "idle_timeout_seconds": 900.0, "memory_bytes": 98_000_000,
}  # fmt: skip
PATH = "/api/v1/classifiers/runs/12/tensorboard"


@pytest.fixture
def at(studio, typed, monkeypatch):
    """Types a command line at the stand-in studio."""
    monkeypatch.setattr(tensorboard, "LOOK_SECONDS", 0)
    return lambda *arguments: typed("--server", studio.url, "classifiers", "tensorboard", *arguments)


def test_the_address_is_printed_once_it_is_there(studio, at):
    studio.on("POST", PATH, SHOWN | {"state": "starting", "memory_bytes": None})
    studio.on("GET", PATH, SHOWN)
    done = at("12")
    assert done.code == problems.OK
    assert done.out.splitlines()[0] == SHOWN["url"]
    for words in ("1 run", "98.0 MB", "15 min"):
        assert words in done.out
    assert at("12", "--json").json == SHOWN


def test_all_runs_of_a_project(studio, at, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    studio.on("POST", "/api/v1/classifiers/projects/my%20leaves/tensorboard", SHOWN | {"runs": 3})
    done = at("--project", "my leaves", "--open")
    assert "3 runs" in done.out
    assert opened == [SHOWN["url"]]


def test_it_is_ended(studio, at):
    studio.on("DELETE", PATH, None, status=204)
    done = at("12", "--stop")
    assert (done.code, "has ended" in done.out) == (problems.OK, True)
    assert at("12", "--stop", "--json").json == {"state": "stopped"}


def test_what_does_not_start_is_told(studio, at):
    studio.on("POST", PATH, SHOWN | {"state": "starting"})
    studio.on("GET", PATH, SHOWN | {"state": "failed", "message": "the disk is full"})
    done = at("12")
    assert done.code == problems.FAILED
    assert "the disk is full" in done.err
    assert at("13").code == problems.NOT_FOUND


@pytest.mark.parametrize("arguments", [(), ("12", "--project", "leaves")])
def test_one_target_is_named(at, arguments):
    done = at(*arguments)
    assert done.code == problems.WRONG_USAGE
    assert "--project" in done.err
