"""Runs side by side: what was told them, what came out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.classifiers.schemas.comparing import (
    ComparedClass,
    ComparedConfusion,
    ComparedCurve,
    ComparedFact,
    ComparedMetric,
    Comparison,
)
from safelight.features.classifiers.service import configs, runs, showing
from safelight.features.classifiers.tables import ClassifierRun
from safelight.kit.errors import InvalidInput
from safelight.specs.classify import LESS_IS_BETTER, Evaluation, RunResult, Split

MOST = 8
MOST_CLASSES = 200
_METRICS = (
    "accuracy",
    "top_k",
    "macro_f1",
    "macro_precision",
    "macro_recall",
    "auroc",
    "loss",
    "ece",
)


def compare(session: Session, *, asked: Sequence[str], split: Split = "val") -> Comparison:
    """Two to eight runs. Raises RunNotFound, InvalidInput for too few or too many."""
    unique = list(dict.fromkeys(asked))
    if not 2 <= len(unique) <= MOST:
        raise InvalidInput.of("runs", ",".join(asked), f"compare 2 to {MOST} runs, each named once")
    found = [runs.get(session, each) for each in unique]
    results = [showing.result_of(run) for run in found]
    judged = [result.evaluations.get(split) if result else None for result in results]
    return Comparison(
        split=split,
        runs=showing.listed(session, found),
        settings=configs.side_by_side([showing.settings_of(run) for run in found]),
        facts=_facts(found, results),
        metrics=[*_metrics(judged), *_paces(results)],
        curves=_curves(session, found),
        classes=_classes(judged),
        confusions=[_confusion(run, evaluation) for run, evaluation in zip(found, judged, strict=True)],
    )


def _facts(found: Sequence[ClassifierRun], results: Sequence[RunResult | None]) -> list[ComparedFact]:
    rows: dict[str, list[Any]] = {
        "dataset": [run.dataset_id for run in found],
        "dataset_version": [run.dataset_version for run in found],
        "fingerprint": [result.fingerprint if result else None for result in results],
        "classes": [len(result.labels) if result else None for result in results],
        "stopped": [result.stopped if result else None for result in results],
    }
    ran_on = [result.environment if result else None for result in results]
    for name in ("safelight", "code", "python", "platform", "device", "device_name", "threads"):
        rows[name] = [getattr(environment, name) if environment else None for environment in ran_on]
    packages = sorted({name for environment in ran_on if environment for name in environment.packages})
    for name in packages:
        rows[name] = [environment.packages.get(name) if environment else None for environment in ran_on]
    return [
        ComparedFact(name=name, values=values, differs=len({repr(value) for value in values if value is not None}) > 1)
        for name, values in rows.items()
    ]


def _metrics(judged: Sequence[Evaluation | None]) -> list[ComparedMetric]:
    return [
        _compared(
            name,
            [getattr(each.metrics, name) if each else None for each in judged],
            less_is_better=name in LESS_IS_BETTER,
        )
        for name in _METRICS
    ]


def _paces(results: Sequence[RunResult | None]) -> list[ComparedMetric]:
    rows: dict[str, list[float | None]] = {
        "seconds": [result.seconds if result else None for result in results],
        "images_per_second": [_pace(result) if result else None for result in results],
        "parameters": [result.parameters if result else None for result in results],
    }
    return [_compared(name, values, less_is_better=name != "images_per_second") for name, values in rows.items()]


def _pace(result: RunResult) -> float | None:
    paces = sorted(epoch.images_per_second for epoch in result.epochs)
    return paces[len(paces) // 2] if paces else None


def _compared(name: str, values: list[float | None], *, less_is_better: bool) -> ComparedMetric:
    known = {position: value for position, value in enumerate(values) if value is not None}
    best = (min if less_is_better else max)(known, key=lambda position: known[position]) if len(known) > 1 else None
    return ComparedMetric(name=name, values=values, less_is_better=less_is_better, best=best)


def _curves(session: Session, found: Sequence[ClassifierRun]) -> list[ComparedCurve]:
    each = [{curve.name: curve.points for curve in showing.curves(session, run).curves} for run in found]
    names = sorted({name for curves in each for name in curves})
    return [ComparedCurve(name=name, series=[curves.get(name, []) for curves in each]) for name in names]


def _classes(judged: Sequence[Evaluation | None]) -> list[ComparedClass]:
    each = [{one.label: one for one in evaluation.per_class} if evaluation else {} for evaluation in judged]
    labels = list(dict.fromkeys(label for classes in each for label in classes))
    return [ComparedClass(label=label, values=[classes.get(label) for classes in each]) for label in labels]


def _confusion(run: ClassifierRun, evaluation: Evaluation | None) -> ComparedConfusion | None:
    if evaluation is None or len(evaluation.labels) > MOST_CLASSES:
        return None
    return ComparedConfusion(run_id=run.id, labels=evaluation.labels, confusion=evaluation.confusion)
