"""What of a picture is learnt, and how often: masks and repeats over the API, and into the job."""

import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.jobs.tables import Job
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, add, show, studio_of
from tests.factories.pictures import picture


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def half(size: tuple[int, int] = (200, 200)) -> Image.Image:
    """White on the left."""
    mask = Image.new("L", size, 0)
    mask.paste(255, (0, 0, size[0] // 2, size[1]))
    return mask


def with_picture(client: TestClient) -> tuple[str, str]:
    ada = make.draft(client)
    reference = add(client, ada["id"], picture(1, side=200), "me.png").json()
    return ada["id"], f"{CHARACTERS}/{ada['id']}/references/{reference['id']}"


def send(client: TestClient, path: str, data: bytes):
    return client.put(f"{path}/mask", files={"file": ("mask.png", data, "image/png")})


def test_a_mask_is_kept_shown_replaced_and_taken_away(client: TestClient, stored) -> None:
    ada, path = with_picture(client)
    assert show(client, ada)["references"][0]["mask_url"] is None

    answer = send(client, path, png(half((400, 400))))  # larger than the picture, but of its shape

    assert answer.status_code == 200, answer.text
    kept = Image.open(io.BytesIO(client.get(answer.json()["mask_url"]).content))
    assert (kept.mode, kept.size, kept.getpixel((10, 10)), kept.getpixel((390, 10))) == ("L", (400, 400), 255, 0)
    files = len(stored())
    assert send(client, path, png(half())).status_code == 200
    assert len(stored()) == files, "the one before is deleted"
    assert client.delete(f"{path}/mask").status_code == 204
    assert client.delete(f"{path}/mask").status_code == 204, "a second click does no harm"
    assert show(client, ada)["references"][0]["mask_url"] is None
    assert len(stored()) == files - 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(half((200, 100))), "unusable_mask"),
        (png(Image.new("L", (200, 200), 0)), "unusable_mask"),
        (b"not a picture", "picture_not_an_image"),
        (b"", "picture_not_an_image"),
    ],
    ids=["another shape", "black", "text", "empty"],
)
def test_a_mask_that_does_not_go_with_its_picture_is_refused(client: TestClient, stored, data, code) -> None:
    ada, path = with_picture(client)
    before = len(stored())
    answer = send(client, path, data)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert show(client, ada)["references"][0]["mask_url"] is None
    assert len(stored()) == before


def test_a_deleted_picture_takes_its_mask_along(client: TestClient, stored) -> None:
    _, path = with_picture(client)
    send(client, path, png(half()))
    assert client.delete(path).status_code == 204
    assert not stored()
    assert send(client, path, png(half())).status_code == 404


def test_repeats_and_masks_reach_the_job_and_stay_while_it_learns(client: TestClient) -> None:
    ada = make.draft(client)
    ids = [add(client, ada["id"], picture(n, side=200), f"{n}.png").json()["id"] for n in range(5)]
    path = f"{CHARACTERS}/{ada['id']}/references/{ids[2]}"
    assert client.patch(path, json={"repeats": 101}).status_code == 400
    assert client.patch(path, json={"repeats": 7}).json()["repeats"] == 7
    send(client, path, png(half()))

    job_id = client.post(f"{CHARACTERS}/{ada['id']}/train", json={}).json()["job_id"]

    with studio_of(client).db.reading() as session:
        uses = session.get(Job, job_id).spec["references"]
    assert [use["repeats"] for use in uses] == [1, 1, 7, 1, 1]
    assert [bool(use["mask_key"]) for use in uses] == [False, False, True, False, False]
    assert send(client, path, png(half())).status_code == 409
    assert client.delete(f"{path}/mask").status_code == 409
