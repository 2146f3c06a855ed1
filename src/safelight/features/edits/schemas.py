"""Changes of size as the API takes and shows them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from safelight.features.generations.schemas import GenerationShown
from safelight.specs.edits import MAX_SIDE, ResizeMode
from safelight.specs.jobs import JobFailure, JobState, Progress

MAX_IMAGES = 100


class EditSpec(BaseModel):
    """Which pictures, and what size they are to have: `scale`, or `width` and `height`, or one of these two.

    With an upscaler and no size, pictures become as large as it makes them.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    images: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(
        min_length=1, max_length=MAX_IMAGES, description="Inputs (img_…) and pictures (pic_…)"
    )
    mode: ResizeMode = Field(
        default="fit",
        description="exact stretches; fit goes into the size; fill covers it and is cropped; pad fits it with bars",
    )
    width: int | None = Field(default=None, ge=1, le=MAX_SIDE, description="Pixels; as height asks if left out")
    height: int | None = Field(default=None, ge=1, le=MAX_SIDE, description="Pixels; as width asks if left out")
    scale: float | None = Field(default=None, gt=0, le=16, description="Times the picture's own size")
    colour: str = Field(
        default="#000000",
        pattern=r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$",
        description="Of the bars that pad adds: #rrggbb, or #rrggbbaa",
    )
    upscaler: str | None = Field(
        default=None, min_length=1, max_length=200, description="A learned upscaler among the models; Lanczos if empty"
    )

    @model_validator(mode="after")
    def _has_one_size(self) -> Self:
        sized = self.width is not None or self.height is not None
        if sized and self.scale is not None:
            raise ValueError("give either scale or a size")
        if not sized and self.scale is None and self.upscaler is None:
            raise ValueError("say how large: scale, width or height")
        return self


class EditsShown(BaseModel):
    """What a request for edits became: one job, and one generation for each picture."""

    job_id: str
    status: JobState
    progress: Progress | None = None
    failure: JobFailure | None = None
    edits: list[GenerationShown] = Field(description="In the order of the request; each has one picture when done")
