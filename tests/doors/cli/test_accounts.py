"""`safelight accounts`, `login`, `logout` and `whoami`: on the studio's own database, and over its API."""

import io
import json
import stat
import sys
import time

import httpx
import pytest

from safelight.doors.cli import kept_logins
from safelight.doors.cli.client import SentKey
from safelight.features.accounts.service import passwords

PASSWORD = "four words nobody guesses"
ACCOUNT = {
    "id": "acc_1", "name": "ada", "full_name": "Ada L", "email": None, "role": "admin", "disabled": False,
    "locked_until": None, "created_at": "2026-11-22T10:00:00Z", "last_seen_at": None, "limits": None,
    "has_password": True, "providers": [],
}  # fmt: skip


def tokens(access="access-1", refresh="refresh-1", seconds=600):
    return {"access_token": access, "expires_in": seconds, "refresh_token": refresh, "account": ACCOUNT}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(passwords, "MEMORY_KIB", 64)
    passwords._hasher.cache_clear()
    yield
    passwords._hasher.cache_clear()


@pytest.fixture
def says(monkeypatch):
    """What comes on standard input."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_the_first_admin_is_made_on_the_studios_machine_and_everything_else_follows(typed, says):
    assert "accounts create NAME --admin" in typed("accounts", "list").err
    says(PASSWORD + "\n")
    assert typed("accounts", "create", "bob").code == 1  # the first is an admin
    says(PASSWORD + "\n")
    assert "ada is an admin" in typed("accounts", "create", "Ada", "--admin", "--full-name", "Ada L").out

    made = typed("accounts", "create", "bob", "--make-password", "--json").json
    assert (made["name"], made["role"], len(made["password"])) == ("bob", "member", 19)
    assert "bob" in typed("accounts", "list").out
    assert "viewer" in typed("accounts", "update", "bob", "--role", "viewer", "--disable").out
    assert typed("accounts", "show", "bob", "--json").json["disabled"]

    says("another four words, later\n")
    assert typed("accounts", "reset", "ada", "--ask", "--json").json["password"] == "another four words, later"
    assert typed("accounts", "delete", "bob", "--yes").code == 0
    assert [each["name"] for each in typed("accounts", "list", "--json").json] == ["ada"]


@pytest.mark.parametrize(
    ("arguments", "said", "code", "told"),
    [
        (("create", "ada"), "short\n", 2, "at least 10 characters"),
        (("create", "a b"), PASSWORD + "\n", 2, "begins with a letter"),
        (("create", "ada"), "", 2, "no password on standard input"),
        (("show", "nobody-here"), "", 3, "no account 'nobody-here'"),
        (("delete", "x", "--give-to", "y", "--with-everything"), "", 2, "exclude each other"),
        (("create", "ada", "--role", "king"), "", 2, "king"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(typed, says, arguments, said, code, told):
    says(said)
    done = typed("accounts", *arguments)
    assert (done.code, told in done.err) == (code, True), done.err


def test_with_a_server_named_accounts_go_over_its_api(typed, studio, says):
    studio.on("POST", "/api/v1/accounts", ACCOUNT | {"password": None}, status=201)
    studio.on("GET", "/api/v1/accounts/ada", ACCOUNT)
    studio.on("DELETE", "/api/v1/accounts/acc_1", None, status=204)
    says(PASSWORD + "\n")

    assert typed("--server", studio.url, "accounts", "create", "ada", "--admin").code == 0
    assert json.loads(studio.asked[-1][2]) == {"name": "ada", "role": "admin", "password": PASSWORD}
    assert typed("--server", studio.url, "accounts", "delete", "ada", "--with-everything", "--yes").code == 0
    assert studio.asked[-1][1].endswith("?with_everything=true")


def test_a_log_in_is_kept_for_this_user_alone_used_renewed_and_ended(typed, studio, says):
    studio.on("POST", "/api/v1/auth/login", tokens())
    studio.on("POST", "/api/v1/auth/refresh", tokens("access-2", "refresh-2"))
    studio.on("POST", "/api/v1/auth/logout", None, status=204)
    studio.on("GET", "/api/v1/auth/state", {"me": None})
    at = ("--server", studio.url)
    says(PASSWORD + "\n")

    assert "Logged in as ada" in typed(*at, "login", "ada").out
    assert json.loads(studio.asked[-1][2])["want_refresh_token"] is True
    path = kept_logins.path()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    client = kept_logins.KeptLogin(studio.url, studio.url)
    assert client._access_token() == "access-1"

    kept_logins.keep(studio.url, tokens(seconds=0))
    assert client._access_token() == "access-2"
    assert json.loads(studio.asked[-1][2]) == {"refresh_token": "refresh-1"}
    assert kept_logins.find(studio.url)["good_until"] > time.time()

    assert "ada is logged out" in typed(*at, "logout").out
    assert json.loads(studio.asked[-1][2]) == {"refresh_token": "refresh-2"}
    assert kept_logins.find(studio.url) is None
    assert "Nobody is logged in" in typed(*at, "logout").out


def test_a_log_in_that_was_ended_elsewhere_is_told_and_kept_no_more(typed, studio):
    studio.on("POST", "/api/v1/auth/refresh", {"code": "login_over"}, status=401)
    kept_logins.keep(studio.url, tokens(seconds=0))

    done = typed("--server", studio.url, "whoami")
    assert done.code == 1
    assert "safelight login" in done.err
    assert kept_logins.find(studio.url) is None


def test_whoami_says_how_one_is_known(typed, studio):
    me = {"account_id": "acc_1", "name": "ada", "full_name": "", "role": "member", "scopes": ["read"], "by": "key"}
    studio.on("GET", "/api/v1/auth/state", {"me": me}, {"me": None})
    assert "an API key" in typed("--server", studio.url, "whoami").out
    assert typed("--server", studio.url, "whoami").code == 1


@pytest.mark.parametrize("by", ["a log-in", "a key"])
def test_a_link_to_elsewhere_gets_no_token(studio, by):
    kept_logins.keep(studio.url, tokens())
    auth = kept_logins.KeptLogin(studio.url, studio.url) if by == "a log-in" else SentKey(studio.url, "sk-secret")
    for url, sent in ((f"{studio.url}/files/x", True), ("http://elsewhere.example/files/x", False)):
        request = next(auth.sync_auth_flow(httpx.Request("GET", url)))
        assert ("Authorization" in request.headers) is sent
