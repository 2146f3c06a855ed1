"""The recipe inside every PNG: our own JSON, and the "parameters" text that other tools read. No torch here."""

from PIL import Image
from pydantic import ValidationError

from safelight.kit import png_text
from safelight.specs.generation import Recipe, SchedulerName

TEXT_KEY = "safelight"

# As AUTOMATIC1111 spells its samplers; its readers know no others.
_A1111_SAMPLERS: dict[SchedulerName, str] = {
    "ddim": "DDIM", "ddpm": "DDPM", "deis": "DEIS", "dpmpp_2m": "DPM++ 2M", "dpmpp_2m_karras": "DPM++ 2M Karras",
    "dpmpp_2m_sde": "DPM++ 2M SDE", "dpmpp_sde": "DPM++ SDE", "euler": "Euler", "euler_a": "Euler a", "heun": "Heun",
    "lcm": "LCM", "lms": "LMS", "pndm": "PLMS", "unipc": "UniPC",
}  # fmt: skip


def encode_png(image: Image.Image, recipe: Recipe, *, compress_level: int = png_text.COMPRESS_LEVEL) -> bytes:
    """The picture as PNG bytes with its recipe."""
    texts = {TEXT_KEY: recipe.model_dump_json(), "parameters": parameters_text(recipe)}
    return png_text.write(image, texts, compress_level=compress_level)


def read_recipe(data: bytes) -> Recipe | None:
    """The recipe of a PNG of ours; None for any other bytes."""
    try:
        return Recipe.model_validate_json(png_text.read(data).get(TEXT_KEY, ""))
    except ValidationError:
        return None


def parameters_text(recipe: Recipe) -> str:
    """The settings in AUTOMATIC1111's form: prompt, negative prompt, then one line of `Name: value` pairs."""
    settings = {
        "Steps": recipe.num_inference_steps,
        "Sampler": _A1111_SAMPLERS[recipe.scheduler],
        "CFG scale": recipe.guidance_scale,
        "Seed": recipe.seed,
        "Size": f"{recipe.width}x{recipe.height}",
        "Model hash": recipe.model_hash[:10] if recipe.model_hash else None,
        "Model": recipe.model,
        "Version": f"Safelight {recipe.safelight}",
    }
    prompt = recipe.prompt + "".join(f" <lora:{lora.sha256[:10]}:{lora.scale:g}>" for lora in recipe.loras)
    negative = [f"Negative prompt: {recipe.negative_prompt}"] if recipe.negative_prompt else []
    return "\n".join([prompt, *negative, ", ".join(f"{k}: {v}" for k, v in settings.items() if v is not None)])
