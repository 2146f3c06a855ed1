"""What a request for pictures may ask, and what is refused before it waits."""

import io
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image


def upload(client: TestClient, size: tuple[int, int] = (96, 64), colour: str = "red") -> str:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "PNG")
    answer = client.post("/api/v1/inputs", files={"file": ("a.png", target.getvalue())})
    return str(answer.json()["id"])


def ask(client: TestClient, **request: Any) -> Any:
    return client.post("/api/v1/generations", json={"prompt": "a cat", **request})


def plan(client: TestClient, **request: Any) -> dict[str, Any]:
    answer = ask(client, **request)
    assert answer.status_code == 202, answer.text
    return dict(answer.json()["plan"])


def test_a_picture_sets_size_and_strength(client: TestClient) -> None:
    image = upload(client, (96, 64))
    made = plan(client, image=image)
    assert (made["width"], made["height"], made["strength"]) == (64, 48, 0.6) or (
        made["width"] * made["height"]
    ) <= 64 * 64
    assert made["width"] % 16 == made["height"] % 16 == 0
    assert made["image"]["sha256"] == client.get(f"/api/v1/inputs/{image}").json()["sha256"]
    made = plan(client, image=image, width=128, height=128, strength=0.5, mask_image=upload(client, (96, 64), "white"))
    assert (made["width"], made["height"], made["strength"], made["mask_blur"]) == (128, 128, 0.5, 4)
    assert plan(client, image=image, width=96)["height"] == 64
    assert plan(client)["strength"] is None


def test_seeds_of_their_own(client: TestClient) -> None:
    made = plan(client, seeds=[5, 9, 5])
    assert (made["seed"], made["seeds"], made["n"]) == (5, [5, 9, 5], 3)


def test_a_second_pass_is_completed(client: TestClient) -> None:
    hires = plan(client, num_inference_steps=6, hires={})["hires"]
    assert (hires["width"], hires["height"], hires["num_inference_steps"]) == (128, 128, 6)
    assert (hires["strength"], hires["upscaler"]) == (0.5, "lanczos")
    assert plan(client, hires={"width": 96, "height": 128})["hires"]["width"] == 96


def test_sampler_settings_are_kept(client: TestClient) -> None:
    made = plan(client, scheduler="dpmpp_2m", scheduler_options={"use_karras_sigmas": True, "solver_order": 3})
    assert made["scheduler_options"] == {"use_karras_sigmas": True, "solver_order": 3}
    assert made["prompt_weighting"] == "auto"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"strength": 0.5}, "strength", "needs an image"),
    ({"mask_image": "IMAGE"}, "mask_image", "needs an image"),
    ({"padding_mask_crop": 8}, "padding_mask_crop", "needs a mask_image"),
    ({"image": "img_nothing"}, "image", "there is no such input"),
    ({"image": "pic_nothing"}, "image", "no such picture in the gallery"),
    ({"image": "IMAGE", "mask_image": "SMALL"}, "mask_image", "the image has 96x64 pixels"),
    ({"image": "IMAGE", "strength": 0.1, "num_inference_steps": 4}, "strength", "none would be drawn"),
    ({"image": "IMAGE", "mask_image": "IMAGE", "hires": {}}, "hires", "draw over what the mask keeps"),
    ({"hires": {"scale": 2, "width": 512, "height": 512}}, "hires", "give scale alone"),
    ({"hires": {"width": 64, "height": 32 + 32 + 8}, "width": 128}, "hires", "larger than 128x64"),
    ({"true_cfg_scale": 2}, "true_cfg_scale", "StableDiffusionPipeline does not take it"),
    ({"seed": 1, "seeds": [1]}, "seed", "seeds names the seed of each"),
    ({"n": 3, "seeds": [1, 2]}, "n", "seeds names 2 pictures"),
    ({"scheduler_options": {"shift": 3}, "scheduler": "euler"}, "scheduler_options.shift", "has no such setting"),
    (
        {"scheduler_options": {"use_karras_sigmas": "yes"}, "scheduler": "euler"},
        "scheduler_options.use_karras_sigmas", "true or false",
    ),
    (
        {"scheduler_options": {"use_exponential_sigmas": True}, "scheduler": "dpmpp_2m_karras"},
        "scheduler_options.use_exponential_sigmas", "cannot go together with use_karras_sigmas",
    ),
    ({"scheduler_options": {"eta": 2}, "scheduler": "ddim"}, "scheduler_options.eta", "a number from 0 to 1"),
    (
        {"scheduler_options": {"timestep_spacing": "odd"}, "scheduler": "ddim"},
        "scheduler_options.timestep_spacing", "one of leading, trailing, linspace",
    ),
    ({"loras": [{"name": "nobody"}]}, "loras[0].name", "no LoRA and no character of that name"),
    ({"prompt": "a cat <lora:nobody:0.8>"}, "loras[0].name", "no LoRA and no character of that name"),
    ({"prompt": "a cat <lora:nobody:much>"}, "prompt", "no scale from -4 to 4"),
    ({"prompt": "<lora:nobody:1>"}, "loras[0].name", "no LoRA and no character of that name"),
    ({"vae": "nothing"}, "vae", "there is no vae of that name"),
    ({"vae": "tiny"}, "vae", "there is no vae of that name"),
    ({"embeddings": ["nothing"]}, "embeddings[0]", "there is no embedding of that name"),
    ({"controls": [{"model": "nothing", "image": "IMAGE"}]}, "controls[0].model", "no controlnet of that name"),
    ({"hires": {"upscaler": "nothing"}}, "hires.upscaler", "there is no upscaler of that name"),
]  # fmt: skip


def test_what_cannot_be_done_is_refused_with_its_field_before_it_waits(client: TestClient) -> None:
    images = {"IMAGE": upload(client), "SMALL": upload(client, (64, 64))}

    def put_in(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: put_in(each) for key, each in value.items()}
        if isinstance(value, list):
            return [put_in(each) for each in value]
        return images.get(value, value) if isinstance(value, str) else value

    for request, field, message in REFUSED:
        answer = ask(client, **put_in(request))
        assert answer.status_code == 400, (request, answer.text)
        said = answer.json()
        assert said["errors"][0]["field"] == field, (request, said)
        assert message in said["errors"][0]["message"], (request, said)
    assert client.get("/api/v1/generations").json()["items"] == []


NONSENSE: list[dict[str, Any]] = [
    {"scheduler": "nonsense"},
    {"strength": 0, "image": "img_x"},
    {"seeds": [-1]},
    {"scheduler_options": {"a": [1]}},
    {"resize_mode": "stretch"},
    {"loras": [{"name": "a", "scale": 9}]},
    {"controls": [{"model": "a"}]},
    {"prompt_weighting": "on"},
]


def test_values_of_no_sense_are_refused_with_their_field(client: TestClient) -> None:
    for request in NONSENSE:
        answer = ask(client, **request)
        assert answer.status_code == 400, request
        assert answer.json()["errors"][0]["field"].startswith(next(iter(request))), answer.text


def test_samplers_are_listed_with_their_settings(client: TestClient) -> None:
    every = client.get("/api/v1/schedulers").json()["items"]
    assert {each["flow_matching"] for each in every} == {True, False}
    own = client.get("/api/v1/schedulers", params={"model": "tiny"}).json()["items"]
    assert not any(each["flow_matching"] for each in own)
    assert [each["name"] for each in own if each["default"]] == ["dpmpp_2m"]
    karras = next(each for each in own if each["name"] == "dpmpp_2m_karras")
    setting = next(each for each in karras["options"] if each["name"] == "use_karras_sigmas")
    assert (setting["type"], setting["default"]) == ("bool", True)
    assert client.get("/api/v1/schedulers", params={"model": "nothing"}).status_code == 404
    for each in own:
        assert ask(client, scheduler=each["name"]).status_code == 202
