"""What can be done with projects: make, name, find and forget them. What is gathered under one is told by its owner."""

from collections.abc import Collection, Sequence
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight import events
from safelight.db.ownership import INSTALLATION, account_of, looks_as
from safelight.features.audit.service import note
from safelight.features.projects import repository
from safelight.features.projects.errors import ProjectNameTaken, ProjectNotFound
from safelight.features.projects.schemas import Owner, ProjectCreate, ProjectShown, ProjectUpdate
from safelight.features.projects.tables import Project
from safelight.kit.ids import new_id
from safelight.kit.slugs import slug_of

TOPIC = "projects"


def get(session: Session, id_or_name: str) -> Project:
    """The project of that id or name. Raises ProjectNotFound."""
    found = repository.find(session, id_or_name) or repository.find(session, _slug(id_or_name))
    if found is None:
        raise ProjectNotFound(id_or_name)
    return found


def listed(session: Session, *, search: str | None = None) -> list[ProjectShown]:
    """By name."""
    return shown_all(session, repository.everyone(session, search=search))


def named(session: Session, ids: Collection[str]) -> dict[str, Project]:
    """Those of these ids that are there still: who points at one that was deleted points at none."""
    return {project.id: project for project in repository.those(session, ids)} if ids else {}


def create(session: Session, *, spec: ProjectCreate) -> Project:
    """A new, empty project. Raises ProjectNameTaken."""
    project = Project(id=new_id("proj"), name=spec.name, slug=_slug(spec.name), description=spec.description)
    _save(session, project)
    _tell(session, project, "created")
    return project


def update(session: Session, *, id_or_name: str, spec: ProjectUpdate) -> Project:
    """Change what is given. Raises ProjectNotFound, ProjectNameTaken."""
    project = get(session, id_or_name)
    if spec.description is not None:
        project.description = spec.description
    if spec.name is not None:
        project.name, project.slug = spec.name, _slug(spec.name)
    _save(session, project)
    _tell(session, project, "changed")
    return project


def delete(session: Session, *, id_or_name: str) -> None:
    """Forget the name; what was gathered under it stays, under none. Raises ProjectNotFound."""
    project = get(session, id_or_name)
    session.delete(project)
    _tell(session, project, "deleted")
    note(session, action="project.deleted", subject=project.id, details={"name": project.name})


def others(session: Session, account_ids: Collection[str]) -> dict[str, Owner]:
    """Who these accounts are, but for the caller and for nobody's."""
    if looks_as(session) is None:
        return {}
    found = repository.people(session, set(account_ids) - {INSTALLATION, account_of(session)})
    return {each.id: Owner(id=each.id, name=each.name) for each in found.values()}


def shown(session: Session, project: Project) -> ProjectShown:
    """As the API shows it."""
    return shown_all(session, [project])[0]


def shown_all(session: Session, projects: Sequence[Project]) -> list[ProjectShown]:
    """As the API shows them, with whose they are."""
    owners = repository.people(session, {each.account_id for each in projects} - {INSTALLATION})
    mine, sees_all = account_of(session), looks_as(session) is None
    roles = {} if sees_all else repository.roles(session, mine, [each.id for each in projects])
    return [
        ProjectShown(
            id=each.id,
            name=each.name,
            description=each.description,
            owner=Owner(id=owner.id, name=owner.name) if (owner := owners.get(each.account_id)) else None,
            role="owner" if sees_all or each.account_id == mine else _role(roles.get(each.id)),
            created_at=each.created_at,
            updated_at=each.updated_at,
        )
        for each in projects
    ]


def _role(kept: str | None) -> Literal["editor", "viewer"]:
    return "editor" if kept == "editor" else "viewer"


def _save(session: Session, project: Project) -> None:
    name = project.name
    try:
        with session.begin_nested():
            session.add(project)
            session.flush()
    except IntegrityError as error:
        raise ProjectNameTaken(name) from error


def _slug(name: str) -> str:
    return slug_of(name, noun="project")


def _tell(session: Session, project: Project, what: str) -> None:
    events.publish(session, topic=TOPIC, kind=f"project.{what}", payload={"id": project.id}, of=project)
