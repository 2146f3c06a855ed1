"""What Safelight trains is not tied to Safelight: plain diffusers draws the same picture from the downloaded file."""

import io

import diffusers
import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from tests.installation import TINY, running_worker, tiny_models
from tests.worker.test_character import create, ended, wait


@pytest.mark.parametrize("layout", ["diffusers", pytest.param("kohya", marks=pytest.mark.slow)])
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_plain_diffusers_draws_the_same_picture(client: TestClient, settings, tmp_path, layout: str) -> None:
    with running_worker(settings):
        job = create(client, "Pip", train_text_encoder=True, rank=4, learning_rate=0.05, max_train_steps=10)
        assert wait(client, job, ended)["state"] == "succeeded"
        request = {"prompt": "a photo of pip", "seed": 7, "num_inference_steps": 4, "scheduler": "ddim"}
        ours, base = (
            client.post("/api/v1/generations", json={**request, **who}, headers={"Prefer": "wait=150"}).json()
            for who in ({"character_id": "pip"}, {})
        )
    ours, base = (pixels(client.get(made["pictures"][0]["url"]).content) for made in (ours, base))
    lora = tmp_path / "pip.safetensors"
    lora.write_bytes(client.get("/api/v1/characters/pip/lora", params={"layout": layout}).content)

    pipe = diffusers.StableDiffusionPipeline.from_pretrained(
        tiny_models() / TINY, dtype=torch.float32, safety_checker=None, requires_safety_checker=False
    )
    pipe.set_progress_bar_config(disable=True)
    pipe.scheduler = diffusers.DDIMScheduler.from_config(pipe.scheduler.config)
    pipe.load_lora_weights(lora)
    theirs = pipe(
        "a photo of pip", num_inference_steps=4, guidance_scale=7.5, width=64, height=64,
        generator=torch.Generator("cpu").manual_seed(7),
    ).images[0]  # fmt: skip

    assert np.abs(ours - np.asarray(theirs, dtype=float)).mean() <= 1, "1/255 of the range"
    assert np.abs(ours - base).mean() > 1, "the LoRA does something, or this test says nothing"


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=float)
