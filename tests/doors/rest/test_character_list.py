"""The list of characters: light, searched, sorted and paged, with a cover each."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, update

from safelight.features.characters.tables import Character
from safelight.kit.clock import utcnow
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, studio_of


def listed(client: TestClient, **query) -> list[str]:
    answer = client.get(CHARACTERS, params=query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def paged(client: TestClient, **query) -> list[str]:
    """All of it, two by two."""
    names, cursor = [], ""
    while cursor is not None:
        page = client.get(CHARACTERS, params={"limit": 2, "after": cursor, **query}).json()
        names += [item["name"] for item in page["items"]]
        cursor = page["next"]
    return names


def used(client: TestClient, name: str, *, days_ago: int) -> None:
    with studio_of(client).db.transaction() as session:
        at = utcnow() - timedelta(days=days_ago)
        session.execute(update(Character).where(Character.name == name).values(last_used_at=at))


@contextmanager
def queries(client: TestClient) -> Iterator[list[str]]:
    """What requests ask of the database meanwhile."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        # Requests run in threads of AnyIO's; so does the sweep of results whose time is over.
        if threading.current_thread().name.startswith("AnyIO") and "expires_at" not in statement:
            said.append(statement)

    engine = studio_of(client).db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_every_order_is_paged_without_gap_or_repeat(client: TestClient) -> None:
    for name in ("bea", "Ada", "Émile", "Cy", "Émile 2"):
        make.draft(client, name=name)
    used(client, "Ada", days_ago=-1)
    used(client, "Cy", days_ago=3)

    assert paged(client) == ["Émile 2", "Cy", "Émile", "Ada", "bea"]
    assert paged(client, sort="last_used") == ["Ada", "Émile 2", "Émile", "bea", "Cy"], "the new ones were made today"
    by_name = paged(client, sort="name")
    assert by_name == listed(client, sort="name")
    assert by_name[:3] == ["Ada", "bea", "Cy"]
    assert set(by_name[3:]) == {"Émile", "Émile 2"}


def test_a_page_goes_on_where_it_ended_though_that_one_is_gone(client: TestClient) -> None:
    ids = {name: make.draft(client, name=name)["id"] for name in ("Ada", "Bea", "Cy")}
    page = client.get(CHARACTERS, params={"limit": 2, "sort": "name"}).json()

    client.delete(f"{CHARACTERS}/{ids['Bea']}")

    assert listed(client, sort="name", after=page["next"]) == ["Cy"]


@pytest.mark.parametrize(
    "cursor", ["nonsense", "====", base64.urlsafe_b64encode(json.dumps(["x"]).encode()).decode(), "MQ==", "bnVsbA=="]
)
def test_a_cursor_that_is_none_is_refused(client: TestClient, cursor: str) -> None:
    for sort in ("name", "last_used"):
        answer = client.get(CHARACTERS, params={"sort": sort, "after": cursor})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "after"


def test_what_is_searched_is_plain_text(client: TestClient) -> None:
    for name in ("100% Ada", "Ada_B", "Bea"):
        make.draft(client, name=name)

    assert listed(client, search="ADA") == ["Ada_B", "100% Ada"]
    assert listed(client, search="%") == ["100% Ada"]
    assert listed(client, search="a_b") == ["Ada_B"]
    assert listed(client, search="") == ["Bea", "Ada_B", "100% Ada"]
    assert client.get(CHARACTERS, params={"search": "a\0b"}).status_code == 400
    assert client.get(CHARACTERS, params={"search": "x" * 101}).status_code == 400
    assert client.get(CHARACTERS, params={"sort": "size"}).status_code == 400


def test_they_are_filtered_by_how_they_stand(client: TestClient) -> None:
    make.draft(client, name="Draft")
    for name, state in (("Ready", "succeeded"), ("Failed", "failed"), ("Cancelled", "cancelled")):
        make.end(client, make.train(client, make.draft(client, 5, name=name)["id"]), state)
    make.run(client, make.train(client, make.draft(client, 5, name="Training")["id"]))
    make.train(client, make.draft(client, 5, name="Queued")["id"])

    for item in client.get(CHARACTERS).json()["items"]:
        assert item["status"] == item["name"].lower()
        assert listed(client, status=item["status"]) == [item["name"]]
    assert client.get(CHARACTERS, params={"status": "asleep"}).status_code == 400


def test_a_list_is_light_and_asks_the_same_number_of_questions(client: TestClient, monkeypatch) -> None:
    monkeypatch.setattr(client.app.state.studio.gate, "has_accounts", lambda: False)  # asked once a second
    make.learnt(client, name="Ada")
    make.draft(client, 2, name="Bea")
    with queries(client) as few:
        two = client.get(CHARACTERS).json()["items"]
    for number in range(4):
        make.draft(client, 1, name=f"More {number}")
    with queries(client) as many:
        assert len(client.get(CHARACTERS).json()["items"]) == 6

    assert len(many) == len(few) <= 10
    bea, ada = two
    assert "references" not in ada
    assert "samples" not in ada
    assert (ada["reference_count"], bea["reference_count"]) == (5, 2)
    assert ada["cover"]["url"].split("/")[-1].startswith("4-0"), "a sample of the last step"
    assert "/references/" in bea["cover"]["url"]


def test_the_cover_is_of_a_picture_that_is_learnt_from(client: TestClient) -> None:
    ada = make.draft(client, 2)
    first, second = (reference["id"] for reference in ada["references"])

    client.patch(f"{CHARACTERS}/{ada['id']}/references/{first}", json={"excluded": True})

    assert second in client.get(CHARACTERS).json()["items"][0]["cover"]["url"]


def test_drawing_a_character_is_what_using_means(client: TestClient) -> None:
    ada = make.learnt(client, name="Ada")
    assert ada["last_used_at"] is None

    client.post("/api/v1/generations", json={"prompt": "a cat", "character_id": "ada"})

    after = make.show(client, ada["id"])
    assert after["last_used_at"] is not None
    assert after["updated_at"] == ada["updated_at"], "nothing of it was changed"
    assert client.get("/api/v1/jobs").json()["items"][0]["title"] == "1 picture: a cat"
