"""`safelight keys`: listed, made and shown once, revoked."""

import pytest

from safelight.doors.cli import problems

PATH = "/api/v1/keys"
KEY = {
    "id": "key_1", "name": "My app", "start": "sl_abcde", "scopes": ["read", "generate"], "limits": None,
    "expires_at": None, "revoked_at": None, "used_at": "2026-01-02T10:00:00Z", "created_at": "2026-01-01T10:00:00Z",
    "account": {"id": "acc_1", "name": "ada"},
}  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_keys_are_listed_and_none_is_said_in_words(studio, at):
    studio.on("GET", PATH, {"items": [KEY, KEY | {"name": "Old", "revoked_at": "2026-01-03T10:00:00Z"}], "next": None})
    done = at("keys", "list")
    assert done.code == problems.OK
    for words in ("My app", "sl_abcde…", "read, generate", "ada", "2026-01-02 10:00", "revoked", "key_1"):
        assert words in done.out
    assert at("keys", "list", "--json").json[0] == KEY
    studio.on("GET", PATH, {"items": [], "next": None})
    assert "safelight keys make" in at("keys", "list").err


def test_a_made_key_alone_goes_to_standard_output(studio, at):
    studio.on("POST", PATH, KEY | {"key": "sl_the-whole-key"}, status=201)
    done = at("keys", "make", "My app", "--scope", "read", "--days", "9")
    assert (done.code, done.out.strip()) == (problems.OK, "sl_the-whole-key")
    assert "not shown again" in done.err
    assert at("keys", "make", "My app", "--json").json["key"] == "sl_the-whole-key"


def test_a_key_is_revoked_by_its_name(studio, at):
    studio.on("DELETE", f"{PATH}/My%20app", None, status=204)
    done = at("keys", "revoke", "My app")
    assert (done.code, "is revoked" in done.out) == (problems.OK, True)
    assert at("keys", "revoke", "other").code == problems.NOT_FOUND
