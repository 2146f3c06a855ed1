"""Health: is the process there, can it serve, and what is away if not."""

from typing import Literal

from fastapi import APIRouter, Response, status
from pydantic import BaseModel

from safelight import __version__
from safelight.features.access import StudioDep
from safelight.jobs import service as jobs
from safelight.kit.errors import SafelightError

router = APIRouter(tags=["health"])


class Pong(BaseModel):
    """The server is there."""

    status: Literal["ok"] = "ok"
    version: str = __version__


class Part(BaseModel):
    """One part the server needs, and what is wrong with it."""

    ok: bool
    detail: str | None = None


class Readiness(BaseModel):
    """Whether requests can be served, part by part."""

    status: Literal["ready", "not ready"]
    database: Part
    storage: Part
    workers: Part


@router.get("/ping")
async def ping() -> Pong:
    """Answers as long as the process does."""
    return Pong()


@router.get("/health/live")
async def live() -> Pong:
    """For orchestrators: restart the process when this does not answer."""
    return Pong()


@router.get("/health/ready", responses={503: {"model": Readiness}})
def ready(studio: StudioDep, response: Response) -> Readiness:
    """For orchestrators: send requests only while this answers 200."""
    database, workers = Part(ok=True), Part(ok=True)
    try:
        with studio.db.reading() as session:
            count = sum(worker.state == "ready" for worker in jobs.workers(session))
        workers = Part(ok=count > 0, detail=f"{count} ready" if count else "no worker is ready yet")
    except SafelightError as error:
        database = Part(ok=False, detail=error.message)
        workers = Part(ok=False, detail="unknown while the database is away")
    try:
        studio.storage.exists("safelight-check/ready.txt")  # any answer will do
        storage = Part(ok=True)
    except SafelightError as error:
        storage = Part(ok=False, detail=error.message)
    is_ready = database.ok and storage.ok and workers.ok
    if not is_ready:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return Readiness(status="ready" if is_ready else "not ready", database=database, storage=storage, workers=workers)
