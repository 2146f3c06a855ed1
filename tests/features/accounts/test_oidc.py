"""Log-in by another provider, against a small real one: who comes in, and who is turned away at which check."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey
from pydantic import SecretStr

from safelight.doors.app import create_app
from tests.features.accounts.people import Person
from tests.features.accounts.provider import CLIENT, SECRET, StandInProvider, running_provider

START = "/api/v1/auth/oidc/oidc/start"


@pytest.fixture
def backend() -> str:
    """What a provider says is judged the same whatever the database."""
    return "sqlite"


@pytest.fixture(scope="module")
def shared_provider() -> Iterator[StandInProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(shared_provider: StandInProvider) -> StandInProvider:
    """As it is when it behaves."""
    fresh = StandInProvider(issuer=shared_provider.issuer)
    shared_provider.__dict__.update(fresh.__dict__)
    return shared_provider


@pytest.fixture
def client(settings, provider: StandInProvider) -> Iterator[TestClient]:
    chosen = {
        "oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(SECRET),
        "oidc_name": "Our school", "oidc_new_accounts": "viewer",
    }  # fmt: skip
    with TestClient(create_app(settings.model_copy(update=chosen)), base_url="http://127.0.0.1:8000") as client:
        yield client


def goes(client: TestClient, provider: StandInProvider, *, following: str = "/gallery") -> str:
    """A browser's way: to the provider, and back. Returns where it ends up."""
    sent = client.get(START, params={"next": following}, follow_redirects=False)
    assert sent.status_code == 303, sent.json()
    back = urlsplit(provider.authorize(sent.headers["location"]))
    answer = client.get(f"{back.path}?{back.query}", follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["location"]


def come_in(client: TestClient) -> dict:
    """Who the browser is, after that."""
    answer = client.post("/api/v1/auth/refresh", headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.status_code == 200, answer.json()
    return answer.json()["account"]


def test_whom_the_provider_knows_becomes_a_viewer_and_stays_the_same_one(client, provider, ada: Person) -> None:
    state = client.get("/api/v1/auth/state").json()
    assert state["providers"] == [{"id": "oidc", "name": "Our school", "start_url": START}]

    assert goes(client, provider) == "/gallery"
    first = come_in(client)
    assert (first["name"], first["role"], first["has_password"]) == ("grace.hopper", "viewer", False)
    assert first["providers"] == [provider.issuer]

    provider.person["preferred_username"] = "grace.married"
    goes(client, provider)
    assert come_in(client)["id"] == first["id"]


def test_an_account_with_the_verified_address_is_theirs_and_with_an_unverified_one_is_not(
    client, provider, ada: Person
) -> None:
    bob = ada.makes("bob", email="Bob@School.example").account["id"]
    provider.person = {"sub": "1", "email": "bob@school.example", "email_verified": False}
    goes(client, provider)
    assert come_in(client)["id"] != bob

    provider.person = {"sub": "2"}
    provider.userinfo = {"sub": "2", "email": "bob@school.example", "email_verified": True}
    client.app.state.log_in_rules.providers[0].said.clear()
    goes(client, provider)
    assert come_in(client)["id"] == bob


def test_a_disabled_account_stays_closed_to_the_provider_too(client, provider, ada: Person) -> None:
    goes(client, provider)
    ada.asks("PATCH", f"/accounts/{come_in(client)['id']}", json={"disabled": True})
    assert goes(client, provider) == "/?login_problem=account_disabled"


def test_nobody_is_let_in_before_the_studio_is_set_up(client, provider) -> None:
    assert goes(client, provider) == "/?login_problem=provider_refused"
    assert not client.get("/api/v1/auth/state").json()["has_accounts"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"changes": {"nonce": "of another log-in"}},
        {"changes": {"aud": "another-studio"}},
        {"changes": {"iss": "https://elsewhere.example"}},
        {"changes": {"exp": int(time.time()) - 600}},
        {"changes": {"azp": "another-studio"}},
        {"algorithm": "none"},
        {"signs_with": ECKey.generate_key("P-256")},
    ],
    ids=["nonce", "audience", "issuer", "expired", "authorized party", "unsigned", "another key"],
)
def test_a_token_that_fails_one_check_lets_nobody_in(client, provider, ada: Person, wrong: dict) -> None:
    provider.__dict__.update(wrong)
    assert goes(client, provider) == "/?login_problem=provider_refused"
    assert "safelight_refresh" not in client.cookies


def test_a_new_key_of_the_provider_is_looked_up(client, provider, ada: Person) -> None:
    goes(client, provider)
    provider.keys = [ECKey.generate_key("P-256", {"kid": "2", "use": "sig"})]
    assert goes(client, provider) == "/gallery"


def test_a_way_back_that_was_not_begun_here_ends_outside(client, provider, ada: Person) -> None:
    back = urlsplit(provider.authorize(client.get(START, follow_redirects=False).headers["location"]))
    cookie = client.cookies["safelight_oidc"]
    refused = "/?login_problem=provider_refused"

    client.cookies.clear()  # somebody else's browser, led here
    assert client.get(f"{back.path}?{back.query}", follow_redirects=False).headers["location"] == refused
    client.cookies.set("safelight_oidc", cookie)
    for query in (back.query.replace("state=", "state=x"), "error=access_denied&state=x"):
        assert client.get(f"{back.path}?{query}", follow_redirects=False).headers["location"] == refused


@pytest.mark.parametrize("elsewhere", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", ""])
def test_the_way_back_leads_nowhere_else(client, elsewhere: str) -> None:
    answer = client.get(START, params={"next": elsewhere}, follow_redirects=False)
    assert answer.status_code == 400


def test_a_provider_that_is_away_is_told_and_costs_nothing_else(client, provider, ada: Person) -> None:
    there, provider.issuer = provider.issuer, "http://somebody.example"
    answer = client.get(START, follow_redirects=False)
    provider.issuer = there
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_problem")
    assert ada.is_in()
