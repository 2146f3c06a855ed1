"""Routes of the inputs."""

from typing import Annotated

from fastapi import APIRouter, Query, UploadFile, status

from safelight.features.access import LinksDep, Reading, StudioDep
from safelight.features.forms import FormRoute
from safelight.features.inputs import repository, service
from safelight.features.inputs.schemas import InputShown
from safelight.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/inputs", tags=["inputs"], route_class=FormRoute)


@router.post("", status_code=status.HTTP_201_CREATED)
def create_input(studio: StudioDep, link: LinksDep, file: UploadFile) -> InputShown:
    """Bring a picture to start from, to mask, or to be guided by. The same picture gets the same id."""
    picture = service.look_at(file.file, filename=file.filename or "unnamed", intake=studio.intake)
    row = service.take(studio.db, studio.storage, picture=picture)
    return service.shown([row], link=link, notes=picture.notes)[0]


@router.get("")
def list_inputs(
    session: Reading,
    link: LinksDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[InputShown]:
    """Inputs, newest first."""
    found = repository.page(session, after=after, limit=limit)
    items = service.shown(found[:limit], link=link)
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/{input_id}")
def show_input(input_id: str, session: Reading, link: LinksDep) -> InputShown:
    """One input."""
    return service.shown([service.get(session, input_id)], link=link)[0]


@router.delete("/{input_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_input(input_id: str, studio: StudioDep) -> None:
    """Forget an input, unless a picture that is kept started from it."""
    with studio.db.transaction() as session:
        keys = service.delete(session, row=service.get(session, input_id))
    studio.storage.delete(*keys)
