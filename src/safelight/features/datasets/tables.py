"""Datasets, their pictures, and the versions that runs were trained on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import PartOf, Shared
from safelight.kit.clock import utcnow
from safelight.storage import layout


class Dataset(Shared, Base):
    """Pictures by class, in parts: train, val, test. Either kept by Safelight, or a folder where the workers are.

    `counts` are pictures by part and class as they are now; `version` is the newest one that was kept.
    """

    __tablename__ = "dataset"
    lies_at = staticmethod(layout.dataset)
    __table_args__ = (UniqueConstraint("account_id", "slug"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    slug: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(16), default="pictures")
    """"pictures", which lie in storage, or "path": a folder on the workers' machines."""
    path: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[str | None] = mapped_column(String(40))
    """Of the newest import, or the newest look at the folder."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    """Of a folder, when it was last looked at. Of pictures that of the newest version, while they are as in it."""
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class DatasetPicture(PartOf, Base):
    """One picture of a dataset. A picture that is `removed` stays while a version names it."""

    __tablename__ = "dataset_picture"
    weighs = "size"
    whole = ("Dataset", "dataset_id")
    __table_args__ = (
        Index("ix_dataset_picture_dataset_id_split_label", "dataset_id", "split", "label"),
        Index("ix_dataset_picture_dataset_id_sha256", "dataset_id", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    split: Mapped[str] = mapped_column(String(8))
    label: Mapped[str] = mapped_column(String(200))
    filename: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    thumbnail_key: Mapped[str | None] = mapped_column(String(300))
    thumbhash: Mapped[str | None] = mapped_column(String(64))
    findings: Mapped[list[Any]] = mapped_column(default=list)
    """The first of them, `seen`, is what the doctor measured."""
    dismissed: Mapped[list[Any]] = mapped_column(default=list)
    excluded: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    first_label: Mapped[str | None] = mapped_column(String(200))
    """The class it came with, where somebody has put it into another."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class DatasetVersion(PartOf, Base):
    """What a dataset was at one time. `manifest_key` names a stored list of each picture, its part and its class."""

    __tablename__ = "dataset_version"
    whole = ("Dataset", "dataset_id")

    dataset_id: Mapped[str] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    manifest_key: Mapped[str] = mapped_column(String(300))
    counts: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
