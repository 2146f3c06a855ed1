"""Routes of the datasets."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import LinksDep, Reading, StudioDep, Writing
from safelight.features.datasets import repository, service
from safelight.features.datasets.router import doctor as doctor_router
from safelight.features.datasets.router import pictures as picture_router
from safelight.features.datasets.router import versions as version_router
from safelight.features.datasets.schemas import (
    ClassRename,
    DatasetCreate,
    DatasetDetail,
    DatasetShown,
    DatasetUpdate,
    ImportStarted,
    Source,
    SplitOff,
)
from safelight.features.datasets.schemas.pictures import PicturesChanged, Search
from safelight.features.datasets.service import folders, importing, pictures
from safelight.features.models.access import ShelfDep
from safelight.features.projects import service as projects
from safelight.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/datasets", tags=["datasets"])
router.include_router(picture_router.router)
router.include_router(doctor_router.router)
router.include_router(version_router.router)


@router.get("")
def list_datasets(
    session: Reading,
    link: LinksDep,
    search: Annotated[Search | None, Query()] = None,
    project: Annotated[str | None, Query(max_length=80)] = None,
    source: Source | None = None,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[DatasetShown]:
    """Datasets, newest first; those whose name holds `search`, of one project, of one source."""
    project_id = projects.get(session, project).id if project else None
    found = repository.page(session, search=search, project_id=project_id, source=source, after=after, limit=limit)
    items = service.shown(session, found[:limit], link=link)
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.post("", status_code=status.HTTP_201_CREATED)
def create_dataset(
    spec: DatasetCreate, session: Writing, shelf: ShelfDep, studio: StudioDep, link: LinksDep, response: Response
) -> DatasetDetail:
    """Make a dataset: an empty one to send pictures to, or of a folder where the workers are, which is looked at.

    Which folders may be named, `SAFELIGHT_MODEL_FOLDERS` says.
    """
    path = folders.allowed(spec.path, shelf) if spec.path else None
    dataset = service.create(session, spec=spec, path=path)
    if path is not None:
        importing.start_look(session, dataset=dataset, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/datasets/{dataset.id}"
    return service.detail(session, dataset, link=link)


@router.get("/{id_or_name}")
def show_dataset(id_or_name: str, session: Reading, link: LinksDep) -> DatasetDetail:
    """One dataset, by id or by name, with its classes."""
    return service.detail(session, service.get(session, id_or_name), link=link)


@router.patch("/{id_or_name}")
def update_dataset(id_or_name: str, spec: DatasetUpdate, session: Writing, link: LinksDep) -> DatasetDetail:
    """Rename or describe a dataset, or put it into a project."""
    return service.detail(session, service.update(session, id_or_name=id_or_name, spec=spec), link=link)


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_dataset(
    id_or_name: str,
    studio: StudioDep,
    *,
    force: Annotated[bool, Query(description="Though runs were trained on it: they keep their numbers alone")] = False,
) -> None:
    """Delete a dataset with its pictures and versions. A folder stays as it is."""
    with studio.db.transaction() as session:
        prefix = service.delete(session, id_or_name=id_or_name, force=force)
    studio.storage.delete_prefix(prefix)


@router.post("/{id_or_name}/look", status_code=status.HTTP_202_ACCEPTED)
def look_at_folder(id_or_name: str, session: Writing, studio: StudioDep, response: Response) -> ImportStarted:
    """Count again what is in the folder of a dataset."""
    dataset = service.locked(session, id_or_name)
    started = importing.start_look(session, dataset=dataset, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.post("/{id_or_name}/classes/rename")
def rename_classes(id_or_name: str, spec: ClassRename, session: Writing) -> PicturesChanged:
    """Call classes otherwise; several that get one name become one class."""
    dataset = service.locked(session, id_or_name)
    return pictures.rename_classes(session, dataset=dataset, labels=spec.labels, to=spec.to)


@router.post("/{id_or_name}/split")
def split_off(id_or_name: str, spec: SplitOff, session: Writing) -> PicturesChanged:
    """Set a share of the training pictures aside for val or test: of each class alike, by chance, by a seed."""
    return pictures.split_off(session, dataset=service.locked(session, id_or_name), spec=spec)
