"""Generations as the API shows them; what it takes is specs.generation.GenerationSpec."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from safelight.features.webhooks.schemas import WebhookFields
from safelight.specs.generation import GenerationPlan, GenerationSpec, PictureKind, Recipe
from safelight.specs.jobs import JobFailure, JobState, Progress


class Media(BaseModel):
    """What kind of file a picture is, and of a film how it plays."""

    kind: PictureKind = Field(default="image", description="image, video, or edit: another size of a picture")
    media_type: str = Field(default="image/png", description="Such as image/png or video/mp4")
    poster_url: str | None = Field(default=None, description="Of a film: its first frame, full size")
    num_frames: int | None = Field(default=None, description="Of a film")
    fps: float | None = Field(default=None, description="Of a film: frames per second")
    duration_seconds: float | None = Field(default=None, description="Of a film")


class PictureShown(Media):
    """One picture, or one film."""

    id: str
    url: str
    thumbnail_url: str
    width: int
    height: int
    size: int
    sha256: str
    seed: int
    recipe: Recipe


class GenerationShown(BaseModel):
    """A generation: what was asked, how far it is, and its pictures."""

    id: str
    own_id: str | None = Field(default=None, description="The id that the client chose for it, if it chose one")
    status: JobState
    job_id: str
    character_id: str | None
    prompt: str = Field(description="As it was asked; plan.prompt is what the model was told")
    plan: GenerationPlan
    progress: Progress | None = None
    failure: JobFailure | None = None
    notes: list[str] = Field(description="What the person should know, such as words that did not fit the model")
    pictures: list[PictureShown] = Field(description="Without those in the bin")
    created_at: datetime


class GenerationAsk(GenerationSpec, WebhookFields):
    """A request for pictures, and where to call when they are there."""


class SchedulerOptionShown(BaseModel):
    """One setting of a sampler, for `scheduler_options`."""

    name: str = Field(description="As diffusers names it")
    type: Literal["bool", "int", "float", "str"]
    default: bool | int | float | str | None = Field(description="Unless the model's own scheduler config says else")
    choices: list[str] = Field(default=[], description="The values it takes, if they are few")
    nullable: bool = Field(default=False, description="null is a value as well")
    minimum: float | None = None
    maximum: float | None = None


class SchedulerShown(BaseModel):
    """One sampler."""

    name: str = Field(description="For `scheduler`")
    class_name: str = Field(description="diffusers' class")
    flow_matching: bool = Field(description="In this form for models of flow matching (SD3, Flux, …), not for others")
    default: bool = Field(default=False, description="The model's own choice, where a model was named")
    options: list[SchedulerOptionShown]


class Missing(BaseModel):
    """Something that a recipe needs and that is not here, or that could not be taken over."""

    field: str = Field(description="The part of the request that it concerns")
    message: str
    hint: str
