"""The calls of `webuiapi`, unchanged, while a stand-in draws."""

import base64
import io

import diffusers
import pytest
import requests
import webuiapi
from PIL import Image, ImageDraw

from safelight.jobs import moves
from safelight.specs.jobs import JobFailure
from tests.doors.a1111.conftest import KEY, Bench, Client, Connect
from tests.doors.openai.conftest import colour_of, until
from tests.engine import tiny


def test_words_become_pictures_with_all_that_the_client_reads(bench: Bench, api: Client) -> None:
    api.set_options({"sd_model_checkpoint": "starter"})

    made, drawing = bench.drawn(
        api.txt2img, prompt="a cat", negative_prompt="fog", seed=5, batch_size=2, n_iter=2, width=64, height=72,
        sampler_name="DPM++ 2M", scheduler="Karras", cfg_scale=3.5, steps=4,
    )  # fmt: skip

    assert drawing.requester == "a1111:ann"
    assert drawing.expires_at is not None, "it is kept for some minutes, and in no gallery"
    plan = drawing.plan
    assert (plan.width, plan.height, plan.num_inference_steps, plan.guidance_scale) == (64, 72, 4, 3.5)
    assert (plan.scheduler, plan.prompt, plan.negative_prompt, plan.model) == (
        "dpmpp_2m_karras", "a cat", "fog", "starter",
    )  # fmt: skip
    assert [image.getpixel((0, 0)) for image in made.images] == [colour_of(seed) for seed in (5, 6, 7, 8)]
    assert made.info["all_seeds"] == [5, 6, 7, 8]
    assert made.info["infotexts"][0].startswith("a cat")
    assert (made.info["sampler_name"], made.info["comments"]) == ("DPM++ 2M Karras", [])
    assert made.parameters["prompt"] == "a cat"
    assert made.parameters["steps"] == 4


def test_without_a_word_the_model_draws_what_it_likes(bench: Bench, api: Client) -> None:
    _, drawing = bench.drawn(api.txt2img, prompt="")

    assert drawing.plan.prompt == ""


def test_its_defaults_are_drawn_and_what_cannot_be_done_is_said(bench: Bench, api: Client) -> None:
    wishes = {"restore_faces": True, "tiling": True, "subseed_strength": 0.3, "save_images": True}
    extensions = {"ADetailer": {"args": [True, {}]}, "Never OOM": {"args": [False]}}
    made, drawing = bench.drawn(api.txt2img, prompt="a cat", width=65, alwayson_scripts=extensions, **wishes)

    assert drawing.expires_at is None, "save_images keeps it"
    assert (drawing.plan.width, drawing.plan.height, drawing.plan.scheduler) == (64, 512, "euler_a")
    said = " ".join(made.info["comments"])
    for left_out in ("restore_faces", "tiling", "subseed_strength", "alwayson_scripts.ADetailer", "width 65"):
        assert left_out in said
    assert "Never OOM" not in said, "it was switched off"
    assert said in made.info["extra_generation_params"]["Notes"]


def test_a_picture_is_drawn_over_under_a_mask_of_another_size(bench: Bench, api: Client) -> None:
    start, mask = Image.new("RGB", (96, 64), "green"), Image.new("L", (192, 128), 0)
    ImageDraw.Draw(mask).rectangle((0, 0, 95, 127), fill=255)
    called = {"images": [start], "prompt": "a cat", "width": 96, "height": 64, "steps": 8}

    _, plain = bench.drawn(api.img2img, denoising_strength=0.4, resize_mode=2, **called)
    made, masked = bench.drawn(
        api.img2img, mask_image=mask, mask_blur=9, inpainting_mask_invert=1, inpainting_fill=2,
        inpaint_full_res=True, inpaint_full_res_padding=16, **called,
    )  # fmt: skip
    see_through = Image.new("RGBA", (96, 64), (9, 9, 9, 0))
    see_through.paste((9, 9, 9, 255), (0, 0, 48, 64))
    _, opaque = bench.drawn(api.img2img, mask_image=see_through, **called)

    assert (plain.plan.strength, plain.plan.resize_mode, plain.plan.mask_image) == (0.4, "pad", None)
    assert plain.plan.image == masked.plan.image
    assert (masked.plan.mask_blur, masked.plan.padding_mask_crop, masked.plan.strength) == (9, 16, 0.75)
    assert made.info["is_using_inpainting_conditioning"]
    assert any("inpainting_fill 2" in each for each in made.info["comments"])
    for plan, white in ((masked.plan, (90, 5)), (opaque.plan, (5, 5))):
        kept = Image.open(io.BytesIO(bench.storage.get(plan.mask_image.key))).convert("L")
        assert kept.size == (96, 64)
        assert kept.getpixel(white) == 255
        assert kept.getpixel((95 - white[0], 5)) == 0


def test_loras_embeddings_and_a_second_pass(bench: Bench, api: Client) -> None:
    pip = bench.add_character("Pip", source="imported", preset="", version=1)
    prompt = "a cat <lora:watercolour:0.6:0.2> <lyco:pip:0.9>"
    made, drawing = bench.drawn(
        api.txt2img, prompt=prompt, width=64, height=64, steps=8, enable_hr=True, hr_scale=1.5,
        hr_upscaler="Latent (nearest)", denoising_strength=0.6, hr_second_pass_steps=5, hr_prompt="a dog",
    )  # fmt: skip

    plan = drawing.plan
    assert [(use.name, use.scale, use.text_encoder_scale) for use in plan.loras] == [
        ("watercolour", 0.6, 0.2),
        ("Pip", 0.9, None),
    ]
    assert (plan.hires.width, plan.hires.upscaler, plan.hires.strength, plan.hires.num_inference_steps) == (
        96, "latent", 0.6, 5,
    )  # fmt: skip
    said = " ".join(made.info["comments"])
    assert "hr_prompt" in said
    assert "Latent (nearest)" in said
    loras = {each["name"]: each for each in api.get_loras()}
    assert loras["pip"]["metadata"]["character_id"] == pip
    assert loras["watercolour"]["path"] == "watercolour.safetensors"
    with pytest.raises(RuntimeError, match=r"prompt: .*nobody"):
        api.txt2img(prompt="a cat <lora:nobody:1>")


def test_units_of_controlnet_guide(bench: Bench, api: Client) -> None:
    diffusers.ControlNetModel.from_unet(tiny.unet()).save_pretrained(bench.settings.models_dir / "edges")
    assert api.controlnet_model_list() == ["edges"]
    assert (api.controlnet_module_list(), api.controlnet_version()) == (["none"], 2)
    api.check_extensions()
    edges = Image.new("RGB", (64, 64), "black")
    units = [
        webuiapi.ControlNetUnit(image=edges, model="edges [1234abcd]", module="canny", weight=0.5, guidance_end=0.8),
        webuiapi.ControlNetUnit(model="None"),
        webuiapi.ControlNetUnit(image=edges, model="gone", enabled=False),
    ]
    said = {"prompt": "a cat", "width": 64, "height": 64, "alwayson_scripts": {}}

    made, drawing = bench.drawn(api.txt2img, **said, controlnet_units=units)
    with_start = {**said, "images": [edges], "controlnet_units": [webuiapi.ControlNetUnit(model="EDGES")]}
    _, over = bench.drawn(api.img2img, **with_start)

    control = drawing.plan.controls[0]
    assert (control.name, control.scale, control.start, control.end) == ("edges", 0.5, 0, 0.8)
    notes = " ".join(made.info["comments"])
    assert "'canny'" in notes
    assert "without a model" in notes
    assert over.plan.controls[0].image == over.plan.image
    assert made.parameters["alwayson_scripts"] == {"ControlNet": {}}, "no pictures in the echo"
    for unit in (webuiapi.ControlNetUnit(image=edges, model="gone"), webuiapi.ControlNetUnit(model="edges")):
        with pytest.raises(RuntimeError, match=r"alwayson_scripts\.ControlNet"):
            api.txt2img(**{**said, "alwayson_scripts": {}}, controlnet_units=[unit])


def test_progress_and_interrupt_are_of_the_callers_own_work(bench: Bench, connect: Connect) -> None:
    ann, bob = connect("ann"), connect("bob")
    anns = bench.call(ann.txt2img, prompt="ann's cat", width=64, height=64)
    hers = bench.take()
    bobs = bench.call(bob.txt2img, prompt="bob's cat", width=64, height=64)
    his = bench.take()
    hers.look(3, 20, 0)

    assert bob.get_progress()["state"]["sampling_step"] == 0
    far = ann.get_progress()
    assert 0 < far["progress"] < 1
    assert (far["state"]["job_count"], far["state"]["sampling_step"], far["state"]["sampling_steps"]) == (1, 3, 20)
    assert Image.open(io.BytesIO(base64.b64decode(far["current_image"]))).getpixel((0, 0)) == (3, 0, 0)
    assert ann.ask("GET", "progress?skip_current_image=true").json()["current_image"] is None
    idle = connect("cyd").get_progress()
    assert (idle["progress"], idle["state"]["job_count"]) == (0, 0)

    assert ann.interrupt() == {}
    assert bench.states() == ["cancelling", "running"]
    assert ann.get_progress()["state"]["interrupted"]
    with hers.context.transaction() as session:
        moves.finish(session, hers.context.owned(session), "cancelled")
    his.finish()
    assert anns.result(60).images == []
    assert "interrupted" in anns.result().info["comments"][0]
    assert len(bobs.result(60).images) == 1
    assert ann.get_progress()["progress"] == 0


def test_what_waits_can_be_interrupted_as_well_and_a_client_that_goes_takes_its_job_along(
    bench: Bench, connect: Connect
) -> None:
    ann, bob = connect("ann"), connect("bob")
    waiting = bench.call(ann.txt2img, prompt="a cat")
    until(lambda: bench.states() == ["queued"], "it waits")
    bob.interrupt()
    assert bench.states() == ["queued"]
    ann.skip()
    assert waiting.result(60).images == []

    with pytest.raises(requests.exceptions.ReadTimeout):
        ann.session.post(f"{ann.baseurl}/txt2img", json={"prompt": "a dog"}, timeout=1)
    until(lambda: bench.states() == ["cancelled", "cancelled"], "it was cancelled")


def test_what_fails_says_why(bench: Bench, api: Client) -> None:
    called = bench.call(api.txt2img, prompt="a cat")
    bench.take().fail(JobFailure(code="out_of_memory", message="The GPU is full.", hint="Draw smaller."))

    with pytest.raises(RuntimeError) as refused:
        called.result(60)
    status, text = refused.value.args
    assert status == 500
    assert "The GPU is full. Draw smaller." in text


BAD = (
    ("txt2img", {"prompt": "a cat", "steps": 151}, "steps: "),
    ("txt2img", {"prompt": "a cat", "batch_size": 9, "n_iter": 8}, "batch_size: "),
    ("txt2img", {"prompt": "a cat", "batch_size": 0}, "batch_size: "),
    ("txt2img", {"prompt": "a cat", "width": 8}, "width: "),
    ("txt2img", {"prompt": "a cat", "sampler_name": "magic"}, "sampler_name: "),
    ("txt2img", {"prompt": "a cat", "script_name": "X/Y/Z plot"}, "script_name: "),
    ("txt2img", {"prompt": "a cat", "enable_hr": True, "hr_upscaler": "R-ESRGAN 4x+"}, "hr_upscaler: "),
    ("txt2img", {"prompt": "a cat", "override_settings": {"sd_vae": "none such"}}, "sd_vae: "),
    ("txt2img", [], "body: "),
    ("img2img", {"prompt": "a cat"}, "init_images: "),
    ("img2img", {"prompt": "a cat", "init_images": ["http://127.0.0.1/a.png"]}, "init_images: "),
    ("img2img", {"prompt": "a cat", "init_images": ["!"]}, "init_images: "),
    ("extra-single-image", {"image": "", "upscaler_1": "none such"}, "upscaler_1: "),
    ("options", {"CLIP_stop_at_last_layers": "many"}, "CLIP_stop_at_last_layers: "),
    ("options", {"note": "x" * 70_000}, "options: "),
    ("options", {"note": "\0"}, "options: "),
    ("txt2img", {"prompt": "a\0cat"}, "prompt: "),
)


def test_a_bad_value_is_named_as_the_client_named_it(api: Client) -> None:
    for path, body, named in BAD:
        answer = api.ask("POST", path, json=body)

        assert answer.status_code == 400, answer.text
        refusal = answer.json()
        assert list(refusal) == ["error", "detail", "body", "errors"]
        assert refusal["detail"].startswith(named), named
        assert len(answer.content) < 2000
    assert api.ask("POST", "img2img", json={"prompt": "x", "init_images": ["aGVsbG8="]}).status_code == 422


def test_numbers_that_are_none_and_halves_of_letters_are_refused(api: Client) -> None:
    before = api.get_options()
    for path, text in (
        ("options", '{"note": NaN}'),
        ("options", '{"note": [Infinity]}'),
        ("options", '{"note": "\\ud800"}'),
        ("txt2img", '{"prompt": "a \\ud800 cat"}'),
        ("txt2img", '{"prompt": "a cat", "cfg_scale": NaN}'),
        ("txt2img", '{"prompt": "a cat", "seed": 1e999}'),
        ("txt2img", "[" * 100_000),
    ):
        answer = api.ask("POST", path, data=text, headers={"Content-Type": "application/json"})
        assert answer.status_code == 400, (text[:40], answer.text)
    assert api.get_options() == before


@pytest.mark.parametrize("more", [{"lease_seconds": 300, "max_queued_jobs": 1}])
def test_a_full_queue_says_when_to_come_again(bench: Bench, api: Client) -> None:
    first = bench.call(api.txt2img, prompt="a cat")
    until(lambda: bench.states() == ["queued"], "it waits")

    full = api.ask("POST", "txt2img", json={"prompt": "a dog"})

    assert (full.status_code, full.json()["error"]) == (429, "queue_full")
    assert int(full.headers["retry-after"]) > 0
    bench.take().finish()
    assert len(first.result(60).images) == 1


def test_only_who_has_the_key_comes_in_by_basic_or_bearer(bench: Bench, api: Client) -> None:
    def status(**more: object) -> int:
        return requests.get(f"{bench.url}/sdapi/v1/options", timeout=60, **more).status_code

    refused = requests.get(f"{bench.url}/sdapi/v1/options", timeout=60, auth=("ann", "wrong"))
    assert (refused.status_code, refused.json()["error"]) == (401, "unauthenticated")
    assert refused.headers["www-authenticate"] == "Basic"
    assert [status(headers={"Authorization": value}) for value in ("Basic ", "Basic ?", "Bearer no", "Digest x")] == [
        401, 401, 401, 401,
    ]  # fmt: skip
    alone = base64.b64encode(KEY.encode()).decode()
    assert status(headers={"Authorization": f"Bearer {KEY}"}) == 200
    assert status(headers={"Authorization": f"Basic {alone}"}) == 200
    missing = api.ask("GET", "train/embedding")
    assert (missing.status_code, missing.json()["error"]) == (404, "no_such_route")
    assert requests.get(f"{bench.url}/sdapi/v2", timeout=60).status_code == 401
