"""Styles over the API: lists, one's own, files, and thumbnails drawn by a real worker."""

import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from safelight.features.generations.tables import Generation, Picture
from safelight.features.styles import repository
from tests.installation import TINY, running_worker

STYLES = "/api/v1/styles"
GENERATIONS = "/api/v1/generations"
INK = {"name": "My ink", "prompt": "ink drawing of {prompt}", "negative_prompt": "colour"}


def listed(client: TestClient, **query: object) -> dict[str, dict]:
    """Name → style, of all groups."""
    found = client.get(STYLES, params=query).json()
    styles = {style["name"]: style for group in found["groups"] for style in group["styles"]}
    assert len(styles) == found["total"]
    return styles


def make(client: TestClient, **fields: object) -> dict:
    answer = client.post(STYLES, json={**INK, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def imported(client: TestClient, text: str | bytes, **form: object) -> dict:
    answer = client.post(f"{STYLES}/import", files={"file": text}, data=form)
    assert answer.status_code == 200, answer.text
    return answer.json()


def actions(outcome: dict) -> list[tuple[str, str | None]]:
    return [(item["action"], item["saved_as"]) for item in outcome["items"]]


def test_built_in_styles_come_in_groups(client: TestClient) -> None:
    groups = client.get(STYLES).json()["groups"]

    assert [group["name"] for group in groups] == list(dict.fromkeys(each.group for each in repository.built_in()))
    assert all(style["built_in"] and style["thumbnail_url"] is None for group in groups for style in group["styles"])
    assert listed(client, mine=True) == {}
    assert set(listed(client, search="NOIR")) == {"Film noir"}


def test_ones_own_style_from_birth_to_death(client: TestClient) -> None:
    made = make(client)
    assert (made["group"], made["built_in"]) == ("My styles", False)
    assert client.get(STYLES).json()["groups"][0]["name"] == "My styles", "own groups come first"
    assert client.get(f"{STYLES}/my INK").json() == client.get(f"{STYLES}/{made['id']}").json()

    changed = client.patch(f"{STYLES}/{made['id']}", json={"name": "MY INK", "prompt": "{prompt} in ink"}).json()
    assert (changed["name"], changed["prompt"], changed["negative_prompt"]) == ("MY INK", "{prompt} in ink", "colour")
    assert changed["updated_at"] > made["updated_at"]

    assert client.delete(f"{STYLES}/{made['id']}").status_code == 204
    assert client.get(f"{STYLES}/{made['id']}").json()["code"] == "style_not_found"
    assert client.delete(f"{STYLES}/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\u0000b"}, "name"),
        ({"prompt": "{prompt} {prompt}"}, "prompt"),
        ({"negative_prompt": "\u001b"}, "negative_prompt"),
        ({"weight": 2}, "weight"),
        ({"prompt": "", "negative_prompt": ""}, "body"),
    ],
)
def test_a_bad_style_is_refused_by_field(client: TestClient, fields: dict[str, object], field: str) -> None:
    answer = client.post(STYLES, json={**INK, **fields})
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert listed(client, mine=True) == {}


def test_a_change_that_leaves_nothing_is_refused(client: TestClient) -> None:
    made = make(client)
    answer = client.patch(f"{STYLES}/{made['id']}", json={"prompt": "", "negative_prompt": ""})
    assert answer.status_code == 400
    assert client.get(f"{STYLES}/{made['id']}").json() == made


def test_a_name_is_taken_whatever_its_case_and_whoever_has_it(client: TestClient) -> None:
    made, other = make(client), make(client, name="Other")
    for name in ("my ink", "FILM NOIR", "mood-noir", made["id"]):
        assert client.post(STYLES, json={**INK, "name": name}).json()["code"] == "style_name_taken"
    assert client.patch(f"{STYLES}/{other['id']}", json={"name": "MY INK"}).status_code == 409


def test_of_many_at_once_one_gets_the_name(client: TestClient) -> None:
    names = ["Äther", "äther", "ÄTHER", "äTHER"] * 2
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda name: client.post(STYLES, json={**INK, "name": name}).status_code, names))
    assert sorted(answers) == [201] + [409] * 7
    assert len(listed(client, mine=True)) == 1


def test_built_in_styles_stay_and_can_be_copied(client: TestClient) -> None:
    noir = client.get(f"{STYLES}/mood-noir").json()
    for answer in (client.patch(f"{STYLES}/mood-noir", json={"name": "N"}), client.delete(f"{STYLES}/Film noir")):
        assert (answer.status_code, answer.json()["code"]) == (409, "style_built_in")
        assert "/api/v1/styles/mood-noir/copy" in answer.json()["hint"]

    first, second = (client.post(f"{STYLES}/mood-noir/copy") for _ in "ab")
    assert (first.status_code, first.json()["prompt"], first.json()["built_in"]) == (201, noir["prompt"], False)
    assert [answer.json()["name"] for answer in (first, second)] == ["Film noir copy", "Film noir copy 2"]
    assert client.post(f"{STYLES}/{first.json()['id']}/copy", json={"name": "Mine"}).json()["name"] == "Mine"
    assert client.post(f"{STYLES}/mood-noir/copy", json={"name": "mine"}).status_code == 409


def test_a_generation_takes_styles_by_id_and_name(client: TestClient) -> None:
    own = make(client)
    asked = {"prompt": "a cat", "negative_prompt": "hat", "styles": [own["id"], "film NOIR", "mood-noir"]}
    plan = client.post(GENERATIONS, json=asked).json()["plan"]

    noir = client.get(f"{STYLES}/mood-noir").json()
    assert plan["prompt"] == noir["prompt"].replace("{prompt}", "ink drawing of a cat")
    assert plan["negative_prompt"].startswith("hat, colour, flat lighting")
    assert plan["styles"] == ["My ink", "Film noir"]
    assert plan["asked_prompt"] == "a cat"


def test_an_unknown_style_is_named_with_what_may_be_meant(client: TestClient) -> None:
    answer = client.post(GENERATIONS, json={"prompt": "a cat", "styles": ["mood-noir", "Film nior"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_style")
    assert answer.json()["errors"] == [
        {"field": "styles", "message": "there is no style 'Film nior'", "value": "Film nior"}
    ]
    assert "'Film noir'" in answer.json()["hint"]
    assert client.post(GENERATIONS, json={"prompt": "a cat", "styles": ["x"] * 9}).status_code == 400
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_what_is_exported_is_imported_elsewhere(client: TestClient) -> None:
    make(client), make(client, name="Other", prompt="{prompt}, other", group="Old")
    answer = client.get(f"{STYLES}/export")
    assert "attachment" in answer.headers["content-disposition"]
    assert {style["name"] for style in answer.json()["styles"]} == {"My ink", "Other"}
    assert actions(imported(client, answer.content)) == [("same", "My ink"), ("same", "Other")]

    for style in listed(client, mine=True).values():
        client.delete(f"{STYLES}/{style['id']}")
    assert imported(client, answer.content)["saved"] == 2
    again = client.get(f"{STYLES}/export")
    assert again.content == answer.content
    everything = client.get(f"{STYLES}/export", params={"built_in": True})
    assert {item["action"] for item in imported(client, everything.content)["items"]} == {"same"}


@pytest.mark.parametrize(
    ("conflicts", "expected", "prompts"),
    [
        ("skip", [("skip", None), ("skip", None), ("add", "New"), ("skip", None)], {"My ink": "old", "New": "a"}),
        (
            "replace",
            [("replace", "MY INK"), ("rename", "Film noir 2"), ("add", "New"), ("replace", "new")],
            {"MY INK": "x", "Film noir 2": "y", "new": "b"},
        ),
        (
            "rename",
            [("rename", "MY INK 2"), ("rename", "Film noir 2"), ("add", "New"), ("rename", "new 2")],
            {"My ink": "old", "MY INK 2": "x", "Film noir 2": "y", "New": "a", "new 2": "b"},
        ),
    ],
)
def test_names_that_are_taken(client: TestClient, conflicts: str, expected: list, prompts: dict) -> None:
    make(client, prompt="old")
    file = "name,prompt\nMY INK,x\nFilm noir,y\nNew,a\nnew,b\n"

    preview = imported(client, file, conflicts=conflicts, dry_run=True)
    assert preview["dry_run"]
    assert set(listed(client, mine=True)) == {"My ink"}, "a dry run changes nothing"
    done = imported(client, file, conflicts=conflicts)

    assert actions(preview) == actions(done) == expected
    assert {name: style["prompt"] for name, style in listed(client, mine=True).items()} == prompts


def test_a_file_of_a1111_keeps_its_headings_and_tells_of_loras(client: TestClient) -> None:
    file = '\ufeffname,prompt,negative_prompt\n--- Moods ---,,\nDusk,"{prompt}, <lora:dusk:0.8>",\nDawn,dawn,night\n'
    items = imported(client, file.encode())["items"]
    assert "<lora:dusk:0.8>" in items[0]["message"]
    styles = listed(client, mine=True)
    assert [styles[name]["group"] for name in ("Dusk", "Dawn")] == ["Moods", "Moods"]


def test_an_import_is_whole_or_not_at_all(client: TestClient) -> None:
    file = json.dumps({"styles": [INK, {**INK, "name": "B", "prompt": "{prompt}{prompt}"}, {"name": 5}, {}]})
    preview = imported(client, file, dry_run=True)
    assert [item["action"] for item in preview["items"]] == ["add", "refuse", "refuse", "refuse"]

    answer = client.post(f"{STYLES}/import", files={"file": file})
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == ["file.2", "file.3", "file.4"]
    assert "prompt: " in answer.json()["errors"][0]["message"]
    assert listed(client, mine=True) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x89PNG\r\n\x1a\n", b"{", b"[1]", b"{}", b'{"styles": {}}', b'{"safelight_styles": 2, "styles": []}',
        b"a,b\n1,2", b"name,prompt\n\x00,x", "name,prompt\nä,x".encode("utf-16"), b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_style_file_is_told_so(client: TestClient, data: bytes) -> None:
    answer = client.post(f"{STYLES}/import", files={"file": ("styles", io.BytesIO(data))})
    assert answer.status_code == 400, answer.text
    assert answer.json()["detail"].startswith("file: ")


def test_too_much_is_refused(client: TestClient) -> None:
    rows = "name,prompt\n" + "".join(f"s{number},p\n" for number in range(5001))
    assert client.post(f"{STYLES}/import", files={"file": rows}).status_code == 413
    assert client.post(f"{STYLES}/import", files={"file": b"x" * 4_000_001}).status_code == 413


def test_every_change_is_told(client: TestClient) -> None:
    bus = client.app.state.studio.bus
    made = make(client)
    client.patch(f"{STYLES}/{made['id']}", json={"group": "G"})
    client.delete(f"{STYLES}/{made['id']}")
    imported(client, "name,prompt\nA,a\n")
    _, told = bus.history(0, lambda event: event.topic == "styles")
    assert [event.kind for event in told] == ["style.created", "style.changed", "style.deleted", "style.imported"]
    assert told[0].payload == {"id": made["id"], "name": "My ink"}


def test_a_second_click_draws_nothing_twice(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        jobs = list(pool.map(lambda _: client.post(f"{STYLES}/mood-noir/thumbnail").json(), range(4)))
    assert len({job["job_id"] for job in jobs}) == 1
    assert client.get(f"{STYLES}/mood-noir").json()["drawing"] == jobs[0]["generation_id"]
    assert client.get(f"{STYLES}/mood-noir", params={"model": "starter"}).json()["drawing"] is None

    client.post(f"/api/v1/jobs/{jobs[0]['job_id']}/cancel")
    assert client.get(f"{STYLES}/mood-noir").json()["drawing"] is None
    assert client.post(f"{STYLES}/mood-noir/thumbnail").json()["job_id"] != jobs[0]["job_id"]


def test_bad_wishes_for_a_thumbnail(client: TestClient) -> None:
    assert client.post(f"{STYLES}/nothing/thumbnail").json()["code"] == "style_not_found"
    assert client.post(f"{STYLES}/mood-noir/thumbnail", json={"model": "none"}).json()["code"] == "model_not_found"
    assert client.post(f"{STYLES}/thumbnails", json={"subject": " "}).status_code == 400
    assert client.get("/api/v1/jobs").json()["items"] == []


@pytest.mark.computes
def test_a_thumbnail_is_drawn_shown_and_replaced(client: TestClient, settings, stored) -> None:
    made = make(client)
    with running_worker(settings):
        first = draw(client, made["id"])
        shown = client.get(f"{STYLES}/{made['id']}").json()
        assert (shown["thumbnail_model"], shown["drawing"]) == (TINY, None)
        assert client.get(shown["thumbnail_url"]).headers["content-type"] == "image/webp"
        assert client.get(f"{STYLES}/{made['id']}", params={"model": "starter"}).json()["thumbnail_model"] == TINY

        second = draw(client, made["id"], subject="a dog")
        assert client.get(f"{STYLES}/{made['id']}").json()["thumbnail_url"] != shown["thumbnail_url"]
        draw(client, "mood-noir")

    studio = client.app.state.studio
    with studio.db.reading() as session:
        assert session.get(Generation, first["generation_id"]) is None, "the picture before it is cleared away"
        assert {picture.kind for picture in session.query(Picture)} == {"style"}
    assert not any(first["generation_id"] in name for name in stored())
    assert any(second["generation_id"] in name for name in stored())
    assert client.get(GENERATIONS).json()["items"] == [], "no history of thumbnails"

    client.patch(f"{STYLES}/{made['id']}", json={"prompt": "something else"})
    assert client.get(f"{STYLES}/{made['id']}").json()["thumbnail_url"] is None, "it does not look like that any more"
    missing = client.post(f"{STYLES}/thumbnails").json()["items"]
    assert len(missing) == len(repository.built_in()), "all but the one that is there"
    assert made["id"] in {job["style_id"] for job in missing}
    assert not any(second["generation_id"] in name for name in stored())


def draw(client: TestClient, style_id: str, **asked: object) -> dict:
    answer = client.post(f"{STYLES}/{style_id}/thumbnail", json=asked)
    assert answer.status_code == 202, answer.text
    job = client.get(answer.headers["location"], headers={"Prefer": "wait=150"}).json()
    assert job["state"] == "succeeded", job
    return answer.json()
