"""Generations, and the pictures that came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safelight.db import Base
from safelight.kit.clock import utcnow


class Generation(Base):
    """One request for pictures, made complete in `plan`; how far it is, its job knows."""

    __tablename__ = "generation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(40), index=True)
    character_id: Mapped[str | None] = mapped_column(ForeignKey("character.id", ondelete="SET NULL"), index=True)
    prompt: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]]
    notes: Mapped[list[Any]] = mapped_column(default=list)
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    pictures: Mapped[list["Picture"]] = relationship(
        order_by="Picture.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Picture(Base):
    """One picture, with the recipe that makes it again."""

    __tablename__ = "picture"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    generation_id: Mapped[str] = mapped_column(ForeignKey("generation.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(300))
    thumbnail_key: Mapped[str] = mapped_column(String(300))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    seed: Mapped[int] = mapped_column(BigInteger)
    recipe: Mapped[dict[str, Any]]
