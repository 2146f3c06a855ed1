"""Runs as the API shows and takes them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.classifiers.schemas.common import Asked, Name, Named, Settings, Tags, Text
from safelight.features.models.schemas import ModelName
from safelight.specs.classify import Environment, EpochResult, Metrics, MonitorMetric, Split, TrainConfig
from safelight.specs.jobs import JobFailure, JobState, Progress

RunSort = Literal["newest", "oldest", "name", "accuracy", "top_k", "macro_f1", "auroc", "loss", "ece", "seconds"]


class RunStart(BaseModel):
    """A run to start: from a config, from settings, or from a config with settings that differ from it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    config: Asked | None = Field(default=None, description="Id of the config to begin with; the defaults if left out")
    settings: Settings = Field(default={}, description="Settings that differ from the config's")
    dataset: Asked | None = Field(default=None, description="Id or name; the config's if left out")
    dataset_version: int | None = Field(
        default=None, ge=1, description="An earlier version of the dataset; as it is now if left out"
    )
    project: Asked | None = Field(default=None, description="Id or name; the config's if left out")
    name: Name | None = Field(default=None, description="The config's name if left out")
    notes: Text = ""
    tags: Tags = []
    worker: Asked | None = Field(default=None, description="Name or id of the one worker that may take it")
    gpu: bool = Field(default=False, description="Only a worker with a GPU may take it")


class RunUpdate(BaseModel):
    """What can be changed of a run; what is left out stays."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: Name | None = None
    notes: Text | None = None
    tags: Tags | None = None
    project: Asked | None = Field(default=None, description="Id or name; null for none")


class RunListed(BaseModel):
    """One run of a list."""

    id: str
    number: int = Field(description="Counts all runs of the studio; requests may name a run by it")
    name: str
    state: JobState
    project: Named | None
    dataset: Named = Field(description="Its name is empty if it was deleted")
    dataset_version: int | None = Field(description="Null of a dataset that is a folder")
    config: Named | None = Field(description="What it began with; null if that was deleted")
    sweep_id: str | None
    tags: list[str]
    has_notes: bool
    model_flavour: str
    seed: int
    epochs: int = Field(description="That it is to take")
    monitor_metric: MonitorMetric
    monitored: float | None = Field(description="Best value of the monitored metric so far")
    val: Metrics | None = Field(description="Of the best weights, once it has ended well")
    test: Metrics | None = Field(description="Of the best weights, where there is a test part")
    model: str | None = Field(description="Its name on the shelf of models, where it was published")
    job_id: str | None
    progress: Progress | None = Field(description="How far it is; null before it began, and once its job is forgotten")
    failure: JobFailure | None
    stopping: bool = Field(description="Whether it was asked to stop and still does")
    worker: str | None = Field(description="Name of the worker that has it")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None = Field(description="That it took, once it has ended well")


class RunModel(BaseModel):
    """The model that a run has left."""

    size: int = Field(description="Bytes of its weights")
    sha256: str = Field(description="Of its weights")
    parameters: int


class RunShown(RunListed):
    """One run with all that it was told and has found."""

    notes: str
    settings: TrainConfig = Field(description="All settings, with the defaults filled in")
    changed: dict[str, object] = Field(description="Settings that differ from the defaults")
    labels: list[str] = Field(description="Its classes; empty until it has ended well, as all that follows")
    counts: dict[Split, int] = Field(description="Pictures by part")
    skipped: list[str] = Field(description="Files that were no readable pictures, with the reason; at most 500")
    skipped_count: int
    fingerprint: str | None = Field(description="Of the dataset: names, classes and contents")
    environment: Environment | None = Field(description="What it ran on")
    epoch_results: list[EpochResult]
    best_epoch: int | None
    stopped: str | None = Field(description="Why it ended before its last epoch")
    trained_model: RunModel | None


class RunStarted(BaseModel):
    """A run that was queued."""

    run: RunShown
    job_id: str


class CurvePoint(BaseModel):
    """One value of a curve."""

    step: int = Field(description="Optimizer steps so far")
    value: float


class RunCurve(BaseModel):
    """One curve of a run."""

    name: str = Field(description="train_loss, lr, images_per_second, val_loss, val_accuracy, val_macro_f1, …")
    points: list[CurvePoint]


class RunCurves(BaseModel):
    """The curves of a run: as it learns, and afterwards."""

    run_id: str
    state: JobState
    curves: list[RunCurve]


class Publish(BaseModel):
    """The name that a model gets on the shelf."""

    model_config = ConfigDict(extra="forbid")

    name: ModelName | None = Field(default=None, description="Made from the run's name and number if left out")


class Published(BaseModel):
    """A model that was put on the shelf."""

    model: str
