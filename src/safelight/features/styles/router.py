"""Routes of the styles."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Response, UploadFile, status

from safelight.features.access import LinksDep, Reading, Writing
from safelight.features.forms import FormRoute
from safelight.features.models.access import ShelfDep
from safelight.features.styles import service
from safelight.features.styles.schemas import (
    OnConflict,
    StyleCopy,
    StyleCreate,
    StyleFile,
    StyleImport,
    StyleList,
    StyleShown,
    StyleUpdate,
)
from safelight.features.styles.service import exchange

router = APIRouter(prefix="/styles", tags=["styles"], route_class=FormRoute)

ForModel = Annotated[
    str | None, Query(alias="model", max_length=200, description="Whose thumbnails to show; the default model's")
]


@router.get("")
def list_styles(
    session: Reading,
    shelf: ShelfDep,
    link: LinksDep,
    model: ForModel = None,
    search: Annotated[str | None, Query(max_length=100)] = None,
    *,
    mine: bool = False,
) -> StyleList:
    """Styles in their groups: one's own first, then the built-in ones."""
    return service.listed(session, model=model or shelf.default, search=search, mine=mine, link=link)


@router.get("/export")
def export_styles(session: Reading, response: Response, *, built_in: bool = False) -> StyleFile:
    """One's own styles as a file that import takes; with `built_in=true` the built-in ones too."""
    response.headers["Content-Disposition"] = 'attachment; filename="safelight-styles.json"'
    return exchange.exported(session, built_in=built_in)


@router.post("/import")
def import_styles(
    session: Writing,
    file: UploadFile,
    *,
    conflicts: Annotated[OnConflict, Form(description="What to do with a name that is taken")] = "skip",
    dry_run: Annotated[bool, Form(description="Only say what would become of each entry")] = False,
) -> StyleImport:
    """Take in a style file of ours, or AUTOMATIC1111's styles.csv: all of it, or nothing if an entry is bad."""
    entries = exchange.read(file.file.read(exchange.MAX_BYTES + 1))
    return exchange.take_in(session, entries=entries, conflicts=conflicts, dry_run=dry_run)


@router.get("/{id_or_name}")
def show_style(
    id_or_name: str, session: Reading, shelf: ShelfDep, link: LinksDep, model: ForModel = None
) -> StyleShown:
    """One style, by id or by name."""
    found = service.get(session, id_or_name)
    return service.shown(session, [found], model=model or shelf.default, link=link)[0]


@router.post("", status_code=status.HTTP_201_CREATED)
def create_style(
    spec: StyleCreate, session: Writing, shelf: ShelfDep, link: LinksDep, response: Response
) -> StyleShown:
    """Make a style of one's own."""
    made = service.create(session, spec=spec)
    response.headers["Location"] = f"/api/v1/styles/{made.id}"
    return service.shown(session, [made], model=shelf.default, link=link)[0]


@router.post("/{id_or_name}/copy", status_code=status.HTTP_201_CREATED)
def copy_style(
    id_or_name: str,
    session: Writing,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    spec: StyleCopy = StyleCopy(),
) -> StyleShown:
    """Copy a style, built-in or own; the copy can be changed."""
    made = service.copy(session, id_or_name=id_or_name, spec=spec)
    response.headers["Location"] = f"/api/v1/styles/{made.id}"
    return service.shown(session, [made], model=shelf.default, link=link)[0]


@router.patch("/{id_or_name}")
def update_style(id_or_name: str, spec: StyleUpdate, session: Writing, shelf: ShelfDep, link: LinksDep) -> StyleShown:
    """Change one's own style."""
    changed = service.update(session, id_or_name=id_or_name, spec=spec)
    return service.shown(session, [changed], model=shelf.default, link=link)[0]


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_style(id_or_name: str, session: Writing) -> None:
    """Delete one's own style. Pictures made with it keep their recipe."""
    service.delete(session, id_or_name=id_or_name)
