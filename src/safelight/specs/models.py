"""What is known of a base model without loading it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.generation import ModelDefaults
from safelight.specs.training import LoraTrainSpec


class ModelInfo(BaseModel):
    """One base model on the shelf."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="How requests name it")
    path: Path = Field(exclude=True)
    family: str | None = Field(description="sd, sdxl, sd3, flux …; null when only its pipeline class is known")
    pipeline: str = Field(description="The diffusers pipeline class it names in model_index.json")
    description: str | None = Field(default=None, description="What it draws, in its maker's words")
    licence: str | None = Field(default=None, description="As its model card names it, such as openrail++")
    built_in: bool = Field(default=False, description="It ships with Safelight")
    size_bytes: int = Field(description="Bytes of its weights")
    defaults: ModelDefaults
    training: LoraTrainSpec = Field(description="The LoRA preset for this model")
