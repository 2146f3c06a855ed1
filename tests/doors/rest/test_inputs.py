"""Pictures brought to a generation: taken in, named, forgotten."""

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.features.inputs import service
from safelight.features.inputs.tables import InputImage
from safelight.kit.clock import utcnow
from safelight.storage import layout


def png(colour: str = "red", size: tuple[int, int] = (96, 64), **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, options.pop("format", "PNG"), **options)
    return target.getvalue()


def upload(client: TestClient, data: bytes, name: str = "photo.png") -> Any:
    return client.post("/api/v1/inputs", files={"file": (name, data)})


def test_a_picture_comes_in_upright_and_without_what_is_private(client: TestClient) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "my garden"
    answer = upload(client, png(format="JPEG", exif=exif), "../../my photo.jpg")
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert shown["id"].startswith("img_")
    assert (shown["width"], shown["height"]) == (64, 96)
    assert "/" not in shown["filename"]
    data = client.get(shown["url"]).content
    assert b"my garden" not in data
    assert len(data) == shown["size"]
    assert Image.open(io.BytesIO(client.get(shown["thumbnail_url"]).content)).format == "WEBP"
    assert client.get(f"/api/v1/inputs/{shown['id']}").json()["sha256"] == shown["sha256"]


def test_the_same_bytes_are_the_same_input(client: TestClient, stored: Any) -> None:
    first, again, other = (upload(client, png(colour)).json() for colour in ("red", "red", "blue"))
    assert first["id"] == again["id"] != other["id"]
    assert len([name for name in stored() if name.startswith("inputs/")]) == 4
    listed = client.get("/api/v1/inputs", params={"limit": 1}).json()
    assert [each["id"] for each in listed["items"]] == [other["id"]]
    listed = client.get("/api/v1/inputs", params={"limit": 1, "after": listed["next"]}).json()
    assert ([each["id"] for each in listed["items"]], listed["next"]) == ([first["id"]], None)


def test_the_same_bytes_at_once_are_one_input(client: TestClient, stored: Any) -> None:
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(upload(client, png()).json()["id"])) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 6
    assert len(set(ids)) == 1
    assert len([name for name in stored() if name.startswith("inputs/")]) == 2, "files of the others are gone"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"no picture", 422, "picture_not_an_image"),
        (b"", 422, "picture_not_an_image"),
        (png()[:60], 422, "picture_truncated"),
        (png(size=(32, 32)), 422, "picture_too_small"),
        (b"GIF89a" + b"\0" * 40, 422, "picture_format_unsupported"),
    ],
)
def test_what_is_no_picture_is_refused(client: TestClient, stored: Any, data: bytes, status: int, code: str) -> None:
    answer = upload(client, data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["hint"]
    assert not [name for name in stored() if name.startswith("inputs/")]


def test_deleted_once_nothing_needs_it(client: TestClient, stored: Any) -> None:
    free, used = upload(client, png("red")).json()["id"], upload(client, png("blue")).json()["id"]
    made = client.post("/api/v1/generations", json={"prompt": "a cat", "image": used, "strength": 0.5})
    assert made.status_code == 202, made.text
    assert client.delete(f"/api/v1/inputs/{free}").status_code == 204
    assert client.get(f"/api/v1/inputs/{free}").status_code == 404
    refused = client.delete(f"/api/v1/inputs/{used}")
    assert (refused.status_code, refused.json()["code"]) == (409, "input_in_use")
    client.post(f"/api/v1/jobs/{made.json()['job_id']}/cancel")
    assert client.delete(f"/api/v1/inputs/{used}").status_code == 204
    assert not [name for name in stored() if name.startswith("inputs/")]
    missing = client.post("/api/v1/generations", json={"prompt": "a cat", "image": used})
    assert missing.status_code == 400
    assert missing.json()["errors"][0]["field"] == "image"


def test_unused_ones_are_forgotten_and_needed_ones_are_not(client: TestClient, stored: Any) -> None:
    old, needed, fresh = (upload(client, png(colour)).json()["id"] for colour in ("red", "blue", "green"))
    client.post("/api/v1/generations", json={"prompt": "a cat", "image": needed})
    studio = client.app.state.studio
    with studio.db.transaction() as session:
        for input_id in (old, needed):
            row = session.get(InputImage, input_id)
            row.used_at = utcnow() - timedelta(days=40)
    assert service.forget_unused(studio.db, studio.storage, older_than=timedelta(days=30)) == 1
    assert service.forget_unused(studio.db, studio.storage, older_than=timedelta(days=30)) == 0
    left = {each["id"] for each in client.get("/api/v1/inputs").json()["items"]}
    assert left == {needed, fresh}
    assert layout.input_picture(old, "png") not in stored()
