"""Videos as the API takes and shows them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safelight.features.generations.schemas import GenerationShown
from safelight.features.webhooks.schemas import WebhookFields
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, GenerationSpec, InputResizeMode
from safelight.specs.video import VideoCodec


class VideoSpec(BaseModel):
    """A request for one video: of a picture that is there (`image`), or of one that is drawn first.

    The picture to draw is told in full by `picture`, or in short by `prompt` and `character_id`. What is left out
    comes from the model.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, protected_namespaces=())

    model: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="Video model; the one that is installed"
    )
    image: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="Input (img_…) or picture (pic_…) that begins to move"
    )
    picture: GenerationSpec | None = Field(default=None, description="The picture to draw first, in full")
    prompt: str | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_PROMPT,
        description="The picture to draw first, in words; models that read words are told it too",
    )
    negative_prompt: str = Field(default="", max_length=MAX_PROMPT, description="For models that read words")
    character_id: str | None = Field(default=None, max_length=64, description="A trained character to draw first")
    resize_mode: InputResizeMode = Field(
        default="fill",
        description="How the picture comes to the video's size: exact stretches, fill crops, pad adds bars",
    )
    num_frames: int | None = Field(default=None, ge=2, le=250, description="Frames to make; the model's own number")
    fps: float | None = Field(default=None, ge=1, le=60, description="Frames per second of the film")
    motion_bucket_id: int | None = Field(default=None, ge=1, le=255, description="How much moves")
    noise_aug_strength: float | None = Field(
        default=None, ge=0, le=1, description="How far the film may leave its picture"
    )
    num_inference_steps: int | None = Field(default=None, ge=1, le=150, description="Denoising steps")
    min_guidance_scale: float | None = Field(default=None, ge=0, le=30, description="Guidance of the first frame")
    max_guidance_scale: float | None = Field(
        default=None, ge=0, le=30, description="Guidance of the last frame, or of all where a model has one for all"
    )
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED, description="Same seed, same video; random if left out")
    width: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    height: int | None = Field(default=None, ge=64, le=2048, multiple_of=8, description="Pixels, a multiple of 8")
    decode_chunk_size: int | None = Field(
        default=None, ge=1, le=250, description="Frames decoded at once: fewer need less memory and may flicker"
    )
    codec: VideoCodec = Field(default="auto", description="How the film is packed; auto is the server's choice")

    @model_validator(mode="after")
    def _has_one_picture(self) -> Self:
        if self.image is not None and (self.picture is not None or self.character_id is not None):
            raise ValueError("image is the picture already; leave picture and character_id out")
        if self.image is None and self.picture is None and self.prompt is None:
            raise ValueError("name an image, or say what to draw first: picture, or prompt")
        if self.picture is not None and self.character_id is not None:
            raise ValueError("name the character inside picture")
        if self.picture is not None and (self.picture.n != 1 or len(self.picture.seeds) > 1):
            raise ValueError("picture: a video has one picture, so n must be 1")
        low, high = self.min_guidance_scale, self.max_guidance_scale
        if low is not None and high is not None and low > high:
            raise ValueError("min_guidance_scale must not be above max_guidance_scale")
        return self


class VideoAsk(VideoSpec, WebhookFields):
    """A request for a video, and where to call when it is there."""


class Source(BaseModel):
    """The picture that a video starts from."""

    id: str | None = Field(description="In the gallery; null for one that was brought, or is gone")
    generation_id: str | None = Field(description="What draws it, where it is drawn first")
    url: str | None = Field(description="Signed link; null while it is not drawn yet, or is gone")


class VideoShown(GenerationShown):
    """A video: what was asked, how far it is, and once it is there its film as the one item of `pictures`."""

    source: Source
