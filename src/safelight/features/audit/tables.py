"""The log of who did what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, UOWTransaction, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.errors import InternalError

_FORGETS = "forgets"


class AuditEntry(Base):
    """One thing that somebody did. Nothing changes or deletes an entry but retention."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_account_id_id", "account_id", "id"),
        Index("ix_audit_entry_subject_id", "subject", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    account_id: Mapped[str | None] = mapped_column(String(40))
    who: Mapped[str] = mapped_column(String(120))
    """Their name then; accounts come and go."""
    key_id: Mapped[str | None] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(String(128))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    address: Mapped[str] = mapped_column(String(64), default="")
    request_id: Mapped[str | None] = mapped_column(String(80))


class AppendOnly(InternalError):
    """Somebody tried to change what was written down: a defect of ours."""

    code = "append_only"

    def __init__(self) -> None:
        super().__init__("Entries of the audit log are never changed, and deleted by the rules of retention alone.")


@contextmanager
def forgetting(session: Session) -> Iterator[None]:
    """For retention, which alone deletes entries; nobody changes one."""
    session.info[_FORGETS] = True
    try:
        yield
        session.flush()
    finally:
        del session.info[_FORGETS]


@sqlalchemy_event.listens_for(Session, "before_flush")
def _append_only(session: Session, _context: UOWTransaction, _instances: object) -> None:
    gone: list[object] = [] if session.info.get(_FORGETS) else list(session.deleted)
    if any(isinstance(row, AuditEntry) for row in [*session.dirty, *gone]):
        raise AppendOnly


@sqlalchemy_event.listens_for(Session, "do_orm_execute")
def _append_only_in_bulk(state: ORMExecuteState) -> None:
    changes = state.is_update or (state.is_delete and not state.session.info.get(_FORGETS))
    if changes and any(mapper.class_ is AuditEntry for mapper in state.all_mappers):
        raise AppendOnly
