"""The job of edits: other sizes of pictures, by Lanczos and by a learned upscaler."""

import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.doors.app import create_app
from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs import task as task_module
from safelight.jobs.errors import Cancelled
from safelight.jobs.task import JobContext
from safelight.settings import Settings
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop
from tests.factories.videos import UPSCALER, bring, png, with_videos
from tests.worker import bench

pytestmark = pytest.mark.computes


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_videos(settings)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


def ask(client: TestClient, *images: str, **request: object) -> dict:
    answer = client.post("/api/v1/edits", json={"images": list(images), **request})
    assert answer.status_code == 202, answer.text
    return answer.json()


def finish(client: TestClient, workshop: Workshop, settings: Settings, asked: dict) -> list[dict]:
    """The pictures that came of it, in order."""
    bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
    return [client.get(f"/api/v1/generations/{edit['id']}").json()["pictures"][0] for edit in asked["edits"]]


def opened(client: TestClient, picture: dict) -> Image.Image:
    return Image.open(io.BytesIO(client.get(picture["url"]).content))


@pytest.mark.parametrize(
    ("request_", "size"),
    [
        ({"width": 60, "height": 60}, (60, 40)),
        ({"width": 60, "height": 60, "mode": "fill"}, (60, 60)),
        ({"width": 60, "height": 60, "mode": "pad", "colour": "#0f0"}, (60, 60)),
        ({"width": 60, "height": 60, "mode": "exact"}, (60, 60)),
        ({"width": 48}, (48, 32)),
        ({"height": 128}, (192, 128)),
        ({"scale": 1.5}, (144, 96)),
        ({"upscaler": UPSCALER}, (192, 128)),
        ({"upscaler": UPSCALER, "scale": 3}, (288, 192)),
        ({"upscaler": UPSCALER, "width": 100, "height": 100, "mode": "pad"}, (100, 100)),
    ],
)
def test_a_picture_gets_the_size_that_was_asked_for(client, settings, workshop, request_, size) -> None:
    asked = ask(client, bring(client), **request_)
    plan = asked["edits"][0]["plan"]
    assert ((plan["width"], plan["height"]), plan["kind"]) == (size, "edit")
    (picture,) = finish(client, workshop, settings, asked)
    assert opened(client, picture).size == (picture["width"], picture["height"]) == size
    assert (picture["kind"], picture["media_type"]) == ("edit", "image/png")
    assert picture["recipe"]["edit"]["upscaler"] == request_.get("upscaler")
    if "upscaler" in request_:
        assert len(picture["recipe"]["edit"]["upscaler_sha256"]) == 64


def test_the_recipe_of_the_picture_goes_on_and_making_it_again_repeats_the_change_of_size(
    client, settings, workshop
) -> None:
    drawn = client.post("/api/v1/generations", json={"prompt": "a blue cat", "seed": 7}).json()
    bench.do(workshop, bench.claim(workshop, settings, drawn["job_id"]))
    source = client.get(f"/api/v1/generations/{drawn['id']}").json()["pictures"][0]
    (larger,) = finish(client, workshop, settings, ask(client, source["id"], upscaler=UPSCALER))
    recipe = larger["recipe"]
    assert (recipe["kind"], recipe["asked_prompt"], recipe["seed"], recipe["model"]) == (
        "edit",
        "a blue cat",
        7,
        "tiny",
    )
    assert recipe["image"] == {
        "key": recipe["image"]["key"], "sha256": source["sha256"], "picture_id": source["id"],
    }  # fmt: skip
    found = client.get("/api/v1/gallery", params={"q": "blue", "kind": "edit"}).json()["items"]
    assert [item["id"] for item in found] == [larger["id"]]

    again = client.post(f"/api/v1/gallery/{larger['id']}/again", json={"seed": "new"}).json()
    assert again["plan"]["edit"] == recipe["edit"]
    (same,) = finish(client, workshop, settings, {"job_id": again["job_id"], "edits": [again]})
    assert same["sha256"] == larger["sha256"]

    client.post("/api/v1/gallery/actions", json={"action": "delete", "ids": [source["id"]], "forever": True})
    refused = client.post(f"/api/v1/gallery/{larger['id']}/again", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_repeat")


def test_transparency_is_kept(client, settings, workshop, monkeypatch) -> None:
    """Inputs are made opaque when they come in; a padded picture with a clear border is not."""
    source = bring(client)
    (padded,) = finish(
        client, workshop, settings, ask(client, source, width=128, height=128, mode="pad", colour="#00000000")
    )
    assert opened(client, padded).mode == "RGBA"
    for request in ({"scale": 0.5}, {"upscaler": UPSCALER}):
        (edited,) = finish(client, workshop, settings, ask(client, padded["id"], **request))
        image = opened(client, edited)
        assert image.mode == "RGBA"
        assert image.getpixel((2, 2))[3] == 0
        assert image.getpixel((image.width // 2, image.height // 2))[3] == 255


def test_many_pictures_are_one_job_that_goes_on_where_it_was(client, settings, workshop, monkeypatch) -> None:
    images = [bring(client, png(80 + 8 * number, 64)) for number in range(3)]
    asked = ask(client, *images, scale=2)
    assert len({edit["job_id"] for edit in asked["edits"]}) == 1
    seen: list[str] = []
    original = JobContext.progress

    def dies(self, step, total, *, message=None, **more):
        seen.append(message)
        if message == "Resizing picture 3 of 3":
            raise KeyError("killed")
        original(self, step, total, message=message, **more)

    monkeypatch.setattr(JobContext, "progress", dies)
    with pytest.raises(KeyError):
        bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
    monkeypatch.setattr(JobContext, "progress", original)
    before = client.get("/api/v1/gallery").json()["items"]
    assert len(before) == 2
    with workshop.db.transaction() as session:
        moves.bereave(session, moves.locked(session, asked["job_id"]))
    pictures = finish(client, workshop, settings, asked)
    assert [picture["width"] for picture in pictures] == [160, 176, 192]
    assert {item["id"] for item in before} < {picture["id"] for picture in pictures}


def test_cancelled_between_tiles_it_leaves_nothing(client, settings, workshop, stored, monkeypatch) -> None:
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    monkeypatch.setattr("safelight.engine.vision.upscale._TILE", {"cpu": 32})
    asked = ask(client, bring(client, png(128, 64)), upscaler=UPSCALER)
    before = stored()
    told: list[int] = []
    original = JobContext.progress

    def progress(self, step, total, *, message=None, **more):
        told.append(step)
        if step >= 250:
            with workshop.db.transaction() as session:
                jobs.cancel(session, asked["job_id"])
        original(self, step, total, message=message, **more)

    monkeypatch.setattr(JobContext, "progress", progress)
    with pytest.raises(Cancelled):
        bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
    assert list(dict.fromkeys(told)) == [0, 125, 250], "of eight tiles two"
    assert stored() == before


@pytest.mark.parametrize(
    ("request_", "status", "field"),
    [
        ({}, 400, None),
        ({"scale": 2, "width": 100}, 400, None),
        ({"scale": 2, "colour": "red"}, 400, "colour"),
        ({"scale": 0}, 400, "scale"),
        ({"scale": 2, "upscaler": "tiny"}, 404, None),
        ({"scale": 2, "upscaler": "nobody"}, 404, None),
        ({"scale": 16, "images": ["large"]}, 400, "scale"),
        ({"height": 16384, "images": ["large"]}, 400, "height"),
        ({"scale": 2, "images": ["img_nothing"]}, 400, "images[0]"),
        ({"scale": 2, "images": []}, 400, "images"),
    ],
)
def test_what_cannot_be_done_is_refused_before_it_is_queued(client, request_, status, field) -> None:
    images = request_.get("images", ["one"])
    sizes = {"one": (96, 64), "large": (2000, 1000)}
    named = [bring(client, png(*sizes[image])) if image in sizes else image for image in images]
    answer = client.post("/api/v1/edits", json={**request_, "images": named})
    assert answer.status_code == status, answer.text
    if field:
        assert [bad["field"] for bad in answer.json()["errors"]] == [field]
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_the_second_click_is_the_same_edit(client) -> None:
    body, headers = {"images": [bring(client)], "scale": 2}, {"Idempotency-Key": "one"}
    first, second = (client.post("/api/v1/edits", json=body, headers=headers).json() for _ in range(2))
    assert first["job_id"] == second["job_id"]
    assert [edit["id"] for edit in first["edits"]] == [edit["id"] for edit in second["edits"]]


def test_every_worker_does_edits_and_videos(workshop) -> None:
    assert {"edit", "video"} <= all_tasks(workshop).keys()
