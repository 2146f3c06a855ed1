"""Coming in, staying in, going: what the tokens of a log-in are good for, and when they are no more."""

from tests.features.accounts.people import PASSWORD, Person


def test_a_studio_is_set_up_once_and_then_asks_who_one_is(client) -> None:
    before = client.get("/api/v1/auth/state").json()
    assert (before["open"], before["setup_needed"], before["me"]["by"]) == (True, True, "local")

    ada = Person.first(client)

    assert (ada.account["name"], ada.account["role"]) == ("ada", "admin")
    assert client.get("/api/v1/jobs").status_code == 401
    assert ada.is_in()
    after = client.get("/api/v1/auth/state").json()
    assert (after["open"], after["has_accounts"], after["setup_needed"], after["me"]) == (False, True, False, None)
    assert ada.asks("GET", "/auth/state").json()["me"]["scopes"] == ["read", "generate", "train", "admin"]
    assert client.post("/api/v1/auth/setup", json={"name": "eve", "password": PASSWORD}).status_code == 403


def test_a_log_in_goes_on_by_a_token_that_is_good_once(client, ada: Person) -> None:
    first = ada.refresh
    assert ada.goes_on().status_code == 200
    assert ada.refresh != first
    assert ada.is_in()

    assert client.post("/api/v1/auth/logout", json={"refresh_token": ada.refresh}).status_code == 204
    assert not ada.is_in()
    assert ada.goes_on().status_code == 401
