"""Generations, and the pictures that came of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safelight.db import Base
from safelight.db.ownership import Owned
from safelight.kit.clock import utcnow
from safelight.storage import layout


class Generation(Owned, Base):
    """One request for pictures, made complete in `plan`; how far it is, its job knows.

    With `expires_at` it is kept for so long, its pictures too, and shown in no gallery.
    """

    __tablename__ = "generation"
    lies_at = staticmethod(layout.generation)
    __table_args__ = (UniqueConstraint("account_id", "idempotency_key"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[str] = mapped_column(String(40), index=True)
    character_id: Mapped[str | None] = mapped_column(ForeignKey("character.id", ondelete="SET NULL"), index=True)
    prompt: Mapped[str] = mapped_column(Text)
    plan: Mapped[dict[str, Any]]
    notes: Mapped[list[Any]] = mapped_column(default=list)
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)

    pictures: Mapped[list["Picture"]] = relationship(
        order_by="Picture.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Picture(Owned, Base):
    """One picture or video, with the recipe that makes it again; in the bin once `deleted_at` is set.

    `kind` is image, style, video or edit. Of a video `key` is the film, `poster_key` its first frame as a picture.

    What the gallery sorts, filters and lays out by stands in columns of its own: `month` (2026-11, UTC), `shape` (a
    letter for width / height), `words` (prompt, character, model and styles in lower case).
    """

    __tablename__ = "picture"
    weighs = "size"
    __table_args__ = (
        Index("ix_picture_gallery", "deleted_at", "id", "month", "shape"),
        Index("ix_picture_favourite", "favourite", "deleted_at", "id"),
        Index("ix_picture_character_id", "character_id", "deleted_at", "id"),
        Index("ix_picture_model", "model", "deleted_at", "id"),
    )

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
    kind: Mapped[str] = mapped_column(String(16), default="image")
    media_type: Mapped[str] = mapped_column(String(40), default="image/png")
    poster_key: Mapped[str | None] = mapped_column(String(300))
    num_frames: Mapped[int | None]
    fps: Mapped[float | None]
    model: Mapped[str] = mapped_column(String(200), default="")
    character_id: Mapped[str | None] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text, default="")
    month: Mapped[str] = mapped_column(String(7))
    shape: Mapped[str] = mapped_column(String(1))
    thumbhash: Mapped[str | None] = mapped_column(String(64))
    favourite: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
