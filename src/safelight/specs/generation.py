"""What a generation is asked for, what it was resolved to, and the recipe every picture carries."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from safelight.specs.edits import EditSettings
from safelight.specs.jobs import Engine
from safelight.specs.people import ConsentBasis
from safelight.specs.video import VideoSettings

MAX_PROMPT = 4000
MAX_STYLES = 8
MAX_SEED = 2**32 - 1

MAX_LORAS = 8
MAX_CONTROLS = 4

# One name is one way of sampling; a model of flow matching takes it in its own form (kit/diffusers_facts.py).
SchedulerName = Literal[
    "ddim", "ddpm", "deis", "dpmpp_2m", "dpmpp_2m_karras", "dpmpp_2m_sde", "dpmpp_sde", "edm_dpmpp_2m", "edm_euler",
    "euler", "euler_a", "heun", "kdpm2", "kdpm2_a", "lcm", "lms", "pndm", "sa_solver", "tcd", "unipc",
]  # fmt: skip
SchedulerOption = bool | int | float | str | None
InputResizeMode = Literal["exact", "fill", "pad"]
PromptWeighting = Literal["auto", "off"]
WorkflowValue = str | bool | int | float | None

_InputId = Annotated[str, Field(min_length=1, max_length=64)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]


PictureKind = Literal["image", "style", "video", "edit", "quick"]


class LoraAsk(BaseModel):
    """A LoRA that a request wants in its pictures."""

    model_config = ConfigDict(extra="forbid")

    name: _Name = Field(description="LoRA among the models, a character by id or name, or the file's sha256")
    scale: float = Field(default=1.0, ge=-4, le=4, description="Strength")
    text_encoder_scale: float | None = Field(
        default=None, ge=-4, le=4, description="Strength in the text encoders; that of `scale` if left out"
    )


class ControlAsk(BaseModel):
    """A ControlNet that a request wants to guide its pictures."""

    model_config = ConfigDict(extra="forbid")

    model: _Name = Field(description="ControlNet among the models")
    image: _InputId = Field(description="Input (img_…) or picture (pic_…) that guides: edges, depth, a pose …")
    scale: float = Field(default=1.0, ge=0, le=4, description="diffusers' controlnet_conditioning_scale")
    start: float = Field(default=0.0, ge=0, le=1, description="Share of the steps after which it begins to guide")
    end: float = Field(default=1.0, ge=0, le=1, description="Share of the steps after which it stops")


class HiresAsk(BaseModel):
    """A second pass: the finished picture made larger, and drawn over."""

    model_config = ConfigDict(extra="forbid")

    scale: float | None = Field(default=None, gt=1, le=4, description="Times the first size; 2 if no size is given")
    width: int | None = Field(default=None, ge=64, le=4096, multiple_of=8, description="Pixels, instead of scale")
    height: int | None = Field(default=None, ge=64, le=4096, multiple_of=8, description="Pixels, instead of scale")
    num_inference_steps: int | None = Field(default=None, ge=1, le=150, description="Steps; those of the first pass")
    strength: float = Field(default=0.5, gt=0, le=1, description="How much is drawn anew")
    upscaler: _Name = Field(default="lanczos", description="lanczos, latent, or an upscaler among the models")


class GenerationSpec(BaseModel):
    """A request for pictures. What is left out comes from the model's own defaults."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    prompt: str = Field(
        max_length=MAX_PROMPT,
        description="What to draw; `<lora:name:0.8>` in it adds a LoRA. Without a word the model draws what it likes",
    )
    negative_prompt: str = Field(default="", max_length=MAX_PROMPT, description="What to keep out of the picture")
    prompt_weighting: PromptWeighting = Field(
        default="auto",
        description="auto reads (word:1.3), [word] and BREAK, and prompts beyond the encoder's limit in chunks; "
        "off takes every character as it is",
    )
    model: str | None = Field(
        default=None, max_length=200, description="Base model; the character's own, or the default"
    )
    vae: _Name | None = Field(default=None, description="VAE among the models, in place of the model's own")
    character_id: str | None = Field(default=None, max_length=64, description="A trained character to draw")
    lora_scale: float = Field(default=1.0, ge=-2, le=2, description="Strength of the character's LoRA")
    loras: list[LoraAsk] = Field(default=[], max_length=MAX_LORAS, description="More LoRAs")
    embeddings: list[_Name] = Field(
        default=[], max_length=MAX_LORAS, description="Textual inversions among the models; their name is their token"
    )
    image: _InputId | None = Field(default=None, description="Input (img_…) or picture (pic_…) to start from")
    strength: float | None = Field(
        default=None, gt=0, le=1, description="How far the picture may leave `image`; 0.6, or 1 with a mask"
    )
    mask_image: _InputId | None = Field(default=None, description="Input as large as `image`: white is drawn anew")
    mask_blur: int = Field(default=4, ge=0, le=64, description="Softness of the mask's edge in pixels")
    padding_mask_crop: int | None = Field(
        default=None, ge=0, le=1024, description="Draw the masked region alone, at full size, with this margin around"
    )
    resize_mode: InputResizeMode = Field(
        default="fill", description="How `image` comes to the size: exact stretches, fill crops, pad adds bars"
    )
    controls: list[ControlAsk] = Field(default=[], max_length=MAX_CONTROLS, description="ControlNets")
    num_inference_steps: int | None = Field(default=None, ge=1, le=150, description="Denoising steps")
    guidance_scale: float | None = Field(default=None, ge=0, le=30, description="Classifier-free guidance")
    true_cfg_scale: float | None = Field(
        default=None, ge=1, le=30, description="Second guidance of distilled models (Flux); needed for negative prompts"
    )
    guidance_rescale: float | None = Field(default=None, ge=0, le=1, description="Against overexposure by guidance")
    clip_skip: int | None = Field(default=None, ge=1, le=12, description="Layers of CLIP to leave out at its end")
    width: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    height: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    hires: HiresAsk | None = Field(default=None, description="A second, larger pass")
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED, description="Same seed, same picture; random if left out")
    seeds: list[Annotated[int, Field(ge=0, le=MAX_SEED)]] = Field(
        default=[], max_length=64, description="A seed for each picture, instead of seed and n"
    )
    n: int = Field(default=1, ge=1, le=64, description="How many pictures; picture i uses seed + i")
    scheduler: SchedulerName | None = Field(default=None, description="Sampler; GET /schedulers lists them")
    scheduler_options: dict[Annotated[str, Field(max_length=60)], SchedulerOption] = Field(
        default={}, max_length=30, description="Settings of the sampler, such as use_karras_sigmas"
    )
    solo: bool = Field(
        default=False, description="Draw it alone: the same to the bit each time, and slower where others wait"
    )
    styles: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        default=[], max_length=MAX_STYLES, description="Ids or names of styles, put around the prompt one by one"
    )
    engine: Engine | None = Field(
        default=None, description="native or comfyui; ComfyUI where it alone has the model, else native"
    )


class LoraUse(BaseModel):
    """One LoRA in a generation: the file, and how strongly."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Storage key of the .safetensors file, or model:<name> of a LoRA among the models")
    sha256: str
    scale: float = 1.0
    text_encoder_scale: float | None = Field(default=None, description="In the text encoders, if not that of `scale`")
    name: str | None = Field(default=None, description="Of the LoRA among the models, or of the character")


class ImageUse(BaseModel):
    """One picture that a generation starts from: its file in storage, by its content."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Storage key of the picture")
    sha256: str
    picture_id: str | None = Field(default=None, description="The picture of the gallery it is, if it is one")


class ModelUse(BaseModel):
    """A model that helps the base model, such as another VAE: its name, and its content where that is known."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str | None = None


class ControlUse(ModelUse):
    """One ControlNet in a generation."""

    image: ImageUse
    scale: float = 1.0
    start: float = 0.0
    end: float = 1.0


class WorkflowUse(BaseModel):
    """The workflow template that makes a picture with ComfyUI, and what was chosen in it."""

    model_config = ConfigDict(frozen=True)

    name: str
    sha256: str = Field(description="Of manifest and graph")
    key: str | None = Field(default=None, description="Storage key of the template as it was then")
    values: dict[str, WorkflowValue] = Field(default={}, description="Of its inputs, beyond what the plan says")
    images: dict[str, ImageUse] = Field(default={}, description="Pictures that go in, by the input's name")

    @field_validator("values", "images")
    @classmethod
    def _in_order(cls, named: dict[str, Any]) -> dict[str, Any]:
        """Databases keep no order of names, and the same recipe is to be the same file."""
        return dict(sorted(named.items()))


class HiresSettings(BaseModel):
    """The second pass, complete."""

    model_config = ConfigDict(frozen=True)

    width: int
    height: int
    num_inference_steps: int
    strength: float
    upscaler: str = Field(description="lanczos, latent, or the name of an upscaler among the models")
    upscaler_sha256: str | None = None


class PictureSettings(BaseModel):
    """What a plan and a recipe have in common beyond the first Safelight's fields; each default is its behaviour."""

    vae: ModelUse | None = Field(default=None, description="VAE in place of the model's own")
    embeddings: list[ModelUse] = Field(default=[], description="Textual inversions")
    strength: float | None = Field(default=None, description="How far the picture may leave `image`")
    mask_image: ImageUse | None = Field(default=None, description="White is drawn anew")
    mask_blur: int = 0
    padding_mask_crop: int | None = None
    resize_mode: InputResizeMode = "fill"
    controls: list[ControlUse] = []
    true_cfg_scale: float | None = None
    guidance_rescale: float | None = None
    clip_skip: int | None = None
    hires: HiresSettings | None = None
    scheduler_options: dict[str, SchedulerOption] = {}
    prompt_weighting: PromptWeighting = "off"
    engine: Engine = Field(default="native", description="What computes it: this studio's own engine, or ComfyUI")
    workflow: WorkflowUse | None = Field(default=None, description="Of ComfyUI: the template")


class GenerationPlan(PictureSettings):
    """A request made complete: nothing is left to a default, so it can be repeated as it is."""

    model: str
    kind: PictureKind = Field(
        default="image", description="style shows a style, quick is kept for minutes: not for the gallery"
    )
    prompt: str = Field(description="As given to the text encoder, trigger word and styles included")
    asked_prompt: str | None = Field(default=None, description="As the person wrote it")
    styles: list[str] = Field(default=[], description="Names of the styles in the prompt")
    negative_prompt: str
    num_inference_steps: int
    guidance_scale: float
    width: int
    height: int
    seed: int
    seeds: list[int] = Field(default=[], description="Of each picture, if they do not follow one on another")
    n: int
    scheduler: SchedulerName
    solo: bool = Field(default=False, description="Drawn alone, never in a batch with other requests")
    loras: list[LoraUse] = []
    image: ImageUse | None = Field(default=None, description="The picture it starts from")
    video: VideoSettings | None = Field(default=None, description="Of a video: its film")
    edit: EditSettings | None = Field(default=None, description="Of a picture made larger or smaller: how")
    character_id: str | None = None
    character_name: str | None = None
    consent: ConsentBasis | None = Field(default=None, description="On what grounds the character was learnt")

    def seed_of(self, index: int) -> int:
        """The seed of picture `index`."""
        return self.seeds[index] if self.seeds else self.seed + index


class Batch(BaseModel):
    """The pictures that were drawn in one go: rounding in a batch is not that of a single picture."""

    model_config = ConfigDict(frozen=True)

    index: int = Field(ge=0, description="Place of this picture among them, from 0")
    seeds: tuple[int, ...] = Field(description="Seed of each")
    shared: bool = Field(
        default=False, description="Other requests' pictures were computed with it: repeated, it may differ by rounding"
    )

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.seeds)


class Filtered(BaseModel):
    """What the content filter found in a picture, and what it did with it."""

    model: str = Field(description="The classifier that looked at it")
    label: str = Field(description="What it took the picture for")
    confidence: float = Field(description="How sure it was, from 0 to 1")
    action: Literal["refuse", "blur", "flag"] = Field(description="What was done: the pixels are others after blur")


class Recipe(PictureSettings):
    """All that made one picture; stored in the PNG and beside it in the database. No time: same work, same file."""

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
    consent: ConsentBasis | None = Field(default=None, description="On what grounds the character was learnt")
    dtype: str = "float32"
    device: str = "cpu"
    device_name: str | None = Field(default=None, description="As its maker names it; kernels differ between models")
    threads: int | None = Field(default=None, description="Of a CPU: sums are split among them")
    versions: dict[str, str] = Field(default={}, description="Of the packages that compute: torch, diffusers …")
    load: dict[str, JsonValue] = Field(
        default={}, description="Load options in force that change pixels, those at their default left out"
    )
    batch: Batch | None = Field(default=None, description="The pictures it was drawn together with")
    content_filter: Filtered | None = Field(default=None, description="What the content filter found in it")


class ModelDefaults(BaseModel):
    """What a model does best when the request does not say."""

    num_inference_steps: int = 30
    guidance_scale: float = 7.5
    width: int = 512
    height: int = 512
    scheduler: SchedulerName = "dpmpp_2m"
