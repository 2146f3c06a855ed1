"""What a worker records of a run: the best value so far, and at its end all that it has found."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from safelight.features.classifiers.repository import runs as repository
from safelight.features.classifiers.service import runs
from safelight.features.classifiers.tables import ClassifierPrediction, ClassifierRun
from safelight.kit.clock import utcnow
from safelight.specs.classify import EpochResult, RunResult
from safelight.storage import StoredFile

TOP = 5
"""Classes that are kept of each prediction."""
ROWS = 2000


def note_epoch(session: Session, *, run_id: str, epoch: EpochResult, monitored: float | None) -> None:
    """An epoch is over; `monitored` is the best value so far. A run that was deleted meanwhile is none of ours."""
    run = session.get(ClassifierRun, run_id)
    if run is not None:
        run.monitored = monitored
        runs.tell(session, run, "epoch", epoch=epoch.epoch, monitored=monitored)


def finish(
    session: Session,
    *,
    run_id: str,
    result: RunResult,
    monitored: float | None,
    model_key: str,
    weights: StoredFile,
    predictions: Iterable[dict[str, Any]],
) -> bool:
    """Write down what a run has found, whole; False for one that was deleted meanwhile. Done twice it is the same."""
    run = repository.locked(session, run_id)
    if run is None:
        return False
    repository.forget_predictions(session, run_id)
    rows: list[dict[str, Any]] = []
    for row in predictions:
        rows.append({"run_id": run_id, **row})
        if len(rows) == ROWS:
            session.execute(insert(ClassifierPrediction), rows)
            rows = []
    if rows:
        session.execute(insert(ClassifierPrediction), rows)
    run.result, run.monitored = result.model_dump(mode="json"), monitored
    run.model_key, run.model_sha256, run.model_size = model_key, weights.sha256, weights.size
    run.state, run.finished_at = "succeeded", utcnow()
    runs.tell(session, run, "changed")
    return True


def top(probabilities: list[float]) -> list[tuple[int, float]]:
    """The likeliest classes, with how likely they are to six digits."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__, reverse=True)
    return [(label, round(probabilities[label], 6)) for label in order[:TOP]]
