"""Routes of the jobs: look, cancel, resume, reorder, and ask a running one for something."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, status
from fastapi.concurrency import run_in_threadpool
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from safelight.features.access import PreferWait, Reading, Snapshot, SnapshotDep, Studio, StudioDep, Writing
from safelight.features.characters.service import JOB_KIND as CHARACTER
from safelight.features.characters.service import plans
from safelight.features.models.access import ShelfDep
from safelight.features.models.repository import ModelShelf
from safelight.features.preferences import service as preferences
from safelight.features.usage import service as usage
from safelight.jobs import queue, service
from safelight.jobs.curves import thinned
from safelight.jobs.tables import ASKED, Job
from safelight.kit.clock import utcnow
from safelight.kit.errors import Conflict, NotFound
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.jobs import JobFailure, JobState, Progress

router = APIRouter(prefix="/jobs", tags=["jobs"])


class JobShown(BaseModel):
    """A job: what it is, how far it is, and why it failed if it did."""

    id: str
    kind: str
    title: str = Field(description="What it makes, in a few words; empty for jobs of before")
    subject: str | None = Field(description="What it works for, such as character:char_…")
    model: str | None = Field(description="The base model it needs loaded")
    state: JobState
    priority: int = Field(description="Lower goes first")
    position: int | None = Field(description="Place in the queue, from 1; 1001 for all beyond; null once placed")
    waiting_for: str | None = Field(description="Why it waits, in words; null when it does not, or is about to start")
    estimated_seconds: float | None = Field(
        description="How long it will take once it begins, if jobs like it were measured"
    )
    progress: Progress
    failure: JobFailure | None
    attempts: int
    worker: str | None = Field(description="Id of the worker that has it")
    worker_name: str | None
    cancel_requested: bool
    wishes: list[str] = Field(description="What was asked of it while it runs, and is not done yet")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    results: dict[str, Any] = Field(description="What each finished stage said")
    request_id: str | None = Field(default=None, description="Of the request that asked for it; the logs name it")


class MetricPoint(BaseModel):
    """One value of a curve."""

    step: int
    value: float
    at: datetime


class MetricCurve(BaseModel):
    """One curve of a job, such as its loss."""

    name: str
    points: list[MetricPoint]


class JobChange(BaseModel):
    """What can be changed of a job that still waits."""

    priority: int = Field(ge=0, le=1000)


class JobsSummary(BaseModel):
    """The queue in four numbers, each of which ends at 10 000."""

    running: int
    waiting: int
    done_today: int
    failed_today: int


class JobsCancel(BaseModel):
    """Which jobs to cancel: these, or all that wait and have not begun."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] = Field(default=[], max_length=1000)
    all_waiting: bool = False


class JobCancelled(BaseModel):
    """What became of one of them."""

    id: str
    state: JobState | None = Field(description="As it stands now; null when there is no such job")
    cancelled: bool = Field(description="Whether it has ended, or will in a moment, because of this")
    code: str | None = Field(default=None, description="Why not")
    message: str | None = None


@router.get("")
def list_jobs(
    session: Reading,
    shelf: ShelfDep,
    state: Annotated[list[JobState] | None, Query()] = None,
    kind: str | None = None,
    subject: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[JobShown]:
    """Jobs, newest first."""
    found, cursor = service.page(
        session, states=tuple(state or ()), kind=kind, subject=subject, after=after, limit=limit
    )
    return Page(items=shown(session, found, shelf=shelf), next=cursor)


@router.get("/summary")
def summarise_jobs(
    session: Reading,
    since: Annotated[
        AwareDatetime | None, Query(description="When today began for the person; at midnight UTC if left out")
    ] = None,
) -> JobsSummary:
    """How many jobs run and wait, and how many ended today."""
    midnight = utcnow().replace(hour=0, minute=0, second=0, microsecond=0)
    tally = queue.tally(session, since=since or midnight)
    return JobsSummary(running=tally.running, waiting=tally.waiting, done_today=tally.done, failed_today=tally.failed)


@router.post("/cancel")
def cancel_jobs(which: JobsCancel, studio: StudioDep) -> list[JobCancelled]:
    """Cancel several jobs, each for itself: what cannot be cancelled is said of that job, and the others are."""
    with studio.db.reading() as session:
        waiting = list(queue.line(session)) if which.all_waiting else []
    # A transaction each: together they would hold many rows, in another order than the placer takes them.
    answers = [_cancel_one(studio, job_id, service.cancel) for job_id in dict.fromkeys(which.ids)]
    return answers + [_cancel_one(studio, job_id, queue.cancel_waiting) for job_id in waiting]


@router.get("/{job_id}")
async def show_job(
    job_id: str, studio: StudioDep, snapshot: SnapshotDep, shelf: ShelfDep, wait: PreferWait
) -> JobShown:
    """One job. With `Prefer: wait=30` the answer comes when it has ended, or after that time."""
    if wait is not None:
        await studio.finished(job_id, timeout=wait)
    return await run_in_threadpool(_load, snapshot, job_id, shelf)


@router.get("/{job_id}/metrics")
def show_metrics(
    job_id: str,
    session: Reading,
    name: str | None = None,
    points: Annotated[
        int, Query(ge=4, le=20_000, description="At most so many of each curve; lowest and highest of a stretch stay")
    ] = 2000,
    since_step: Annotated[int, Query(ge=-1, description="Only what came after this step")] = -1,
) -> list[MetricCurve]:
    """The curves of a job: loss, learning rate and so on."""
    service.get(session, job_id)
    rows = service.metrics_of(session, job_id, name=name, after_step=since_step)
    return [
        MetricCurve(
            name=name,
            points=[MetricPoint(step=row.step, value=row.value, at=row.at) for row in thinned(list(curve), points)],
        )
        for name, curve in groupby(rows, lambda row: row.name)
    ]


@router.get(
    "/{job_id}/preview",
    response_class=Response,
    responses={200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}},
)
def show_preview(job_id: str, session: Reading, position: Annotated[int, Query(ge=0, le=65535)] = 0) -> Response:
    """How a picture that is being drawn looks by now; 404 while there is nothing to see, and after the end."""
    preview = service.preview(session, job_id, position=position)
    headers = {"Cache-Control": "no-store", "Preview-Step": str(preview.step)}
    return Response(preview.image, media_type="image/webp", headers=headers)


@router.post("/{job_id}/cancel")
def cancel_job(job_id: str, session: Writing) -> JobShown:
    """Cancel a job: at once while it waits, within about a second while it runs. It can be resumed."""
    return shown(session, [service.cancel(session, job_id)])[0]


@router.post("/{job_id}/resume")
def resume_job(job_id: str, session: Writing) -> JobShown:
    """Go on with a cancelled or failed job where it stopped."""
    return shown(session, [service.resume(session, job_id)])[0]


@router.post("/{job_id}/next")
def run_job_next(job_id: str, session: Writing) -> JobShown:
    """Put a waiting job before all others."""
    return shown(session, [queue.run_next(session, job_id)])[0]


@router.post("/{job_id}/sample", status_code=status.HTTP_202_ACCEPTED)
def ask_for_sample(job_id: str, session: Writing) -> JobShown:
    """Ask a running training for sample pictures of what it has learnt by now."""
    return shown(session, [queue.ask(session, job_id, "sample", kind=CHARACTER)])[0]


@router.patch("/{job_id}")
def change_job(job_id: str, change: JobChange, session: Writing) -> JobShown:
    """Move a waiting job forward or back."""
    return shown(session, [service.reprioritise(session, job_id, priority=change.priority)])[0]


def shown(session: Session, jobs: list[Job], *, shelf: ModelShelf | None = None) -> list[JobShown]:
    """Jobs as the API shows them, with estimates where the shelf is given."""
    session.flush()
    progress = service.progress_of(session, [job.id for job in jobs])
    places = queue.places(session, jobs)
    reasons = queue.reasons(session, jobs, places, may_pause=preferences.may_pause(session))
    reasons |= usage.held_back(session, jobs)
    estimates = plans.estimates(session, jobs, shelf) if shelf else {}
    names = {worker.id: worker.name for worker in service.workers(session)} if any(job.owner for job in jobs) else {}
    return [
        JobShown(
            id=job.id,
            kind=job.kind,
            title=job.title,
            subject=job.subject,
            model=job.model_key,
            state=job.state,
            priority=job.priority,
            position=places.get(job.id) if job.state == "queued" else None,
            waiting_for=reasons.get(job.id),
            estimated_seconds=estimates.get(job.id),
            progress=progress.get(job.id, Progress()),
            failure=job.parsed_failure,
            attempts=job.attempts,
            worker=job.owner,
            worker_name=names.get(job.owner or ""),
            cancel_requested=job.cancel_requested_at is not None,
            wishes=job.wishes,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            results={name: said for name, said in job.results.items() if name != ASKED},
            request_id=job.results.get(ASKED, {}).get("request_id"),
        )
        for job in jobs
    ]


def _cancel_one(studio: Studio, job_id: str, cancel: Callable[[Session, str], Job]) -> JobCancelled:
    try:
        with studio.db.transaction() as session:
            job = cancel(session, job_id)
            return JobCancelled(id=job_id, state=job.state, cancelled=True)
    except (NotFound, Conflict) as error:
        with studio.db.reading() as session:
            found = service.find(session, job_id)
        state = found.state if found else None
        return JobCancelled(id=job_id, state=state, cancelled=False, code=error.code, message=error.message)


def _load(snapshot: Snapshot, job_id: str, shelf: ModelShelf) -> JobShown:
    with snapshot() as session:
        return shown(session, [service.get(session, job_id)], shelf=shelf)[0]
