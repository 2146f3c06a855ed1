"""Routes of models in memory."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.memory import service
from safelight.features.memory.access import DefaultOptions
from safelight.features.memory.schemas import (
    Fit,
    FitQuery,
    LoadCancelled,
    LoadRequest,
    LoadStarted,
    MemoryShown,
    OptionsShown,
    Unloaded,
    UnloadRequest,
)
from safelight.features.memory.service import fitting
from safelight.features.models.access import ShelfDep

router = APIRouter(tags=["memory"])

UNLOAD_SECONDS = 10.0


@router.get("/memory")
def show_memory(session: Reading) -> MemoryShown:
    """What every live worker holds in memory."""
    return service.held(session)


@router.get("/memory/options")
def show_load_options(session: Reading) -> OptionsShown:
    """Every memory and speed option, with what each worker's device can do, and why not where it cannot."""
    return service.options_of_devices(session)


@router.post("/models/{name}/load", status_code=status.HTTP_202_ACCEPTED)
def load_model(
    name: str,
    studio: StudioDep,
    shelf: ShelfDep,
    session: Writing,
    default: DefaultOptions,
    response: Response,
    request: LoadRequest | None = None,
) -> LoadStarted:
    """Bring a model into a worker's memory. The job tells stage and bytes."""
    asked = request or LoadRequest()
    info = shelf.info(name)
    started = service.load(
        session,
        model=info,
        options=service.options_for(info, asked=asked.options, default=default),
        worker=asked.worker,
        pin=asked.pin,
        max_queued=studio.limits.queued_jobs,
    )
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.post("/models/{name}/load/cancel")
def cancel_load(name: str, shelf: ShelfDep, session: Writing) -> LoadCancelled:
    """Stop loading a model. Always 200: the status says what there was to stop."""
    return service.cancel_load(session, model=shelf.info(name).name)


@router.post("/models/{name}/unload")
async def unload_model(name: str, studio: StudioDep, shelf: ShelfDep, request: UnloadRequest | None = None) -> Unloaded:
    """Take a model out of memory, pinned or not. 409 while a job runs on it; waits a moment for it to be done."""

    def ask() -> Unloaded:
        with studio.db.transaction() as session:
            return service.unload(session, model=shelf.info(name).name, worker=request.worker if request else None)

    def look() -> Unloaded:
        with studio.db.reading() as session:
            return service.after_unload(session, asked=asked)

    asked = await run_in_threadpool(ask)
    for job_id in asked.job_ids:
        await studio.finished(job_id, timeout=UNLOAD_SECONDS)
    return await run_in_threadpool(look)


@router.get("/models/{name}/fit")
def will_it_fit(
    name: str, shelf: ShelfDep, session: Reading, default: DefaultOptions, query: Annotated[FitQuery, Query()]
) -> Fit:
    """Whether a model fits with these options (those set for it if none is given), before it is loaded."""
    info = shelf.info(name)
    options = service.options_for(info, asked=query.options, default=default)
    return fitting.fit(
        session, model=info, options=options, width=query.width, height=query.height, n=query.n, worker=query.worker
    )
