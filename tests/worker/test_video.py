"""The job of a video: from a prompt or a picture to a film that plays, whole or not at all."""

import io
from collections.abc import Iterator

import av
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.doors.app import create_app
from safelight.engine.video import film as films
from safelight.features.generations.errors import CannotRepeat
from safelight.features.videos import service as videos
from safelight.jobs import moves
from safelight.jobs import service as jobs
from safelight.jobs import task as task_module
from safelight.jobs.doing import do_stage
from safelight.jobs.errors import Cancelled
from safelight.jobs.task import JobContext
from safelight.settings import Settings
from safelight.specs.generation import ControlUse, ImageUse, LoraUse, Recipe
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop
from tests.factories.videos import FRAMES, SVD, bring, with_videos
from tests.worker import bench

pytestmark = pytest.mark.computes


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_videos(settings)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


def ask(client: TestClient, **request: object) -> dict:
    answer = client.post("/api/v1/videos", json={"seed": 1, "num_inference_steps": 2, **request})
    assert answer.status_code == 202, answer.text
    return answer.json()


def finish(client: TestClient, workshop: Workshop, settings: Settings, asked: dict) -> dict:
    bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
    return client.get(f"/api/v1/videos/{asked['id']}").json()


def play(client: TestClient, url: str) -> tuple[list[tuple[int, int]], str]:
    """Sizes of all frames, and the film's comment."""
    with av.open(io.BytesIO(client.get(url).content)) as container:
        return [(f.width, f.height) for f in container.decode(video=0)], container.metadata["comment"]


def test_a_prompt_becomes_a_picture_and_the_picture_a_film(client, settings, workshop, stored) -> None:
    made = finish(client, workshop, settings, ask(client, prompt="a cat", fps=12.5))
    (film,) = made["pictures"]
    assert (made["status"], film["kind"], film["media_type"]) == ("succeeded", "video", "video/mp4")
    assert (film["num_frames"], film["fps"], film["duration_seconds"]) == (FRAMES, 12.5, 0.48)
    frames, comment = play(client, film["url"])
    assert frames == [(64, 64)] * FRAMES == [(film["width"], film["height"])] * FRAMES
    assert Image.open(io.BytesIO(client.get(film["poster_url"]).content)).size == (64, 64)
    assert Image.open(io.BytesIO(client.get(film["thumbnail_url"]).content)).format == "WEBP"

    recipe = Recipe.model_validate_json(comment)
    assert recipe.model_dump(mode="json") == film["recipe"], "in the file as in the database"
    assert (recipe.kind, recipe.model, recipe.asked_prompt, recipe.seed) == ("video", SVD, "a cat", 1)
    assert recipe.video.model_dump() == {
        "num_frames": FRAMES, "fps": 12.5, "motion_bucket_id": 127, "noise_aug_strength": 0.02,
        "min_guidance_scale": 1.0, "decode_chunk_size": 8, "codec": "vp9",
    }  # fmt: skip

    picture = client.get(f"/api/v1/gallery/{made['source']['id']}").json()
    assert (picture["kind"], picture["sha256"]) == ("image", recipe.image.sha256)
    assert picture["generation_id"] == made["source"]["generation_id"]
    kinds = [item["kind"] for item in client.get("/api/v1/gallery").json()["items"]]
    assert kinds == ["video", "image"]
    assert [item["id"] for item in client.get("/api/v1/videos").json()["items"]] == [made["id"]]
    assert [item["id"] for item in client.get("/api/v1/generations").json()["items"]] == [picture["generation_id"]]
    assert {name.rpartition("/")[2] for name in stored() if made["id"] in name} == {
        "0.mp4", "0.poster.webp", "0.thumb.webp",
    }  # fmt: skip


def test_a_picture_that_was_brought_moves(client, settings, workshop) -> None:
    image = bring(client)
    made = finish(client, workshop, settings, ask(client, image=image, width=96, height=64, num_frames=3))
    assert play(client, made["pictures"][0]["url"])[0] == [(96, 64)] * 3
    assert (made["source"]["id"], made["source"]["generation_id"]) == (None, None)
    assert client.get(made["source"]["url"]).status_code == 200
    assert (made["prompt"], made["pictures"][0]["recipe"]["model"]) == ("", SVD)


def test_the_same_recipe_makes_the_same_file(client, settings, workshop) -> None:
    image = bring(client)
    first = finish(client, workshop, settings, ask(client, image=image))["pictures"][0]
    answer = client.post(f"/api/v1/gallery/{first['id']}/again", json={})
    assert answer.status_code == 202, answer.text
    again = finish(client, workshop, settings, answer.json())["pictures"][0]
    assert again["id"] != first["id"]
    assert again["sha256"] == first["sha256"]
    other = client.post(f"/api/v1/gallery/{first['id']}/again", json={"seed": "new"}).json()
    assert finish(client, workshop, settings, other)["pictures"][0]["sha256"] != first["sha256"]


def test_a_film_opens_no_file_that_a_strangers_recipe_names(client, settings, workshop) -> None:
    made = finish(client, workshop, settings, ask(client, image=bring(client)))["pictures"][0]
    secret = ImageUse(key="secrets/of-another.png", sha256="0" * 64)
    recipe = Recipe.model_validate(made["recipe"]).model_copy(
        update={
            "loras": [LoraUse(key=secret.key, sha256=secret.sha256)],
            "mask_image": secret,
            "controls": [ControlUse(name="edges", image=secret)],
        }
    )
    with workshop.db.transaction() as session:
        plan = videos.again(session, recipe=recipe, seed="same", shelf=workshop.shelf, max_queued=10).plan
    assert secret.key not in str(plan)
    gone = recipe.model_copy(update={"image": secret})
    with pytest.raises(CannotRepeat), workshop.db.transaction() as session:
        videos.again(session, recipe=gone, seed="same", shelf=workshop.shelf, max_queued=10)


def test_progress_tells_of_steps_frames_and_packing_and_never_goes_back(
    client, settings, workshop, monkeypatch
) -> None:
    seen: list[tuple[float, str]] = []
    original = JobContext._report

    def noted(self, session, job, progress):
        seen.append((progress.fraction, progress.message or ""))
        original(self, session, job, progress)

    monkeypatch.setattr(JobContext, "_report", noted)
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    finish(client, workshop, settings, ask(client, image=bring(client), decode_chunk_size=2))
    messages = [message for _, message in seen if message]
    for expected in (
        "Denoising, step 1 of 2", "Denoising, step 2 of 2", "Decoding frame 2 of 6", "Decoding frame 4 of 6",
        "Decoding frame 6 of 6", "Packing frame 1 of 6", "Packing frame 6 of 6",
    ):  # fmt: skip
        assert expected in messages
    made = [fraction for fraction, message in seen if message.startswith(("Denoising", "Decoding", "Packing"))]
    assert made == sorted(made)


@pytest.mark.parametrize("during", ["Denoising, step 1", "Decoding frame 2", "Packing frame 3"])
def test_cancelled_in_the_midst_it_stops_there_and_leaves_nothing(
    client, settings, workshop, stored, monkeypatch, during
) -> None:
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    monkeypatch.setattr("safelight.engine.interrupt.EVERY_SECONDS", 0.0)
    asked = ask(client, image=bring(client), decode_chunk_size=2)
    before = stored()
    job = bench.claim(workshop, settings, asked["job_id"])
    after: list[str] = []
    original = JobContext.progress

    def progress(self, step, total, *, message=None, **more):
        if message and message.startswith(during):
            with workshop.db.transaction() as session:
                jobs.cancel(session, asked["job_id"])
        after.append(message or "")
        original(self, step, total, message=message, **more)

    monkeypatch.setattr(JobContext, "progress", progress)
    with pytest.raises(Cancelled):
        bench.do(workshop, job)
    assert after[-1].startswith(during), "nothing was done afterwards"
    assert stored() == before
    assert client.get(f"/api/v1/videos/{asked['id']}").json()["pictures"] == []
    assert not list(settings.work_dir.rglob("*.mp4"))
    monkeypatch.setattr(JobContext, "progress", original)
    again = ask(client, image=bring(client))
    assert finish(client, workshop, settings, again)["status"] == "succeeded", "the pipeline is still good"


def test_a_job_that_goes_on_elsewhere_keeps_the_picture_it_drew(client, settings, workshop) -> None:
    asked = ask(client, prompt="a cat")
    first = bench.claim(workshop, settings, asked["job_id"])
    stages = {stage.name: stage for stage in all_tasks(workshop)["video"].stages}
    do_stage(first, stages["draw"])
    (drawn,) = client.get("/api/v1/gallery").json()["items"]
    with workshop.db.transaction() as session:
        job = moves.locked(session, asked["job_id"])
        moves.bereave(session, job)
    made = finish(client, workshop, settings, asked)
    assert made["source"]["id"] == drawn["id"]
    assert [item["kind"] for item in client.get("/api/v1/gallery").json()["items"]] == ["video", "image"]


def test_deleting_a_film_removes_all_its_files_and_no_picture(client, settings, workshop, stored) -> None:
    made = finish(client, workshop, settings, ask(client, prompt="a cat"))
    film = made["pictures"][0]
    action = {"action": "delete", "ids": [film["id"]], "forever": True}
    assert client.post("/api/v1/gallery/actions", json=action).json()["changed"] == 1
    assert [name for name in stored() if made["id"] in name] == []
    assert client.get(f"/api/v1/videos/{made['id']}").status_code == 404
    assert client.get(f"/api/v1/gallery/{made['source']['id']}").status_code == 200


def test_the_film_of_a_picture_that_is_gone_cannot_be_made_again(client, settings, workshop) -> None:
    made = finish(client, workshop, settings, ask(client, prompt="a cat"))
    action = {"action": "delete", "ids": [made["source"]["id"]], "forever": True}
    client.post("/api/v1/gallery/actions", json=action)
    answer = client.post(f"/api/v1/gallery/{made['pictures'][0]['id']}/again", json={})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "image")
    assert client.get(f"/api/v1/videos/{made['id']}").json()["source"]["url"] is None


def test_where_films_cannot_be_packed_nothing_is_computed(client, settings, workshop, monkeypatch) -> None:
    def missing() -> None:
        raise films.VideoNotInstalled("no")

    monkeypatch.setattr(films, "require", missing)
    job = bench.claim(workshop, settings, ask(client, prompt="a cat")["job_id"])
    with pytest.raises(films.VideoNotInstalled):
        bench.do(workshop, job)
    assert client.get("/api/v1/gallery").json()["items"] == []


def test_the_codec_is_the_request_s_or_the_server_s(settings, monkeypatch) -> None:
    given = Settings(_env_file=None, **{**settings.model_dump(exclude_unset=True), "video_codec": "av1"})
    with TestClient(create_app(given), base_url="http://127.0.0.1:8000") as client, bench.workshop(given) as workshop:
        image = bring(client)
        codecs = []
        for more in ({}, {"codec": "h264"}):
            film = finish(client, workshop, given, ask(client, image=image, **more))["pictures"][0]
            codecs.append(film["recipe"]["video"]["codec"])
            with av.open(io.BytesIO(client.get(film["url"]).content)) as container:
                codecs.append(container.streams.video[0].codec_context.name)
    assert codecs == ["av1", codecs[1], "h264", "h264"]
    assert "av1" in codecs[1] or codecs[1] == "libdav1d"
