"""Uploads that were announced."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import Owned
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class Upload(Owned, Base):
    """A file announced by its size and SHA-256. `key` is where its bytes are put before anybody has looked at them."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("up"))
    purpose: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
