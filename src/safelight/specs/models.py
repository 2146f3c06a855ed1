"""What is known of a model without loading it."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.kit.identify import Format, Kind, Variant
from safelight.specs.generation import ModelDefaults
from safelight.specs.loading import LoadOptions
from safelight.specs.training import TrainSpec

BUILT_IN = "starter"
"""The model that ships with Safelight, so that every worker has it."""


class ModelInfo(BaseModel):
    """One model on the shelf, of any kind."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="How requests name it")
    path: Path = Field(exclude=True)
    kind: Kind = Field(default="base", description="What it is for; component: a part of a pipeline, of no use alone")
    format: Format = Field(default="diffusers", description="How its files are laid out")
    family: str | None = Field(
        description="sd, sdxl, sd3, flux, svd …: what fits what; null when only its pipeline class is known"
    )
    version: str | None = Field(
        default=None, description="Within the family: 1.x, 2.x, 3.5-large, schnell …; of an upscaler its architecture"
    )
    pipeline: str | None = Field(
        description="The class of diffusers (or transformers) that loads it; null of a LoRA, an embedding, an upscaler"
    )
    variant: Variant | None = Field(default=None, description="It takes more than words, such as a mask to inpaint")
    prediction_type: str | None = Field(
        default=None, description="What its denoiser predicts: epsilon, v_prediction or flow_prediction, where told"
    )
    distilled: bool | None = Field(default=None, description="Made for few steps; null when its files do not tell")
    dtype: str | None = Field(default=None, description="Number type of its weights on disk, such as float16")
    parameters: int = Field(default=0, description="How many numbers its weights are")
    rank: int | None = Field(default=None, description="Of a LoRA: its largest rank")
    network: str | None = Field(default=None, description="Of a LoRA: lora, dora, loha, lokr …; only lora can be used")
    scale: int | None = Field(default=None, description="Of an upscaler: how many times larger it draws")
    words: list[str] = Field(default=[], description="Words that call it: an embedding's token, a LoRA's trigger")
    notes: list[str] = Field(default=[], description="What a person should know of the files")
    title: str | None = Field(default=None, description="As its maker calls it")
    description: str | None = Field(default=None, description="What it draws, in its maker's words")
    licence: str | None = Field(default=None, description="As its model card names it, such as openrail++")
    source: dict[str, Any] | None = Field(default=None, description="Where it was downloaded from")
    built_in: bool = Field(default=False, description="It ships with Safelight")
    managed: bool = Field(default=True, description="Its files lie in the models folder and can be deleted from here")
    size_bytes: int = Field(description="Bytes of its weights")
    sha256: str | None = Field(
        default=None,
        description="Of a single file: of its bytes. Of a folder: of the list of its weight files' paths and SHA-256s. "
        "Null until it was computed",
    )
    defaults: ModelDefaults
    load: LoadOptions = Field(default=LoadOptions(), description="How it is brought into memory")
    training: TrainSpec = Field(description="The LoRA preset for this model")


class ConvertJobSpec(BaseModel):
    """A model to be written as a diffusers folder of that number type."""

    name: str = Field(description="Of the model that is read")
    target: str = Field(description="Of the one that is made, and of its folder")
    dtype: Literal["bf16", "f16", "f32"] = Field(description="Number type of its weights")
