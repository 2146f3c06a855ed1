"""Characters, the pictures they were learnt from, and the samples of their training."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safelight.db import Base
from safelight.kit.clock import utcnow


class Character(Base):
    """A character: usable once `lora_key` is set; how far it is before that, its job knows."""

    __tablename__ = "character"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    trigger: Mapped[str] = mapped_column(String(80))
    class_word: Mapped[str] = mapped_column(String(80))
    base_model: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(16))
    training: Mapped[dict[str, Any] | None]
    job_id: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=0)
    lora_key: Mapped[str | None] = mapped_column(String(300))
    lora_sha256: Mapped[str | None] = mapped_column(String(64))
    lora_size: Mapped[int | None]
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)

    references: Mapped[list["Reference"]] = relationship(
        order_by="Reference.position", cascade="all, delete-orphan", passive_deletes=True
    )
    samples: Mapped[list["Sample"]] = relationship(
        order_by="Sample.id", cascade="all, delete-orphan", passive_deletes=True
    )


class Reference(Base):
    """One picture of a character, as it was stored after it was checked."""

    __tablename__ = "reference"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    character_id: Mapped[str] = mapped_column(ForeignKey("character.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    filename: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(300))
    content_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    caption: Mapped[str | None] = mapped_column(Text)


class Sample(Base):
    """A picture made at the end of a training, to see what was learnt."""

    __tablename__ = "sample"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    character_id: Mapped[str] = mapped_column(ForeignKey("character.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(String(300))
    prompt: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
