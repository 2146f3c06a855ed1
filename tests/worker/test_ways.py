"""Pictures, masks, LoRAs and second passes from the request to the stored file."""

import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.settings import Settings
from safelight.worker.workshop import Workshop
from tests.worker import bench

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def workshop(client: TestClient, settings: Settings) -> Iterator[Workshop]:
    with bench.workshop(settings) as tools:
        yield tools


def upload(client: TestClient, image: Image.Image) -> str:
    target = io.BytesIO()
    image.save(target, "PNG")
    answer = client.post("/api/v1/inputs", files={"file": ("a.png", target.getvalue())})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def draw(client: TestClient, workshop: Workshop, settings: Settings, **request: Any) -> dict[str, Any]:
    answer = client.post(
        "/api/v1/generations", json={"prompt": "a cat"} | ({} if "seeds" in request else {"seed": 1}) | request
    )
    assert answer.status_code == 202, answer.text
    bench.do(workshop, bench.claim(workshop, settings, answer.json()["job_id"]))
    return dict(client.get(f"/api/v1/generations/{answer.json()['id']}").json())


def pixels(client: TestClient, picture: dict[str, Any]) -> Any:
    return np.asarray(Image.open(io.BytesIO(client.get(picture["url"]).content)).convert("RGB"), dtype=int)


def test_repainting_keeps_what_the_mask_keeps_and_may_be_repeated_to_the_byte(client, settings, workshop) -> None:
    photo = Image.effect_noise((64, 64), 80).convert("RGB")
    mask = Image.new("L", (64, 64))
    mask.paste(255, (0, 0, 32, 64))
    request = {"image": upload(client, photo), "mask_image": upload(client, mask), "mask_blur": 0}
    first, again = (draw(client, workshop, settings, **request)["pictures"][0] for _ in range(2))
    drawn = pixels(client, first)
    assert (drawn[:, 32:] == np.asarray(photo, dtype=int)[:, 32:]).all()
    assert (drawn[:, :32] != np.asarray(photo, dtype=int)[:, :32]).any()
    assert first["sha256"] == again["sha256"]
    assert first["recipe"]["mask_image"]["sha256"]


def test_a_picture_of_the_gallery_is_drawn_over_larger(client, settings, workshop) -> None:
    source = draw(client, workshop, settings)["pictures"][0]
    made = draw(
        client, workshop, settings, image=source["id"], strength=0.5, num_inference_steps=4,
        hires={"scale": 1.5, "upscaler": "lanczos"}, seeds=[3, 9],
    )  # fmt: skip
    assert [(each["width"], each["height"], each["seed"]) for each in made["pictures"]] == [(96, 96, 3), (96, 96, 9)]
    assert made["plan"]["image"]["picture_id"] == source["id"]
    assert made["pictures"][0]["recipe"]["hires"]["width"] == 96


def test_a_picture_that_went_away_fails_in_words(client, settings, workshop) -> None:
    image = upload(client, Image.new("RGB", (64, 64), "red"))
    answer = client.post("/api/v1/generations", json={"prompt": "a cat", "image": image}).json()
    workshop.storage.delete(answer["plan"]["image"]["key"])
    with pytest.raises(Exception, match=r"image: the picture that was named .* is gone"):
        bench.do(workshop, bench.claim(workshop, settings, answer["job_id"]))


def test_weights_of_words_and_sampler_settings_reach_the_engine(client, settings, workshop) -> None:
    asked: list[dict[str, Any]] = [
        {}, {"prompt": "a (cat:1.5)"}, {"prompt": "a (cat:1.5)", "prompt_weighting": "off"},
        {"scheduler_options": {"solver_order": 3, "use_karras_sigmas": True}}, {"clip_skip": 1},
    ]  # fmt: skip
    drawn = [draw(client, workshop, settings, num_inference_steps=4, **each)["pictures"][0]["url"] for each in asked]
    assert len({client.get(url).content for url in drawn}) == len(asked)
    recipes = [client.get(url).content for url in drawn]
    images = {Image.open(io.BytesIO(data)).tobytes() for data in recipes}
    assert len(images) == len(asked)
