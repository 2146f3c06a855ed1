"""The pictures of a character, one by one: what is taken, what is refused, what is found, and what is left behind."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageFilter

from safelight.doors.app import create_app
from safelight.events import read_after
from tests import hostile
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, add, show, studio_of
from tests.factories.pictures import picture


def kinds(reference: dict) -> list[str]:
    return [finding["kind"] for finding in reference["findings"]]


def as_png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_is_there_at_once_with_all_that_a_page_shows(client: TestClient, stored) -> None:
    ada = make.draft(client)

    answer = add(client, ada["id"], picture(1, side=200), "me.png", caption=" ada by a window ")

    assert answer.status_code == 201
    reference = answer.json()
    assert reference == reference | {
        "position": 0, "filename": "me.png", "width": 200, "height": 200, "caption": "ada by a window",
        "excluded": False, "findings": [],
    }  # fmt: skip
    assert 20 <= len(reference["thumbhash"]) <= 40
    assert client.get(reference["url"]).headers["content-type"] == "image/png"
    small = client.get(reference["thumbnail_url"])
    assert small.headers["content-type"] == "image/webp"
    assert len(stored()) == 2
    shown = show(client, ada["id"])
    assert shown["references"][0]["id"] == reference["id"]
    assert shown["reference_count"] == 1
    assert shown["cover"]["thumbhash"] == reference["thumbhash"]


@pytest.mark.parametrize(
    ("content", "filename", "status", "code"),
    [
        (hostile.zero_bytes(), "empty.png", 422, "picture_not_an_image"),
        (hostile.text_as_jpg(), "notes.png", 422, "picture_not_an_image"),
        (hostile.zip_renamed(), "archive.png", 422, "picture_not_an_image"),
        (hostile.truncated_png(), "cut.png", 422, "picture_truncated"),
        (hostile.truncated_jpeg(), "cut.jpg", 422, "picture_truncated"),
        (hostile.truncated_heic(), "cut.heic", 422, "picture_truncated"),
        (hostile.corrupt_png(), "corrupt.png", 422, "picture_truncated"),
        (hostile.animated_gif(), "a.gif", 422, "picture_format_unsupported"),
        (hostile.tiny_png(), "tiny.png", 422, "picture_too_small"),
        (hostile.png_bomb(30_000, 30_000), "bomb.png", 413, "picture_too_many_pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_stored(
    client: TestClient, stored, content: bytes, filename: str, status: int, code: str
) -> None:
    ada = make.draft(client)

    answer = add(client, ada["id"], content, filename)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert filename in answer.json()["detail"]
    assert answer.json()["hint"]
    assert stored() == []
    assert show(client, ada["id"])["references"] == []


def test_a_huge_file_is_refused_by_its_size(settings, stored) -> None:
    with TestClient(create_app(settings.model_copy(update={"max_upload_mb": 1}))) as client:
        ada = make.draft(client)
        answer = add(client, ada["id"], b"\x89PNG\r\n\x1a\n" + bytes(2_000_000), "huge.png")

    assert (answer.status_code, answer.json()["code"]) == (413, "picture_too_many_bytes")
    assert stored() == []


def test_heic_and_camera_pictures_are_taken_as_they_come(client: TestClient) -> None:
    ada = make.draft(client)

    heic = add(client, ada["id"], hostile.heic(), "IMG_1.HEIC").json()
    turned = add(client, ada["id"], hostile.exif_rotated_jpeg(), "IMG_2.JPG").json()

    assert heic["filename"] == "IMG_1.jpg"
    assert (turned["width"], turned["height"]) == (72, 96), "upright"


@pytest.mark.parametrize(
    "filename", ["../../etc/x.png", "C:\\temp\\x.png", "\u202ex.png", "x.png" + "\u0000", "/x.png"]
)
def test_a_path_in_a_file_name_is_only_a_name(client: TestClient, settings, stored, filename: str) -> None:
    ada = make.draft(client)

    answer = add(client, ada["id"], picture(1), filename)

    assert answer.status_code == 201, answer.text
    assert answer.json()["filename"] == "x.png"
    assert not list(settings.data_dir.parent.rglob("x.png"))
    assert all(name.startswith(f"characters/{ada['id']}/references/ref_") for name in stored())


def test_a_full_storage_leaves_no_half_picture(settings, stored) -> None:
    with TestClient(create_app(settings.model_copy(update={"storage_quota_gb": 600 / 1e9}))) as client:
        ada = make.draft(client)
        answer = add(client, ada["id"], picture(1))

        assert answer.status_code == 507
        assert show(client, ada["id"])["references"] == []
    assert stored() == []


def test_the_same_picture_again_is_named(client: TestClient, stored) -> None:
    ada = make.draft(client)
    add(client, ada["id"], picture(1), "first.png")

    again = add(client, ada["id"], picture(1), "second.png")

    assert (again.status_code, again.json()["code"]) == (409, "already_there")
    assert "first.png" in again.json()["detail"]
    assert "second.png" in again.json()["detail"]
    assert len(stored()) == 2
    assert add(client, make.draft(client)["id"], picture(1)).status_code == 201, "of another character"


def test_of_one_picture_sent_four_times_at_once_one_is_taken(client: TestClient, stored) -> None:
    ada = make.draft(client)

    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda n: add(client, ada["id"], picture(1), f"{n}.png").status_code, range(4)))

    assert sorted(answers) == [201, 409, 409, 409]
    assert len(stored()) == 2


def test_pictures_that_come_four_at_once_have_places_of_their_own(client: TestClient) -> None:
    ada = make.draft(client)

    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda n: add(client, ada["id"], picture(n), f"{n}.png"), range(12)))

    assert {answer.status_code for answer in answers} == {201}
    references = show(client, ada["id"])["references"]
    assert [reference["position"] for reference in references] == list(range(12))
    assert {reference["filename"] for reference in references} == {f"{n}.png" for n in range(12)}


def test_the_limit_holds_also_when_they_come_at_once(settings, stored) -> None:
    with TestClient(create_app(settings.model_copy(update={"max_reference_images": 3}))) as client:
        ada = make.draft(client)
        with ThreadPoolExecutor(4) as at_once:
            answers = list(at_once.map(lambda n: add(client, ada["id"], picture(n)), range(8)))

        assert sorted(answer.status_code for answer in answers) == [201] * 3 + [400] * 5
        assert {answer.json()["code"] for answer in answers if answer.status_code == 400} == {"too_many_pictures"}
        assert show(client, ada["id"])["reference_count"] == 3
    assert len(stored()) == 6


def test_what_may_hurt_the_training_is_said_of_each_picture(client: TestClient) -> None:
    ada = make.draft(client)
    sharp = Image.open(io.BytesIO(picture(1, side=256)))
    near = sharp.copy()
    near.putpixel((0, 0), (1, 2, 3))

    good = add(client, ada["id"], as_png(sharp), "good.png").json()
    alike = add(client, ada["id"], as_png(near), "alike.png").json()
    soft = Image.open(io.BytesIO(picture(3, side=256))).filter(ImageFilter.GaussianBlur(5))
    blurred = add(client, ada["id"], as_png(soft), "soft.png").json()
    plain = add(client, ada["id"], as_png(Image.new("RGB", (90, 90), "navy")), "plain.png").json()

    assert kinds(good) == []
    assert alike["findings"] == [
        {"kind": "near_duplicate", "message": "It looks almost like another picture.", "other_id": good["id"]}
    ]
    assert kinds(blurred) == ["blurred"]
    assert kinds(plain) == ["nearly_uniform"]
    assert len(show(client, ada["id"])["references"]) == 4, "nothing is removed by itself"


def test_what_is_found_follows_the_set_and_the_plan(client: TestClient) -> None:
    ada = make.draft(client)
    url = f"{CHARACTERS}/{ada['id']}"
    sharp = Image.open(io.BytesIO(picture(1, side=96)))
    near = sharp.copy()
    near.putpixel((0, 0), (1, 2, 3))
    first, second = (add(client, ada["id"], as_png(image)).json() for image in (sharp, near))

    def found() -> dict[str, list[str]]:
        return {reference["id"]: kinds(reference) for reference in show(client, ada["id"])["references"]}

    assert found() == {first["id"]: [], second["id"]: ["near_duplicate"]}
    client.patch(f"{url}/references/{first['id']}", json={"excluded": True})
    assert found() == {first["id"]: [], second["id"]: []}, "what is left out is repeated by nothing"
    client.patch(f"{url}/references/{first['id']}", json={"excluded": False, "position": 5})
    assert found() == {second["id"]: [], first["id"]: ["near_duplicate"]}, "now it is the later one"
    client.patch(url, json={"overrides": {"resolution": 512}})
    assert found() == {second["id"]: ["too_small"], first["id"]: ["too_small", "near_duplicate"]}
    client.patch(url, json={"overrides": None})
    client.delete(f"{url}/references/{second['id']}")
    assert found() == {first["id"]: []}


def test_pictures_are_captioned_moved_and_left_out(client: TestClient) -> None:
    ada = make.draft(client, 4)
    url = f"{CHARACTERS}/{ada['id']}/references"
    ids = [reference["id"] for reference in ada["references"]]

    captioned = client.patch(f"{url}/{ids[0]}", json={"caption": "ada smiles"}).json()
    moved = client.patch(f"{url}/{ids[3]}", json={"position": 1}).json()
    client.patch(f"{url}/{ids[2]}", json={"excluded": True})

    assert (captioned["caption"], moved["position"]) == ("ada smiles", 1)
    after = show(client, ada["id"])["references"]
    assert [reference["id"] for reference in after] == [ids[0], ids[3], ids[1], ids[2]]
    assert [reference["position"] for reference in after] == [0, 1, 2, 3]
    assert [reference["excluded"] for reference in after] == [False, False, False, True]
    assert client.patch(f"{url}/{ids[0]}", json={"caption": ""}).json()["caption"] is None, "the template again"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"caption": "x" * 10_000}, "caption"), ({"position": -1}, "position"), ({"caption": "a\0b"}, "caption"),
     ({"excluded": "perhaps"}, "excluded"), ({"filename": "x"}, "filename")],
)  # fmt: skip
def test_a_bad_change_is_named(client: TestClient, change: dict, field: str) -> None:
    ada = make.draft(client, 1)

    answer = client.patch(f"{CHARACTERS}/{ada['id']}/references/{ada['references'][0]['id']}", json=change)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_a_picture_of_another_character_is_not_there(client: TestClient) -> None:
    ada, bob = make.draft(client, 1, name="Ada"), make.draft(client, name="Bob")
    for unknown in (ada["references"][0]["id"], "ref_nonsense", "../x"):
        url = f"{CHARACTERS}/{bob['id']}/references/{unknown}"
        assert client.patch(url, json={"excluded": True}).status_code == 404
        assert client.delete(url).status_code == 404
    assert add(client, "nobody", picture(1)).json()["code"] == "character_not_found"
    assert show(client, ada["id"])["references"][0]["excluded"] is False


def test_a_deleted_picture_takes_its_files_along(client: TestClient, stored) -> None:
    ada = make.draft(client, 3)
    gone = ada["references"][0]["id"]

    assert client.delete(f"{CHARACTERS}/{ada['id']}/references/{gone}").status_code == 204

    assert len(stored()) == 4
    assert not any(gone in name for name in stored())
    assert [reference["position"] for reference in show(client, ada["id"])["references"]] == [0, 1]
    assert client.delete(f"{CHARACTERS}/{ada['id']}/references/{gone}").json()["code"] == "reference_not_found"


def test_while_it_learns_its_pictures_stay_as_they_are(client: TestClient, stored) -> None:
    ada = make.draft(client, 5)
    job_id = make.train(client, ada["id"])
    url = f"{CHARACTERS}/{ada['id']}/references"
    first = ada["references"][0]["id"]

    answers = [
        add(client, ada["id"], picture(9)),
        client.patch(f"{url}/{first}", json={"caption": "x"}),
        client.delete(f"{url}/{first}"),
        client.post(f"{url}/captions", json={"template": "x"}),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(409, "character_in_training")}
    assert len(stored()) == 10
    make.end(client, job_id)
    assert add(client, ada["id"], picture(9)).status_code == 201, "for the next version"


def test_a_lora_from_elsewhere_takes_no_pictures(client: TestClient, tmp_path) -> None:
    from tests.engine import tiny

    file = tiny.lora_file(tiny.sd(), tmp_path / "pip.safetensors")
    pip = client.post(f"{CHARACTERS}/import", data={"name": "Pip"}, files={"file": file.read_bytes()}).json()

    assert add(client, pip["id"], picture(1)).json()["code"] == "character_imported"


def test_every_change_is_told(client: TestClient) -> None:
    ada = make.draft(client, 1)
    url = f"{CHARACTERS}/{ada['id']}"
    reference = ada["references"][0]["id"]

    client.patch(f"{url}/references/{reference}", json={"excluded": True})
    client.delete(f"{url}/references/{reference}")
    client.patch(url, json={"name": "Ada"})
    client.delete(url)

    with studio_of(client).db.reading() as session:
        told = [event for event in read_after(session, 0) if event.topic == "characters"]
    assert [event.kind.removeprefix("character.") for event in told] == [
        "created", "reference_added", "reference_changed", "reference_removed", "changed", "removed",
    ]  # fmt: skip
    assert {event.payload["id"] for event in told} == {ada["id"]}
    assert told[1].payload["reference_id"] == reference
