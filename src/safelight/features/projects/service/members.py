"""With whom a project is shared, and how. What is in it is then seen by them: db/ownership.py."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from safelight import events
from safelight.db.ownership import ReadOnly, account_of, looks_as, unguarded
from safelight.features.audit.service import note
from safelight.features.projects import repository
from safelight.features.projects.errors import OwnProject, PersonNotFound
from safelight.features.projects.schemas import MemberShown
from safelight.features.projects.service import TOPIC, get
from safelight.features.projects.tables import Project, ProjectMember
from safelight.specs.people import ProjectRole


def listed(session: Session, *, id_or_name: str) -> list[MemberShown]:
    """Whom it is shared with; told to everybody who sees it. Raises ProjectNotFound."""
    return _shown(session, repository.members(session, get(session, id_or_name).id))


def share(session: Session, *, id_or_name: str, person: str, role: ProjectRole) -> MemberShown:
    """Share it with somebody, or change how it is. Raises ProjectNotFound, PersonNotFound, OwnProject, ReadOnly."""
    project = _own(session, id_or_name)
    found = repository.person(session, person)
    if found is None:
        raise PersonNotFound(person)
    if found.id == project.account_id:
        raise OwnProject(project.name)
    member = session.get(ProjectMember, (project.id, found.id))
    if member is None:
        member = ProjectMember(project_id=project.id, account_id=found.id, role=role)
        session.add(member)
    member.role = role
    session.flush()
    note(session, action="project.shared", subject=project.id, details={"with": found.name, "role": role})
    _tell(session, project, found.id)
    return _shown(session, [member])[0]


def unshare(session: Session, *, id_or_name: str, person: str) -> None:
    """Share it with them no more; whom it is shared with may leave.

    Raises ProjectNotFound, PersonNotFound, and ReadOnly for whoever is neither its owner nor meant.
    """
    project = get(session, id_or_name)
    known = repository.people(session, {each.account_id for each in repository.members(session, project.id)})
    wanted = person.strip().lower()
    account_id = next((row.id for row in known.values() if person == row.id or wanted == row.name), None)
    if account_id is None:
        raise PersonNotFound(person, project=project.name)
    if account_id != account_of(session):
        _own(session, project.id)
    with unguarded(session):
        session.delete(session.get_one(ProjectMember, (project.id, account_id)))
    note(session, action="project.unshared", subject=project.id, details={"with": known[account_id].name})
    _tell(session, project, account_id)


def _own(session: Session, id_or_name: str) -> Project:
    project = get(session, id_or_name)
    if looks_as(session) is not None and project.account_id != account_of(session):
        raise ReadOnly
    return project


def _shown(session: Session, members: Sequence[ProjectMember]) -> list[MemberShown]:
    known = repository.people(session, {each.account_id for each in members})
    return [
        MemberShown(
            account_id=each.account_id,
            name=known[each.account_id].name,
            full_name=known[each.account_id].full_name,
            role="editor" if each.role == "editor" else "viewer",
            created_at=each.created_at,
        )
        for each in members
        if each.account_id in known
    ]


def _tell(session: Session, project: Project, account_id: str) -> None:
    """To whoever sees the project, and to whom it is about: they may not see it any more, or not yet."""
    payload = {"id": project.id}
    events.publish(session, topic=TOPIC, kind="project.changed", payload=payload, of=project)
    events.publish(session, topic=TOPIC, kind="project.changed", payload=payload, account_id=account_id)
