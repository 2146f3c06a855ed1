"""Every query about sweeps."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from safelight.features.classifiers.repository.runs import state
from safelight.features.classifiers.tables import ClassifierRun, ClassifierSweep
from safelight.jobs.tables import Job
from safelight.specs.jobs import JobState


def page(
    session: Session, *, after: str | None, limit: int, project_id: str | None = None, search: str | None = None
) -> tuple[list[ClassifierSweep], str | None]:
    """Newest first, and the cursor of the next page."""
    query = select(ClassifierSweep).order_by(ClassifierSweep.id.desc()).limit(limit + 1)
    if after:
        query = query.where(ClassifierSweep.id < after)
    if project_id:
        query = query.where(ClassifierSweep.project_id == project_id)
    if search:
        query = query.where(func.lower(ClassifierSweep.name).contains(search.lower(), autoescape=True))
    found = list(session.scalars(query))
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def states(session: Session, ids: Sequence[str]) -> dict[str, dict[JobState, int]]:
    """How many runs of each sweep are in each state."""
    query = (
        select(ClassifierRun.sweep_id, state, func.count())
        .outerjoin(Job, Job.id == ClassifierRun.job_id)
        .where(ClassifierRun.sweep_id.in_(ids))
        .group_by(ClassifierRun.sweep_id, state)
    )
    found: dict[str, dict[JobState, int]] = {}
    for sweep_id, its, count in session.execute(query).all():
        known: JobState = its  # type: ignore[assignment]  # a column holds text
        found.setdefault(sweep_id or "", {})[known] = count
    return found


def monitored(session: Session, ids: Sequence[str]) -> dict[str, list[tuple[str, int, float | None, str]]]:
    """Id, number, best value and monitored metric of the runs of each sweep, first first."""
    query = (
        select(
            ClassifierRun.sweep_id,
            ClassifierRun.id,
            ClassifierRun.number,
            ClassifierRun.monitored,
            ClassifierRun.settings["monitor_metric"].as_string(),
        )
        .where(ClassifierRun.sweep_id.in_(ids))
        .order_by(ClassifierRun.number)
    )
    found: dict[str, list[tuple[str, int, float | None, str]]] = {}
    for sweep_id, *rest in session.execute(query).all():
        run_id, number, value, metric = rest
        found.setdefault(sweep_id, []).append((run_id, number, value, metric))
    return found
