"""Every query about characters."""

import base64
import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, column, delete, exists, func, or_, select, table
from sqlalchemy.orm import Session

from safelight.db.naming import named
from safelight.db.ownership import EVERYBODYS, account_of, seen
from safelight.features.characters.schemas import CharacterSort, CharacterStatus
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint, Reference, Sample
from safelight.jobs.tables import Job
from safelight.kit.errors import InvalidInput

# Generations need characters, so their table is known here by name alone.
_picture = table("picture", column("character_id"), column("deleted_at"), column("account_id"))

_by_name = func.lower(Character.name)
_by_use = func.coalesce(Character.last_used_at, Character.created_at)


def find(session: Session, id_or_slug: str) -> Character | None:
    """The character of that id, or of that name's slug: rather the caller's own than one shared with them.

    Raises AmbiguousName.
    """
    query = select(Character).where((Character.id == id_or_slug) | (Character.slug == id_or_slug))
    return named(session, query, id_or_slug)


def by_idempotency_key(session: Session, key: str) -> Character | None:
    """The character that an earlier request of the same account with this key began to train."""
    mine = Character.account_id == account_of(session)
    return session.scalars(select(Character).where(mine, Character.idempotency_key == key)).one_or_none()


def page(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 50,
    search: str | None = None,
    status: CharacterStatus | None = None,
    project_id: str | None = None,
    sort: CharacterSort = "newest",
) -> tuple[list[Character], str | None]:
    """One page of the characters, and the cursor of the next."""
    query = select(Character).order_by(*_order(sort)).limit(limit + 1)
    if after:
        query = query.where(_comes_after(sort, after))
    if search:
        query = query.where(_by_name.contains(search.lower(), autoescape=True))
    if project_id:
        query = query.where(Character.project_id == project_id)
    if status:
        query = query.outerjoin(Job, Job.id == Character.job_id).where(_has_status(status))
    found = list(session.scalars(query))
    return found[:limit], _cursor(found[limit - 1], sort) if len(found) > limit else None


def slug_taken(session: Session, slug: str, *, account_id: str, by_other_than: str = "") -> bool:
    """Whether another character of that account goes by that slug."""
    taken = select(Character.id).where(Character.account_id == account_id, Character.slug == slug)
    query = taken.where(Character.id != by_other_than).execution_options(**EVERYBODYS)
    return session.scalars(query).first() is not None


def slugs_like(session: Session, slug: str) -> set[str]:
    """The caller's own slugs in use that begin so."""
    query = select(Character.slug).where(Character.account_id == account_of(session))
    return set(session.scalars(query.where(Character.slug.startswith(slug, autoescape=True))))


def delete_empty_drafts(session: Session, *, before: datetime) -> int:
    """Delete the caller's drafts without a picture that nobody touched since then; returns how many went."""
    empty = ~exists().where(Reference.character_id == Character.id)
    gone = session.scalars(
        delete(Character)
        .where(Character.account_id == account_of(session))
        .where(~Character.is_usable, Character.job_id.is_(None), Character.updated_at < before, empty)
        .returning(Character.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def reference_counts(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many pictures each character has."""
    query = select(Reference.character_id, func.count()).where(Reference.character_id.in_(ids))
    return dict(session.execute(query.group_by(Reference.character_id)).all())


def pictures_made(session: Session, ids: Sequence[str]) -> dict[str, int]:
    """How many pictures of the caller's were made with each character and are not in the bin."""
    made = _picture.c
    query = select(made.character_id, func.count()).where(made.character_id.in_(ids), made.deleted_at.is_(None))
    own = query.where(seen(session, made)).execution_options(**EVERYBODYS)
    return dict(session.execute(own.group_by(made.character_id)).all())


def pictures_of(session: Session, character_id: str) -> tuple[int, int]:
    """How many pictures of the caller's were made with a character, and how many of others'."""
    made = _picture.c
    query = select(func.count()).select_from(_picture).where(made.character_id == character_id)
    every = session.scalar(query, execution_options=EVERYBODYS) or 0
    own = session.scalar(query.where(seen(session, made)), execution_options=EVERYBODYS) or 0
    return own, every - own


def checkpoint_count(session: Session, character_id: str) -> int:
    """How many steps of its trainings are kept as files."""
    query = select(func.count()).where(Checkpoint.character_id == character_id, Checkpoint.key.is_not(None))
    return session.scalar(query) or 0


def first_references(session: Session, ids: Sequence[str]) -> dict[str, Reference]:
    """The first picture of each character, rather one that is learnt from."""
    rank = func.row_number().over(
        partition_by=Reference.character_id, order_by=(Reference.excluded, Reference.position, Reference.id)
    )
    ranked = select(Reference.id, rank.label("rank")).where(Reference.character_id.in_(ids)).subquery()
    query = select(Reference).join(ranked, ranked.c.id == Reference.id).where(ranked.c.rank == 1)
    return {reference.character_id: reference for reference in session.scalars(query)}


def newest_samples(session: Session, ids: Sequence[str]) -> dict[str, Sample]:
    """The newest picture of what each character has learnt: of the version in use, or of its first training."""
    rank = func.row_number().over(
        partition_by=Sample.character_id, order_by=(Sample.version.desc(), Sample.step.desc(), Sample.position)
    )
    learnt = and_(
        Sample.step > 0, Sample.role == "prompt", or_(Sample.version == Character.version, Character.version == 0)
    )
    ranked = (
        select(Sample.id, rank.label("rank"))
        .join(Character, Character.id == Sample.character_id)
        .where(Sample.character_id.in_(ids), learnt)
        .subquery()
    )
    query = select(Sample).join(ranked, ranked.c.id == Sample.id).where(ranked.c.rank == 1)
    return {sample.character_id: sample for sample in session.scalars(query)}


def samples(
    session: Session, character_id: str, *, version: int | None, roles: Collection[str] = ("prompt",)
) -> Sequence[Sample]:
    """The pictures of its trainings, or of one of them, first step first."""
    query = select(Sample).where(Sample.character_id == character_id, Sample.role.in_(roles))
    if version is not None:
        query = query.where(Sample.version == version)
    return session.scalars(query.order_by(Sample.version, Sample.step, Sample.position)).all()


def samples_at(session: Session, character_id: str, keys: Collection[str]) -> dict[str, Sample]:
    """The pictures of a character that are stored at these keys."""
    query = select(Sample).where(Sample.character_id == character_id, Sample.key.in_(keys))
    return {sample.key: sample for sample in session.scalars(query)}


def checkpoints(session: Session, character_id: str, *, version: int) -> Sequence[Checkpoint]:
    """Those of one of its trainings, first step first."""
    query = select(Checkpoint).where(Checkpoint.character_id == character_id, Checkpoint.version == version)
    return session.scalars(query.order_by(Checkpoint.step)).all()


def last_number(session: Session, character_id: str) -> int:
    """The highest number that a version, or an attempt that left samples, ever had."""
    numbers = (
        session.scalar(select(func.max(CharacterVersion.number)).where(CharacterVersion.character_id == character_id)),
        session.scalar(select(func.max(Sample.version)).where(Sample.character_id == character_id)),
    )
    return max(number or 0 for number in numbers)


def _has_status(status: CharacterStatus) -> ColumnElement[bool]:
    """As `showing.status_of` says it."""
    if status == "ready":
        return Character.is_usable.expression
    by_job = case(
        (Character.job_id.is_(None), "draft"),
        (Job.id.is_(None), "failed"),
        (Job.state.in_(("queued", "failed", "cancelled")), Job.state),
        else_="training",
    )
    return and_(~Character.is_usable, by_job == status)


def _order(sort: CharacterSort) -> tuple[ColumnElement[Any], ...]:
    by: dict[CharacterSort, tuple[ColumnElement[Any], ...]] = {
        "newest": (Character.id.desc(),),
        "name": (_by_name, Character.id.asc()),
        "last_used": (_by_use.desc(), Character.id.desc()),
    }
    return by[sort]


def _cursor(last: Character, sort: CharacterSort) -> str:
    """Where a page ended: the values that it is sorted by, so that it holds when the row goes."""
    match sort:
        case "newest":
            return last.id
        case "name":
            value = last.name
        case "last_used":
            value = (last.last_used_at or last.created_at).isoformat()
    return base64.urlsafe_b64encode(json.dumps([value, last.id]).encode()).decode()


def _comes_after(sort: CharacterSort, cursor: str) -> ColumnElement[bool]:
    if sort == "newest":
        return Character.id < cursor
    try:
        value, last_id = json.loads(base64.urlsafe_b64decode(cursor))
        if sort == "name":
            name = func.lower(str(value))
            return or_(_by_name > name, and_(_by_name == name, Character.id > str(last_id)))
        at = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidInput.of("after", cursor, "is not the cursor of a page sorted so") from error
    return or_(_by_use < at, and_(_by_use == at, Character.id < str(last_id)))
