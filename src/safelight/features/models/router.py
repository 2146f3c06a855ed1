"""Routes of the models."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile, status
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from safelight.features.access import Reading, SnapshotDep, StudioDep, Writing
from safelight.features.forms import FormRoute
from safelight.features.models import service
from safelight.features.models.access import ShelfDep
from safelight.features.models.schemas import (
    ConvertStarted,
    Identified,
    LoraLayout,
    ModelAdd,
    ModelConvert,
    ModelList,
    ModelPath,
    ModelRemoved,
    ModelShown,
    ModelUnstored,
    ModelUpdate,
    StoreStarted,
)
from safelight.features.models.service import converting, files, news, removal, storing, watching
from safelight.kit.identify import Kind

router = APIRouter(prefix="/models", tags=["models"], route_class=FormRoute)


@router.get("")
def list_models(
    shelf: ShelfDep,
    open_snapshot: SnapshotDep,
    kind: Annotated[Kind | None, Query(description="Only of this kind; base models draw pictures")] = None,
    family: Annotated[str | None, Query(max_length=40, description="Only what fits this family")] = None,
    search: Annotated[str | None, Query(max_length=100, description="Part of a name or description")] = None,
) -> ModelList:
    """Every model on the shelf, of any kind, with its defaults; and what lies there but cannot be used."""
    watching.notice(shelf)
    with open_snapshot() as session:
        return service.listed(session, shelf=shelf, kind=kind, family=family, search=search)


@router.post("/identify")
def identify_model(spec: ModelPath, shelf: ShelfDep) -> Identified:
    """Say what a file or folder is, from names and shapes alone. Nothing is loaded, nothing kept."""
    return service.identified(shelf=shelf, path=spec.path)


@router.post("", status_code=status.HTTP_201_CREATED)
def add_model(spec: ModelAdd, session: Writing, shelf: ShelfDep, response: Response) -> ModelShown:
    """Use a model that lies outside the models folder; its files stay where they are."""
    added = service.register(session, shelf=shelf, spec=spec)
    response.headers["Location"] = f"/api/v1/models/{added.name}"
    return service.shown(session, [added], shelf=shelf)[0]


@router.post("/upload", status_code=status.HTTP_201_CREATED)
def upload_model(file: UploadFile, studio: StudioDep, shelf: ShelfDep, response: Response) -> ModelShown:
    """Put a .safetensors file (a LoRA, a VAE, an upscaler …) into the models folder."""
    name = files.take_in(shelf=shelf, file=file.file, filename=file.filename or "")
    response.headers["Location"] = f"/api/v1/models/{name}"
    with studio.db.transaction() as session:
        news.tell(session, "added", name)
        return service.shown(session, [shelf.find(name)], shelf=shelf)[0]


@router.get("/{name}")
def show_model(name: str, shelf: ShelfDep, session: Reading) -> ModelShown:
    """One model."""
    return service.shown(session, [shelf.find(name)], shelf=shelf)[0]


@router.patch("/{name}")
def update_model(name: str, changes: ModelUpdate, session: Writing, shelf: ShelfDep) -> ModelShown:
    """Change its name, its description, or what it does when a request does not say."""
    return service.shown(session, [service.update(session, shelf=shelf, name=name, changes=changes)], shelf=shelf)[0]


@router.delete("/{name}")
def remove_model(
    name: str,
    studio: StudioDep,
    shelf: ShelfDep,
    *,
    force: Annotated[bool, Query(description="Even if something needs it")] = False,
) -> ModelRemoved:
    """Take a model off the shelf. Its files are deleted if they lie in the models folder, and stay otherwise."""
    with studio.db.transaction() as session:
        told, hidden = removal.remove(session, shelf=shelf, name=name, force=force)
    if hidden is not None:
        removal.clear(hidden)
    return told


@router.post("/{name}/convert", status_code=status.HTTP_202_ACCEPTED)
def convert_model(
    name: str,
    session: Writing,
    studio: StudioDep,
    shelf: ShelfDep,
    response: Response,
    spec: ModelConvert | None = None,
) -> ConvertStarted:
    """Make a diffusers folder of it, in the number type it will be served in: it then loads without casting."""
    started = converting.start(
        session, shelf=shelf, name=name, spec=spec or ModelConvert(), max_queued=studio.limits.queued_jobs
    )
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.post("/{name}/store", status_code=status.HTTP_202_ACCEPTED)
def store_model(name: str, session: Writing, studio: StudioDep, shelf: ShelfDep, response: Response) -> StoreStarted:
    """Copy its files into the storage, for workers on other machines. What is there already is not sent again."""
    started = storing.start(session, shelf=shelf, name=name, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.delete("/{name}/store")
def unstore_model(name: str, studio: StudioDep) -> ModelUnstored:
    """Delete its files from the storage; those on the server's machine stay."""
    return storing.forget(studio.db, studio.storage, name=name)


@router.get("/{name}/export", response_class=FileResponse)
def export_lora(
    name: str,
    shelf: ShelfDep,
    layout: Annotated[LoraLayout, Query(description="kohya is what A1111 and ComfyUI read")] = "diffusers",
    base: Annotated[
        str | None, Query(max_length=200, description="A base model that it fits; found on the shelf if left out")
    ] = None,
) -> FileResponse:
    """A LoRA's file, in the layout of diffusers or of kohya."""
    made = files.export(shelf=shelf, name=name, layout=layout, base=base)
    return FileResponse(
        made.path,
        filename=made.name,
        media_type="application/octet-stream",
        background=BackgroundTask(made.path.unlink, missing_ok=True) if made.is_made else None,
    )
