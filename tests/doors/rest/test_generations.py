"""Generations over the API: bad input, and pictures made by a real worker."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.engine import tiny
from tests.installation import TINY, running_worker

GENERATIONS = "/api/v1/generations"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"prompt": "x" * 100_000}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"width": 63}, "width"),
        ({"height": 100_000}, "height"),
        ({"seed": -5}, "seed"),
        ({"num_inference_steps": 0}, "num_inference_steps"),
        ({"guidance_scale": "much"}, "guidance_scale"),
        ({"scheduler": "magic"}, "scheduler"),
        ({"n": 65}, "n"),
        ({"steps": 5}, "steps"),
        ({"seed": 2**32 - 1, "n": 2}, "seed"),
    ],
)
def test_a_bad_field_is_named_with_its_value(client: TestClient, fields: dict[str, object], field: str) -> None:
    answer = client.post(GENERATIONS, json={"prompt": "a cat", **fields})

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["errors"][0]["field"] == field
    assert len(answer.content) < 2000, "the value is shortened"
    assert client.get("/api/v1/jobs").json()["items"] == []


def test_an_unknown_character_and_an_unknown_model_are_named(client: TestClient) -> None:
    unknown = client.post(GENERATIONS, json={"prompt": "a cat", "character_id": "char_nobody"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "character_not_found")
    unknown = client.post(GENERATIONS, json={"prompt": "a cat", "model": "../../etc"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "model_not_found")


def test_a_body_that_is_no_json_is_named(client: TestClient) -> None:
    answer = client.post(GENERATIONS, content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_what_is_left_out_comes_from_the_model(client: TestClient) -> None:
    plan = client.post(GENERATIONS, json={"prompt": "a cat", "seed": 7}).json()["plan"]

    assert plan["model"] == TINY
    assert (plan["width"], plan["height"], plan["num_inference_steps"], plan["seed"]) == (64, 64, 2, 7)
    assert plan["guidance_scale"] == 7.5


@pytest.mark.computes
def test_a_worker_draws_stores_and_records(client: TestClient, settings, tmp_path: Path) -> None:
    file = tiny.lora_file(tiny.sd(), tmp_path / "pip.safetensors")
    pip = client.post("/api/v1/characters/import", data={"name": "Pip"}, files={"file": file.read_bytes()}).json()
    request = {"prompt": "a cat", "seed": 5, "n": 2, "num_inference_steps": 2}
    with running_worker(settings):
        plain = client.post(GENERATIONS, json=request, headers={"Prefer": "wait=150"})
        with_pip = client.post(GENERATIONS, json={**request, "character_id": pip["id"]}, headers={"Prefer": "wait=150"})
        again = client.post(GENERATIONS, json=request, headers={"Prefer": "wait=150"})

    assert plain.status_code == 201, plain.text
    assert [picture["seed"] for picture in plain.json()["pictures"]] == [5, 6]
    assert with_pip.json()["plan"]["prompt"] == "pip, a cat", "the trigger word is put in"

    first, second = (fetch(client, plain.json()["pictures"][i]["url"]) for i in (0, 1))
    assert first.size == (64, 64)
    assert not same(first, second), "another seed, another picture"
    assert same(first, fetch(client, again.json()["pictures"][0]["url"])), "the base is as before the character"
    assert not same(first, fetch(client, with_pip.json()["pictures"][0]["url"]))

    recipe = json.loads(first.text["safelight"])
    assert recipe["seed"] == 5
    assert recipe["prompt"] == "a cat"
    thumbnail = client.get(plain.json()["pictures"][0]["thumbnail_url"])
    assert thumbnail.headers["content-type"] == "image/webp"
    assert "immutable" in thumbnail.headers["cache-control"]

    shown = client.get(GENERATIONS, params={"character_id": pip["id"]}).json()["items"]
    assert [item["id"] for item in shown] == [with_pip.json()["id"]]
    assert client.delete(f"{GENERATIONS}/{plain.json()['id']}").status_code == 204
    assert client.get(plain.json()["pictures"][0]["url"]).status_code == 404


@pytest.mark.computes
def test_a_link_works_for_its_file_alone(client: TestClient, settings) -> None:
    with running_worker(settings):
        made = client.post(GENERATIONS, json={"prompt": "a cat"}, headers={"Prefer": "wait=150"}).json()
    url = made["pictures"][0]["url"]

    assert client.get(url).status_code == 200
    assert client.get(url.split("?")[0]).json()["code"] == "link_invalid"
    assert client.get(url.replace("0.png", "0.thumb.webp")).json()["code"] == "link_invalid"
    assert client.get("/files/../../secret.key").status_code in {403, 404}


def test_the_same_idempotency_key_makes_one_generation(client: TestClient) -> None:
    first, second = (
        client.post(GENERATIONS, json={"prompt": "a cat"}, headers={"Idempotency-Key": "once"}).json() for _ in "ab"
    )
    assert first["id"] == second["id"]
    assert len(client.get("/api/v1/jobs").json()["items"]) == 1


def test_a_cancelled_generation_says_so(client: TestClient) -> None:
    made = client.post(GENERATIONS, json={"prompt": "a cat"}).json()
    client.post(f"/api/v1/jobs/{made['job_id']}/cancel")

    assert client.get(f"{GENERATIONS}/{made['id']}").json()["status"] == "cancelled"
    assert client.delete(f"{GENERATIONS}/{made['id']}").status_code == 204


def fetch(client: TestClient, url: str) -> Image.Image:
    answer = client.get(url)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content))


def same(one: Image.Image, other: Image.Image) -> bool:
    return bool(np.array_equal(np.asarray(one), np.asarray(other)))
