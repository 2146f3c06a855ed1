"""Every query about generations."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from safelight.features.generations.tables import Generation

_WHOLE = (selectinload(Generation.pictures),)


def find(session: Session, generation_id: str) -> Generation | None:
    """The generation of that id."""
    return session.scalars(select(Generation).options(*_WHOLE).where(Generation.id == generation_id)).one_or_none()


def by_idempotency_key(session: Session, key: str) -> Generation | None:
    """The generation that an earlier request with this key made."""
    query = select(Generation).options(*_WHOLE).where(Generation.idempotency_key == key)
    return session.scalars(query).one_or_none()


def page(
    session: Session, *, after: str | None, limit: int, character_id: str | None, search: str | None
) -> list[Generation]:
    """Newest first, what comes after the id `after`; one more than `limit`, to know whether there is a next page."""
    query = select(Generation).options(*_WHOLE).order_by(Generation.id.desc()).limit(limit + 1)
    if after:
        query = query.where(Generation.id < after)
    if character_id:
        query = query.where(Generation.character_id == character_id)
    if search:
        query = query.where(func.lower(Generation.prompt).contains(search.lower(), autoescape=True))
    return list(session.scalars(query))
