"""Every query about generations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.orm import Session, selectinload

from safelight.db.ownership import EVERYBODYS, account_of
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs.tables import Job

_WHOLE = (selectinload(Generation.pictures),)
_PICTURES, _GENERATIONS = Picture.bare(), Generation.bare()
_FORGET = delete(_PICTURES).where(_PICTURES.c.generation_id == bindparam("of"))
_NOTE = update(_GENERATIONS).where(_GENERATIONS.c.id == bindparam("of")).values(notes=bindparam("said"))


def find(session: Session, generation_id: str) -> Generation | None:
    """The generation of that id."""
    return session.scalars(select(Generation).options(*_WHOLE).where(Generation.id == generation_id)).one_or_none()


def plan_of(session: Session, generation_id: str) -> dict[str, Any] | None:
    """What is to be drawn, and nothing else of it."""
    return session.scalar(select(Generation.plan).where(Generation.id == generation_id))


def asked(session: Session, generation_id: str) -> Row[tuple[str, str | None, datetime | None]] | None:
    """Whose it is, its kind where it is no plain one, and until when it is kept."""
    kind = Generation.plan["kind"].as_string().label("kind")
    query = select(Generation.account_id, kind, Generation.expires_at).where(Generation.id == generation_id)
    return session.execute(query).one_or_none()


def put(session: Session, generation_id: str, pictures: list[Picture], *, notes: list[str]) -> None:
    """The pictures that it has from now on, and no others. For workers, which see everybody's."""
    session.execute(_FORGET, {"of": generation_id})
    session.execute(_NOTE, {"of": generation_id, "said": notes})
    session.add_all(pictures)


def by_idempotency_key(session: Session, key: str) -> Generation | None:
    """The generation that an earlier request of the same account with this key made."""
    mine = Generation.account_id == account_of(session)
    query = select(Generation).options(*_WHOLE).where(mine, Generation.idempotency_key == key)
    return session.scalars(query).one_or_none()


def page(
    session: Session, *, after: str | None, limit: int, character_id: str | None, search: str | None
) -> list[Generation]:
    """Newest first, what comes after the id `after`; one more than `limit`, to know whether there is a next page."""
    kind = func.coalesce(Generation.plan["kind"].as_string(), "image")  # the first Safelight named no kind
    query = select(Generation).options(*_WHOLE).where(kind == "image").order_by(Generation.id.desc()).limit(limit + 1)
    if after:
        query = query.where(Generation.id < after)
    if character_id:
        query = query.where(Generation.character_id == character_id)
    if search:
        query = query.where(func.lower(Generation.prompt).contains(search.lower(), autoescape=True))
    return list(session.scalars(query))


def expired(session: Session, now: datetime, *, limit: int = 500) -> list[str]:
    """Ids of the generations whose time is over, oldest first."""
    query = select(Generation.id).where(Generation.expires_at < now).order_by(Generation.expires_at).limit(limit)
    return list(session.scalars(query))


def untidy(session: Session, *, since: datetime, until: datetime) -> list[str]:
    """Ids of those whose jobs ended in this time, and were begun more than once, or begun and came to no good end."""
    untidy = (Job.attempts > 1) | ((Job.attempts == 1) & (Job.state != "succeeded"))
    query = (
        select(Generation.id)
        .join(Job, Job.id == Generation.job_id)
        .where(Job.finished_at >= since, Job.finished_at < until, untidy)
    )
    return list(session.scalars(query))


def files_of_ended(session: Session, generation_id: str) -> set[str] | None:
    """The keys that its rows name; None where its job waits or is at work again."""
    ended = select(Job.finished_at).join(Generation, Job.id == Generation.job_id).where(Generation.id == generation_id)
    if session.scalar(ended) is None:
        return None
    query = select(Picture.key, Picture.thumbnail_key, Picture.poster_key).where(Picture.generation_id == generation_id)
    return {key for row in session.execute(query) for key in row if key}


def waiting_of(session: Session, requesters: str) -> int:
    """How many generations wait for a worker that are for those whose name begins so."""
    query = select(func.count()).where(Job.state == "queued", Job.requester.startswith(requesters, autoescape=True))
    return session.scalar(query, execution_options=EVERYBODYS) or 0


def last_spans(session: Session, *, limit: int) -> list[tuple[datetime, datetime]]:
    """From when to when each of the last generations was drawn that came to a good end."""
    query = (
        select(Job.started_at, Job.finished_at)
        .where(Job.kind == "generation", Job.state == "succeeded", Job.finished_at.is_not(None))
        .order_by(Job.finished_at.desc())
        .limit(limit)
    )
    return [(begin, end) for begin, end in session.execute(query, execution_options=EVERYBODYS) if begin and end]


def lora_file(session: Session, sha256: str, *, of: str | None) -> tuple[str | None, Character | None]:
    """Storage key of the LoRA file with this content, and its character; of several rather the one with the id `of`."""
    kept = session.execute(
        select(CharacterVersion.lora_key, Character)
        .join(Character, Character.id == CharacterVersion.character_id)
        .where(CharacterVersion.lora_sha256 == sha256)
        .order_by((Character.id == of).desc(), CharacterVersion.created_at.desc())
        .limit(1)
    ).one_or_none()
    if kept is not None:
        return kept.lora_key, kept.Character
    earlier = session.execute(
        select(Checkpoint.key, Character)
        .join(Character, Character.id == Checkpoint.character_id)
        .where(Checkpoint.sha256 == sha256, Checkpoint.key.is_not(None))
        .order_by((Character.id == of).desc(), Checkpoint.created_at.desc())
        .limit(1)
    ).one_or_none()
    if earlier is not None:
        return earlier.key, earlier.Character
    in_use = session.scalars(select(Character).where(Character.lora_sha256 == sha256).limit(1)).one_or_none()
    return (in_use.lora_key, in_use) if in_use else (None, None)
