"""Routes of the workers."""

from fastapi import APIRouter

from safelight.features.access import Reading, Writing
from safelight.features.workers import service
from safelight.features.workers.schemas import WorkerShown
from safelight.kit.paging import Page

router = APIRouter(prefix="/workers", tags=["workers"])


@router.get("")
def list_workers(session: Reading) -> Page[WorkerShown]:
    """The workers that are alive: hardware, memory, loaded models, and what each works on."""
    return Page(items=service.alive(session))


@router.get("/{worker}")
def show_worker(worker: str, session: Reading) -> WorkerShown:
    """One worker by its id or its name: its hardware as it is now, and the models it holds."""
    return service.get(session, worker)


@router.post("/{worker}/drain")
def drain_worker(worker: str, session: Writing) -> WorkerShown:
    """Have a worker end what it has in hand, and take nothing more; it stays there."""
    return service.drain(session, worker)


@router.delete("/{worker}/drain")
def undrain_worker(worker: str, session: Writing) -> WorkerShown:
    """Let it take jobs again."""
    return service.undrain(session, worker)
