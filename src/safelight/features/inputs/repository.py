"""Every query about inputs."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Text, cast, column, select, table
from sqlalchemy.orm import Session

from safelight.db.ownership import EVERYBODYS, account_of
from safelight.features.inputs.tables import InputImage
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED

# By their names: generations look at inputs, so inputs cannot know the generations' tables.
_PICTURE = table("picture", column("recipe"), column("account_id"))
_GENERATION = table("generation", column("job_id"), column("plan"), column("account_id"))


def find(session: Session, input_id: str) -> InputImage | None:
    """The input of that id."""
    return session.get(InputImage, input_id)


def by_content(session: Session, sha256: str) -> InputImage | None:
    """The caller's input with these bytes."""
    mine = InputImage.account_id == account_of(session)
    return session.scalars(select(InputImage).where(mine, InputImage.sha256 == sha256)).one_or_none()


def page(session: Session, *, after: str | None, limit: int) -> list[InputImage]:
    """Newest first; one more than `limit`, to know whether there is a next page."""
    query = select(InputImage).order_by(InputImage.id.desc()).limit(limit + 1)
    return list(session.scalars(query.where(InputImage.id < after) if after else query))


def unused_since(session: Session, when: datetime, *, beyond: Collection[str], limit: int) -> list[InputImage]:
    """Inputs that no request has named since, the longest unused first, without the ids in `beyond`."""
    query = select(InputImage).where(InputImage.used_at < when).order_by(InputImage.used_at, InputImage.id)
    return list(session.scalars(query.where(InputImage.id.not_in(beyond)).limit(limit)))


def is_needed(session: Session, row: InputImage) -> bool:
    """Whether a recipe of a kept picture, or a generation that has not ended, of the same account names the content.

    The same bytes brought by somebody else are an input of theirs.
    """
    whose, sha256 = row.account_id, row.sha256
    kept = (
        select(1)
        .select_from(_PICTURE)
        .where(_PICTURE.c.account_id == whose, cast(_PICTURE.c.recipe, Text).contains(sha256))
    )
    waiting = (
        select(1)
        .select_from(_GENERATION)
        .join(Job, Job.id == _GENERATION.c.job_id)
        .where(_GENERATION.c.account_id == whose)
        .where(Job.state.not_in(FINISHED), cast(_GENERATION.c.plan, Text).contains(sha256))
    )
    queries = (query.limit(1).execution_options(**EVERYBODYS) for query in (waiting, kept))
    return any(session.execute(query).first() is not None for query in queries)
