"""Routes of uploads that go straight to the storage."""

from fastapi import APIRouter, Request, Response, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import LinksDep, PrincipalDep, StudioDep, piecewise, require_scope
from safelight.features.datasets.access import LimitsDep
from safelight.features.models.access import ShelfDep
from safelight.features.uploads import service
from safelight.features.uploads.schemas import UploadAsked, UploadFinished, UploadStarted, UploadTarget
from safelight.features.uploads.service import finishing, receiving

router = APIRouter(prefix="/uploads", tags=["uploads"])


@router.post("", status_code=status.HTTP_201_CREATED)
def start_upload(
    asked: UploadAsked, studio: StudioDep, who: PrincipalDep, limits: LimitsDep, response: Response
) -> UploadStarted:
    """Announce a file by its size and SHA-256; the answer says where its bytes go, straight to the storage."""
    require_scope(who, service.scope_of(asked.purpose))
    started = service.start(
        studio.db,
        studio.storage,
        asked=asked,
        max_picture_bytes=studio.intake.limits.max_bytes,
        max_dataset_bytes=limits.bytes,
    )
    response.headers["Location"] = f"/api/v1/uploads/{started.id}"
    return started


@router.put("/{upload_id}/content", status_code=status.HTTP_204_NO_CONTENT)
@piecewise
async def put_upload(upload_id: str, request: Request, studio: StudioDep) -> None:
    """Send the bytes through the studio, where its storage takes none by itself."""
    upload = await run_in_threadpool(service.open_, studio.db, upload_id)
    with receiving.arriving(studio.storage, upload, folder=studio.arrivals) as file:
        async for piece in request.stream():
            await run_in_threadpool(file.take, piece)
        await run_in_threadpool(file.store)


@router.post("/{upload_id}/finish")
def finish_upload(
    upload_id: str,
    studio: StudioDep,
    who: PrincipalDep,
    shelf: ShelfDep,
    limits: LimitsDep,
    link: LinksDep,
    target: UploadTarget | None = None,
) -> UploadFinished:
    """Say that the bytes are there: they are read and checked, and become what they were sent for, or are deleted."""
    upload = service.open_(studio.db, upload_id)
    require_scope(who, service.scope_of(upload.purpose))
    parts = finishing.Parts(
        studio.db,
        studio.storage,
        studio.intake,
        shelf,
        limits,
        link,
        max_references=studio.limits.reference_images,
        max_queued=studio.limits.queued_jobs,
        arrivals=studio.arrivals,
    )
    return finishing.finish(parts, upload=upload, target=target or UploadTarget())


@router.delete("/{upload_id}", status_code=status.HTTP_204_NO_CONTENT)
def cancel_upload(upload_id: str, studio: StudioDep) -> None:
    """Give it up; what was sent is deleted."""
    service.cancel(studio.db, studio.storage, upload_id=upload_id)
