"""What people set at run time."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.base import JsonObject
from safelight.kit.clock import utcnow


class Preference(Base):
    """One choice, by name."""

    __tablename__ = "preference"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonObject)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
