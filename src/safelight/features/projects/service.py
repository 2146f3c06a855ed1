"""What can be done with projects: make, name, find and forget them. What is gathered under one is told by its owner."""

from collections.abc import Collection

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight import events
from safelight.features.projects import repository
from safelight.features.projects.errors import ProjectNameTaken, ProjectNotFound
from safelight.features.projects.schemas import ProjectCreate, ProjectShown, ProjectUpdate
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
    return [shown(project) for project in repository.everyone(session, search=search)]


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


def shown(project: Project) -> ProjectShown:
    """As the API shows it."""
    return ProjectShown.model_validate(project, from_attributes=True)


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
    events.publish(session, topic=TOPIC, kind=f"project.{what}", payload={"id": project.id})
