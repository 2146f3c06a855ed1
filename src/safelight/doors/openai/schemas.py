"""What clients of the OpenAI Images API send and get. All that our own API takes may be sent along as well."""

from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from safelight.doors.openai.sizes import fitted
from safelight.features.generations.service.delivery import Form, OutputFormat
from safelight.features.generations.service.drawables import Drawable
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, GenerationSpec, LoraAsk, SchedulerName

MAX_PARTIAL_IMAGES = 3
_REQUESTER = 80  # characters
_URL_BY_DEFAULT = "dall-e"


class ImageAsk(GenerationSpec):
    """A request for pictures: OpenAI's fields, and ours. Unknown fields, and those set to null, are ignored."""

    model_config = ConfigDict(extra="ignore")

    prompt: str = Field(min_length=1, max_length=MAX_PROMPT, description="What to draw")
    model: str | None = Field(
        default=None, max_length=400, description="A base model, a character, `base:lora`, or an alias; see /v1/models"
    )
    size: str | None = Field(
        default=None, max_length=40, description="auto, or one like 1024x1024: brought to what the model draws"
    )
    response_format: Literal["url", "b64_json"] | None = Field(
        default=None, description="url for dall-e-2, dall-e-3 and no model, b64_json for all else, if left out"
    )
    output_format: OutputFormat = Field(default="png", description="Of the files")
    output_compression: int = Field(default=100, ge=0, le=100, description="Quality of jpeg and webp")
    user: str = Field(default="", max_length=1000, description="Whom it is for: turns are taken between them")
    quality: str | None = Field(default=None, max_length=40, description="Taken and not used")
    style: str | None = Field(default=None, max_length=40, description="Taken and not used")
    background: str | None = Field(default=None, max_length=40, description="Taken and not used: pictures are opaque")
    moderation: str | None = Field(default=None, max_length=40, description="Taken and not used")
    stream: bool = Field(default=False, description="Answer with server-sent events")
    partial_images: int = Field(
        default=0, ge=0, le=MAX_PARTIAL_IMAGES, description="With stream: how many looks at each picture in the making"
    )
    num_inference_steps: int | None = Field(
        default=None,
        ge=1,
        le=150,
        description="Or `steps`",
        validation_alias=AliasChoices("num_inference_steps", "steps"),
    )
    guidance_scale: float | None = Field(
        default=None, ge=0, le=30, description="Or `guidance`, `cfg_scale`",
        validation_alias=AliasChoices("guidance_scale", "guidance", "cfg_scale"),
    )  # fmt: skip
    scheduler: SchedulerName | None = Field(
        default=None, description="Or `sampler`", validation_alias=AliasChoices("scheduler", "sampler")
    )
    seed: Annotated[int | None, BeforeValidator(lambda seed: None if seed in (-1, "-1") else seed)] = Field(
        default=None, ge=0, le=MAX_SEED, description="Same seed, same picture; -1 or none is a random one"
    )

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, data: Any) -> Any:
        # Clients send null, and forms an empty text, for what they leave to the server; a prompt is never left to it.
        if not isinstance(data, dict):
            return data
        return {name: value for name, value in data.items() if value is not None and (value != "" or name == "prompt")}

    @property
    def requester(self) -> str:
        """Whom it is for, as jobs know it."""
        return self.user[:_REQUESTER]

    @property
    def wants_url(self) -> bool:
        """Whether pictures are answered as links."""
        if self.response_format is not None:
            return self.response_format == "url"
        return (self.model or _URL_BY_DEFAULT).startswith(_URL_BY_DEFAULT)

    @property
    def form(self) -> Form:
        """The files' format."""
        return Form(self.output_format, self.output_compression)

    def spec(self, drawable: Drawable) -> GenerationSpec:
        """The same in our own terms. Raises InvalidInput, or pydantic's ValidationError."""
        asked = {name: getattr(self, name) for name in GenerationSpec.model_fields if name in self.model_fields_set}
        asked["model"] = drawable.base.name
        if drawable.character:
            asked["character_id"] = drawable.character
        asked["loras"] = [*(LoraAsk(name=name) for name in drawable.loras), *self.loras]
        if self.width is None and self.height is None and (size := fitted(self.size, drawable.base.defaults)):
            asked["width"], asked["height"] = size
        return GenerationSpec(**asked)


class EditImage(BaseModel):
    """A picture to work on: itself, or by its id."""

    image_url: str | None = Field(default=None, description="data:image/png;base64,…; nothing is fetched from the web")
    file_id: str | None = Field(default=None, max_length=64, description="An input (img_…) or a picture (pic_…)")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.image_url is None) == (self.file_id is None):
            raise ValueError("give image_url or file_id")
        return self


class EditAsk(ImageAsk):
    """A request to draw over a picture, as JSON."""

    images: list[EditImage] = Field(default=[], max_length=16, description="One picture; several cannot be joined")
    mask: EditImage | None = Field(default=None, description="Transparent, or white if opaque, is drawn anew")
    input_fidelity: str | None = Field(default=None, max_length=40, description="Taken and not used; see strength")


class DrawnImage(BaseModel):
    """One picture."""

    url: str | None = Field(default=None, description="A signed link that works for an hour")
    b64_json: str | None = Field(default=None, description="The file itself")
    revised_prompt: str = Field(description="The prompt as it was drawn: with trigger word and styles")


class TokenDetails(BaseModel):
    """Nothing is counted in tokens."""

    text_tokens: int = Field(default=0, description="Always 0")
    image_tokens: int = Field(default=0, description="Always 0")


class Usage(BaseModel):
    """Nothing is counted in tokens; clients that add them up find zeros."""

    total_tokens: int = Field(default=0, description="Always 0")
    input_tokens: int = Field(default=0, description="Always 0")
    output_tokens: int = Field(default=0, description="Always 0")
    input_tokens_details: TokenDetails = Field(default=TokenDetails(), description="Always 0")


class Looks(BaseModel):
    """How the pictures of one answer are."""

    background: Literal["opaque"] = Field(default="opaque", description="Always opaque")
    output_format: OutputFormat = Field(description="Of the files")
    quality: str | None = Field(default=None, description="As it was asked")
    size: str = Field(description="As it was drawn, such as 1024x1024")


class ImagesAnswer(Looks):
    """The pictures of one request."""

    created: int = Field(description="Seconds since 1970")
    data: list[DrawnImage] = Field(description="As many as were asked for")
    usage: Usage = Field(default=Usage(), description="Zeros")


class PartialImage(Looks):
    """An event: how a picture looks by now, smaller than it will be."""

    type: Literal["image_generation.partial_image", "image_edit.partial_image"] = Field(description="The event")
    b64_json: str = Field(description="A file")
    created_at: int = Field(description="Seconds since 1970")
    partial_image_index: int = Field(description="From 0, of this picture")


class CompletedImage(Looks):
    """An event: a picture is done. There is one for each."""

    type: Literal["image_generation.completed", "image_edit.completed"] = Field(description="The event")
    b64_json: str = Field(description="The file")
    created_at: int = Field(description="Seconds since 1970")
    revised_prompt: str = Field(description="The prompt as it was drawn")
    usage: Usage = Field(default=Usage(), description="Zeros")


class ModelCard(BaseModel):
    """Something that draws, by the name that `model` takes."""

    id: str = Field(description="The name")
    object: Literal["model"] = Field(default="model", description="Always model")
    created: int = Field(description="Seconds since 1970")
    owned_by: Literal["safelight"] = Field(default="safelight", description="Always safelight")
    root: str = Field(description="The base model that draws")

    @classmethod
    def of(cls, drawable: Drawable) -> "ModelCard":
        """The card of one."""
        return cls(id=drawable.name, created=int(drawable.created_at.timestamp()), root=drawable.base.name)


class ModelCards(BaseModel):
    """All that draws."""

    object: Literal["list"] = Field(default="list", description="Always list")
    data: list[ModelCard] = Field(description="Bases, characters, bases with a LoRA, aliases")
