"""What everybody used, day by day."""

from datetime import date

from sqlalchemy import BigInteger, Date, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base


class UsageDay(Base):
    """What one account used on one day (UTC) through one key; `key_id` is empty for a person at the studio."""

    __tablename__ = "usage_day"

    account_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    requests: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    """Requests that a limit refused."""
    jobs: Mapped[int] = mapped_column(default=0)
    pictures: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    """Of a worker's time."""
    bytes_stored: Mapped[int] = mapped_column(BigInteger, default=0)
