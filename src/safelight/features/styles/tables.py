"""The styles that people made, and the pictures that show what a style does with a model."""

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import Owned
from safelight.kit.clock import utcnow


class Style(Owned, Base):
    """A person's own style. The built-in ones are a file of the package, not rows."""

    __tablename__ = "style"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    group: Mapped[str] = mapped_column(String(80))
    prompt: Mapped[str] = mapped_column(Text)
    negative_prompt: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class StyleThumbnail(Base):
    """What a style, built-in or own, looks like when a model draws it; made on request."""

    __tablename__ = "style_thumbnail"

    style_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    generation_id: Mapped[str] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
