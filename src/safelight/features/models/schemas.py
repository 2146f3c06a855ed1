"""Models as the API shows and takes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from safelight.kit.identify import Format, Kind, Variant
from safelight.specs.generation import SchedulerName
from safelight.specs.loading import LoadOptions
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainOverrides

NAME = r"^[^\x00-\x1f/\\.][^\x00-\x1f/\\]*$"  # a single step of a path, not hidden
ModelName = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NAME, strip_whitespace=True)]
PathText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
TakenField = Literal[
    "negative_prompt", "guidance_scale", "true_cfg_scale", "guidance_rescale", "clip_skip", "image", "strength",
    "mask_image", "controls", "hires",
]  # fmt: skip
LoraLayout = Literal["diffusers", "kohya"]
InStorage = Literal["no", "yes", "outdated"]


class DefaultChanges(BaseModel):
    """What a generation takes when it does not say; what is left out stays, null is the family's default again."""

    model_config = ConfigDict(extra="forbid")

    num_inference_steps: int | None = Field(default=None, ge=1, le=150, description="Denoising steps")
    guidance_scale: float | None = Field(default=None, ge=0, le=30, description="Classifier-free guidance")
    width: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels")
    height: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels")
    scheduler: SchedulerName | None = Field(default=None, description="Sampler")


class ModelSettings(BaseModel):
    """What a person has set for a model; all else comes from its files."""

    defaults: DefaultChanges = Field(default=DefaultChanges(), description="Of its pictures")
    load: LoadOptions | None = Field(
        default=None, description="How it is brought into memory; null: as the server does"
    )
    training: TrainOverrides = Field(default=TrainOverrides(), description="Of its LoRA preset")


class ModelShown(ModelInfo):
    """One model, where it is, and where it is in memory."""

    location: str = Field(description="Its path: below the models folder, or whole if it lies elsewhere")
    settings: ModelSettings = Field(description="The part of defaults, load and training that a person has set")
    loaded_on: list[str] = Field(description="Names of the workers that have it in memory")
    stored: InStorage = Field(
        default="no",
        description="Whether its files lie in the storage too, where workers on other machines fetch them; outdated: "
        "they were changed since",
    )
    takes: list[TakenField] | None = Field(
        default=None,
        description="Of a base model: fields of a request that it takes, of those that not every model does; null is "
        "not known before it is loaded",
    )


class BrokenModel(BaseModel):
    """What lies in the models folder and cannot be used."""

    name: str = Field(description="What it would be called")
    location: str = Field(description="Its path below the models folder")
    code: str = Field(description="Why, for programs: pickled_weights, bad_weights_file, model_unknown …")
    message: str = Field(description="Why")
    hint: str | None = Field(description="What to do")


class ModelList(BaseModel):
    """The shelf."""

    items: list[ModelShown] = Field(description="The built-in ones first")
    next: None = Field(default=None, description="Always null: the list is whole")
    broken: list[BrokenModel] = Field(default=[], description="What cannot be used, with the reason")


class ModelAdd(BaseModel):
    """A model that stays where it is."""

    model_config = ConfigDict(extra="forbid")

    path: PathText = Field(description="Absolute path of its folder or .safetensors file, on the server's machine")
    name: ModelName | None = Field(default=None, description="How requests shall name it; as its file if left out")


class ModelPath(BaseModel):
    """A file or folder on the server's machine."""

    model_config = ConfigDict(extra="forbid")

    path: PathText = Field(description="Absolute, or below the models folder")


class Identified(BaseModel):
    """What a file or folder is, as its names and shapes tell; null is what they do not tell."""

    kind: Kind = Field(description="What it is for")
    format: Format = Field(description="How its files are laid out")
    family: str | None = Field(description="sd, sdxl, sd3, flux, svd …")
    version: str | None = Field(description="Within the family; of an upscaler its architecture")
    pipeline: str | None = Field(description="The class that loads it")
    variant: Variant | None = Field(description="It takes more than words")
    prediction_type: str | None = Field(description="What its denoiser predicts")
    distilled: bool | None = Field(description="Made for few steps")
    dtype: str | None = Field(description="Number type of most of its weights")
    parameters: int = Field(description="How many numbers its weights are")
    size_bytes: int = Field(description="Bytes of its weights")
    rank: int | None = Field(description="Of a LoRA")
    network: str | None = Field(description="Of a LoRA: lora, dora, loha, lokr …")
    scale: int | None = Field(description="Of an upscaler")
    words: list[str] = Field(description="Words that call it")
    title: str | None = Field(description="As its maker calls it")
    notes: list[str] = Field(description="What a person should know")


class ModelUpdate(BaseModel):
    """What is left out stays; null sets back to what the files say."""

    model_config = ConfigDict(extra="forbid")

    name: ModelName | None = Field(default=None, description="Call it otherwise; its files keep their names")
    description: str | None = Field(default=None, max_length=4000, description="What it draws")
    licence: str | None = Field(default=None, max_length=100, description="Under which terms it may be used")
    defaults: DefaultChanges | None = Field(default=None, description="Of its pictures")
    load: LoadOptions | None = Field(default=None, description="How it is brought into memory")
    training: TrainOverrides | None = Field(default=None, description="Of its LoRA preset")


class ModelConvert(BaseModel):
    """Make a diffusers folder of a model, its weights stored as they will be served."""

    model_config = ConfigDict(extra="forbid")

    dtype: Literal["bf16", "f16", "f32"] = Field(
        default="bf16", description="Number type of the weights; casting at each load costs seconds"
    )
    name: ModelName | None = Field(default=None, description="Of the new model; the old name and the type if left out")


class ConvertStarted(BaseModel):
    """A conversion in the queue."""

    job_id: str = Field(description="Its job: progress, cancel")
    name: str = Field(description="What the new model will be called")


class StoreStarted(BaseModel):
    """A model on its way into the storage."""

    job_id: str = Field(description="Its job: progress, cancel")
    name: str = Field(description="Of the model")


class ModelUnstored(BaseModel):
    """What became of a model's files in the storage."""

    name: str = Field(description="Of the model")
    freed_bytes: int = Field(description="Of files that no other stored model has")


class ModelRemoved(BaseModel):
    """What became of a model that was removed."""

    name: str = Field(description="What it was called")
    files: Literal["deleted", "kept"] = Field(description="kept: they lie outside the models folder")
    freed_bytes: int = Field(description="Of its weights")
