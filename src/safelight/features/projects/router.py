"""Routes of the projects."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import Reading, Writing
from safelight.features.projects import service
from safelight.features.projects.schemas import MemberRole, MemberShown, ProjectCreate, ProjectShown, ProjectUpdate
from safelight.features.projects.service import members
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
    return service.shown(session, service.get(session, id_or_name))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_project(spec: ProjectCreate, session: Writing, response: Response) -> ProjectShown:
    """Make a project: a name to gather characters, and their trainings, under."""
    made = service.create(session, spec=spec)
    response.headers["Location"] = f"/api/v1/projects/{made.id}"
    return service.shown(session, made)


@router.patch("/{id_or_name}")
def update_project(id_or_name: str, spec: ProjectUpdate, session: Writing) -> ProjectShown:
    """Rename or describe a project."""
    return service.shown(session, service.update(session, id_or_name=id_or_name, spec=spec))


@router.delete("/{id_or_name}", status_code=status.HTTP_204_NO_CONTENT)
def delete_project(id_or_name: str, session: Writing) -> None:
    """Delete a project. What it held stays, under no project."""
    service.delete(session, id_or_name=id_or_name)


@router.get("/{id_or_name}/members")
def list_members(id_or_name: str, session: Reading) -> list[MemberShown]:
    """Whom a project is shared with, beside its owner."""
    return members.listed(session, id_or_name=id_or_name)


@router.put("/{id_or_name}/members/{person}")
def share_project(id_or_name: str, person: str, how: MemberRole, session: Writing) -> MemberShown:
    """Share a project of one's own with somebody, by their name or account id; or change how it is shared."""
    return members.share(session, id_or_name=id_or_name, person=person, role=how.role)


@router.delete(
    "/{id_or_name}/members/{person}", status_code=status.HTTP_204_NO_CONTENT, openapi_extra={"x-scope": "login"}
)
def unshare_project(id_or_name: str, person: str, session: Writing) -> None:
    """Share it with them no more. Whom it is shared with may leave it so; what they put into it stays theirs."""
    members.unshare(session, id_or_name=id_or_name, person=person)
