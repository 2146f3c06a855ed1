"""Routes of the sweeps."""

from fastapi import APIRouter, Response, status

from safelight.features.access import Reading, StudioDep, Writing
from safelight.features.classifiers.repository import sweeps as repository
from safelight.features.classifiers.router.configs import Limit, OfProject, Search
from safelight.features.classifiers.schemas.sweeps import SweepAsk, SweepListed, SweepPreview, SweepShown, SweepStart
from safelight.features.classifiers.service import sweeps as service
from safelight.features.projects import service as projects
from safelight.kit.paging import Page

router = APIRouter()


@router.post("/sweeps/preview")
def preview_sweep(spec: SweepAsk, session: Reading) -> SweepPreview:
    """How many runs a sweep would start, which, and what is wrong with it; nothing is started."""
    return service.preview(session, spec=spec)


@router.post("/sweeps", status_code=status.HTTP_202_ACCEPTED)
def start_sweep(spec: SweepStart, studio: StudioDep, response: Response) -> SweepShown:
    """Start a run for each combination of values, or for some by chance: all of them, or none."""
    sweep_id = service.start(studio.db, studio.storage, spec=spec, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/classifiers/sweeps/{sweep_id}"
    with studio.db.reading() as session:
        return service.shown(session, service.get(session, sweep_id))


@router.get("/sweeps")
def list_sweeps(
    session: Reading, after: str | None = None, limit: Limit = 50, project: OfProject = None, search: Search = None
) -> Page[SweepListed]:
    """Sweeps, newest first, each with its best run so far."""
    project_id = projects.get(session, project).id if project else None
    found, cursor = repository.page(session, after=after, limit=limit, project_id=project_id, search=search)
    return Page(items=service.listed(session, found), next=cursor)


@router.get("/sweeps/{sweep_id}")
def show_sweep(sweep_id: str, session: Reading) -> SweepShown:
    """One sweep with its runs, best first."""
    return service.shown(session, service.get(session, sweep_id))


@router.post("/sweeps/{sweep_id}/stop")
def stop_sweep(sweep_id: str, session: Writing) -> SweepShown:
    """Stop every run of a sweep that has not ended."""
    return service.shown(session, service.stop(session, sweep_id=sweep_id))


@router.delete("/sweeps/{sweep_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_sweep(sweep_id: str, studio: StudioDep) -> None:
    """Delete a sweep whose runs have ended, with all of them and their files."""
    with studio.db.transaction() as session:
        prefixes = service.delete(session, sweep_id=sweep_id)
    for prefix in prefixes:
        studio.storage.delete_prefix(prefix)
