"""Coming in, staying in, going: what the tokens of a log-in are good for, and when they are no more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest

from safelight.features.accounts.errors import LogInOver, TokenReused
from safelight.features.accounts.service import logins
from safelight.features.accounts.service.logins import LogInRules, Visitor
from safelight.features.accounts.service.tokens import TokenSigner
from safelight.features.accounts.tables import Account, Login
from safelight.kit.clock import utcnow
from tests.features.accounts.people import PASSWORD, Person

RULES = LogInRules(b"a secret of 32 bytes, or so it is")
HERE = {"Origin": "http://127.0.0.1:8000"}


@pytest.fixture
def entered(database):
    """Somebody who is logged in, without a server."""
    with database.transaction() as session:
        account = Account(id="acc_1", name="ada", role="admin", tokens_from=utcnow())
        session.add(account)
        session.flush()
        return logins.begin(session, rules=RULES, account=account, visitor=Visitor())


def goes_on(database, token):
    return logins.refresh(database, rules=RULES, token=token, visitor=Visitor("192.0.2.7", "elsewhere"))


def login_of(database, entered) -> Login:
    with database.reading() as session:
        return session.get_one(Login, entered.login_id)


def test_two_tabs_with_one_token_get_the_same_new_one(database, entered) -> None:
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: goes_on(database, entered.refresh_token).refresh_token, range(4)))

    assert len(set(got)) == 1
    assert got[0] != entered.refresh_token
    assert goes_on(database, got[0]).refresh_token not in {*got, entered.refresh_token}
    assert login_of(database, entered).ended_at is None


def test_a_token_that_comes_again_later_ends_the_log_in(database, entered) -> None:
    second = goes_on(database, entered.refresh_token).refresh_token
    with database.transaction() as session:
        session.get_one(Login, entered.login_id).replaced_at = utcnow() - logins.GRACE - timedelta(seconds=1)

    with pytest.raises(TokenReused):
        goes_on(database, entered.refresh_token)
    assert login_of(database, entered).ended_at
    with pytest.raises(LogInOver):  # whoever has the good one is out as well: nobody knows who is who
        goes_on(database, second)


def test_a_token_from_before_the_last_ends_the_log_in_at_once(database, entered) -> None:
    second = goes_on(database, entered.refresh_token).refresh_token
    goes_on(database, second)

    with pytest.raises(TokenReused):
        goes_on(database, entered.refresh_token)
    assert login_of(database, entered).ended_at


def test_a_token_that_we_did_not_make_is_nobodys_and_ends_nothing(database, entered) -> None:
    mine = entered.refresh_token
    others = [
        mine[:-1] + ("A" if mine[-1] != "A" else "B"),
        mine.replace(".1.", ".2."),
        LogInRules(b"another secret of just as many by").refresh.make(entered.login_id, 1),
        RULES.refresh.make("login_unknown", 1),
        mine.replace(".1.", ".01."),
        "slr_.", "", "slr_a.b.c", "\ud800.1.\ud800",
    ]  # fmt: skip
    for token in others:
        with pytest.raises(LogInOver) as refused:
            goes_on(database, token)
        assert not isinstance(refused.value, TokenReused)
    assert goes_on(database, mine)


def test_a_log_in_that_nobody_used_is_over(database, entered) -> None:
    with database.transaction() as session:
        session.get_one(Login, entered.login_id).expires_at = utcnow() - timedelta(seconds=1)
    with pytest.raises(LogInOver):
        goes_on(database, entered.refresh_token)


def test_access_tokens_that_are_not_ours_to_the_letter_let_nobody_in(client, ada: Person) -> None:
    told = jwt.decode(ada.access, options={"verify_signature": False})
    secret = client.app.state.log_in_rules.secret
    key = TokenSigner(secret)._key
    anonymous = jwt.encode(told, None, algorithm="none")
    others = {
        "unsigned": anonymous,
        "unsigned, with a signature": anonymous + ada.access.rpartition(".")[2],
        "another key": jwt.encode(told, b"k" * 32, algorithm="HS256"),
        "the installation's secret itself": jwt.encode(told, secret, algorithm="HS256"),
        "another algorithm": jwt.encode(told, key * 2, algorithm="HS512"),
        "over": jwt.encode(told | {"exp": told["iat"] - 1}, key, algorithm="HS256"),
        "without an end": jwt.encode({k: v for k, v in told.items() if k != "exp"}, key, algorithm="HS256"),
        "another issuer": jwt.encode(told | {"iss": "elsewhere"}, key, algorithm="HS256"),
        "another log-in": jwt.encode(told | {"lid": "login_x"}, key, algorithm="HS256"),
        "another account": jwt.encode(told | {"sub": "acc_x"}, key, algorithm="HS256"),
        "a refresh token": ada.refresh,
    }
    for which, token in others.items():
        answer = client.get("/api/v1/jobs", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, which
    assert client.get("/api/v1/jobs", headers={"Authorization": f"Bearer {ada.access}"}).status_code == 200
    assert jwt.encode(told, key, algorithm="HS256") == ada.access  # the key of this test is the right one


def test_a_browser_keeps_its_token_out_of_reach_of_scripts_and_other_sites(client, ada: Person) -> None:
    answer = client.post("/api/v1/auth/login", json={"name": "Ada ", "password": PASSWORD})
    assert answer.json()["refresh_token"] is None
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "Path=/api/v1/auth", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # it would never come back by http

    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = client.post("/api/v1/auth/refresh", headers=headers)
        assert refused.status_code == 403, headers
        assert client.post("/api/v1/auth/logout", headers=headers).status_code == 403
    assert client.post("/api/v1/auth/refresh", headers=HERE).status_code == 200
    assert client.post("/api/v1/auth/refresh", headers={"X-Safelight": "1"}).status_code == 200
    assert client.post("/api/v1/auth/logout", headers=HERE).status_code == 204
    assert "safelight_refresh" not in client.cookies
    assert client.post("/api/v1/auth/refresh", headers=HERE).status_code == 401


def test_logging_out_everywhere_ends_every_token_at_once(client, ada: Person) -> None:
    elsewhere = Person.enter(client, "ada")
    listed = ada.asks("GET", "/auth/logins").json()
    assert [each["is_current"] for each in listed] == [False, True]

    assert ada.asks("POST", "/auth/logout-everywhere").status_code == 204
    assert not ada.is_in()
    assert not elsewhere.is_in()
    assert elsewhere.goes_on().status_code == 401
    assert Person.enter(client, "ada").is_in()


def test_one_log_in_is_ended_and_only_ones_own(client, ada: Person) -> None:
    bob, elsewhere = ada.makes("bob"), Person.enter(client, "ada")
    theirs = next(each for each in elsewhere.asks("GET", "/auth/logins").json() if each["is_current"])

    assert bob.asks("DELETE", f"/auth/logins/{theirs['id']}").status_code == 404
    assert elsewhere.is_in()
    assert ada.asks("DELETE", f"/auth/logins/{theirs['id']}").status_code == 204
    assert not elsewhere.is_in()
    assert ada.is_in()


def test_a_changed_password_ends_the_others_and_a_wrong_one_changes_nothing(client, ada: Person) -> None:
    elsewhere = Person.enter(client, "ada")
    new = "another four words, later"
    wrong = ada.asks("POST", "/auth/password", json={"current": "not it at all", "new": new})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_password")
    poor = ada.asks("POST", "/auth/password", json={"current": PASSWORD, "new": "short"})
    assert poor.json()["code"] == "poor_password"
    assert elsewhere.is_in()

    assert ada.asks("POST", "/auth/password", json={"current": PASSWORD, "new": new}).status_code == 204
    assert ada.is_in()
    assert not elsewhere.is_in()
    assert client.post("/api/v1/auth/login", json={"name": "ada", "password": PASSWORD}).status_code == 401
    assert Person.enter(client, "ada", new).is_in()


def test_what_was_wrong_with_a_body_is_told_without_the_password_in_it(client, ada: Person) -> None:
    for body in (
        {"name": "ada", "password": "hush" * 300},
        {"name": "ada", "password": ["hush"]},
        {"name": "ada", "password": "hush hush hush", "extra": 1},
        {"password": "hush hush hush"},
    ):
        answer = client.post("/api/v1/auth/login", json=body)
        assert answer.status_code == 400
        assert "hush" not in answer.text, body
