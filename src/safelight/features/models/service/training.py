"""Which models can be trained on, told before a worker looks into the files."""

from safelight.features.models.errors import ModelUnusable
from safelight.specs.models import ModelInfo

FAMILIES = {"sd": "Stable Diffusion 1.x and 2.x", "sdxl": "SDXL", "sd3": "Stable Diffusion 3 and 3.5", "flux": "FLUX.1"}
"""Those of engine/registry.py, which the server does not import; a test holds them together."""

_KNOWN = f"Models of {', '.join(list(FAMILIES.values())[:-1])} and {list(FAMILIES.values())[-1]} can be trained on."


def untrainable(base: ModelInfo) -> ModelUnusable | None:
    """Why characters cannot be trained on this model, None where they can."""
    if base.family not in FAMILIES:
        kind = base.pipeline or base.family or "model of an unknown kind"
        return ModelUnusable(f"base_model: {base.name!r} is a {kind}, which cannot be trained yet.", hint=_KNOWN)
    if base.variant is not None:
        return ModelUnusable(
            f"base_model: {base.name!r} is made for more than words ({base.variant}), which cannot be trained.",
            hint="Train on the text-to-image model it was made from; the LoRA fits both where their shapes are.",
        )
    if base.format != "diffusers":
        return ModelUnusable(
            f"base_model: {base.name!r} is a single file, and training opens a diffusers folder part by part.",
            hint=f"Convert it first: safelight models convert {base.name!r}, or POST /api/v1/models/…/convert.",
        )
    return None
