"""Routes that draw what styles look like."""

from fastapi import APIRouter, Response, status

from safelight.features.access import StudioDep
from safelight.features.models.access import ShelfDep
from safelight.features.style_thumbnails import service
from safelight.features.style_thumbnails.schemas import ThumbnailAsked, ThumbnailJob, ThumbnailJobs

router = APIRouter(prefix="/styles", tags=["styles"])


@router.post("/thumbnails", status_code=status.HTTP_202_ACCEPTED)
def draw_missing_thumbnails(
    studio: StudioDep, shelf: ShelfDep, asked: ThumbnailAsked = ThumbnailAsked()
) -> ThumbnailJobs:
    """Draw every style that the model has not drawn yet."""
    with studio.db.transaction() as session:
        unused = service.clear(session)
        items = service.draw_missing(session, asked=asked, shelf=shelf, max_queued=studio.limits.queued_jobs)
    for prefix in unused:
        studio.storage.delete_prefix(prefix)
    return ThumbnailJobs(items=items)


@router.post("/{id_or_name}/thumbnail", status_code=status.HTTP_202_ACCEPTED)
def draw_thumbnail(
    id_or_name: str, studio: StudioDep, shelf: ShelfDep, response: Response, asked: ThumbnailAsked = ThumbnailAsked()
) -> ThumbnailJob:
    """Draw what a style looks like with a model; it is the style's thumbnail once the job has ended."""
    with studio.db.transaction() as session:
        unused = service.clear(session)
        job = service.draw(
            session, id_or_name=id_or_name, asked=asked, shelf=shelf, max_queued=studio.limits.queued_jobs
        )
    for prefix in unused:
        studio.storage.delete_prefix(prefix)
    response.headers["Location"] = f"/api/v1/jobs/{job.job_id}"
    return job
