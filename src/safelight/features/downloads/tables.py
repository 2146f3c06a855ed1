"""Tokens for hubs. A download itself is a job."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow


class HubToken(Base):
    """A token for one hub, encrypted with the installation's secret; `user` is whom the hub knows it as."""

    __tablename__ = "hub_token"

    host: Mapped[str] = mapped_column(String(255), primary_key=True)
    token: Mapped[str] = mapped_column(Text)
    user: Mapped[str | None] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(default=utcnow)
