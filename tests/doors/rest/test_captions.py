"""Captions of many pictures at once: looked at first, then written; and captions from files."""

import json

import pytest
from fastapi.testclient import TestClient

from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, show


@pytest.fixture
def ada(client: TestClient) -> dict:
    """Three pictures, the first with a caption."""
    made = make.draft(client, 3, name="Ada", class_word="woman")
    first = made["references"][0]["id"]
    client.patch(f"{CHARACTERS}/{made['id']}/references/{first}", json={"caption": "Ada reads a red book"})
    return show(client, made["id"])


def change(client: TestClient, character: dict, **spec):
    return client.post(f"{CHARACTERS}/{character['id']}/references/captions", json=spec)


def send(client: TestClient, character: dict, *files: tuple[str, bytes], **query):
    sent = [("files", (name, content, "application/octet-stream")) for name, content in files]
    return client.post(f"{CHARACTERS}/{character['id']}/references/import-captions", files=sent, params=query)


def captions(client: TestClient, character: dict) -> list[str | None]:
    return [reference["caption"] for reference in show(client, character["id"])["references"]]


def test_a_template_fills_in_what_the_character_is(client: TestClient, ada: dict) -> None:
    answer = change(client, ada, template="a photo of {subject}, {name}", only_empty=True).json()

    assert answer["applied"]
    assert [each["after"] for each in answer["changes"]] == ["a photo of ada woman, Ada"] * 2
    assert captions(client, ada) == ["Ada reads a red book", *["a photo of ada woman, Ada"] * 2]
    assert len(change(client, ada, template="{trigger} the {class_word}").json()["changes"]) == 3


def test_find_and_replace_is_looked_at_before_it_is_done(client: TestClient, ada: dict) -> None:
    looked = change(client, ada, find="red", replace="green", dry_run=True).json()
    assert looked["applied"] is False
    assert looked["changes"] == [
        {
            "id": ada["references"][0]["id"],
            "filename": "000.png",
            "before": "Ada reads a red book",
            "after": "Ada reads a green book",
        }
    ]
    assert captions(client, ada)[0] == "Ada reads a red book"

    assert change(client, ada, find="red", replace="green").json()["changes"] == looked["changes"]
    assert captions(client, ada)[0] == "Ada reads a green book"
    assert change(client, ada, find="RED", replace="x").json()["changes"] == [], "case counts"
    assert change(client, ada, find="Ada reads a green book").json()["changes"][0]["after"] is None


def test_captions_go_by_the_pictures_id(client: TestClient, ada: dict) -> None:
    second, third = (reference["id"] for reference in ada["references"][1:])

    change(client, ada, captions={second: " in the rain ", third: ""})

    assert captions(client, ada) == ["Ada reads a red book", "in the rain", None]
    undone = change(client, ada, captions={second: ""}).json()["changes"]
    assert [(each["before"], each["after"]) for each in undone] == [("in the rain", None)]


def test_only_chosen_pictures_are_changed(client: TestClient, ada: dict) -> None:
    chosen = ada["references"][2]["id"]

    change(client, ada, template="x", only=[chosen])

    assert captions(client, ada) == ["Ada reads a red book", None, "x"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({}, "exactly one"),
        ({"template": "x", "find": "y"}, "exactly one"),
        ({"template": "a {colour} photo"}, "{colour}"),
        ({"template": ""}, "template"),
        ({"find": ""}, "find"),
        ({"find": "red", "replace": "x" * 2001}, "replace"),
        ({"template": "x" * 10_000}, "template"),
        ({"captions": {"ref_nonsense": "x"}}, "ref_nonsense"),
        ({"template": "x", "only": ["ref_nonsense"]}, "ref_nonsense"),
        ({"captions": {"ref_x": "a\0b"}}, "captions"),
        ({"tempalte": "x"}, "tempalte"),
    ],
)
def test_what_cannot_be_done_changes_nothing(client: TestClient, ada: dict, spec: dict, said: str) -> None:
    answer = change(client, ada, **spec)

    assert answer.status_code in {400, 404}
    assert said in answer.json()["detail"] + answer.json()["hint"]
    assert captions(client, ada) == ["Ada reads a red book", None, None]


def test_a_replacement_that_grows_too_long_is_refused_as_a_whole(client: TestClient, ada: dict) -> None:
    change(client, ada, template="o" * 100)

    answer = change(client, ada, find="o", replace="long " * 10)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "000.png"
    assert captions(client, ada) == ["o" * 100] * 3


def test_the_picture_of_another_character_is_not_captioned(client: TestClient, ada: dict) -> None:
    bob = make.draft(client, name="Bob")

    assert change(client, bob, captions={ada["references"][0]["id"]: "x"}).json()["code"] == "reference_not_found"
    assert captions(client, ada)[0] == "Ada reads a red book"


def test_captions_come_from_text_files_jsonl_and_json(client: TestClient, ada: dict) -> None:
    lines = [{"file_name": "001.jpg", "text": "one"}, {"file_name": "photos/002.png", "text": "two"}]
    answer = send(
        client,
        ada,
        ("000.txt", "\ufeffgrün\r\n".encode()),
        ("metadata.jsonl", "\n".join(json.dumps(line) for line in lines).encode() + b"\n\n"),
        ("captions.json", json.dumps({"nowhere.png": "x"}).encode()),
    ).json()

    assert captions(client, ada) == ["grün", "one", "two"], "whatever the ending is called now"
    assert answer["unmatched"] == ["nowhere.png"]
    assert [each["filename"] for each in answer["changes"]] == ["000.png", "001.png", "002.png"]


def test_files_can_be_looked_at_first(client: TestClient, ada: dict) -> None:
    answer = send(client, ada, ("001.txt", b"one"), dry_run=True).json()

    assert (answer["applied"], len(answer["changes"])) == (False, 1)
    assert captions(client, ada) == ["Ada reads a red book", None, None]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", b"x", "no file of captions"),
        ("a.txt", b"\xff\xfe\x00", "not UTF-8"),
        ("a.json", b"[1]", "does not hold"),
        ("a.json", b"{", "no JSON"),
        ("a.json", b'{"a.png": 1}', "does not hold"),
        ("a.jsonl", b'{"file_name": "a.png"}', "line 1"),
        ("a.jsonl", b'{"file_name": "a", "text": "x"}\n[]', "line 2"),
        ("001.txt", b"x" * 10_000, "001.png"),
        ("001.txt", b"a\0b", "001.png"),
        ("a.txt", b"x" * 4_000_001, "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    client: TestClient, ada: dict, name: str, content: bytes, said: str
) -> None:
    answer = send(client, ada, ("000.txt", b"good"), (name, content))

    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert captions(client, ada) == ["Ada reads a red book", None, None], "all or nothing"
