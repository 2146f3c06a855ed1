"""`safelight webhooks`: who was called, what was answered, and calling again."""

import pytest

from safelight.doors.cli import problems

CALL = {
    "id": "call_1", "event": "failed", "state": "given_up", "attempts": 9, "answer": "500 Internal Server Error",
    "next_at": None, "created_at": "2026-01-01T10:00:00Z", "payload": {"id": "gen_1"},
}  # fmt: skip
HOOK = {
    "id": "hook_1", "url": "https://example.org/", "events": ["failed"], "signed": True, "calls": [CALL],
    "created_at": "2026-01-01T10:00:00Z",
}  # fmt: skip
PATH = "/api/v1/jobs/job_1/webhooks"


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_calls_are_listed_with_their_answers(studio, at):
    studio.on("GET", PATH, [HOOK, HOOK | {"calls": [], "url": "https://example.net/"}])
    done = at("webhooks", "list", "job_1")
    assert done.code == problems.OK
    for words in ("call_1", "given up", "9×", "500 Internal", "none yet", "https://example.net/"):
        assert words in done.out
    assert at("webhooks", "list", "job_1", "--json").json[0]["calls"] == [CALL]


def test_nobody_to_call_is_said_in_words_and_as_an_empty_list(studio, at):
    studio.on("GET", PATH, [])
    done = at("webhooks", "list", "job_1")
    assert (done.code, done.out) == (problems.OK, "")
    assert "Nobody is to be called" in done.err
    assert at("webhooks", "list", "job_1", "--json").json == []


def test_a_call_is_made_again(studio, at):
    studio.on("POST", f"{PATH}/call_1/redeliver", CALL | {"state": "waiting"}, status=202)
    done = at("webhooks", "redeliver", "job_1", "call_1")
    assert done.code == problems.OK
    assert "call_1 is made again" in done.out
    assert at("webhooks", "redeliver", "job_1", "call_1", "--json").json["state"] == "waiting"
    assert at("webhooks", "redeliver", "job_1", "call_2").code == problems.NOT_FOUND
