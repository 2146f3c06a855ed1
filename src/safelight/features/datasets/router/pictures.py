"""Routes of the pictures of a dataset."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile, status

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.datasets import service
from safelight.features.datasets.access import IncomingFile, LimitsDep
from safelight.features.datasets.schemas import ImportShown, ImportStarted, Label
from safelight.features.datasets.schemas.pictures import (
    DatasetPictureShown,
    DatasetPictureUpdate,
    PicturesChange,
    PicturesChanged,
    PicturesQuery,
)
from safelight.features.datasets.service import importing, pictures
from safelight.features.forms import ManyFilesRoute
from safelight.kit.paging import Page
from safelight.specs.classify import Split

router = APIRouter(prefix="/{id_or_name}", route_class=ManyFilesRoute)


@router.post("/pictures", status_code=status.HTTP_202_ACCEPTED)
def import_pictures(
    id_or_name: str,
    studio: StudioDep,
    limits: LimitsDep,
    response: Response,
    files: Annotated[list[UploadFile], File(description="Zip files, or pictures; up to 1000 of them")],
    split: Annotated[Split | None, Form(description="The part of all of them; by their folders if left out")] = None,
    label: Annotated[Label | None, Form(description="The class of all; by their folders if left out")] = None,
) -> ImportStarted:
    """Send pictures: zip files with train/val/test and a folder per class, or a folder per class; or single pictures.

    A file's name may hold its folders (`train/cat/1.jpg`). They are stored at once, then unpacked and checked by a job.
    """
    with studio.db.reading() as session:
        dataset = service.of_pictures(service.get(session, id_or_name))
        importing.refuse_full(session, dataset, limits)
    incoming = [IncomingFile(file) for file in files]
    with importing.stored(studio.storage, dataset.id, incoming) as spec, studio.db.transaction() as session:
        started = importing.start(
            session,
            dataset=service.locked(session, dataset.id),
            spec=spec.model_copy(update={"split": split, "label": label}),
            max_queued=studio.limits.queued_jobs,
        )
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.get("/imports")
def list_imports(id_or_name: str, session: Reading) -> list[ImportShown]:
    """What was sent to a dataset, newest first, and what became of each file."""
    return importing.listed(session, service.get(session, id_or_name))


@router.get("/pictures")
def list_dataset_pictures(
    id_or_name: str, session: Reading, link: LinksDep, wanted: Annotated[PicturesQuery, Query()]
) -> Page[DatasetPictureShown]:
    """The pictures of a dataset, in the order in which they came."""
    return pictures.page(session, dataset=service.get(session, id_or_name), wanted=wanted, link=link)


@router.post("/pictures/changes")
def change_dataset_pictures(id_or_name: str, spec: PicturesChange, studio: StudioDep) -> PicturesChanged:
    """Move, relabel, leave out, take in or delete many pictures at once: by ids, or all that a filter finds.

    All of it, or nothing. A second click changes nothing more; `undo` brings back what was.
    """
    with studio.db.transaction() as session:
        done, keys = pictures.change(session, dataset=service.locked(session, id_or_name), spec=spec)
    studio.storage.delete(*keys)
    return done


@router.get("/pictures/{picture_id}")
def show_dataset_picture(id_or_name: str, picture_id: str, session: Reading, link: LinksDep) -> DatasetPictureShown:
    """One picture."""
    found = pictures.get(session, dataset=service.get(session, id_or_name), picture_id=picture_id)
    return pictures.shown(found, link=link)


@router.patch("/pictures/{picture_id}")
def update_dataset_picture(
    id_or_name: str, picture_id: str, spec: DatasetPictureUpdate, session: Writing, link: LinksDep
) -> DatasetPictureShown:
    """Put a picture into another class or part, leave it out, or take it in again."""
    dataset = service.locked(session, id_or_name)
    return pictures.shown(pictures.update(session, dataset=dataset, picture_id=picture_id, spec=spec), link=link)


@router.delete("/pictures/{picture_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_dataset_picture(id_or_name: str, picture_id: str, studio: StudioDep) -> None:
    """Delete a picture for good; versions keep theirs."""
    with studio.db.transaction() as session:
        dataset = service.of_pictures(service.locked(session, id_or_name))
        row = pictures.get(session, dataset=dataset, picture_id=picture_id)
        keys = pictures.remove(session, dataset=dataset, rows=[row])
    studio.storage.delete(*keys)
