"""Every change of a job's state, each with the fact it publishes. Service, runner and placer all go through here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session, load_only

from safelight import events
from safelight.db.committed import once_committed
from safelight.db.ownership import EVERYBODYS
from safelight.db.watch import notify
from safelight.jobs import allowance
from safelight.jobs.errors import LostOwnership
from safelight.jobs.tables import ALONE, LINE, SERVER, Job, JobPreview, Worker, line_of
from safelight.kit.clock import utcnow
from safelight.specs import telemetry
from safelight.specs.jobs import JobFailure, JobState

MAX_DEATHS = 3
PLACER = "placer"  # where the placer is told that there is something to do
_OF_PLACING = (Job.kind, Job.state, Job.subject, Job.epoch, Job.queued_at, Job.account_id, Job.project_id, Job.owner)
_FORGET_PREVIEWS = (
    delete(JobPreview.bare()).where(JobPreview.bare().c.job_id == bindparam("of")).execution_options(**EVERYBODYS)
)
_STIRRING = frozenset({"queued", "moved", "succeeded", "failed", "cancelled"})


def database_now(session: Session) -> datetime:
    """The time of the one clock that all hosts share. With SQLite all are on one host, and its clock will do."""
    if session.get_bind().dialect.name == "sqlite":
        return utcnow()
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now


def topic_of(job_id: str) -> str:
    """The topic of a job's facts."""
    return f"job:{job_id}"


def mailbox_of(worker_id: str) -> str:
    """Where a worker is told that something was placed on it."""
    return f"worker:{worker_id}"


def locked(session: Session, job_id: str) -> Job | None:
    """The job as committed last, held against everyone else until this transaction ends."""
    return session.get(Job, job_id, with_for_update=True, populate_existing=True)


def owned(session: Session, job_id: str, epoch: int) -> Job:
    """The job, locked; raises LostOwnership unless it is still running under this epoch."""
    job = locked(session, job_id)
    if job is None or job.state != "running" or job.epoch != epoch:
        raise LostOwnership(job_id)
    return job


def tell(session: Session, job: Job, what: str, **more: Any) -> None:
    """Publish `job.<what>`."""
    payload = {"id": job.id, "kind": job.kind, "state": job.state, "subject": job.subject, **more}
    events.publish(session, topic=topic_of(job.id), kind=f"job.{what}", payload=payload, of=job)
    if what in _STIRRING:
        notify(session, PLACER)


def tell_worker(session: Session, worker_id: str, what: str) -> None:
    """Publish `worker.<what>`."""
    events.publish(session, topic="workers", kind=f"worker.{what}", payload={"id": worker_id}, of=None)
    notify(session, PLACER)


def queue_again(session: Session, job: Job) -> None:
    """From finished back to waiting; the results of finished stages stay."""
    job.state = "queued"
    job.owner = job.failure = job.cancel_requested_at = None
    job.placed_at = job.started_at = job.finished_at = None
    job.deaths = 0
    job.queued_at = utcnow()
    _stand_in_line(job)
    tell(session, job, "queued")


def place(session: Session, job: Job, worker_id: str) -> None:
    """From waiting to a worker's mailbox. A new epoch makes whatever an earlier owner still does void."""
    _place(session, job, worker_id)
    notify(session, mailbox_of(worker_id))


def _place(session: Session, job: Job, worker_id: str) -> None:
    job.state = "placed"
    job.owner = worker_id
    job.epoch += 1
    job.placed_at = utcnow()
    _measure(session, job, "wait", job.queued_at, job.placed_at)
    tell(session, job, "placed", worker=worker_id)


def place_all(session: Session, worker_of: Mapping[str, str]) -> None:
    """Give those of these jobs that still wait each to its worker; locked in the order of their ids."""
    waiting = select(Job).where(Job.id.in_(worker_of), Job.state == "queued").order_by(Job.id).with_for_update()
    narrow = load_only(*_OF_PLACING)
    jobs = session.scalars(waiting.options(narrow), execution_options={"populate_existing": True}).all()
    for job in jobs:
        _place(session, job, worker_of[job.id])
    notify(session, *{mailbox_of(worker_of[job.id]) for job in jobs})


def start(session: Session, job: Job) -> None:
    """The worker has it in hand."""
    job.state = "running"
    job.attempts += 1
    now = utcnow()
    job.started_at = job.started_at or now
    _measure(session, job, "delivery", job.placed_at or now, now)
    tell(session, job, "started", worker=job.owner, attempt=job.attempts)


def finish(session: Session, job: Job, state: JobState, failure: JobFailure | None = None) -> None:
    """The end, for now: `succeeded`, `failed` or `cancelled`."""
    allowance.spend(session, job, ended=state)
    job.state = state
    job.owner = None
    job.failure = failure.model_dump() if failure else None
    job.finished_at = utcnow()
    _measure(session, job, "total", job.queued_at, job.finished_at)
    _count_end(session, job.kind, state, failure)
    session.execute(_FORGET_PREVIEWS, {"of": job.id})
    tell(session, job, state, failure=job.failure)


def give_back(session: Session, job: Job) -> None:
    """From a worker that will not do it back to the queue, where its age keeps its place; or end it if asked to."""
    if job.cancel_requested_at:
        finish(session, job, "cancelled")
        return
    allowance.spend(session, job)
    job.state = "queued"
    job.owner = job.placed_at = None
    _stand_in_line(job)
    tell(session, job, "queued")


def dismiss(session: Session, worker_id: str) -> bool:
    """Strike a worker off, for good, and free its jobs; False if it is gone already."""
    worker = session.scalar(select(Worker).where(Worker.id == worker_id, Worker.state != "gone").with_for_update())
    if worker is None:
        return False
    worker.state = "gone"
    if worker.device != SERVER:  # of a server's desk nobody was told that it came
        tell_worker(session, worker_id, "gone")
    for job in session.scalars(select(Job).where(Job.owner == worker_id).with_for_update()):
        bereave(session, job)
    return True


def bereave(session: Session, job: Job) -> None:
    """Its worker is gone: give the job back, unless it kills worker after worker."""
    # A server does several at once and dies for reasons of its own: its death speaks against none of them.
    if job.state == "running" and job.place != SERVER:
        job.deaths += 1
    if job.deaths >= MAX_DEATHS and not job.cancel_requested_at:
        finish(session, job, "failed", _POISON)
    else:
        give_back(session, job)


def _stand_in_line(job: Job) -> None:
    """Behind those that ask the same; one during which a worker died stands alone, and is alone on its worker."""
    job.line = f"{ALONE}{job.id}" if job.deaths else line_of({name: getattr(job, name) for name in LINE})


def _measure(session: Session, job: Job, phase: str, began: datetime, ended: datetime) -> None:
    kind, seconds = job.kind, max(0.0, (ended - began).total_seconds())
    once_committed(session, lambda: telemetry.JOB_SECONDS.observe(seconds, kind, phase))


def _count_end(session: Session, kind: str, state: JobState, failure: JobFailure | None) -> None:
    def count() -> None:
        telemetry.JOBS_ENDED.add(kind, state)
        if failure is not None:
            telemetry.JOB_ERRORS.add(kind, failure.code)

    once_committed(session, count)  # what is rolled back and done again is counted once


_POISON = JobFailure(
    code="poison_job",
    message=f"The worker died {MAX_DEATHS} times while doing this job, with no finished stage or checkpoint between.",
    hint="Most often the device or the machine ran out of memory: use a smaller batch, resolution or model, or a "
    "larger device. The worker's log shows its last lines. Resume the job to try again.",
)
