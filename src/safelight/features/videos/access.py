"""How a request gets its video: queued, and waited for if it asks to."""

from collections.abc import Callable

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from safelight.features.access import Links, Studio
from safelight.features.generations.service import own_ids
from safelight.features.generations.tables import Generation
from safelight.features.videos import service
from safelight.features.videos.schemas import VideoShown
from safelight.specs.jobs import FINISHED


async def made(
    studio: Studio, link: Links, *, queue: Callable[[Session], Generation], wait: float | None = None
) -> VideoShown:
    """Queue a video and, if asked to, wait for its end on the event bus; the database is not polled."""

    def start() -> VideoShown:
        with studio.db.transaction() as session:
            return service.shown(session, [queue(session)], link=link)[0]

    def show() -> VideoShown:
        with studio.db.reading() as session:
            return service.shown(session, [service.get(session, shown.id)], link=link)[0]

    shown = await run_in_threadpool(own_ids.unraced, start)
    if wait is None or shown.status in FINISHED:
        return shown
    await studio.finished(shown.job_id, timeout=wait)
    return await run_in_threadpool(show)
