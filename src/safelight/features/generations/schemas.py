"""Generations as the API shows them; what it takes is specs.generation.GenerationSpec."""

from datetime import datetime

from pydantic import BaseModel, Field

from safelight.specs.generation import GenerationPlan, Recipe
from safelight.specs.jobs import JobFailure, JobState, Progress


class PictureShown(BaseModel):
    """One picture."""

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


class Missing(BaseModel):
    """Something that a recipe needs and that is not here, or that could not be taken over."""

    field: str = Field(description="The part of the request that it concerns")
    message: str
    hint: str
