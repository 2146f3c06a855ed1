"""The log of who did what: written with what it tells of, never changed, and shown to whom it concerns."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, select, update

from safelight.db import Database
from safelight.features.accounts.service import tokens
from safelight.features.accounts.service.keys import new_key
from safelight.features.accounts.tables import Account, ApiKey
from safelight.features.audit import repository, service
from safelight.features.audit.repository import Wanted
from safelight.features.audit.service import Asker, asked_by, note
from safelight.features.audit.tables import AppendOnly, AuditEntry
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.settings import Settings

ADA = Asker("ada", "acct_ada", "key_1", "10.0.0.7", "req_1")


def test_a_note_tells_who_did_it_from_where_and_with_which_key(database: Database) -> None:
    with asked_by(ADA), database.transaction() as session:
        note(session, action="key.made", subject="key_2", details={"name": "phone", "scopes": ["read"]})
    with database.transaction() as session:
        note(session, action="log_in", who="bob", account_id="acct_bob")
    with database.reading() as session:
        bobs, adas = repository.newest(session, Wanted(), before=None, limit=9)
    assert (adas.who, adas.account_id, adas.key_id, adas.address, adas.request_id) == (
        "ada", "acct_ada", "key_1", "10.0.0.7", "req_1",
    )  # fmt: skip
    assert adas.details == {"name": "phone", "scopes": ["read"]}
    assert (bobs.who, bobs.account_id, bobs.address) == ("bob", "acct_bob", "")


def test_what_is_undone_was_never_noted(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as session:
            note(session, action="character.deleted", subject="char_1")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert not repository.newest(session, Wanted(), before=None, limit=9)


def test_secrets_and_prompts_are_left_out_and_long_texts_are_cut(database: Database) -> None:
    details = {
        "password": "x", "new_password": "x", "hub_token": "x", "api_key": "x", "prompt": "x", "negative_prompt": "x",
        "secret_key": "x", "name": "n" * 1000, "changes": {"token": "x", "role": "admin"},
    }  # fmt: skip
    with database.transaction() as session:
        note(session, action="account.changed", details=details)
    with database.reading() as session:
        (entry,) = repository.newest(session, Wanted(), before=None, limit=9)
    assert entry.details == {"name": "n" * 300, "changes": {"role": "admin"}}


def test_entries_are_neither_changed_nor_deleted_but_by_retention(database: Database) -> None:
    with database.transaction() as session:
        note(session, action="log_in")
        note(session, action="log_out")
    with pytest.raises(AppendOnly), database.transaction() as session:
        session.scalars(select(AuditEntry)).first().who = "somebody else"
    with pytest.raises(AppendOnly), database.transaction() as session:
        session.delete(session.scalars(select(AuditEntry)).first())
    with pytest.raises(AppendOnly), database.transaction() as session:
        session.execute(update(AuditEntry).values(who="somebody else"))
    with pytest.raises(AppendOnly), database.transaction() as session:
        session.execute(delete(AuditEntry))
    with database.transaction() as session:
        assert repository.forget_before(session, utcnow() - timedelta(days=1)) == 0
        assert repository.forget_before(session, utcnow() + timedelta(days=1)) == 2
    with pytest.raises(AppendOnly), database.transaction() as session:
        session.execute(delete(AuditEntry))


def test_pages_go_on_where_the_last_one_ended(database: Database) -> None:
    with database.transaction() as session:
        for number in range(5):
            note(session, action="key.made", subject=str(number))
        note(session, action="keyed")
    with database.reading() as session:
        first = service.page(session, wanted=Wanted(action="key"), cursor=None, limit=3)
        second = service.page(session, wanted=Wanted(action="key"), cursor=first.next, limit=3)
        assert [entry.subject for entry in (*first.items, *second.items)] == ["4", "3", "2", "1", "0"]
        assert second.next is None
        for wrong in ("x", "-1", "9" * 19 + "9", "²"):
            with pytest.raises(InvalidInput):
                service.page(session, wanted=Wanted(), cursor=wrong, limit=3)


def test_a_name_that_is_a_formula_stays_a_name_in_the_csv(database: Database) -> None:
    with database.transaction() as session:
        note(session, action="log_in", who='=HYPERLINK("http://evil")', details={"client": "a,b\nc"})
    lines = list(service.csv_lines(database, wanted=Wanted()))
    assert lines[0].startswith("at,who,action")
    assert "\"'=HYPERLINK" in lines[1]


@pytest.fixture
def people(client: TestClient, settings: Settings) -> dict[str, dict[str, str]]:
    """An admin and a member, and the headers by which they come."""
    database = Database(settings.effective_database_url)
    headers = {}
    with database.transaction() as session:
        for name, role in (("root", "admin"), ("ada", "member")):
            key = new_key()
            session.add(Account(id=f"acct_{name}", name=name, role=role))
            session.flush()
            session.add(
                ApiKey(
                    id=f"key_{name}", account_id=f"acct_{name}", name="test", start=key[:8], hash=tokens.hash_of(key),
                    scopes=["read", "generate", "train", "admin"],
                )
            )  # fmt: skip
            with asked_by(Asker(name, f"acct_{name}")):
                note(session, action="log_in")
            headers[name] = {"Authorization": f"Bearer {key}"}
    database.dispose()
    client.app.state.studio.gate.accounts_changed()
    return headers


def test_an_admin_sees_all_of_it_and_others_what_was_done_in_their_name(
    client: TestClient, people: dict[str, dict[str, str]]
) -> None:
    assert client.get("/api/v1/audit").status_code == 401
    every = client.get("/api/v1/audit", headers=people["root"]).json()
    assert {entry["who"] for entry in every["items"]} == {"root", "ada"}
    own = client.get("/api/v1/audit", headers=people["ada"], params={"who": "root"}).json()
    assert own == {"items": [], "next": None}
    text = client.get("/api/v1/audit.csv", headers=people["ada"]).text
    assert "ada" in text
    assert "root" not in text


def test_times_without_a_zone_are_utc(client: TestClient) -> None:
    assert client.get("/api/v1/audit", params={"from": "2026-01-01", "to": "2026-01-02T00:00:00"}).status_code == 200
    assert client.get("/api/v1/audit", params={"from": "yesterday"}).status_code == 400
