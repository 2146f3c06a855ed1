"""Routes of the projects."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import Reading, Writing
from safelight.features.projects import service
from safelight.features.projects.schemas import ProjectCreate, ProjectShown, ProjectUpdate
from safelight.kit.paging import Page

router = APIRouter(prefix="/projects", tags=["projects"])

Search = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]


@router.get("")
def list_projects(session: Reading, search: Search = None) -> Page[ProjectShown]:
    """All projects, by name."""
    return Page(items=service.listed(session, search=search))


@router.get("/{id_or_name}")
def show_project(id_or_name: str, session: Reading) -> ProjectShown:
    """One project, by id or by name."""
    return service.shown(service.get(session, id_or_name))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_project(spec: ProjectCreate, session: Writing, response: Response) -> ProjectShown:
    """Make a project: a name to gather characters, and their trainings, under."""
    made = service.create(session, spec=spec)
    response.headers["Location"] = f"/api/v1/projects/{made.id}"
    return service.shown(made)


@router.patch("/{id_or_name}")
def update_project(id_or_name: str, spec: ProjectUpdate, session: Writing) -> ProjectShown:
    """Rename or describe a project."""
    return service.shown(service.update(session, id_or_name=id_or_name, spec=spec))


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_project(id_or_name: str, session: Writing) -> None:
    """Delete a project. What it held stays, under no project."""
    service.delete(session, id_or_name=id_or_name)
