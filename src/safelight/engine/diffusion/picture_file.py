"""A picture's file with its recipe in it: our own JSON, and the "parameters" text that other tools read. No torch."""

from PIL import Image
from pydantic import ValidationError

from safelight.kit import infotext, png_text
from safelight.specs.generation import Recipe

TEXT_KEY = "safelight"

_SPACINGS = {"use_karras_sigmas": "Karras", "use_exponential_sigmas": "Exponential", "use_beta_sigmas": "Beta"}


def encode_png(image: Image.Image, recipe: Recipe) -> bytes:
    """The picture as PNG bytes with its recipe; from any thread, it lets go of the interpreter's lock."""
    return png_text.write(image, {TEXT_KEY: recipe.model_dump_json(), "parameters": parameters_text(recipe)})


def read_recipe(data: bytes) -> Recipe | None:
    """The recipe of a PNG of ours; None for any other bytes."""
    try:
        return Recipe.model_validate_json(png_text.read(data).get(TEXT_KEY, ""))
    except ValidationError:
        return None


def parameters_text(recipe: Recipe) -> str:
    """The settings in AUTOMATIC1111's form: prompt, negative prompt, then one line of `Name: value` pairs."""
    hires = recipe.hires
    settings = {
        "Steps": recipe.num_inference_steps,
        "Sampler": infotext.SAMPLERS[recipe.scheduler][0],
        "Schedule type": next((name for key, name in _SPACINGS.items() if recipe.scheduler_options.get(key)), None),
        "CFG scale": recipe.guidance_scale,
        "Seed": recipe.seed,
        "Size": f"{recipe.width}x{recipe.height}",
        "Model hash": recipe.model_hash[:10] if recipe.model_hash else None,
        "Model": recipe.model,
        "VAE": recipe.vae.name if recipe.vae else None,
        "Denoising strength": hires.strength if hires else recipe.strength,
        "Clip skip": recipe.clip_skip + 1 if recipe.clip_skip else None,
        "Hires upscale": round(hires.width / recipe.width, 3) if hires else None,
        "Hires steps": hires.num_inference_steps if hires else None,
        "Hires upscaler": hires.upscaler.capitalize() if hires else None,
        "Version": f"Safelight {recipe.safelight}",
    }
    prompt = recipe.prompt + "".join(f" <lora:{lora.name or lora.sha256[:10]}:{lora.scale:g}>" for lora in recipe.loras)
    return infotext.join(prompt, recipe.negative_prompt, settings)
