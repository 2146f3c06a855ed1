"""The shelf of base models: the built-in starter, and every diffusers folder dropped into the models folder.

The files are the truth; there is nothing to register. It reads configs and sizes, never weights.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

import safelight
from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.kit.errors import InvalidInput, shorten
from safelight.kit.model_card import CARD_FILE, read_model_card
from safelight.specs.generation import ModelDefaults
from safelight.specs.models import ModelInfo
from safelight.specs.training import LoraTrainSpec

STARTER = Path(safelight.__file__).parent / "engine" / "starter" / "weights" / "pipeline"

_FAMILIES = {
    "StableDiffusionPipeline": "sd",
    "StableDiffusionXLPipeline": "sdxl",
    "StableDiffusion3Pipeline": "sd3",
    "FluxPipeline": "flux",
}

# What the families' own model cards advise; a model's safelight.json overrides it.
_DEFAULTS: dict[str | None, dict[str, Any]] = {
    "sd": {"num_inference_steps": 30, "guidance_scale": 7.5, "width": 512, "height": 512},
    "sdxl": {"num_inference_steps": 30, "guidance_scale": 6.0, "width": 1024, "height": 1024},
    "sd3": {"num_inference_steps": 28, "guidance_scale": 5.0, "width": 1024, "height": 1024, "scheduler": "euler"},
    "flux": {"num_inference_steps": 28, "guidance_scale": 3.5, "width": 1024, "height": 1024, "scheduler": "euler"},
}


@dataclass(frozen=True)
class ModelShelf:
    """Where base models are: `built_in` by name, the rest by folder name below `folder`."""

    folder: Path
    built_in: dict[str, Path]
    default: str

    @classmethod
    def at(cls, folder: Path, *, default: str) -> "ModelShelf":
        """The shelf of an installation: the starter model that ships with Safelight, and the user's folder."""
        return cls(folder=folder, built_in={"starter": STARTER}, default=default)

    def names(self) -> list[str]:
        """Every model's name, the built-in ones first."""
        own = (
            sorted(path.parent.name for path in self.folder.glob("*/model_index.json")) if self.folder.is_dir() else []
        )
        return [*self.built_in, *(name for name in own if name not in self.built_in)]

    def path(self, name: str | None) -> Path:
        """The folder of a model, `None` meaning the default one. Raises ModelNotFound."""
        name = name or self.default
        if name not in self.names():
            raise ModelNotFound(shorten(name), self.names())
        return self.built_in.get(name) or self.folder / name

    def info(self, name: str | None) -> ModelInfo:
        """What is known of a model. Raises ModelNotFound, or ModelUnusable when its files are broken."""
        name = name or self.default
        path = self.path(name)
        try:
            card = read_model_card(path)
            family = card.family or _FAMILIES.get(card.class_name)
            return ModelInfo(
                name=name,
                path=path,
                family=family,
                pipeline=card.class_name,
                description=card.description,
                licence=card.licence,
                built_in=name in self.built_in,
                size_bytes=card.weight_bytes,
                defaults=ModelDefaults(**{**_DEFAULTS.get(family, {}), **card.defaults}),
                training=LoraTrainSpec(**card.training),
            )
        except ValidationError as error:
            raise ModelUnusable(
                f"The {CARD_FILE} of model {name!r} has a setting that cannot be used: {error}",
                hint=f"Correct {path / CARD_FILE}, or remove it to use the family's defaults.",
            ) from error
        except (InvalidInput, OSError) as error:
            raise ModelUnusable(
                f"The model {name!r} cannot be read: {error}", hint=f"Mend or remove {path}."
            ) from error

    def all(self) -> list[ModelInfo]:
        """Every model that can be described; a broken folder does not hide the others."""
        found = []
        for name in self.names():
            try:
                found.append(self.info(name))
            except ModelUnusable:
                continue
        return found
