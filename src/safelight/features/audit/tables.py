"""The log of who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow


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
