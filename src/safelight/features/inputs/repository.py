"""Every query about inputs."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Text, cast, column, select, table
from sqlalchemy.orm import Session

from safelight.features.inputs.tables import InputImage
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED

# By their names: generations look at inputs, so inputs cannot know the generations' tables.
_PICTURE = table("picture", column("recipe"))
_GENERATION = table("generation", column("job_id"), column("plan"))


def find(session: Session, input_id: str) -> InputImage | None:
    """The input of that id."""
    return session.get(InputImage, input_id)


def by_content(session: Session, sha256: str) -> InputImage | None:
    """The input with these bytes."""
    return session.scalars(select(InputImage).where(InputImage.sha256 == sha256)).one_or_none()


def page(session: Session, *, after: str | None, limit: int) -> list[InputImage]:
    """Newest first; one more than `limit`, to know whether there is a next page."""
    query = select(InputImage).order_by(InputImage.id.desc()).limit(limit + 1)
    return list(session.scalars(query.where(InputImage.id < after) if after else query))


def unused_since(session: Session, when: datetime, *, beyond: Collection[str], limit: int) -> list[InputImage]:
    """Inputs that no request has named since, the longest unused first, without the ids in `beyond`."""
    query = select(InputImage).where(InputImage.used_at < when).order_by(InputImage.used_at, InputImage.id)
    return list(session.scalars(query.where(InputImage.id.not_in(beyond)).limit(limit)))


def is_needed(session: Session, sha256: str) -> bool:
    """Whether a recipe of a kept picture, or a generation that has not ended, names the content."""
    kept = select(1).select_from(_PICTURE).where(cast(_PICTURE.c.recipe, Text).contains(sha256))
    waiting = (
        select(1)
        .select_from(_GENERATION)
        .join(Job, Job.id == _GENERATION.c.job_id)
        .where(Job.state.not_in(FINISHED), cast(_GENERATION.c.plan, Text).contains(sha256))
    )
    return any(session.execute(query.limit(1)).first() is not None for query in (waiting, kept))
