"""Every query about characters."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from safelight.features.characters.tables import Character

_WHOLE = (selectinload(Character.references), selectinload(Character.samples))


def find(session: Session, id_or_slug: str) -> Character | None:
    """The character of that id, or of that name's slug."""
    query = select(Character).options(*_WHOLE).where((Character.id == id_or_slug) | (Character.slug == id_or_slug))
    return session.scalars(query).one_or_none()


def by_idempotency_key(session: Session, key: str) -> Character | None:
    """The character that an earlier request with this key made."""
    return session.scalars(select(Character).options(*_WHOLE).where(Character.idempotency_key == key)).one_or_none()


def page(session: Session, *, after: str | None, limit: int, search: str | None) -> list[Character]:
    """Newest first, what comes after the id `after`; one more than `limit`, to know whether there is a next page."""
    query = select(Character).options(*_WHOLE).order_by(Character.id.desc()).limit(limit + 1)
    if after:
        query = query.where(Character.id < after)
    if search:
        query = query.where(func.lower(Character.name).contains(search.lower(), autoescape=True))
    return list(session.scalars(query))


def slug_taken(session: Session, slug: str, *, by_other_than: str = "") -> bool:
    """Whether another character goes by that slug."""
    query = select(Character.id).where(Character.slug == slug, Character.id != by_other_than)
    return session.scalars(query).first() is not None
