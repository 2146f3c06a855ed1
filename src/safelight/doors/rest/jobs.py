"""Routes of the jobs: look, cancel, resume."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from safelight.features.access import PreferWait, Reading, Snapshot, SnapshotDep, StudioDep, Writing
from safelight.jobs import service
from safelight.jobs.tables import Job
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.jobs import JobFailure, JobState, Progress

router = APIRouter(prefix="/jobs", tags=["jobs"])


class JobShown(BaseModel):
    """A job: what it is, how far it is, and why it failed if it did."""

    id: str
    kind: str
    subject: str | None = Field(description="What it works for, such as character:char_…")
    state: JobState
    priority: int = Field(description="Lower goes first")
    position: int | None = Field(description="Place in the queue, from 1; null once it is placed")
    progress: Progress
    failure: JobFailure | None
    attempts: int
    worker: str | None
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    results: dict[str, Any] = Field(description="What each finished stage said")


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


@router.get("")
def list_jobs(
    session: Reading,
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
    return Page(items=shown(session, found), next=cursor)


@router.get("/{job_id}")
async def show_job(job_id: str, studio: StudioDep, snapshot: SnapshotDep, wait: PreferWait) -> JobShown:
    """One job. With `Prefer: wait=30` the answer comes when it has ended, or after that time."""
    if wait is not None:
        await studio.finished(job_id, timeout=wait)
    return await run_in_threadpool(_load, snapshot, job_id)


@router.get("/{job_id}/metrics")
def show_metrics(job_id: str, session: Reading, name: str | None = None) -> list[MetricCurve]:
    """The curves of a job, sampled: loss, learning rate and so on."""
    service.get(session, job_id)
    curves: dict[str, list[MetricPoint]] = {}
    for metric in service.metrics_of(session, job_id, name=name):
        curves.setdefault(metric.name, []).append(MetricPoint(step=metric.step, value=metric.value, at=metric.at))
    return [MetricCurve(name=name, points=points) for name, points in curves.items()]


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


@router.patch("/{job_id}")
def change_job(job_id: str, change: JobChange, session: Writing) -> JobShown:
    """Move a waiting job forward or back."""
    return shown(session, [service.reprioritise(session, job_id, priority=change.priority)])[0]


def shown(session: Session, jobs: list[Job]) -> list[JobShown]:
    """Jobs as the API shows them."""
    progress = service.progress_of(session, [job.id for job in jobs])
    return [
        JobShown(
            id=job.id,
            kind=job.kind,
            subject=job.subject,
            state=job.state,
            priority=job.priority,
            position=service.position(session, job) if job.state == "queued" else None,
            progress=progress.get(job.id, Progress()),
            failure=JobFailure.model_validate(job.failure) if job.failure else None,
            attempts=job.attempts,
            worker=job.owner,
            cancel_requested=job.cancel_requested_at is not None,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            results=job.results,
        )
        for job in jobs
    ]


def _load(snapshot: Snapshot, job_id: str) -> JobShown:
    with snapshot() as session:
        return shown(session, [service.get(session, job_id)])[0]
