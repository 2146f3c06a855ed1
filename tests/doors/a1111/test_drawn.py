"""The real client, a real worker and the starter model: what is asked for is what comes."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import requests
from PIL import Image, ImageDraw

from tests import databases
from tests.doors.a1111.conftest import KEY, Bench, Client
from tests.doors.openai.conftest import serving
from tests.installation import migrated_url, running_worker


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Bench]:
    url = migrated_url("sqlite", tmp_path)
    with serving(tmp_path, url) as bench, running_worker(bench.settings):
        yield bench
    databases.drop(url)


def test_the_normal_calls_of_a_client_run_unchanged(busy: Bench) -> None:
    api = Client(baseurl=f"{busy.url}/sdapi/v1", username="ann", password=KEY, steps=8, sampler="DPM++ 2M")
    small = {"width": 64, "height": 64, "cfg_scale": 4.0}

    first = api.txt2img(prompt="a red apple on a hill", seed=3, batch_size=2, save_images=True, **small)
    again = api.txt2img(prompt="a red apple on a hill", seed=4, **small)
    over = api.img2img([first.image], prompt="a blue apple on a hill", seed=3, denoising_strength=0.5, **small)
    mask = Image.new("L", (64, 64), 0)
    ImageDraw.Draw(mask).rectangle((32, 0, 63, 63), fill=255)
    masked = api.img2img(
        [first.image], mask_image=mask, mask_blur=0, inpaint_full_res=False, prompt="a blue apple", seed=5, **small
    )
    hires = api.txt2img(prompt="a red apple", seed=3, enable_hr=True, hr_scale=2, denoising_strength=0.5, **small)
    large = api.extra_single_image(first.image, upscaling_resize=2)
    both = api.extra_batch_images(first.images, resize_mode=1, upscaling_resize_w=96, upscaling_resize_h=32)
    read = api.png_info(first.image)
    memory = api.get_memory()
    gallery = requests.get(f"{busy.url}/api/v1/gallery", headers={"Authorization": f"Bearer {KEY}"}, timeout=60)
    unknown = api.png_info(Image.new("RGB", (64, 64)))
    api.session.close()

    assert [image.size for image in first.images] == [(64, 64)] * 2
    assert first.info["infotexts"][0] == first.image.text["parameters"]
    assert "Sampler: DPM++ 2M" in first.info["infotexts"][0]
    assert json.loads(first.image.text["safelight"])["seed"] == 3
    assert close(first.images[1], again.image), "seed + 1 is the second picture"
    assert not close(first.image, over.image)
    assert close(first.image.crop((0, 0, 28, 64)), masked.image.crop((0, 0, 28, 64)), within=24), "black is kept"
    assert not close(first.image.crop((32, 0, 64, 64)), masked.image.crop((32, 0, 64, 64)))
    assert hires.image.size == (128, 128)
    assert large.image.size == (128, 128)
    assert [image.size for image in both.images] == [(96, 32)] * 2
    assert read.info == first.info["infotexts"][0]
    assert read.parameters["Seed"] == "3"
    assert (read.parameters["Size-1"], read.parameters["Prompt"]) == ("64", "a red apple on a hill")
    assert (unknown.info, unknown.parameters) == ("", {})
    assert memory["ram"]["total"] > memory["ram"]["free"] > 0
    assert memory["cuda"]["error"] == "unavailable"
    assert len(gallery.json()["items"]) == 2, "of save_images"


def close(one: Image.Image, other: Image.Image, *, within: int = 2) -> bool:
    apart = np.abs(np.asarray(one.convert("RGB"), int) - np.asarray(other.convert("RGB"), int))
    return bool(apart.max() <= within)
