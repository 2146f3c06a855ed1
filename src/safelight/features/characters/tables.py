"""Characters, the pictures they are learnt from, their versions, and the samples of each training."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, String, Text, UniqueConstraint, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from safelight.db import Base
from safelight.db.ownership import PartOf, Shared
from safelight.kit.clock import utcnow
from safelight.storage import layout


class Character(Shared, Base):
    """A character: a draft until its first training starts, then one that can be drawn: see `is_usable`.

    `preset` and `overrides` are what the person chose; `training` is what came of it when training last started.
    """

    __tablename__ = "character"
    lies_at = staticmethod(layout.character)
    __table_args__ = (UniqueConstraint("account_id", "slug"), UniqueConstraint("account_id", "idempotency_key"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    trigger: Mapped[str] = mapped_column(String(80))
    class_word: Mapped[str] = mapped_column(String(80))
    base_model: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(16))
    preset: Mapped[str | None] = mapped_column(String(16))
    overrides: Mapped[dict[str, Any]] = mapped_column(default=dict)
    training: Mapped[dict[str, Any] | None]
    job_id: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=0)
    lora_key: Mapped[str | None] = mapped_column(String(300))
    lora_sha256: Mapped[str | None] = mapped_column(String(64))
    lora_size: Mapped[int | None]
    model: Mapped[str | None] = mapped_column(String(200))
    """A model of its own, in place of the base and a LoRA, where all weights were trained."""
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    consent: Mapped[dict[str, Any] | None]
    """Whose likeness it is, and on what grounds it was learnt: specs.people.Consent."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    last_used_at: Mapped[datetime | None]

    references: Mapped[list["Reference"]] = relationship(
        order_by="Reference.position", cascade="all, delete-orphan", passive_deletes=True
    )
    samples: Mapped[list["Sample"]] = relationship(
        order_by="Sample.version, Sample.step, Sample.position", cascade="all, delete-orphan", passive_deletes=True
    )
    versions: Mapped[list["CharacterVersion"]] = relationship(
        order_by="CharacterVersion.number", cascade="all, delete-orphan", passive_deletes=True
    )

    @hybrid_property
    def is_usable(self) -> bool:
        """Whether something was learnt that can be drawn with: a LoRA, or a model of its own."""
        return self.lora_key is not None or self.model is not None

    @is_usable.inplace.expression
    @classmethod
    def _is_usable(cls) -> ColumnElement[bool]:
        return or_(cls.lora_key.is_not(None), cls.model.is_not(None))

    @property
    def drawn_by(self) -> str:
        """The model that draws it: its own, or the base that its LoRA is put on."""
        return self.model or self.base_model


class Reference(PartOf, Base):
    """One picture of a character, as it was stored after it was checked. `findings` say what may hurt the training.

    The first of them, `seen`, is what was measured of it. `key` may be a part of the whole picture, which lies beside.
    """

    __tablename__ = "reference"
    weighs = "size"
    whole = ("Character", "character_id")

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
    thumbnail_key: Mapped[str | None] = mapped_column(String(300))
    thumbhash: Mapped[str | None] = mapped_column(String(64))
    dhash: Mapped[str | None] = mapped_column(String(16))
    findings: Mapped[list[Any]] = mapped_column(default=list)
    excluded: Mapped[bool] = mapped_column(default=False)
    repeats: Mapped[int] = mapped_column(default=1)
    mask_key: Mapped[str | None] = mapped_column(String(300))
    dismissed: Mapped[list[Any]] = mapped_column(default=list)
    """Kinds of findings that a person has looked at and wants to hear no more of."""


class CharacterVersion(PartOf, Base):
    """One training of a character that ended well: its weights, and what they come from.

    A LoRA file, or (`model`) the name of a model of its own, all weights trained, which `lora_*` are then null of.
    """

    __tablename__ = "character_version"
    weighs = "lora_size"
    whole = ("Character", "character_id")

    character_id: Mapped[str] = mapped_column(ForeignKey("character.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    lora_key: Mapped[str | None] = mapped_column(String(300))
    lora_sha256: Mapped[str | None] = mapped_column(String(64))
    lora_size: Mapped[int | None]
    model: Mapped[str | None] = mapped_column(String(200))
    step: Mapped[int | None]
    """Of its checkpoint in use; null of an import."""
    lineage: Mapped[dict[str, Any] | None]
    base_model: Mapped[str] = mapped_column(String(200))
    training: Mapped[dict[str, Any] | None]
    job_id: Mapped[str | None] = mapped_column(String(40))
    steps: Mapped[int | None]
    final_loss: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Sample(PartOf, Base):
    """A picture made at a step of a training, always by the same prompts and seeds, to see what was learnt.

    `position` is the number of the prompt; `step` 0 is the base before it has learnt anything.
    """

    __tablename__ = "sample"
    whole = ("Character", "character_id")

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    character_id: Mapped[str] = mapped_column(ForeignKey("character.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    step: Mapped[int]
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(16), default="prompt")
    """"prompt", or "probe": of something else, to see what the base still knows."""
    scores: Mapped[dict[str, Any] | None]
    job_id: Mapped[str | None] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(300))
    thumbnail_key: Mapped[str | None] = mapped_column(String(300))
    thumbhash: Mapped[str | None] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    prompt: Mapped[str] = mapped_column(Text)
    seed: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Checkpoint(PartOf, Base):
    """What a training of a character had learnt at a step: a file that can be drawn with, and how it scored there."""

    __tablename__ = "checkpoint"
    weighs = "size"
    whole = ("Character", "character_id")

    character_id: Mapped[str] = mapped_column(ForeignKey("character.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[str | None] = mapped_column(String(40))
    key: Mapped[str | None] = mapped_column(String(300))
    """Null where only its scores are kept."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    scores: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
