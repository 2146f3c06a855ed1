"""A job as it goes, told by the event bus: for whoever watches it on the page."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from safelight.features.access import Studio
from safelight.features.preferences import service as preferences
from safelight.jobs import queue
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED, JobFailure, JobState, Progress

LOOK_ANYWAY_SECONDS = 5.0  # what a job waits for changes without a fact of its own


@dataclass(frozen=True)
class JobView:
    """How a job stands; `looks` are the newest previews of its pictures, as WebP."""

    id: str
    subject: str
    state: JobState
    progress: Progress
    failure: JobFailure | None = None
    reason: str | None = None
    cancelling: bool = False
    looks: tuple[bytes, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Well or not."""
        return self.state in FINISHED


async def follow(studio: Studio, job_id: str) -> AsyncIterator[JobView]:
    """The job now, and after each of its facts, until it has ended. Raises JobNotFound."""
    async with studio.bus.subscribe(f"job:{job_id}") as facts:
        while True:
            view = await run_in_threadpool(look, studio, job_id)
            yield view
            if view.has_ended:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_ANYWAY_SECONDS):
                    await anext(facts)


def look(studio: Studio, job_id: str) -> JobView:
    """The job now. Raises JobNotFound."""
    with studio.db.reading() as session:
        job = jobs.get(session, job_id)
        waits = job.state == "queued"
        return JobView(
            id=job.id,
            subject=job.subject or "",
            state=job.state,
            progress=jobs.progress_of(session, [job.id]).get(job.id, Progress()),
            failure=job.parsed_failure,
            reason=_reason(session, job) if waits else None,
            cancelling=job.cancel_requested_at is not None,
            looks=tuple(preview.image for preview in jobs.previews(session, job.id)) if job.state == "running" else (),
        )


def _reason(session: Session, job: Job) -> str | None:
    may_pause = preferences.may_pause(session)
    return queue.reasons(session, [job], queue.places(session, [job]), may_pause=may_pause).get(job.id)
