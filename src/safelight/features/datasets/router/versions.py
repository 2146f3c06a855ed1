"""Routes of the versions of a dataset."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, status
from fastapi.responses import StreamingResponse

from safelight.features.access import LinksDep, Reading, StudioDep
from safelight.features.datasets import service
from safelight.features.datasets.schemas.pictures import PicturesChanged
from safelight.features.datasets.schemas.versions import DatasetVersionShown, VersionCreate, VersionDiff
from safelight.features.datasets.service import downloading, versions

router = APIRouter(prefix="/{id_or_name}")

_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "train/, val/ and test/ with a folder per class"}
}


@router.get("/versions")
def list_versions(id_or_name: str, session: Reading) -> list[DatasetVersionShown]:
    """The versions of a dataset, newest first."""
    return versions.listed(session, service.get(session, id_or_name))


@router.post("/versions", status_code=status.HTTP_201_CREATED)
def create_version(id_or_name: str, spec: VersionCreate, studio: StudioDep) -> DatasetVersionShown:
    """Keep the dataset as it is now, with a note; a run does it by itself. Where nothing has changed it is the last."""
    number = versions.keep(studio.db, studio.storage, id_or_name=id_or_name, note=spec.note)
    with studio.db.reading() as session:
        return versions.show(session, service.get(session, id_or_name), number)


@router.get("/versions/{number}")
def show_version(id_or_name: str, number: int, session: Reading) -> DatasetVersionShown:
    """One version."""
    return versions.show(session, service.get(session, id_or_name), number)


@router.get("/versions/{number}/diff")
def diff_versions(
    id_or_name: str,
    number: int,
    studio: StudioDep,
    link: LinksDep,
    to: Annotated[int | None, Query(description="Number of the other; the dataset as it is now if left out")] = None,
) -> VersionDiff:
    """What lies between a version and another, or the dataset as it is now."""
    return versions.diff(studio.db, studio.storage, id_or_name=id_or_name, before=number, after=to, link=link)


@router.post("/versions/{number}/restore")
def restore_version(id_or_name: str, number: int, studio: StudioDep) -> PicturesChanged:
    """Make the dataset as it was: pictures that came later are left out, deleted ones come back."""
    return versions.restore(studio.db, studio.storage, id_or_name=id_or_name, number=number)


@router.get("/versions/{number}/download", response_class=StreamingResponse, responses=_ZIP)
def download_version(id_or_name: str, number: int, studio: StudioDep) -> StreamingResponse:
    """A version as a zip file that other programs read as an ImageFolder."""
    name, pieces = downloading.version(studio.db, studio.storage, id_or_name=id_or_name, number=number)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.get("/download", response_class=StreamingResponse, responses=_ZIP)
def download_dataset(id_or_name: str, studio: StudioDep) -> StreamingResponse:
    """The dataset as it is now, as a zip file that other programs read as an ImageFolder."""
    name, pieces = downloading.now(studio.db, studio.storage, id_or_name=id_or_name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
