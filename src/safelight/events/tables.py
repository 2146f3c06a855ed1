"""The outbox: facts, in the order in which they were committed."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base


class EventRow(Base):
    """One fact. `topic` says about what (`job:job_…`, `workers`), `kind` says what happened (`job.started`)."""

    __tablename__ = "event"
    # Without AUTOINCREMENT, SQLite gives the ids of trimmed rows out again.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  as SQLAlchemy wants it

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    account_id: Mapped[str | None] = mapped_column(String(40))
    """Whom it concerns: null is everybody."""
    project_id: Mapped[str | None] = mapped_column(String(40))
    """Whoever this project is shared with learns of it too."""
    at: Mapped[datetime]
