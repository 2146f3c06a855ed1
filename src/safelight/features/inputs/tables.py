"""Pictures brought by people, kept by content."""

from datetime import datetime

from sqlalchemy import BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import Owned
from safelight.kit.clock import utcnow


class InputImage(Owned, Base):
    """One picture, checked and stored; the same bytes are the same row. Unused ones are forgotten after a while."""

    __tablename__ = "input_image"
    weighs = "size"
    __table_args__ = (UniqueConstraint("account_id", "sha256"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(300))
    thumbnail_key: Mapped[str] = mapped_column(String(300))
    filename: Mapped[str] = mapped_column(String(255), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    used_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
