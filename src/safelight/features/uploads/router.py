"""Routes of uploads that go straight to the storage."""

from fastapi import APIRouter, Request, Response, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import LinksDep, PrincipalDep, StudioDep
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
    started = service.start(studio, who, asked=asked, max_dataset_bytes=limits.bytes)
    response.headers["Location"] = f"/api/v1/uploads/{started.id}"
    return started


@router.put("/{upload_id}/content", status_code=status.HTTP_204_NO_CONTENT)
async def put_upload(upload_id: str, request: Request, studio: StudioDep) -> None:
    """Send the bytes through the studio, where its storage takes none by itself."""
    upload = await run_in_threadpool(service.open_, studio.db, upload_id)
    await receiving.receive(studio.storage, upload, request.stream())


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
    work = finishing.Finishing(studio, shelf, limits, link)
    return finishing.finish(work, who, upload_id=upload_id, target=target or UploadTarget())


@router.delete("/{upload_id}", status_code=status.HTTP_204_NO_CONTENT)
def cancel_upload(upload_id: str, studio: StudioDep) -> None:
    """Give it up; what was sent is deleted."""
    service.cancel(studio.db, studio.storage, upload_id=upload_id)
