"""What a training had learnt at each of its steps, side by side in grids, and where it comes from."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.characters.schemas import WRITABLE, SampleShown
from safelight.specs.characters import LikenessScores
from safelight.specs.jobs import JobFailure, JobState, Progress
from safelight.specs.lineage import Lineage
from safelight.specs.training import TrainSpec


class CheckpointShown(BaseModel):
    """What a training had learnt at a step, how it scored, and what was drawn there."""

    step: int = Field(description="0 is the base before it has learnt anything")
    scores: LikenessScores
    in_use: bool = Field(description="The version draws with it")
    is_best: bool = Field(description="Of those scored so far")
    has_file: bool = Field(description="It can be put into use and drawn in a grid; of others only scores are kept")
    size: int | None = Field(description="Bytes of its file")
    samples: list[SampleShown] = Field(description="Of the sample prompts, in their order")
    probes: list[SampleShown] = Field(description="Of other things")
    created_at: datetime


class CheckpointsShown(BaseModel):
    """The checkpoints of one training, first step first; of one that still runs, those so far."""

    version: int
    step: int | None = Field(description="Of the one that the version draws with; null while it is being made")
    best_step: int | None = Field(description="Of the one with the highest score; null where nothing was scored")
    checkpoints: list[CheckpointShown]


class StepChoice(BaseModel):
    """Which checkpoint to draw with."""

    model_config = ConfigDict(extra="forbid")

    step: int = Field(ge=1, description="One that has a file")


class GridAsk(BaseModel):
    """What to draw side by side; what is left out is chosen: kept checkpoints, sample prompts, full strength."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    steps: list[Annotated[int, Field(ge=1)]] | None = Field(default=None, min_length=1, max_length=20)
    prompts: list[Annotated[str, Field(min_length=1, max_length=2000, pattern=WRITABLE)]] | None = Field(
        default=None, min_length=1, max_length=12, description="{subject} stands for trigger and class word"
    )
    strengths: list[Annotated[float, Field(ge=0, le=2)]] = Field(
        default=[1.0], min_length=1, max_length=8, description="Of the LoRA; 0 is the base alone"
    )
    seed: int = Field(default=0, ge=0, le=2**32 - 1)


class GridCell(BaseModel):
    """One picture of a grid; the urls are null until it is drawn."""

    step: int
    prompt: int = Field(description="Its place in `prompts`, from 0")
    strength: float
    url: str | None
    thumbnail_url: str | None
    thumbhash: str | None


class GridShown(BaseModel):
    """A grid: steps x prompts x strengths, as far as it is drawn."""

    job_id: str
    version: int
    status: JobState
    progress: Progress | None
    failure: JobFailure | None
    steps: list[int]
    prompts: list[str]
    strengths: list[float]
    seed: int
    width: int
    height: int
    cells: list[GridCell] = Field(description="By step, then prompt, then strength")
    created_at: datetime


class VersionLineage(BaseModel):
    """Where the weights of a version come from."""

    character_id: str
    character_name: str
    version: int
    in_use: bool
    step: int | None = Field(description="Of the checkpoint; null of an import")
    source: Literal["trained", "imported"]
    job_id: str | None = Field(description="The training itself, with its curves")
    base_model: str
    trigger: str
    class_word: str
    sha256: str | None = Field(description="Of the LoRA file; null where a model of its own came of it")
    model: str | None = Field(description="The model of its own")
    training: TrainSpec | None
    learnt: Lineage | None = Field(description="Null of imports, and of trainings from before this was kept")
    created_at: datetime
