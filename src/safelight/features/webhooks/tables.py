"""Who wants to be called about a job, and the calls that are still to be made."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class Webhook(Base):
    """One address to be told of one job. `secret` signs the calls, encrypted as kit/secret_box.py does."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("hook"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[Any]]
    secret: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[int] = mapped_column(BigInteger, default=0)  # id of the last event that was looked at for it
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class WebhookCall(Base):
    """One call: waiting, delivered or given up. Sent until it is answered well, ever more seldom."""

    __tablename__ = "webhook_call"
    __table_args__ = (Index("ix_webhook_call_state_next_at", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("call"))
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str | None] = mapped_column(String(300))  # the last status, or why it did not get through
    next_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
