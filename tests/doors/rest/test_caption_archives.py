"""Captions out as archives of four layouts, and in again; and archives that nobody should trust."""

import io
import json
import zipfile

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.service import unpacking
from safelight.features.characters.tables import Reference
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, add, show, studio_of
from tests.factories.pictures import picture

TEXTS = ["ada reads, grün", "ada, “quoted” \\ and { }", None]


@pytest.fixture
def ada(client: TestClient) -> dict:
    """Three pictures, two of the same name, two with captions, one that comes ten times."""
    made = make.draft(client, 0, name="Ada", class_word="woman")
    for number, (name, text) in enumerate(zip(["a.png", "b c.png", "a.png"], TEXTS, strict=True)):
        assert add(client, made["id"], picture(number), name, **({"caption": text} if text else {})).status_code == 201
    with studio_of(client).db.transaction() as session:
        session.get(Reference, show(client, made["id"])["references"][1]["id"]).repeats = 10
    return show(client, made["id"])


def pack(client: TestClient, character: dict, layout: str, *, pictures: bool = False) -> bytes:
    answer = client.get(f"{CHARACTERS}/{character['id']}/captions.zip", params={"layout": layout, "pictures": pictures})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert f"ada-{layout}.zip" in answer.headers["content-disposition"]
    return answer.content


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def send(client: TestClient, character: dict, name: str, content: bytes, **query):
    url = f"{CHARACTERS}/{character['id']}/references/import-captions"
    return client.post(url, files={"files": (name, content, "application/octet-stream")}, params=query)


def zipped(**files: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_every_layout_comes_back_as_it_went(client: TestClient, ada: dict) -> None:
    expected = {
        "txt": {"a.txt", "b c.txt"},
        "jsonl": {"captions.jsonl"},
        "kohya": {"1_ada woman/a.txt", "10_ada woman/b c.txt", "metadata.json"},
        "imagefolder": {"metadata.jsonl"},
    }
    for layout, names in expected.items():
        files = unpack(pack(client, ada, layout))
        assert set(files) == names
        twin = make.draft(client, 0, name=f"Twin {layout}")
        for number, name in enumerate(["a.png", "b c.png", "a-2.png"]):
            add(client, twin["id"], picture(number), name)

        changed = send(client, twin, "captions.zip", pack(client, ada, layout, pictures=True)).json()

        assert changed["unmatched"] == []
        assert [each["caption"] for each in show(client, twin["id"])["references"]] == TEXTS, layout
        assert sorted(changed["repeats"].values()) == ([10] if layout == "kohya" else []), layout
        again = send(client, twin, "captions.zip", pack(client, ada, layout)).json()
        assert (again["changes"], again["repeats"]) == ([], {}), "nothing is left to change"


def test_pictures_go_with_their_captions(client: TestClient, ada: dict) -> None:
    files = unpack(pack(client, ada, "kohya", pictures=True))

    assert {"1_ada woman/a.png", "10_ada woman/b c.png", "1_ada woman/a-2.png"} <= set(files)
    assert files["1_ada woman/a.png"] == client.get(ada["references"][0]["url"]).content
    metadata = json.loads(files["metadata.json"])
    assert metadata["10_ada woman/b c.png"] == {"caption": TEXTS[1]}
    rows = [json.loads(line) for line in unpack(pack(client, ada, "imagefolder"))["metadata.jsonl"].splitlines()]
    assert rows[2] == {"file_name": "a-2.png", "text": ""}, "every picture has a row"


def test_what_is_left_out_does_not_go(client: TestClient, ada: dict) -> None:
    client.patch(f"{CHARACTERS}/{ada['id']}/references/{ada['references'][0]['id']}", json={"excluded": True})

    assert set(unpack(pack(client, ada, "txt", pictures=True))) == {"b c.png", "b c.txt", "a.png"}


def test_metadata_of_kohya_and_caption_files_are_read(client: TestClient, ada: dict) -> None:
    metadata = {"C:\\set\\3_x\\b c.png": {"tags": "1girl, hat"}, "/data/a.png": {"caption": "one", "tags": "two"}}
    answer = send(client, ada, "meta.json", json.dumps(metadata).encode(), dry_run=True).json()
    assert {each["after"] for each in answer["changes"]} == {"1girl, hat", "one"}
    assert list(answer["repeats"].values()) == [3]
    assert [each["caption"] for each in show(client, ada["id"])["references"]] == TEXTS

    assert send(client, ada, "b c.caption", b"three").json()["changes"][0]["after"] == "three"
    hidden = zipped(**{"__MACOSX/a.txt": b"\xff", ".hidden/b.txt": b"\xff", "7_ada/b c.txt": "four"})
    answer = send(client, ada, "set.ZIP", hidden).json()
    assert [each["after"] for each in answer["changes"]] == ["four"]
    assert list(answer["repeats"].values()) == [7]


def test_an_archive_is_not_believed(client: TestClient, ada: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILE", 10_000)
    monkeypatch.setattr(unpacking, "MAX_TEXT", 15_000)
    monkeypatch.setattr(unpacking, "MAX_ENTRIES", 50)
    good = zipped(**{"a.txt": "x"})
    wicked = {
        "no zip": (b"PK\x03\x04 nothing", "cannot be unpacked"),
        "cut off": (good[:-30], "cannot be unpacked"),
        "empty": (b"", "cannot be unpacked"),
        "a bomb": (zipped(**{"a.txt": "x" * 5_000_000}), "is larger than"),
        "many bombs": (zipped(**{"a.txt": "x" * 9000, "b.txt": "x" * 9000}), "of text"),
        "many files": (zipped(**{f"{n}.bin": "" for n in range(51)}), "more than 50 files"),
        "no text": (zipped(**{"a.txt": b"\xff\xfe"}), "not UTF-8"),
        "deep": (zipped(**{"a.json": "[" * 9_000}), "no JSON"),
        "long": (zipped(**{"a.txt": "x" * 2001}), "a.png"),
    }
    for name, (content, said) in wicked.items():
        refused = send(client, ada, "set.zip", content)
        assert refused.status_code == 400, name
        assert said in refused.json()["detail"], name
    outside = send(client, ada, "set.zip", zipped(**{"../../etc/b c.txt": "fine"})).json()
    assert [each["filename"] for each in outside["changes"]] == ["b c.png"], "a path is only a name"
