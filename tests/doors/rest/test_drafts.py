"""Drafts: a character is there, with an address, from its first picture on, and learns nothing before it is told to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from safelight.features.characters.service import drafts
from safelight.features.characters.tables import Character
from safelight.kit.clock import utcnow
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, studio_of
from tests.installation import TINY


def test_a_draft_needs_nothing_to_begin(client: TestClient) -> None:
    first, second = make.draft(client), make.draft(client)

    assert (first["name"], second["name"]) == ("Untitled", "Untitled 2")
    assert first == first | {
        "status": "draft", "trigger": "untitled", "base_model": TINY, "preset": "good", "version": 0,
        "job_id": None, "attempt": None, "training": None, "cover": None, "references": [], "versions": [],
    }  # fmt: skip
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_a_name_that_is_free_again_is_taken_again(client: TestClient) -> None:
    ids = [make.draft(client)["id"] for _ in range(3)]
    client.delete(f"{CHARACTERS}/{ids[1]}")

    assert make.draft(client)["name"] == "Untitled 2"


def test_drafts_begun_at_once_have_names_of_their_own(client: TestClient) -> None:
    with ThreadPoolExecutor(6) as at_once:
        begun = list(at_once.map(lambda _: make.draft(client)["name"], range(6)))

    assert sorted(begun) == ["Untitled", *(f"Untitled {number}" for number in range(2, 7))]


def test_of_two_drafts_of_one_name_at_once_one_is_refused(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda _: client.post(f"{CHARACTERS}/drafts", json={"name": "Ada"}), range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"character_name_taken"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"name": ""}, "name"), ({"name": "a/b"}, "name"), ({"class_word": "x" * 81}, "class_word"),
     ({"class_word": "a\0b"}, "class_word"), ({"nme": "Ada"}, "nme")],
)  # fmt: skip
def test_a_bad_field_is_named(client: TestClient, fields: dict[str, str], field: str) -> None:
    answer = client.post(f"{CHARACTERS}/drafts", json=fields)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_an_unknown_base_model_begins_nothing(client: TestClient) -> None:
    answer = client.post(f"{CHARACTERS}/drafts", json={"base_model": "sd-9"})

    assert answer.json()["code"] == "model_not_found"
    assert client.get(CHARACTERS).json()["items"] == []


def test_words_and_plan_of_a_draft_are_kept_as_they_are_typed(client: TestClient) -> None:
    url = f"{CHARACTERS}/{make.draft(client)['id']}"

    client.patch(url, json={"name": "Ada"})
    client.patch(url, json={"class_word": "woman", "description": "She reads.", "preset": "quick"})
    client.patch(url, json={"overrides": {"rank": 8, "flip": True}})
    shown = client.patch(url, json={"overrides": {"rank": 4}}).json()

    assert shown == client.get(url).json()
    assert (shown["name"], shown["class_word"], shown["description"]) == ("Ada", "woman", "She reads.")
    assert shown["trigger"] == "ada", "made from the name, so it goes with it"
    assert shown["preset"] == "quick"
    assert (shown["overrides"]["rank"], shown["overrides"]["flip"]) == (4, True), "each on its own"
    assert shown["status"] == "draft"
    shown = client.patch(url, json={"overrides": {"flip": None}}).json()
    assert (shown["overrides"]["rank"], shown["overrides"]["flip"]) == (4, None), "one is as the preset has it again"
    shown = client.patch(url, json={"overrides": None}).json()
    assert set(shown["overrides"].values()) == {None}, "and all are"


def test_a_trigger_of_ones_own_stays_when_the_name_changes(client: TestClient) -> None:
    url = f"{CHARACTERS}/{make.draft(client, name='Ada')['id']}"

    client.patch(url, json={"trigger": "ohwx"})

    assert client.patch(url, json={"name": "Ada Lovelace"}).json()["trigger"] == "ohwx"


def test_what_the_weights_were_trained_with_stays(client: TestClient) -> None:
    ready = make.learnt(client, name="Ada")
    url = f"{CHARACTERS}/{ready['id']}"

    for change in ({"trigger": "x"}, {"class_word": "dog"}, {"base_model": TINY}):
        refused = client.patch(url, json=change)
        assert (refused.status_code, refused.json()["code"]) == (409, "weights_decided")
    renamed = client.patch(url, json={"name": "Bea", "preset": "thorough", "overrides": {"rank": 8}}).json()

    assert (renamed["name"], renamed["trigger"], renamed["preset"]) == ("Bea", "ada", "thorough")


def test_a_draft_cannot_be_drawn_and_says_so(client: TestClient) -> None:
    ada = make.draft(client, name="Ada")

    refused = client.post("/api/v1/generations", json={"prompt": "a cat", "character_id": ada["id"]})

    assert refused.status_code == 409
    assert "draft" in refused.json()["detail"]
    assert client.get(f"{CHARACTERS}/{ada['id']}/lora").status_code == 409


def test_empty_drafts_go_after_a_month_and_those_with_a_picture_stay(client: TestClient) -> None:
    empty, begun, fresh = make.draft(client, name="Empty"), make.draft(client, 1, name="Begun"), make.draft(client)
    long_ago = utcnow() - drafts.ABANDONED - timedelta(minutes=1)
    with studio_of(client).db.transaction() as session:
        old = Character.id.in_([empty["id"], begun["id"]])
        session.execute(update(Character).where(old).values(created_at=long_ago, updated_at=long_ago))

    make.draft(client, name="New")

    names = {item["name"] for item in client.get(CHARACTERS).json()["items"]}
    assert names == {"Begun", fresh["name"], "New"}


def test_a_deleted_draft_leaves_nothing_behind(client: TestClient, stored) -> None:
    made = make.draft(client, 3)
    assert len(stored()) == 6

    assert client.delete(f"{CHARACTERS}/{made['id']}").status_code == 204

    assert stored() == []
    assert client.get(f"{CHARACTERS}/{made['id']}").status_code == 404
