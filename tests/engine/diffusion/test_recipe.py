import io

from PIL import Image

from safelight.engine.diffusion.recipe import encode_png, parameters_text, read_recipe
from safelight.specs.generation import LoraUse, Recipe

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
