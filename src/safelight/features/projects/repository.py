"""Every query about projects."""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, column, func, or_, select, table
from sqlalchemy.orm import Session

from safelight.db.naming import named
from safelight.features.projects.tables import Project, ProjectMember

# Accounts need projects, so their table is known here by name alone.
_account = table("account", column("id"), column("name"), column("full_name"), column("disabled_at"))


def find(session: Session, id_or_slug: str) -> Project | None:
    """The project of that id, or of that name's slug: rather the caller's own than one shared with them.

    Raises AmbiguousName.
    """
    query = select(Project).where((Project.id == id_or_slug) | (Project.slug == id_or_slug))
    return named(session, query, id_or_slug)


def everyone(session: Session, *, search: str | None) -> Sequence[Project]:
    """All of them, or those whose name holds these letters, by name."""
    query = select(Project).order_by(func.lower(Project.name), Project.id)
    if search:
        query = query.where(func.lower(Project.name).contains(search.lower(), autoescape=True))
    return session.scalars(query).all()


def those(session: Session, ids: Collection[str]) -> Sequence[Project]:
    """The projects of these ids."""
    return session.scalars(select(Project).where(Project.id.in_(ids))).all()


def person(session: Session, id_or_name: str) -> Row[str, str, str] | None:
    """Id, name and full name of an account that can log in."""
    query = select(_account.c.id, _account.c.name, _account.c.full_name).where(_account.c.disabled_at.is_(None))
    meant = or_(_account.c.id == id_or_name, _account.c.name == id_or_name.strip().lower())
    return session.execute(query.where(meant)).first()


def people(session: Session, ids: Collection[str]) -> dict[str, Row[str, str, str]]:
    """Id, name and full name of these accounts, by id."""
    query = select(_account.c.id, _account.c.name, _account.c.full_name).where(_account.c.id.in_(ids))
    return {row.id: row for row in session.execute(query)} if ids else {}


def members(session: Session, project_id: str) -> Sequence[ProjectMember]:
    """With whom a project is shared, since when first."""
    query = select(ProjectMember).where(ProjectMember.project_id == project_id)
    return session.scalars(query.order_by(ProjectMember.created_at, ProjectMember.account_id)).all()


def roles(session: Session, account_id: str, project_ids: Collection[str]) -> dict[str, str]:
    """What somebody is in each of these projects that are shared with them."""
    query = select(ProjectMember.project_id, ProjectMember.role).where(ProjectMember.account_id == account_id)
    found = session.execute(query.where(ProjectMember.project_id.in_(project_ids)))
    return {row.project_id: row.role for row in found}
