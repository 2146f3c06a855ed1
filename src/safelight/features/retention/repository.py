"""What is older than its time, by table; deleting is left to the features, but for what is nobody's."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, CursorResult, Row, delete, func, or_, select
from sqlalchemy.orm import Session

from safelight.features.accounts.tables import Login
from safelight.features.audit.tables import AuditEntry
from safelight.features.generations.tables import Generation, Picture
from safelight.features.inputs import repository as inputs
from safelight.jobs.tables import Job, UsageDay

AT_ONCE = 200
Due = tuple[int, int, datetime | None]
"""How many, bytes of files, and the oldest."""


def binned(session: Session, before: datetime) -> Due:
    """Pictures in the bin."""
    query = select(func.count(), func.sum(Picture.size), func.min(Picture.deleted_at))
    return _row(session.execute(query.where(Picture.deleted_at <= before)).one())


def results(session: Session, now: datetime) -> Due:
    """Generations that were kept for a time only."""
    count, oldest = session.execute(
        select(func.count(), func.min(Generation.expires_at)).where(Generation.expires_at < now)
    ).one()
    size = select(func.sum(Picture.size)).join(Generation, Generation.id == Picture.generation_id)
    return int(count), int(session.scalar(size.where(Generation.expires_at < now)) or 0), oldest


def unused_inputs(session: Session, before: datetime) -> Due:
    """Inputs that no request has named, and no kept recipe needs."""
    count, size, oldest, seen = 0, 0, None, set[str]()
    while rows := inputs.unused_since(session, before, beyond=seen, limit=AT_ONCE):
        seen |= {row.id for row in rows}
        for row in rows:
            if not inputs.is_needed(session, row):
                count, size, oldest = count + 1, size + row.size, oldest or row.used_at
    return count, size, oldest


def ended_jobs(session: Session, before: datetime) -> Due:
    """Jobs that have ended."""
    query = select(func.count(), func.min(Job.finished_at)).where(Job.finished_at < before, Job.owner.is_(None))
    count, oldest = session.execute(query).one()
    return int(count), 0, oldest


def entries(session: Session, before: datetime) -> Due:
    """Entries of the audit log."""
    count, oldest = session.execute(
        select(func.count(), func.min(AuditEntry.at)).where(AuditEntry.at < before)
    ).one()  # fmt: skip
    return int(count), 0, oldest


def ended_logins(session: Session, before: datetime) -> Due:
    """Log-ins that are over."""
    count, oldest = session.execute(select(func.count(), func.min(Login.expires_at)).where(_is_over(before))).one()
    return int(count), 0, oldest


def forget_logins(session: Session, before: datetime) -> int:
    """Delete them."""
    return _count(session.execute(delete(Login).where(_is_over(before))))


def days_used(session: Session, before: date) -> Due:
    """Days of the usage of accounts and keys."""
    count = session.scalar(select(func.count()).select_from(UsageDay).where(UsageDay.day < before)) or 0
    return count, 0, None


def forget_days_used(session: Session, before: date) -> int:
    """Delete them."""
    return _count(session.execute(delete(UsageDay).where(UsageDay.day < before)))


def _is_over(before: datetime) -> ColumnElement[bool]:
    return or_(Login.expires_at < before, Login.ended_at < before)


def _count(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0


def _row(found: Row[int, int, datetime | None]) -> Due:
    count, size, oldest = found
    return int(count), int(size or 0), oldest
