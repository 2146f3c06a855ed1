"""What a generation is asked for, what it was resolved to, and the recipe every picture carries."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.specs.edits import EditSettings
from safelight.specs.video import VideoSettings

MAX_PROMPT = 4000
MAX_STYLES = 8
MAX_SEED = 2**32 - 1

SchedulerName = Literal[
    "ddim", "ddpm", "deis", "dpmpp_2m", "dpmpp_2m_karras", "dpmpp_2m_sde", "dpmpp_sde", "euler", "euler_a",
    "heun", "lcm", "lms", "pndm", "unipc",
]  # fmt: skip


PictureKind = Literal["image", "style", "video", "edit"]


class GenerationSpec(BaseModel):
    """A request for pictures. What is left out comes from the model's own defaults."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(min_length=1, max_length=MAX_PROMPT, description="What to draw")
    negative_prompt: str = Field(default="", max_length=MAX_PROMPT, description="What to keep out of the picture")
    model: str | None = Field(
        default=None, max_length=200, description="Base model; the character's own, or the default"
    )
    character_id: str | None = Field(default=None, max_length=64, description="A trained character to draw")
    lora_scale: float = Field(default=1.0, ge=-2, le=2, description="Strength of the character's LoRA")
    num_inference_steps: int | None = Field(default=None, ge=1, le=150, description="Denoising steps")
    guidance_scale: float | None = Field(default=None, ge=0, le=30, description="Classifier-free guidance")
    width: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    height: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED, description="Same seed, same picture; random if left out")
    n: int = Field(default=1, ge=1, le=64, description="How many pictures; picture i uses seed + i")
    scheduler: SchedulerName | None = Field(default=None, description="Sampler")
    styles: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        default=[], max_length=MAX_STYLES, description="Ids or names of styles, put around the prompt one by one"
    )


class LoraUse(BaseModel):
    """One LoRA in a generation: the file in storage, and how strongly."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Storage key of the .safetensors file")
    sha256: str
    scale: float = 1.0


class ImageUse(BaseModel):
    """One picture that a generation starts from: its file in storage, by its content."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Storage key of the picture")
    sha256: str
    picture_id: str | None = Field(default=None, description="The picture of the gallery it is, if it is one")


class GenerationPlan(BaseModel):
    """A request made complete: nothing is left to a default, so it can be repeated as it is."""

    model: str
    kind: PictureKind = Field(default="image", description="style: shows a style, not for the gallery")
    prompt: str = Field(description="As given to the text encoder, trigger word and styles included")
    asked_prompt: str | None = Field(default=None, description="As the person wrote it")
    styles: list[str] = Field(default=[], description="Names of the styles in the prompt")
    negative_prompt: str
    num_inference_steps: int
    guidance_scale: float
    width: int
    height: int
    seed: int
    n: int
    scheduler: SchedulerName
    loras: list[LoraUse] = []
    image: ImageUse | None = Field(default=None, description="The picture it starts from")
    video: VideoSettings | None = Field(default=None, description="Of a video: its film")
    edit: EditSettings | None = Field(default=None, description="Of a picture made larger or smaller: how")
    character_id: str | None = None
    character_name: str | None = None


class Recipe(BaseModel):
    """All that made one picture; stored in the PNG and beside it in the database."""

    kind: PictureKind = "image"
    safelight: str = Field(description="Version of Safelight that made it")
    model: str
    model_hash: str | None = None
    prompt: str
    asked_prompt: str | None = Field(default=None, description="As the person wrote it, without trigger and styles")
    styles: list[str] = Field(default=[], description="Names of the styles in the prompt")
    negative_prompt: str
    num_inference_steps: int
    guidance_scale: float
    width: int
    height: int
    seed: int
    scheduler: SchedulerName
    loras: list[LoraUse] = []
    image: ImageUse | None = Field(default=None, description="The picture it starts from")
    video: VideoSettings | None = Field(default=None, description="Of a video: its film")
    edit: EditSettings | None = Field(default=None, description="Of a picture made larger or smaller: how")
    character_id: str | None = None
    character_name: str | None = None
    dtype: str = "float32"
    device: str = "cpu"


class ModelDefaults(BaseModel):
    """What a model does best when the request does not say."""

    num_inference_steps: int = 30
    guidance_scale: float = 7.5
    width: int = 512
    height: int = 512
    scheduler: SchedulerName = "dpmpp_2m"
