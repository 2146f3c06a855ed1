"""Every query about the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from safelight.features.audit.tables import AuditEntry, forgetting


@dataclass(frozen=True)
class Wanted:
    """Which entries; None: all. `of_account` is whose log it is."""

    of_account: str | None = None
    who: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def newest(session: Session, wanted: Wanted, *, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """The newest of them below an id."""
    query = _of(wanted).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return session.scalars(query).all()


def count_before(session: Session, at: datetime) -> int:
    """How many are older."""
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.at < at)) or 0


def forget_before(session: Session, at: datetime) -> int:
    """Delete those that are older, and say how many."""
    with forgetting(session):
        gone = session.execute(delete(AuditEntry).where(AuditEntry.at < at))
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def _of(wanted: Wanted) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if wanted.of_account is not None:
        query = query.where(AuditEntry.account_id == wanted.of_account)
    if wanted.who:
        query = query.where(or_(AuditEntry.who == wanted.who, AuditEntry.account_id == wanted.who))
    if wanted.action:  # `key` finds key.made and key.revoked
        query = query.where(
            or_(AuditEntry.action == wanted.action, AuditEntry.action.startswith(f"{wanted.action}.", autoescape=True))
        )
    if wanted.subject:
        query = query.where(AuditEntry.subject == wanted.subject)
    if wanted.since:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditEntry.at < wanted.until)
    return query
