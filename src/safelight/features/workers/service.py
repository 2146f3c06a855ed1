"""What is known of the workers."""

from sqlalchemy.orm import Session

from safelight.features.workers.schemas import WorkerShown
from safelight.jobs import service as jobs


def alive(session: Session) -> list[WorkerShown]:
    """Every worker whose lease has not run out."""
    busy = {job.owner: job.id for job in jobs.in_work(session)}
    return [
        WorkerShown.model_validate(
            {name: getattr(worker, name) for name in WorkerShown.model_fields if name != "job_id"}
            | {"job_id": busy.get(worker.id)}
        )
        for worker in jobs.workers(session)
        if worker.state != "gone"
    ]
