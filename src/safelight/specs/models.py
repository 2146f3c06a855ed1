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
    size_bytes: int
    defaults: ModelDefaults
    training: LoraTrainSpec = Field(description="The LoRA preset for this model")
