"""Asking for videos: what is completed, what is refused before it is queued, and the plain route."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.factories.videos import SVD, bring, with_videos


@pytest.fixture
def studio(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(with_videos(settings)), base_url="http://127.0.0.1:8000") as client:
        yield client


def test_without_a_video_model_it_says_how_to_get_one(client) -> None:
    answer = client.post("/api/v1/videos", json={"prompt": "a cat"})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_video_model")
    assert "safelight models download stabilityai/stable-video-diffusion-img2vid-xt" in answer.json()["hint"]
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_what_is_left_out_comes_from_the_model(studio) -> None:
    made = studio.post("/api/v1/videos", json={"prompt": "a cat", "seed": 5}).json()
    plan = made["plan"]
    assert (plan["kind"], plan["model"], plan["seed"], plan["asked_prompt"]) == ("video", SVD, 5, "a cat")
    assert (plan["width"], plan["height"], plan["num_inference_steps"], plan["guidance_scale"]) == (64, 64, 2, 3.0)
    drawn = studio.get(f"/api/v1/generations/{made['source']['generation_id']}").json()
    assert (drawn["job_id"], drawn["plan"]["model"], drawn["plan"]["seed"]) == (made["job_id"], "tiny", 5)
    (job,) = studio.get("/api/v1/jobs").json()["items"]
    assert (job["kind"], job["title"], job["id"]) == ("video", "Video: a cat", made["job_id"])


def test_the_picture_to_draw_can_be_told_in_full(studio) -> None:
    picture = {"prompt": "a dog", "width": 128, "height": 64, "seed": 9, "num_inference_steps": 3}
    made = studio.post("/api/v1/videos", json={"picture": picture, "seed": 1, "fps": 23.976}).json()
    drawn = studio.get(f"/api/v1/generations/{made['source']['generation_id']}").json()["plan"]
    assert {name: drawn[name] for name in picture} == picture
    assert (made["prompt"], made["plan"]["seed"], made["plan"]["video"]["fps"]) == ("a dog", 1, 23.976)


def test_the_second_click_is_the_same_video(studio) -> None:
    first, second = (
        studio.post("/api/v1/videos", json={"prompt": "a cat"}, headers={"Idempotency-Key": "k"}).json()
        for _ in range(2)
    )
    assert first["id"] == second["id"]
    assert len(studio.get("/api/v1/jobs").json()["items"]) == 1


@pytest.mark.parametrize(
    ("request_", "status", "field"),
    [
        ({}, 400, None),
        ({"image": "img_nothing"}, 400, "image"),
        ({"image": "pic_nothing"}, 400, "image"),
        ({"image": "OWN", "character_id": "pip"}, 400, None),
        ({"image": "OWN", "picture": {"prompt": "a"}}, 400, None),
        ({"picture": {"prompt": "a", "n": 2}}, 400, None),
        ({"prompt": "a", "num_frames": 1}, 400, "num_frames"),
        ({"prompt": "a", "fps": 0.5}, 400, "fps"),
        ({"prompt": "a", "motion_bucket_id": 0}, 400, "motion_bucket_id"),
        ({"prompt": "a", "width": 65}, 400, "width"),
        ({"prompt": "a", "codec": "divx"}, 400, "codec"),
        ({"prompt": "a", "min_guidance_scale": 5, "max_guidance_scale": 2}, 400, None),
        ({"prompt": "a", "model": "tiny"}, 404, None),
        ({"prompt": "a", "model": "nobody"}, 404, None),
        ({"prompt": "a", "character_id": "nobody"}, 404, None),
    ],
)
def test_what_cannot_be_made_is_refused_before_it_is_queued(studio, request_, status, field) -> None:
    request = request_ | ({"image": bring(studio)} if request_.get("image") == "OWN" else {})
    answer = studio.post("/api/v1/videos", json=request)
    assert answer.status_code == status, answer.text
    if field:
        assert [bad["field"] for bad in answer.json()["errors"]] == [field]
    assert studio.get("/api/v1/jobs").json()["items"] == []
    assert studio.get("/api/v1/generations").json()["items"] == []


def test_cancelled_in_the_queue_it_is_a_video_without_a_film(studio) -> None:
    made = studio.post("/api/v1/videos", json={"prompt": "a cat"}).json()
    studio.post(f"/api/v1/jobs/{made['job_id']}/cancel")
    shown = studio.get(f"/api/v1/videos/{made['id']}").json()
    assert (shown["status"], shown["pictures"], shown["source"]["url"]) == ("cancelled", [], None)
    assert studio.delete(f"/api/v1/generations/{made['id']}").status_code == 204
    assert studio.get(f"/api/v1/videos/{made['id']}").status_code == 404


def test_a_picture_is_no_video(studio) -> None:
    picture = studio.post("/api/v1/generations", json={"prompt": "a cat"}).json()
    answer = studio.get(f"/api/v1/videos/{picture['id']}")
    assert (answer.status_code, answer.json()["code"]) == (404, "video_not_found")


def test_the_plain_route_takes_the_same(studio) -> None:
    answer = studio.post("/generate-video", json={"prompt": "a cat", "wait": False, "seed": 3, "num_frames": 4})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["status"], made["seed"], made["video_url"], made["prompt"]) == ("queued", 3, None, "a cat")
    plan = studio.get(f"/api/v1/videos/{made['generation_id']}").json()["plan"]
    assert plan["video"]["num_frames"] == 4
    assert studio.post("/generate-video", json={"wait": False}).status_code == 400
