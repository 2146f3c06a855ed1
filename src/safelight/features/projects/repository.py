"""Every query about projects."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from safelight.features.projects.tables import Project


def find(session: Session, id_or_slug: str) -> Project | None:
    """The project of that id, or of that name's slug."""
    return session.scalar(select(Project).where((Project.id == id_or_slug) | (Project.slug == id_or_slug)))


def everyone(session: Session, *, search: str | None) -> Sequence[Project]:
    """All of them, or those whose name holds these letters, by name."""
    query = select(Project).order_by(func.lower(Project.name), Project.id)
    if search:
        query = query.where(func.lower(Project.name).contains(search.lower(), autoescape=True))
    return session.scalars(query).all()


def those(session: Session, ids: Collection[str]) -> Sequence[Project]:
    """The projects of these ids."""
    return session.scalars(select(Project).where(Project.id.in_(ids))).all()
