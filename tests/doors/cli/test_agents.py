"""`safelight agents`: tokens made and shown once, machines and workers looked after."""

import json

import pytest

from safelight.doors.cli import problems

PATH = "/api/v1/agents"
TOKEN = {
    "id": "join_1", "name": "attic", "labels": {"site": "attic"}, "uses_left": None, "pod_id": None,
    "created_at": "2026-01-01T10:00:00Z", "expires_at": "2026-01-02T10:00:00Z", "revoked_at": None,
    "last_used_at": None, "usable": True,
}  # fmt: skip
AGENT = {
    "id": "agent_1", "name": "attic", "host": "attic", "labels": {}, "version": "1.0", "pod_id": None,
    "token_id": "join_1", "joined_at": "2026-01-01T10:00:00Z", "asked_at": "2026-01-01T11:00:00Z",
    "workers": ["attic-cuda:0"],
}  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_a_made_token_alone_goes_to_standard_output(studio, at):
    made = TOKEN | {"token": "slj_t", "command": "safelight agent --join https://studio.example.org --token slj_t"}
    studio.on("POST", f"{PATH}/tokens", made, status=201)
    done = at("agents", "token", "attic", "--label", "site=attic", "--uses", "0", "--hours", "2")
    assert (done.code, done.out.strip()) == (problems.OK, "slj_t")
    assert "--join https://studio.example.org" in done.err
    assert "slj_t" not in done.err
    assert json.loads(studio.asked[-1][2]) == {"name": "attic", "labels": {"site": "attic"}, "uses": None, "hours": 2}


def test_tokens_and_machines_are_listed(studio, at):
    over = [TOKEN | {"usable": False}, TOKEN | {"uses_left": 0}, TOKEN | {"revoked_at": "2026-01-01T12:00:00Z"}]
    studio.on("GET", f"{PATH}/tokens", {"items": [TOKEN, *over], "next": None})
    done = at("agents", "tokens")
    for words in ("any number", "site=attic", "until 2026-01-02 10:00", "expired", "used up", "revoked", "never"):
        assert words in done.out
    studio.on("GET", PATH, {"items": [AGENT], "next": None})
    assert "attic-cuda:0" in at("agents", "list").out
    studio.on("GET", PATH, {"items": [], "next": None})
    assert "safelight agents token" in at("agents", "list").err


def test_a_machine_is_removed_and_a_worker_drained(studio, at):
    studio.on("DELETE", f"{PATH}/attic", None, status=204)
    assert at("agents", "remove", "attic").code == problems.OK
    studio.on("DELETE", f"{PATH}/tokens/attic", None, status=204)
    assert at("agents", "revoke", "attic").code == problems.OK
    worker = {"name": "attic-cuda:0", "job_id": "job_1", "job_title": "Learn Pip"}
    studio.on("POST", "/api/v1/workers/attic-cuda%3A0/drain", worker)
    assert "ends Learn Pip and takes nothing more" in at("agents", "drain", "attic-cuda:0").out
    studio.on("DELETE", "/api/v1/workers/attic-cuda%3A0/drain", worker)
    assert at("agents", "undrain", "attic-cuda:0").code == problems.OK


def test_sqlite_has_no_roles_and_says_what_has(typed):
    done = typed("agents", "role")
    assert done.code == problems.WRONG_USAGE
    assert "postgresql" in done.err
