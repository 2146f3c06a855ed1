"""Every query about the pictures of styles."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.generations.tables import Generation, Picture
from safelight.features.styles.tables import StyleThumbnail
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED


def unused(session: Session) -> Sequence[Generation]:
    """Generations that drew a style which is gone, says something else now, or was drawn anew."""
    wanted, shown = (
        select(StyleThumbnail.generation_id),
        select(StyleThumbnail.key).where(StyleThumbnail.key.is_not(None)),
    )
    query = (
        select(Generation)
        .join(Picture, Picture.generation_id == Generation.id)
        .where(Picture.kind == "style", Generation.id.not_in(wanted), Picture.thumbnail_key.not_in(shown))
    )
    return session.scalars(query).unique().all()


def running_job(session: Session, thumbnail: StyleThumbnail) -> Job | None:
    """The job that draws this thumbnail now."""
    query = select(Job).where(Job.subject == f"generation:{thumbnail.generation_id}", Job.state.not_in(FINISHED))
    return session.scalar(query)
