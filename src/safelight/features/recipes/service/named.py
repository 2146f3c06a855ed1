"""What a recipe takes beyond words and numbers, by the names that a request here gives it."""

from typing import Any

from sqlalchemy.orm import Session

from safelight.features.generations.service.found import Found
from safelight.features.inputs import repository as inputs
from safelight.specs.generation import MAX_LORAS, ControlUse, ImageUse, LoraUse, ModelUse, Recipe

_AS_THEY_ARE = {
    "true_cfg_scale", "guidance_rescale", "clip_skip", "scheduler_options", "resize_mode", "prompt_weighting",
}  # fmt: skip


def of_recipe(session: Session, recipe: Recipe, found: Found, *, own: int) -> dict[str, Any]:
    """Fields of GenerationSpec; what is not here is left out. The first `own` LoRAs are the character's."""
    gone = {each.field for each in found.missing}
    parts = {name: part for name, part in found.parts.items() if name not in gone}
    asked: dict[str, Any] = recipe.model_dump(include=_AS_THEY_ARE)
    uses: list[LoraUse] = parts.get("loras", [])[own:]
    asked["loras"] = [
        {"name": _lora_name(use), "scale": use.scale, "text_encoder_scale": use.text_encoder_scale}
        for use in uses[:MAX_LORAS]
    ]
    image = _image_id(session, parts.get("image"))
    if image is not None:
        asked |= {"image": image, "strength": recipe.strength}
        mask = _image_id(session, parts.get("mask_image"))
        if mask is not None:
            asked |= {"mask_image": mask, **recipe.model_dump(include={"mask_blur", "padding_mask_crop"})}
    vae: ModelUse | None = parts.get("vae")
    controls: list[ControlUse] = parts.get("controls", [])
    return asked | {
        "vae": vae.name if vae else None,
        "embeddings": [use.name for use in parts.get("embeddings", [])],
        "controls": [
            {"model": use.name, "image": image, **use.model_dump(include={"scale", "start", "end"})}
            for use in controls
            if (image := _image_id(session, use.image)) is not None
        ],
        "hires": _hires(recipe) if "hires.upscaler" not in gone else None,
    }


def _hires(recipe: Recipe) -> dict[str, Any] | None:
    return recipe.hires.model_dump(exclude={"upscaler_sha256"}) if recipe.hires else None


def _lora_name(use: LoraUse) -> str:
    """A character's version by its content, which alone tells it from the others; one of the models by its name."""
    return (use.name if use.key.startswith("model:") else use.sha256) or ""


def _image_id(session: Session, use: ImageUse | None) -> str | None:
    if use is None or use.picture_id is not None:
        return use.picture_id if use else None
    brought = inputs.by_content(session, use.sha256)
    return brought.id if brought else None
