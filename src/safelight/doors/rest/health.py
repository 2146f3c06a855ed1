"""Health: is the process there, can it serve, and what is away if not."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response, status
from pydantic import BaseModel, Field

from safelight import __version__
from safelight.features.access import StudioDep
from safelight.features.workers import service
from safelight.features.workers.schemas import WorkerShown
from safelight.kit.errors import SafelightError
from safelight.specs.hardware import Preload

router = APIRouter(tags=["health"])


class Pong(BaseModel):
    """The server is there."""

    status: Literal["ok"] = "ok"
    version: str = __version__


class Part(BaseModel):
    """One part the server needs, and what is wrong with it."""

    ok: bool = Field(description="Whether it is there")
    detail: str | None = Field(default=None, description="How it stands, or what is wrong")


class WorkerPreload(Preload):
    """A model that a worker brings into memory before requests come."""

    worker: str = Field(description="Name of the worker")


class Readiness(BaseModel):
    """Whether requests can be served, part by part."""

    status: Literal["ready", "not ready"]
    database: Part
    storage: Part
    workers: Part
    preload: list[WorkerPreload] = Field(
        default=[], description="Models to preload, by worker: one worker that has all of its own is waited for"
    )


@router.get("/ping")
async def ping() -> Pong:
    """Answers as long as the process does."""
    return Pong()


@router.get("/health/live")
async def live() -> Pong:
    """For orchestrators: restart the process when this does not answer."""
    return Pong()


@router.get("/health/ready", responses={503: {"model": Readiness}})
def ready(
    studio: StudioDep,
    response: Response,
    workers: Annotated[
        Literal["needed", "optional"],
        Query(description="optional: ready to take jobs, and to let workers join, though nobody does them yet"),
    ] = "needed",
) -> Readiness:
    """For orchestrators: send requests only while this answers 200."""
    database, alive = Part(ok=True), []
    try:
        with studio.db.reading() as session:
            alive = [worker for worker in service.alive(session) if worker.state == "ready"]
        working = _workers(alive)
    except SafelightError as error:
        database = Part(ok=False, detail=error.message)
        working = Part(ok=False, detail="unknown while the database is away")
    try:
        studio.storage.exists("safelight-check/ready.txt")  # any answer will do
        storage = Part(ok=True)
    except SafelightError as error:
        storage = Part(ok=False, detail=error.message)
    is_ready = database.ok and storage.ok and (working.ok or workers == "optional")
    if not is_ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    wished = [WorkerPreload(worker=worker.name, **each.model_dump()) for worker in alive for each in _wished(worker)]
    return Readiness(
        status="ready" if is_ready else "not ready", database=database, storage=storage, workers=working, preload=wished
    )


def _workers(ready: list[WorkerShown]) -> Part:
    """Whether one of them at least has all the models that it was to bring in."""
    if not ready:
        return Part(ok=False, detail="no worker is ready yet")
    warm = sum(all(each.is_settled for each in _wished(worker)) for worker in ready)
    if warm:
        return Part(ok=True, detail=f"{warm} ready" if warm == len(ready) else f"{warm} of {len(ready)} ready")
    pending = [each for worker in ready for each in _wished(worker) if not each.is_settled]
    failed = next((each for each in pending if each.stage == "failed"), None)
    first = failed or next((each for each in pending if each.stage != "waiting"), pending[0])
    said = "cannot be preloaded" if failed else "is not preloaded yet"
    return Part(ok=False, detail=f"{first.model} {said}: {first.detail or first.stage}")


def _wished(worker: WorkerShown) -> list[Preload]:
    return worker.facts.preload if worker.facts else []
