"""Characters over the API, without a worker: what is taken, what is refused, and that nothing is left behind."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from safetensors.torch import load_file

from safelight.kit.lora_export import stated_alphas, to_kohya
from safelight.kit.safetensors_header import read_header
from tests import hostile
from tests.engine import tiny
from tests.factories.pictures import picture, uploads
from tests.installation import TINY

CHARACTERS = "/api/v1/characters"


def create(client: TestClient, *, images=None, **fields):
    images = uploads(6) if images is None else images
    return client.post(CHARACTERS, data={"name": "Pip", **fields}, files=images)


def test_about_twenty_pictures_make_a_queued_job(client: TestClient, stored) -> None:
    answer = create(client, images=uploads(20), class_word="creature")

    assert answer.status_code == 202
    body = answer.json()
    character = body["character"]
    assert answer.headers["location"] == f"/api/v1/jobs/{body['job_id']}"
    assert (character["name"], character["trigger"], character["status"]) == ("Pip", "pip", "queued")
    assert len(character["references"]) == 20
    assert len(stored()) == 40, "each with its thumbnail"
    assert character["training"]["rank"] == 2, "the model's own preset"
    assert client.get(answer.headers["location"]).json()["position"] == 1


def test_a_bad_file_is_refused_with_its_reason_and_the_others_go_on(client: TestClient, stored) -> None:
    bad = [
        ("images", ("notes.jpg", hostile.text_as_jpg(), "image/jpeg")),
        ("images", ("cut.jpg", hostile.truncated_jpeg(), "image/jpeg")),
        ("images", ("bomb.png", hostile.png_bomb(30_000, 30_000), "image/png")),
    ]

    body = create(client, images=[*uploads(6), *bad]).json()

    assert [refused["filename"] for refused in body["refused"]] == ["notes.jpg", "cut.jpg", "bomb.png"]
    assert [refused["code"] for refused in body["refused"]] == [
        "picture_not_an_image",
        "picture_truncated",
        "picture_too_many_pixels",
    ]
    assert all(refused["hint"] for refused in body["refused"])
    assert len(stored()) == 12


@pytest.mark.parametrize(
    ("images", "code"),
    [
        (uploads(3), "too_few_pictures"),
        ([("images", (f"{n}.jpg", hostile.text_as_jpg(), "image/jpeg")) for n in range(8)], "too_few_pictures"),
        ([("images", (f"{n}.png", b"x", "image/png")) for n in range(1000)], "too_many_pictures"),
    ],
    ids=["3 pictures", "text named .jpg", "1000 pictures"],
)
def test_an_unusable_set_leaves_nothing_behind(client: TestClient, stored, images, code: str) -> None:
    answer = create(client, images=images)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert "images" in problem["detail"]
    assert problem["hint"]
    assert stored() == []
    assert client.get(CHARACTERS).json()["items"] == []
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_a_path_in_a_file_name_is_only_a_name(client: TestClient, settings, stored) -> None:
    images = [*uploads(5), ("images", ("../../x.png", picture(99), "image/png"))]

    references = create(client, images=images).json()["character"]["references"]

    assert references[-1]["filename"] == "x.png"
    assert not list(settings.data_dir.parent.rglob("x.png"))
    assert all(name.startswith("characters/char_") for name in stored())


def test_a_full_storage_is_said_and_nothing_is_half_written(settings, stored) -> None:
    from safelight.doors.app import create_app

    small = settings.model_copy(update={"storage_quota_gb": 4_000 / 1e9})
    with TestClient(create_app(small)) as client:
        answer = create(client, images=uploads(10))

        assert answer.status_code == 507
        assert answer.json()["code"] == "storage_full"
        assert stored() == []
        assert client.get(CHARACTERS).json()["items"] == []


def test_a_name_can_be_taken_once(client: TestClient, stored) -> None:
    create(client)

    again = create(client, name="PIP")

    assert again.status_code == 409
    assert again.json()["code"] == "character_name_taken"
    assert len(stored()) == 12


def test_the_same_idempotency_key_makes_one_character(client: TestClient) -> None:
    headers = {"Idempotency-Key": "one"}
    first = client.post(CHARACTERS, data={"name": "Pip"}, files=uploads(6), headers=headers).json()
    second = client.post(CHARACTERS, data={"name": "Pip"}, files=uploads(6), headers=headers).json()

    assert first["job_id"] == second["job_id"]
    assert len(client.get(CHARACTERS).json()["items"]) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a/b"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"training": '{"max_train_steps": 0}'}, "training.max_train_steps"),
        ({"training": '{"nonsense": 1}'}, "training.nonsense"),
        ({"training": "{"}, "training"),
        ({"captions": '{"a.png": 5}'}, "captions.a.png"),
    ],
)
def test_a_bad_field_is_named(client: TestClient, stored, fields: dict[str, str], field: str) -> None:
    answer = create(client, **fields)

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert stored() == []


def test_an_unknown_base_model_is_named_with_those_that_exist(client: TestClient, stored) -> None:
    answer = create(client, base_model="sd-9")

    assert answer.status_code == 404
    assert answer.json()["code"] == "model_not_found"
    assert TINY in answer.json()["hint"]
    assert stored() == []


def test_captions_come_by_file_name(client: TestClient) -> None:
    captions = json.dumps({"001.png": "pip in the rain"})

    references = create(client, captions=captions).json()["character"]["references"]

    assert [reference["caption"] for reference in references][:3] == [None, "pip in the rain", None]


def test_a_lora_file_becomes_a_character_at_once(client: TestClient, tmp_path: Path) -> None:
    file = tiny.lora_file(tiny.sd(), tmp_path / "pip.safetensors")

    answer = client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": file.read_bytes()})

    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "ready"
    for layout in ("diffusers", "kohya"):
        download = client.get(f"{CHARACTERS}/pip/lora", params={"layout": layout})
        assert download.status_code == 200
        assert int.from_bytes(download.content[:8], "little") < len(download.content), "a safetensors header"
    assert client.get(f"{CHARACTERS}/pip/lora").content == file.read_bytes()


def test_a_kohya_file_is_kept_in_the_diffusers_layout(client: TestClient, tmp_path: Path) -> None:
    file = tiny.lora_file(tiny.sd(), tmp_path / "pip.safetensors", alpha=2)
    to_kohya(file, tmp_path / "kohya.safetensors")

    kohya = (tmp_path / "kohya.safetensors").read_bytes()
    client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": kohya})

    (tmp_path / "back.safetensors").write_bytes(client.get(f"{CHARACTERS}/pip/lora").content)
    before, after = load_file(file), load_file(tmp_path / "back.safetensors")
    assert before.keys() == after.keys()
    assert all(before[key].equal(after[key]) for key in before)
    assert set(stated_alphas(read_header(tmp_path / "back.safetensors")).values()) == {2.0}


def test_a_lora_for_another_base_is_refused(client: TestClient, tmp_path: Path, stored) -> None:
    file = tiny.lora_file(tiny.sd(block_out_channels=(16, 48)), tmp_path / "other.safetensors")

    answer = client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": file.read_bytes()})

    assert answer.status_code == 400
    assert answer.json()["code"] == "lora_base_mismatch"
    assert answer.json()["hint"]
    assert stored() == []
    assert client.get(CHARACTERS).json()["items"] == []


@pytest.mark.parametrize("content", [b"", b"not a file", b"PK\x03\x04" + b"0" * 100, b"\x80\x02}q\x00."])
def test_what_is_no_safetensors_file_is_refused(client: TestClient, stored, content: bytes) -> None:
    answer = client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": ("a.safetensors", content)})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("a.safetensors ")
    assert stored() == []


@pytest.mark.parametrize(("sent", "told"), [("../../my ada.bin", "my ada.bin"), (".lora", "lora"), ("..", "file")])
def test_a_file_that_is_refused_keeps_the_name_it_came_with(client: TestClient, stored, sent: str, told: str) -> None:
    answer = client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": (sent, b"not a file")})

    assert (answer.status_code, told in answer.json()["detail"].split(" cannot")[0]) == (400, True), answer.text
    assert stored() == []


def test_characters_are_listed_searched_renamed_and_deleted(client: TestClient, stored) -> None:
    for name in ("Anna", "Ben", "Carla"):
        create(client, name=name)

    first = client.get(CHARACTERS, params={"limit": 2}).json()
    rest = client.get(CHARACTERS, params={"limit": 2, "after": first["next"]}).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["Carla", "Ben", "Anna"]
    assert rest["next"] is None
    assert [item["name"] for item in client.get(CHARACTERS, params={"search": "ARL"}).json()["items"]] == ["Carla"]

    assert client.patch(f"{CHARACTERS}/anna", json={"name": "Annie"}).json()["name"] == "Annie"
    assert client.patch(f"{CHARACTERS}/annie", json={"name": "Ben"}).status_code == 409

    assert client.delete(f"{CHARACTERS}/annie").json()["code"] == "character_in_training"
    job_id = client.get(f"{CHARACTERS}/annie").json()["job_id"]
    assert client.post(f"/api/v1/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    assert client.get(f"{CHARACTERS}/annie").json()["status"] == "cancelled"
    assert client.delete(f"{CHARACTERS}/annie").status_code == 204
    assert client.get(f"{CHARACTERS}/annie").json()["code"] == "character_not_found"
    assert len(stored()) == 24


def test_the_queue_is_bounded(settings) -> None:
    from safelight.doors.app import create_app

    with TestClient(create_app(settings.model_copy(update={"max_queued_jobs": 1}))) as client:
        create(client, name="One")
        full = create(client, name="Two")

    assert full.status_code == 429
    assert full.headers["retry-after"]
    assert len(full.json()["detail"]) > 10


def test_what_may_hurt_is_said_of_pictures_that_came_together(client: TestClient) -> None:
    images = [*uploads(5), ("images", ("again.png", picture(0), "image/png"))]

    references = create(client, images=images).json()["character"]["references"]

    assert [reference["findings"] for reference in references[:5]] == [[]] * 5
    assert references[5]["findings"] == [
        {
            "kind": "duplicate",
            "message": "The very same picture is there already.",
            "other_id": references[0]["id"],
        }
    ]
