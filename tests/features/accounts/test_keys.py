"""API keys: made and shown once, used as bearer and as Basic, limited to their scopes, over when they are over."""

import base64
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from safelight.features.accounts.service import keys as service
from safelight.features.accounts.tables import ApiKey
from safelight.kit.clock import utcnow
from tests.features.accounts.people import Person


def made(person: Person, name: str = "my app", **more: Any) -> dict[str, Any]:
    answer = person.asks("POST", "/keys", json={"name": name, **more})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def asked_with(person: Person, key: str, path: str = "/jobs", method: str = "GET", **more: Any) -> Any:
    return person.client.request(method, f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"}, **more)


def test_a_key_is_shown_once_kept_as_a_hash_and_works_until_it_is_revoked(client, ada) -> None:
    key = made(ada, scopes=["generate", "read"])
    assert service.is_whole(key["key"])
    assert key["key"].startswith(key["start"])
    assert key["scopes"] == ["read", "generate"]
    listed = ada.asks("GET", "/keys").json()["items"]
    assert listed == [{name: value for name, value in key.items() if name != "key"}]
    with client.app.state.studio.db.reading() as session:
        row = session.scalars(select(ApiKey)).one()
        assert key["key"] not in str(vars(row))

    assert asked_with(ada, key["key"]).status_code == 200
    basic = base64.b64encode(f"anybody:{key['key']}".encode()).decode()
    for given in (basic, base64.b64encode(f"{key['key']}:".encode()).decode()):
        answer = client.get("/sdapi/v1/progress", headers={"Authorization": f"Basic {given}"})
        assert answer.status_code == 200, answer.text
    assert ada.asks("DELETE", f"/keys/{key['id']}").status_code == 204
    refused = asked_with(ada, key["key"])
    assert (refused.status_code, refused.json()["detail"]) == (401, "The key or token is not right, or is over.")
    assert ada.asks("GET", "/keys").json()["items"][0]["revoked_at"]
    made(ada)  # its name is free again


def test_a_key_does_what_it_was_made_for_and_no_more(ada) -> None:
    reads = made(ada, "reads", scopes=["read"])["key"]
    refused = asked_with(ada, reads, "/projects", "POST", json={"name": "p"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert "generate" in refused.json()["detail"]
    draws = made(ada, "draws", scopes=["generate"])["key"]
    assert asked_with(ada, draws).status_code == 403
    assert asked_with(ada, draws, "/projects", "POST", json={"name": "p"}).status_code == 201


def test_no_key_may_more_than_its_maker_and_none_makes_another(ada) -> None:
    mia, vi = ada.makes("mia"), ada.makes("vi", "viewer")
    assert mia.asks("POST", "/keys", json={"name": "k", "scopes": ["admin"]}).json()["code"] == "key_scope_not_yours"
    assert vi.asks("POST", "/keys", json={"name": "k", "scopes": ["generate"]}).status_code == 403
    key = made(vi, scopes=["read"])["key"]
    for method, path in (("GET", "/keys"), ("POST", "/keys"), ("DELETE", "/keys/my app")):
        refused = asked_with(ada, key, path, method, json={"name": "second", "scopes": ["read"]})
        assert (refused.status_code, refused.json()["code"]) == (403, "needs_login")
    # A role that shrinks takes its keys along.
    strong = made(mia, scopes=["read", "train"])["key"]
    assert ada.asks("PATCH", "/accounts/mia", json={"role": "viewer"}).status_code == 200
    assert asked_with(ada, strong, "/projects", "POST", json={"name": "p"}).status_code == 403
    assert asked_with(ada, strong).status_code == 200


def test_a_key_ends_with_its_time_and_with_its_account(client, ada) -> None:
    mia = ada.makes("mia")
    short, long = made(mia, "short", expires_in_days=1), made(mia, "long")
    assert short["expires_at"]
    assert long["expires_at"] is None
    with client.app.state.studio.db.transaction() as session:
        session.execute(update(ApiKey).where(ApiKey.id == short["id"]).values(expires_at=ApiKey.created_at))
    assert asked_with(ada, short["key"]).status_code == 401
    assert asked_with(ada, long["key"]).status_code == 200
    assert ada.asks("PATCH", "/accounts/mia", json={"disabled": True}).status_code == 200
    assert asked_with(ada, long["key"]).status_code == 401


def test_keys_are_ones_own_and_an_admin_sees_and_ends_everybodys(ada) -> None:
    mia, bo = ada.makes("mia"), ada.makes("bo")
    key = made(mia)
    assert bo.asks("GET", "/keys").json()["items"] == []
    assert bo.asks("GET", "/keys?everybody=true").status_code == 403
    for method, body in (("PATCH", {"name": "x"}), ("DELETE", None)):
        assert bo.asks(method, f"/keys/{key['id']}", json=body).status_code == 404
        assert bo.asks(method, "/keys/my app", json=body).status_code == 404
    everybody = ada.asks("GET", "/keys?everybody=true").json()["items"]
    assert [each["account"]["name"] for each in everybody] == ["mia"]
    assert ada.asks("GET", "/keys").json()["items"] == []
    assert ada.asks("DELETE", f"/keys/{key['id']}").status_code == 204
    assert asked_with(ada, key["key"]).status_code == 401


def test_a_key_is_renamed_and_limited_and_names_are_one_accounts_own(ada) -> None:
    mia = ada.makes("mia")
    first, _ = made(ada, "one"), made(ada, "two")
    made(mia, "one")
    assert ada.asks("POST", "/keys", json={"name": "one"}).json()["code"] == "key_name_taken"
    assert ada.asks("PATCH", f"/keys/{first['id']}", json={"name": "two"}).status_code == 409
    limits = {"requests_per_minute": 30}
    changed = ada.asks("PATCH", "/keys/one", json={"name": "uno", "limits": limits}).json()
    assert (changed["name"], changed["limits"]["requests_per_minute"]) == ("uno", 30)
    assert ada.asks("PATCH", "/keys/uno", json={"name": "eins"}).json()["limits"] == changed["limits"]
    assert ada.asks("PATCH", "/keys/eins", json={"limits": None}).json()["limits"] is None


@pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: key[:9] + "~" + key[10:], lambda key: key + "a"])
def test_a_mistyped_key_is_told_as_such(ada, spoil) -> None:
    key = made(ada)["key"]
    refused = asked_with(ada, spoil(key))
    assert (refused.status_code, refused.json()["detail"][:24]) == (401, "The API key is mistyped:")
    swapped = key[:10] + key[11] + key[10] + key[12:]
    assert service.is_whole(swapped) is (swapped == key)


def test_nobody_and_a_mistyped_key_are_refused_without_a_look_at_the_database(client, ada, monkeypatch) -> None:
    key, gate = made(ada)["key"], client.app.state.studio.gate
    monkeypatch.setattr(gate, "admit", lambda given: pytest.fail("it was looked up"))
    assert client.get("/api/v1/jobs").json()["detail"] == "This server asks who you are."
    assert asked_with(ada, key[:-1]).json()["detail"].startswith("The API key is mistyped")


def test_who_has_a_key_and_what_they_see_is_asked_in_two_queries(client, ada) -> None:
    key, studio = made(ada)["key"], client.app.state.studio
    assert ada.asks("POST", "/projects", json={"name": "mine"}).status_code == 201
    asked: list[str] = []
    here = threading.get_ident()  # the server's own threads ask as well

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == here:
            asked.append(statement.split(maxsplit=1)[0])

    event.listen(studio.db.engine, "before_cursor_execute", note)
    caller = studio.gate.admit([key])
    event.remove(studio.db.engine, "before_cursor_execute", note)
    assert asked.count("SELECT") == 2
    assert len(caller.sight.writes) == 1


def test_last_use_is_written_beside_the_requests_and_once_a_minute(client, ada) -> None:
    key, gate = made(ada), client.app.state.studio.gate

    def used_at() -> str | None:
        return ada.asks("GET", "/keys").json()["items"][0]["used_at"]

    asked_with(ada, key["key"])
    assert used_at() is None
    gate.write_uses()
    first = used_at()
    assert first
    asked_with(ada, key["key"])
    gate.write_uses()
    assert used_at() == first
    with client.app.state.studio.db.transaction() as session:
        session.execute(update(ApiKey).values(used_at=utcnow() - timedelta(hours=1)))
    asked_with(ada, key["key"])
    gate.write_uses()
    assert used_at() > first


def test_without_an_account_there_are_no_keys(client) -> None:
    assert client.get("/api/v1/keys").json()["items"] == []
    refused = client.post("/api/v1/keys", json={"name": "k"})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_account")
    assert "safelight accounts create" in refused.json()["hint"]
