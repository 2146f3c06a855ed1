"""What is asked for and told when styles are drawn."""

from pydantic import BaseModel, ConfigDict, Field


class ThumbnailAsked(BaseModel):
    """How styles are drawn, so that they can be compared: the same subject, the same seed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    model: str | None = Field(default=None, max_length=200, description="Base model; the default one if left out")
    subject: str = Field(default="a cat", min_length=1, max_length=200, description="What to draw in the style")


class ThumbnailJob(BaseModel):
    """A thumbnail that is on its way."""

    style_id: str
    style_name: str
    model: str
    generation_id: str
    job_id: str


class ThumbnailJobs(BaseModel):
    """All thumbnails that are now on their way."""

    items: list[ThumbnailJob]
