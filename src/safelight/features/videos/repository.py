"""Every query about videos."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from safelight.features.generations.tables import Generation, Picture

_KIND = Generation.plan["kind"].as_string() == "video"


def find(session: Session, video_id: str) -> Generation | None:
    """The video of that id."""
    query = select(Generation).options(selectinload(Generation.pictures)).where(Generation.id == video_id, _KIND)
    return session.scalars(query).one_or_none()


def page(session: Session, *, after: str | None, limit: int) -> list[Generation]:
    """Newest first, what comes after the id `after`; one more than `limit`, to know whether there is a next page."""
    query = select(Generation).options(selectinload(Generation.pictures)).where(_KIND)
    if after:
        query = query.where(Generation.id < after)
    return list(session.scalars(query.order_by(Generation.id.desc()).limit(limit + 1)))


def of_job(session: Session, job_id: str) -> Generation | None:
    """The video that a job makes."""
    query = select(Generation).options(selectinload(Generation.pictures)).where(Generation.job_id == job_id, _KIND)
    return session.scalars(query).one_or_none()


def drawn_first(session: Session, job_ids: Collection[str]) -> dict[str, str]:
    """By job, the generation of the picture that it draws before the film."""
    query = select(Generation.job_id, Generation.id).where(Generation.job_id.in_(job_ids), ~_KIND)
    return {row.job_id: row.id for row in session.execute(query)}


def picture_of(session: Session, generation_id: str) -> Picture | None:
    """The first picture of a generation."""
    return session.scalars(
        select(Picture).where(Picture.generation_id == generation_id).order_by(Picture.position).limit(1)
    ).one_or_none()
