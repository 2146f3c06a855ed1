"""Sweeps as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from safelight.features.classifiers.schemas.common import Asked, Name, Named, SettingProblem, Settings, Tags, Text
from safelight.features.classifiers.schemas.runs import RunListed
from safelight.specs.classify import MonitorMetric
from safelight.specs.jobs import JobState

SweepMethod = Literal["grid", "random"]
MAX_RUNS = 200


class Values(BaseModel):
    """These values of a setting."""

    model_config = ConfigDict(extra="forbid")

    values: list[Any] = Field(min_length=1, max_length=50)


class Range(BaseModel):
    """Values of a numeric setting between two ends; whole ones where the setting is whole."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    low: float
    high: float
    scale: Literal["linear", "log"] = Field(default="linear", description="log: as many between 1 and 10 as 10 and 100")
    steps: int = Field(default=3, ge=2, le=50, description="Values of a grid, both ends among them")


Dimension = Annotated[Values | Range, Field(union_mode="smart")]


class SweepAsk(BaseModel):
    """What to try: settings, each with its values."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    config: Asked | None = Field(default=None, description="Id of the config to begin with; the defaults if left out")
    settings: Settings = Field(default={}, description="Settings of every run that differ from the config's")
    dataset: Asked | None = Field(default=None, description="Id or name; the config's if left out")
    method: SweepMethod = Field(default="grid", description="grid: every combination; random: some, by chance")
    space: dict[str, Dimension] = Field(
        min_length=1, max_length=10, description="Settings to vary, by name: values, or low and high"
    )
    count: int = Field(default=10, ge=1, le=MAX_RUNS, description="Of random: how many runs")
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="Of random: the same seed tries the same")


class SweepStart(SweepAsk):
    """A sweep to start."""

    name: Name
    project: Asked | None = Field(default=None, description="Id or name; the config's if left out")
    notes: Text = ""
    tags: Tags = []
    worker: Asked | None = Field(default=None, description="Name or id of the one worker that may take its runs")
    gpu: bool = Field(default=False, description="Only workers with a GPU may take its runs")


class SweepPreview(BaseModel):
    """What a sweep would start."""

    count: int = Field(description="Runs")
    limit: int = Field(default=MAX_RUNS, description="The most that one sweep may start")
    runs: list[dict[str, Any]] = Field(description="The varied settings of each; the first 200")
    problems: list[SettingProblem]


class SweepListed(BaseModel):
    """One sweep of a list."""

    id: str
    name: str
    project: Named | None
    dataset: Named
    config: Named | None
    method: SweepMethod
    space: dict[str, Any] = Field(description="The varied settings, with their values")
    seed: int
    run_count: int
    states: dict[JobState, int] = Field(description="Runs by state")
    monitor_metric: MonitorMetric | None = Field(description="What its runs are judged by")
    best_run_id: str | None = Field(description="The run with the best value of the monitored metric so far")
    best_run_number: int | None
    best_value: float | None
    created_at: datetime


class SweepRun(BaseModel):
    """One run of a sweep, with what it tries."""

    values: dict[str, Any] = Field(description="Of the varied settings")
    run: RunListed


class SweepShown(SweepListed):
    """One sweep with its runs, best first."""

    runs: list[SweepRun]


class SweepStarted(BaseModel):
    """A sweep whose runs were queued."""

    sweep: SweepShown
