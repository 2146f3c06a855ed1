import io

import torch
from PIL import Image

from safelight.engine.diffusion.picture_file import encode_png, parameters_text, read_recipe
from safelight.engine.diffusion.recipe import of_picture
from safelight.specs.generation import Batch, GenerationPlan, HiresSettings, LoraUse, Recipe
from safelight.specs.loading import LoadOptions

RECIPE = Recipe(
    safelight="0.1.0", model="starter", model_hash="a" * 64, prompt="a café in 東京", negative_prompt="rain",
    num_inference_steps=20, guidance_scale=7.5, width=64, height=48, seed=5, scheduler="dpmpp_2m_karras",
    loras=[LoraUse(key="k", sha256="b" * 64, scale=0.8)],
)  # fmt: skip


def test_a_picture_carries_its_recipe() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    data = encode_png(image, RECIPE)
    assert read_recipe(data) == RECIPE
    with Image.open(io.BytesIO(data)) as again:
        assert again.convert("RGB").tobytes() == image.tobytes()
        assert again.info["parameters"] == parameters_text(RECIPE)


def test_the_text_other_tools_read() -> None:
    assert parameters_text(RECIPE).splitlines() == [
        "a café in 東京 <lora:bbbbbbbbbb:0.8>",
        "Negative prompt: rain",
        (
            "Steps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7.5, Seed: 5, Size: 64x48, Model hash: aaaaaaaaaa, "
            "Model: starter, Version: Safelight 0.1.0"
        ),
    ]


def test_other_bytes_have_no_recipe() -> None:
    plain = io.BytesIO()
    Image.new("RGB", (8, 8)).save(plain, "PNG")
    assert read_recipe(plain.getvalue()) is None
    assert read_recipe(b"no picture") is None
    assert read_recipe(encode_png(Image.new("RGB", (8, 8)), RECIPE)[:60]) is None


def test_what_computed_it_stands_in_the_recipe() -> None:
    plan = GenerationPlan(
        model="tiny", prompt="a cat", negative_prompt="", num_inference_steps=2, guidance_scale=5, width=64, height=64,
        seed=7, seeds=[7, 3], n=2, scheduler="euler", clip_skip=1, scheduler_options={"use_karras_sigmas": True},
    )  # fmt: skip
    options = LoadOptions(quantization="int8", precision="bf16", cpu_offload=True, vae_tiling=True)
    recipe = of_picture(
        plan, 1, device="cpu", dtype="bfloat16", threads=2, model_hash="c" * 64, options=options,
        batch=Batch(index=1, seeds=(7, 3)),
    )  # fmt: skip
    assert (recipe.seed, recipe.clip_skip, recipe.scheduler_options) == (3, 1, {"use_karras_sigmas": True})
    assert recipe.load == {"quantization": "int8", "vae_tiling": True}, "where weights lie changes no sum"
    assert (recipe.versions["torch"], recipe.threads, recipe.dtype) == (torch.__version__, 2, "bfloat16")
    image = Image.new("RGB", (64, 64), "red")
    assert encode_png(image, recipe) == encode_png(image, Recipe.model_validate_json(recipe.model_dump_json()))


def test_other_tools_are_told_the_rest() -> None:
    recipe = RECIPE.model_copy(
        update={
            "scheduler": "euler", "scheduler_options": {"use_karras_sigmas": True}, "clip_skip": 1,
            "hires": HiresSettings(width=128, height=96, num_inference_steps=9, strength=0.4, upscaler="latent"),
        }
    )  # fmt: skip
    text = parameters_text(recipe).splitlines()[-1]
    for pair in (
        "Schedule type: Karras", "Clip skip: 2", "Denoising strength: 0.4", "Hires upscale: 2.0", "Hires steps: 9",
        "Hires upscaler: Latent",
    ):  # fmt: skip
        assert pair in text
