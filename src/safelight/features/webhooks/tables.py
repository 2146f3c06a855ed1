"""Who wants to be called about a job, and the calls that are still to be made."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import PartOf
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class Webhook(PartOf, Base):
    """One address to be told of one job. `secret` signs the calls, encrypted as kit/secret_box.py does.

    `wants` holds the names of the `events`, and the `base_url` by which the caller knows this server, for links.
    """

    __tablename__ = "webhook"
    whole = ("Job", "job_id")

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("hook"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(Text)
    wants: Mapped[dict[str, Any]] = mapped_column("events")
    secret: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[int] = mapped_column(BigInteger, default=0)  # id of the last event that was looked at for it
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    @property
    def events(self) -> list[str]:
        """Names of the events it is called for."""
        return list(self.wants["events"])

    @property
    def base_url(self) -> str:
        """Address of this server as whoever asked for the job sees it."""
        return str(self.wants["base_url"])


class WebhookCall(Base):
    """One call: waiting, sending, delivered or given_up. Sent until it is answered well, ever more seldom.

    `next_at` is when it is due; of one that is being sent, when it counts as lost.
    """

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
