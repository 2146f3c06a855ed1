"""Join tokens, and the machines that joined by them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class JoinToken(Base):
    """A token that lets machines join until it expires, or has been used `uses_left` times more (None: any number).

    Only its SHA-256 is kept. What joins by it gets its `labels`; `pod_id` is the rented pod that it was made for.
    """

    __tablename__ = "join_token"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("join"))
    name: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    uses_left: Mapped[int | None]
    pod_id: Mapped[str | None] = mapped_column(String(40), index=True)
    created_by: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Agent(Base):
    """A machine that joined by a token: what it is called, and the version it came with.

    `digest` is of the secret that it shows when it comes again; a machine that was removed is not let in any more.
    """

    __tablename__ = "agent"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("agent"))
    name: Mapped[str] = mapped_column(String(128))
    host: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[str] = mapped_column(String(32))
    token_id: Mapped[str | None] = mapped_column(ForeignKey("join_token.id", ondelete="SET NULL"), index=True)
    pod_id: Mapped[str | None] = mapped_column(String(40), index=True)
    joined_at: Mapped[datetime] = mapped_column(default=utcnow)
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    removed_at: Mapped[datetime | None]
