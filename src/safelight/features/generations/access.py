"""How a request gets its pictures: queued, and waited for if it asks to."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Any

import anyio
from fastapi import Request, Response, status
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from safelight.events import Event
from safelight.events.bus import GAP
from safelight.features.access import Links, Studio
from safelight.features.generations import service
from safelight.features.generations.errors import ClientGone, GenerationCancelled
from safelight.features.generations.schemas import GenerationShown
from safelight.features.generations.service import own_ids
from safelight.features.generations.tables import Generation
from safelight.jobs import service as jobs
from safelight.jobs.errors import JobFinished
from safelight.kit.errors import SafelightError
from safelight.specs.jobs import FINISHED

Queue = Callable[[Session], Generation]
PULSE_SECONDS = 15.0


async def made(studio: Studio, link: Links, *, queue: Queue, wait: float | None = None) -> GenerationShown:
    """Queue a generation and, if asked to, wait for its end on the event bus; the database is not polled."""

    def start() -> GenerationShown:
        with studio.db.transaction() as session:
            return service.shown(session, [queue(session)], link=link)[0]

    def show() -> GenerationShown:
        with studio.db.reading() as session:
            return service.shown(session, [service.get(session, shown.id)], link=link)[0]

    shown = await run_in_threadpool(own_ids.unraced, start)
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


async def attended(studio: Studio, request: Request, *, job_id: str, after: int) -> AsyncGenerator[Event | None]:
    """The facts about a job since `after` until it has ended; None after every PULSE_SECONDS without one.

    Its client waits for it: one that goes away has its job cancelled. Raises ClientGone. Close it (`aclosing`).
    """
    gone = asyncio.ensure_future(_gone(request))
    coming: asyncio.Future[Event] | None = None
    ended = False
    try:
        async with studio.bus.subscribe(f"job:{job_id}", after=after) as facts:
            while not ended:
                coming = coming or asyncio.ensure_future(anext(facts))
                either: set[asyncio.Future[Any]] = {coming, gone}
                await asyncio.wait(either, timeout=PULSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                fact = None
                if coming.done():
                    fact, coming = coming.result(), None
                if fact is None or fact.kind == GAP:  # the end may have been among the lost
                    ended = await run_in_threadpool(_has_ended, studio, job_id)
                else:
                    ended = fact.kind.removeprefix("job.") in FINISHED
                if gone.done() and not ended:
                    raise ClientGone
                if not ended:
                    yield fact
    finally:
        for task in (gone, coming):
            if task is not None:
                task.cancel()
        if not ended:
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(_cancel, studio, job_id)


async def waited(studio: Studio, link: Links, request: Request, *, queue: Queue) -> GenerationShown:
    """`made`, for a client that waits however long it takes, and whose job ends with its patience.

    Raises ClientGone, GenerationCancelled, and for a failed generation its reason.
    """
    mark = studio.bus.latest_id()
    shown = await made(studio, link, queue=queue)
    async with contextlib.aclosing(attended(studio, request, job_id=shown.job_id, after=mark)) as facts:
        async for _ in facts:
            pass
    return await run_in_threadpool(outcome, studio, link, shown.id)


async def refuse_gone(studio: Studio, request: Request, *, job_id: str) -> None:
    """Cancel the job if its client has left by now: then nothing will ask for its events. Raises ClientGone."""
    if await request.is_disconnected():
        await run_in_threadpool(_cancel, studio, job_id)
        raise ClientGone


def outcome(studio: Studio, link: Links, generation_id: str) -> GenerationShown:
    """A generation that has ended. Raises GenerationCancelled, and for a failed one its reason."""
    with studio.db.reading() as session:
        shown = service.shown(session, [service.get(session, generation_id)], link=link)[0]
    if shown.status == "failed" and shown.failure:
        raise SafelightError(shown.failure.message, code=shown.failure.code, hint=shown.failure.hint)
    if shown.status == "cancelled":
        raise GenerationCancelled
    return shown


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _has_ended(studio: Studio, job_id: str) -> bool:
    with studio.db.reading() as session:
        return jobs.get(session, job_id).is_finished


def _cancel(studio: Studio, job_id: str) -> None:
    with contextlib.suppress(JobFinished), studio.db.transaction() as session:
        jobs.cancel(session, job_id)
