"""How a request gets its pictures: queued, and waited for if it asks to."""

from collections.abc import Callable

from fastapi import Response, status
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from safelight.features.access import Links, Studio
from safelight.features.generations import service
from safelight.features.generations.schemas import GenerationShown
from safelight.features.generations.tables import Generation
from safelight.specs.jobs import FINISHED

Queue = Callable[[Session], Generation]


async def made(studio: Studio, link: Links, *, queue: Queue, wait: float | None = None) -> GenerationShown:
    """Queue a generation and, if asked to, wait for its end on the event bus; the database is not polled."""

    def start() -> GenerationShown:
        with studio.db.transaction() as session:
            return service.shown(session, [queue(session)], link=link)[0]

    def show() -> GenerationShown:
        with studio.db.reading() as session:
            return service.shown(session, [service.get(session, shown.id)], link=link)[0]

    shown = await run_in_threadpool(start)
    if wait is None or shown.status in FINISHED:
        return shown
    await studio.finished(shown.job_id, timeout=wait)
    return await run_in_threadpool(show)


async def answer(
    studio: Studio, link: Links, response: Response, *, queue: Queue, wait: float | None
) -> GenerationShown:
    """`made`, with the headers and the status that say how far it is."""
    shown = await made(studio, link, queue=queue, wait=wait)
    response.headers["Location"] = f"/api/v1/generations/{shown.id}"
    if wait is not None:
        response.headers["Preference-Applied"] = f"wait={wait:g}"
    if shown.status in FINISHED:
        response.status_code = status.HTTP_201_CREATED
    return shown
