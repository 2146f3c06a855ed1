"""Routes of the edits."""

from typing import Annotated

from fastapi import APIRouter, Header, Response, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import LinksDep, PreferWait, StudioDep
from safelight.features.edits import service
from safelight.features.edits.schemas import EditSpec, EditsShown
from safelight.features.models.access import ShelfDep
from safelight.specs.jobs import FINISHED

router = APIRouter(prefix="/edits", tags=["edits"])


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": EditsShown}})
async def edit_pictures(
    spec: EditSpec,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> EditsShown:
    """Resize or upscale pictures, as one job. The originals stay; results are pictures of the kind `edit`.

    Answers 202 with the job; with `Prefer: wait=60` it answers 201 once the pictures are there.
    """

    def start() -> EditsShown:
        with studio.db.transaction() as session:
            rows = service.start(
                session,
                spec=spec,
                shelf=shelf,
                max_queued=studio.limits.queued_jobs,
                idempotency_key=idempotency_key,
            )
            return service.shown(session, rows, link=link)

    def show() -> EditsShown:
        with studio.db.reading() as session:
            return service.shown(session, service.of_job(session, shown.job_id), link=link)

    shown = await run_in_threadpool(start)
    if wait is not None:
        response.headers["Preference-Applied"] = f"wait={wait:g}"
        if shown.status not in FINISHED:
            await studio.finished(shown.job_id, timeout=wait)
            shown = await run_in_threadpool(show)
    response.headers["Location"] = f"/api/v1/jobs/{shown.job_id}"
    if shown.status in FINISHED:
        response.status_code = status.HTTP_201_CREATED
    return shown
