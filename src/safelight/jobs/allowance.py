"""What accounts may have of the workers: held when a job is queued, and counted in the transaction that ends it.

Of a job that waits or runs all that it will take is held, so that many asked for at once overrun nothing.
"""

import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from sqlalchemy import ColumnElement, Executable, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.db.ownership import EVERYBODYS, looks_as
from safelight.db.weighing import bytes_of
from safelight.jobs.errors import LimitReached, MoreThanAllowed, NoRoomLeft
from safelight.jobs.tables import SERVER, Job, UsageDay
from safelight.kit.clock import utcnow
from safelight.specs.jobs import JobState
from safelight.specs.people import Limits, Principal

MEASURED = 20
GB = 1e9
_RETRY_SECONDS = 10
_LOCK = 0x5AFE_0000_0000  # the beginning of our advisory locks; an account's checksum follows
_COUNTED = ("requests", "refused", "jobs", "pictures", "seconds")

Name = Literal["jobs_at_once", "jobs_waiting", "pictures_per_day", "seconds_per_day", "storage_gb"]
NAMES: tuple[Name, ...] = ("jobs_at_once", "jobs_waiting", "pictures_per_day", "seconds_per_day", "storage_gb")


@dataclass(frozen=True)
class Used:
    """One limit, and what of it is used or held; `resets_in` is in seconds, None of what does not come back by time."""

    name: str
    limit: float
    used: float
    of: Literal["account", "key"]
    resets_in: float | None = None

    @property
    def remaining(self) -> float:
        """What is left."""
        return max(0.0, self.limit - self.used)


_told: ContextVar[list[Used] | None] = ContextVar("allowance", default=None)


@contextmanager
def noticing() -> Iterator[list[Used]]:
    """What of their limits a caller has left after what is asked for within, for those that are looked at."""
    found: list[Used] = []
    token = _told.set(found)
    try:
        yield found
    finally:
        _told.reset(token)


def admit(session: Session, job: Job, *, now: datetime | None = None) -> None:
    """Whether the caller may have this job beside what they have, before it is added; others wait until we commit.

    Raises LimitReached, MoreThanAllowed, NoRoomLeft.
    """
    sight = looks_as(session)
    principal = sight.principal if sight else None
    if principal is None or not any(has_any(limits) for limits in principal.limits):
        return
    asked = {"jobs_waiting": 1.0, "storage_gb": 0.0}
    if job.pictures:
        asked["pictures_per_day"] = float(job.pictures)
    if job.place != SERVER and any(limits.seconds_per_day is not None for limits in principal.limits):
        asked["seconds_per_day"] = _expected(session, job.kind, job.model_key)
    _reserve(session, principal, asked, now=now)


def admit_any(session: Session) -> None:
    """Whether the caller may have one more job that waits, whatever it is; none is held. Raises LimitReached."""
    sight = looks_as(session)
    if sight and sight.principal:
        for used in measure(session, sight.principal, names=("jobs_waiting",)):
            _require(used, 1.0)


def admit_pictures(session: Session, more: int) -> None:
    """Whether the caller may have so many more pictures, of a job that is there. Raises LimitReached."""
    sight = looks_as(session)
    if sight and sight.principal:
        _reserve(session, sight.principal, {"pictures_per_day": float(more)})


def _reserve(
    session: Session, principal: Principal, asked: Mapping[str, float], *, now: datetime | None = None
) -> None:
    alone(session, _LOCK + zlib.crc32(principal.account_id.encode()))
    found = measure(session, principal, names=tuple(asked), now=now)
    for used in found:
        _require(used, asked[used.name])
    if (told := _told.get()) is not None:
        told += [replace(one, used=one.used + asked[one.name]) for one in found]


def has_any(limits: Limits) -> bool:
    """Whether it limits what jobs take."""
    return any(getattr(limits, name) is not None for name in NAMES)


def measure(
    session: Session, principal: Principal, *, names: Iterable[str] = NAMES, now: datetime | None = None
) -> list[Used]:
    """Of each limit that a caller has, of their account's and then of their key's, what is used."""
    now = now or utcnow()
    found = []
    for number, limits in enumerate(principal.limits):
        of: Literal["account", "key"] = "account" if number == 0 else "key"
        for name in names:
            if (limit := getattr(limits, name)) is not None:
                whose = principal.account_id, (principal.key_id or "") if of == "key" else None
                resets_in = _until_midnight(now) if name.endswith("_per_day") else None
                found.append(Used(name, limit, _used(session, name, *whose, now), of, resets_in))
    return found


def require_room(session: Session, principal: Principal, size: int) -> None:
    """Whether so many more bytes may be kept. Raises NoRoomLeft."""
    for used in measure(session, principal, names=("storage_gb",)):
        _require(used, size / GB)


def spend(session: Session, job: Job, *, ended: JobState | None = None) -> None:
    """Count what a job took: when it ends, and when a worker gives it back; before its state changes."""
    now = utcnow()
    seconds = 0.0
    if job.state == "running" and job.place != SERVER and job.started_at is not None:
        seconds = max(0.0, (now - max(job.started_at, job.placed_at or job.started_at)).total_seconds())
    if seconds or ended:
        made = job.pictures if ended == "succeeded" else 0
        add(session, job.account_id, job.key_id, day=now.date(), seconds=seconds, jobs=1 if ended else 0, pictures=made)


def add(session: Session, account_id: str, key_id: str, *, day: date, **counts: float) -> None:
    """Count so much more for an account, through a key or at the studio, on this day."""
    row = {"account_id": account_id or "", "key_id": key_id or "", "day": day, "bytes_stored": 0}
    row |= dict.fromkeys(_COUNTED, 0)
    session.execute(_adding(session.get_bind().dialect.name), row | counts)


@cache
def _adding(dialect_name: str) -> Executable:
    statement = (sqlite if dialect_name == "sqlite" else postgresql).insert(UsageDay.bare())
    columns = UsageDay.bare().c
    more = {name: columns[name] + statement.excluded[name] for name in _COUNTED}
    found: Executable = statement.on_conflict_do_update(index_elements=["account_id", "key_id", "day"], set_=more)
    return found


def _used(session: Session, name: str, account_id: str, key_id: str | None, now: datetime) -> float:
    """With a `key_id` that of one key; of what is kept, only the account's is known."""
    jobs = Job.bare().c
    whose: ColumnElement[bool] = jobs.account_id == account_id
    if key_id is not None:
        whose &= jobs.key_id == key_id
    match name:
        case "jobs_at_once":
            query = select(func.count()).where(whose, jobs.state.in_(("placed", "running")), jobs.place != SERVER)
            return float(session.scalar(query, execution_options=EVERYBODYS) or 0)
        case "jobs_waiting":
            query = select(func.count()).where(whose, jobs.state == "queued")
            return float(session.scalar(query, execution_options=EVERYBODYS) or 0)
        case "pictures_per_day":
            held = select(func.sum(jobs.pictures)).where(whose, jobs.finished_at.is_(None))
            return _counted(session, "pictures", account_id, key_id, now) + float(
                session.scalar(held, execution_options=EVERYBODYS) or 0
            )
        case "seconds_per_day":
            return _counted(session, "seconds", account_id, key_id, now) + _held_seconds(session, whose, now)
        case _:
            return bytes_of(session, account_id) / GB


def _counted(session: Session, column: str, account_id: str, key_id: str | None, now: datetime) -> float:
    days = UsageDay.bare().c
    query = select(func.sum(days[column])).where(days.account_id == account_id, days.day == now.date())
    if key_id is not None:
        query = query.where(days.key_id == key_id)
    return float(session.scalar(query) or 0)


def _held_seconds(session: Session, whose: ColumnElement[bool], now: datetime) -> float:
    """Of jobs that wait or run: what they took so far, or what such jobs took, whichever is more."""
    columns = Job.bare().c
    query = select(columns.kind, columns.model_key, columns.state, columns.placed_at, columns.place)
    total = 0.0
    expected: dict[tuple[str, str | None], float] = {}
    query = query.where(whose, columns.finished_at.is_(None))
    for kind, model, state, placed_at, place in session.execute(query, execution_options=EVERYBODYS):
        if place == SERVER:
            continue
        if (kind, model) not in expected:
            expected[kind, model] = _expected(session, kind, model)
        so_far = (now - placed_at).total_seconds() if state == "running" and placed_at else 0.0
        total += max(so_far, expected[kind, model])
    return total


def _expected(session: Session, kind: str, model_key: str | None) -> float:
    """Seconds that such a job takes, by the last of them, whoever's; 0 as long as none was measured."""
    columns = Job.bare().c
    spans = (
        select(columns.started_at, columns.finished_at)
        .where(columns.kind == kind, columns.model_key == model_key, columns.state == "succeeded")
        .where(columns.started_at.is_not(None), columns.place != SERVER)
        .order_by(columns.finished_at.desc())
        .limit(MEASURED)
    )
    seconds = [(end - begin).total_seconds() for begin, end in session.execute(spans, execution_options=EVERYBODYS)]
    return sum(seconds) / len(seconds) if seconds else 0.0


def _require(used: Used, more: float) -> None:
    if used.used + more <= used.limit and (more or used.used < used.limit):
        return
    if used.name == "storage_gb":
        raise NoRoomLeft(used.limit, used.used)
    if more > used.limit or not used.limit:
        raise MoreThanAllowed(used.name, used.limit, more, of=used.of)
    retry = _RETRY_SECONDS if used.resets_in is None else math.ceil(used.resets_in)
    raise LimitReached(used.name, used.limit, used.used, of=used.of, retry_after=retry)


def _until_midnight(now: datetime) -> float:
    tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return (tomorrow - now).total_seconds()
