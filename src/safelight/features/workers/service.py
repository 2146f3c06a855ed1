"""What is known of the workers."""

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.models.repository import records
from safelight.features.workers.errors import WorkerNotFound
from safelight.features.workers.schemas import WorkerShown
from safelight.jobs import fitness, moves
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job, Worker
from safelight.kit.errors import shorten
from safelight.specs.hardware import WorkerFacts

_COLUMNS = frozenset(WorkerShown.model_fields) & frozenset(Worker.__table__.columns.keys()) - {"facts"}


def alive(session: Session) -> list[WorkerShown]:
    """Every worker whose lease has not run out."""
    hidden = records.hidden(session)
    busy = {job.owner: job for job in jobs.in_work(session) if jobs.is_seen(session, job)}
    now = moves.database_now(session)
    return [
        WorkerShown.model_validate(
            {name: getattr(worker, name) for name in _COLUMNS}
            | _of_its_job(busy.get(worker.id))
            | {
                "loaded_models": [name for name in worker.loaded_models if name not in hidden],
                "memory_used": worker.memory_total - worker.memory_free if worker.memory_total else None,
                "seen_seconds_ago": max(0.0, round((now - worker.seen_at).total_seconds(), 2)),
                "unfit": fitness.unfit(worker.speaks, worker.version),
                "facts": _facts(worker),
            }
        )
        for worker in jobs.workers(session)
    ]


def get(session: Session, named: str) -> WorkerShown:
    """A living worker by its id or its name. Raises WorkerNotFound."""
    workers = alive(session)
    for worker in workers:
        if named in {worker.id, worker.name}:
            return worker
    raise WorkerNotFound(shorten(named), [worker.name for worker in workers])


def drain(session: Session, named: str) -> WorkerShown:
    """Have a worker end what it has, and take nothing more until `undrain`. Raises WorkerNotFound."""
    worker = _row(session, named)
    if worker.drain_requested_at is None:
        ask_to_drain(session, worker)
        note(session, action="worker.drained", subject=worker.id, details={"name": worker.name})
    session.flush()
    return get(session, worker.id)


def undrain(session: Session, named: str) -> WorkerShown:
    """Let it take jobs again: within a beat, unless it is leaving. Raises WorkerNotFound."""
    worker = _row(session, named)
    if worker.drain_requested_at is not None:
        worker.drain_requested_at = None
        note(session, action="worker.undrained", subject=worker.id, details={"name": worker.name})
    session.flush()
    return get(session, worker.id)


def ask_to_drain(session: Session, worker: Worker) -> None:
    """From this commit on nothing is placed on it."""
    worker.drain_requested_at = worker.drain_requested_at or moves.database_now(session)
    worker.state = "draining"
    moves.tell_worker(session, worker.id, "changed")


def _row(session: Session, named: str) -> Worker:
    found = [worker for worker in jobs.workers(session) if named in {worker.id, worker.name}]
    if not found:
        raise WorkerNotFound(shorten(named), [worker.name for worker in jobs.workers(session)])
    held = session.get(Worker, found[0].id, with_for_update=True, populate_existing=True)
    if held is None or held.state == "gone":
        raise WorkerNotFound(shorten(named), [worker.name for worker in jobs.workers(session)])
    return held


def _facts(worker: Worker) -> WorkerFacts | None:
    try:
        return WorkerFacts.model_validate(worker.facts) if worker.facts else None
    except ValidationError:  # a worker of another version
        return None


def _of_its_job(job: Job | None) -> dict[str, str | None]:
    return {"job_id": job.id if job else None, "job_title": job.title if job else None}
