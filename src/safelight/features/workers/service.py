"""What is known of the workers."""

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight.features.models.repository import records
from safelight.features.workers.errors import WorkerNotFound
from safelight.features.workers.schemas import WorkerShown
from safelight.jobs import moves
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


def _facts(worker: Worker) -> WorkerFacts | None:
    try:
        return WorkerFacts.model_validate(worker.facts) if worker.facts else None
    except ValidationError:  # a worker of another version
        return None


def _of_its_job(job: Job | None) -> dict[str, str | None]:
    return {"job_id": job.id if job else None, "job_title": job.title if job else None}
