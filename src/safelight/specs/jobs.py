"""The words of a job that server, worker and clients share."""

from typing import Literal

from pydantic import BaseModel, Field

JobState = Literal["queued", "placed", "running", "succeeded", "failed", "cancelled"]
Place = Literal["worker", "server"]
Engine = Literal["native", "comfyui"]
MODELS_HERE = ("safelight.models", "here")
"""A label of the workers that see the server's models folder, and of jobs whose model lies nowhere else."""
SHELF_HERE = ("safelight.shelf", "here")
"""The same of jobs that leave a model in that folder."""
FOLDER_HERE = ("safelight.folder", "here")
"""The same of jobs that read a dataset which is a folder beside it, on the server's disk."""
FINISHED: frozenset[str] = frozenset({"succeeded", "failed", "cancelled"})


class Needs(BaseModel):
    """What a worker must have to take the job."""

    memory_bytes: int = Field(default=0, ge=0, description="Peak device memory the job is expected to take")
    gpu: bool = False
    worker: str | None = Field(default=None, description="Only the worker of this name or id may take it")
    engine: Engine = Field(default="native", description="What computes on the workers that may take it")
    labels: dict[str, str] = Field(default={}, description="Labels that a worker must have to take it")
    pauses: bool = Field(
        default=False,
        description="It stands aside between two steps while its worker does more urgent jobs",
    )
    visits: bool = Field(default=False, description="A worker may do it while another job stands aside for it")


class Progress(BaseModel):
    """How far a job is. `fraction` runs from 0 to 1 over all its stages."""

    stage: str | None = None
    stages: list[str] = []
    step: int = 0
    total: int = 0
    unit: Literal["step", "byte"] = Field(default="step", description="What step, total and rate count")
    fraction: float = 0.0
    loss: float | None = None
    rate: float | None = Field(default=None, description="Of the unit, per second")
    eta_seconds: float | None = Field(default=None, description="Of the whole job, from what was measured so far")
    message: str | None = None


class JobFailure(BaseModel):
    """Why a job failed, for a person."""

    code: str
    message: str
    hint: str | None = None
