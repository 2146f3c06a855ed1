"""Runs side by side, as the API shows them."""

from typing import Any

from pydantic import BaseModel, Field

from safelight.features.classifiers.schemas.common import SettingValues
from safelight.features.classifiers.schemas.runs import CurvePoint, RunListed
from safelight.specs.classify import ClassMetrics, Split


class ComparedMetric(BaseModel):
    """One metric of each run."""

    name: str
    values: list[float | None] = Field(description="In the order of the runs; null where a run has none")
    less_is_better: bool
    best: int | None = Field(description="Position of the best run; null where fewer than two have a value")


class ComparedCurve(BaseModel):
    """One curve of each run."""

    name: str
    series: list[list[CurvePoint]] = Field(description="In the order of the runs; empty where a run has none")


class ComparedClass(BaseModel):
    """One class, as each run judges it."""

    label: str
    values: list[ClassMetrics | None] = Field(description="In the order of the runs")


class ComparedConfusion(BaseModel):
    """The confusion matrix of one run."""

    run_id: str
    labels: list[str]
    confusion: list[list[int]] = Field(description="[true class][predicted class] pictures")


class ComparedFact(BaseModel):
    """Something that the runs were trained with, beside their settings."""

    name: str
    values: list[Any] = Field(description="In the order of the runs")
    differs: bool


class Comparison(BaseModel):
    """Up to eight runs side by side."""

    split: Split = Field(description="The part of the dataset that the metrics are of")
    runs: list[RunListed] = Field(description="In the order in which they were asked for")
    settings: list[SettingValues] = Field(description="Settings, those that differ first")
    facts: list[ComparedFact] = Field(description="Dataset, version, fingerprint, code, packages, device")
    metrics: list[ComparedMetric]
    curves: list[ComparedCurve]
    classes: list[ComparedClass]
    confusions: list[ComparedConfusion | None] = Field(
        description="In the order of the runs; null where a run has no result, or more than 200 classes"
    )
