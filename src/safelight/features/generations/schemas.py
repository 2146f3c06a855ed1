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
    pictures: list[PictureShown]
    created_at: datetime
