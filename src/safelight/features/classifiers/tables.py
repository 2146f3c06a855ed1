"""Configs of classifiers, sweeps over them, runs, and what each run says of each picture."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import PartOf, Shared
from safelight.kit.clock import utcnow
from safelight.storage import layout


class ClassifierConfig(Shared, Base):
    """A named set of settings: `settings` are those of specs.classify.TrainConfig that differ from its defaults."""

    __tablename__ = "classifier_config"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(Text, default="")
    dataset_id: Mapped[str | None] = mapped_column(String(40))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cloned_from: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class ClassifierSweep(Shared, Base):
    """Runs that try values of some settings: every combination (`grid`), or some by chance (`random`)."""

    __tablename__ = "classifier_sweep"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    config_id: Mapped[str | None] = mapped_column(String(40))
    dataset_id: Mapped[str] = mapped_column(String(40))
    method: Mapped[str] = mapped_column(String(8))
    space: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class ClassifierRun(Shared, Base):
    """One training of a classifier; how far it is, is told by its job while that is there, and by `state` after.

    `settings` is a whole specs.classify.TrainConfig. `result` is specs.classify.RunResult, once it has ended well.
    """

    __tablename__ = "classifier_run"
    lies_at = staticmethod(layout.run)
    weighs = "model_size"
    __table_args__ = (Index("ix_classifier_run_project_id_created_at", "project_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    config_id: Mapped[str | None] = mapped_column(String(40))
    sweep_id: Mapped[str | None] = mapped_column(String(40), index=True)
    dataset_id: Mapped[str] = mapped_column(String(40), index=True)
    dataset_version: Mapped[int | None]
    settings: Mapped[dict[str, Any]]
    job_id: Mapped[str | None] = mapped_column(String(40), index=True)
    state: Mapped[str] = mapped_column(String(16), default="queued")
    notes: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    monitored: Mapped[float | None]
    """The best value of its monitored metric."""
    result: Mapped[dict[str, Any] | None]
    model_key: Mapped[str | None] = mapped_column(String(300))
    """Storage prefix of the trained model: config.json, model.safetensors, preprocessor_config.json, README.md."""
    model_sha256: Mapped[str | None] = mapped_column(String(64))
    model_size: Mapped[int | None]
    model: Mapped[str | None] = mapped_column(String(200))
    """Its name on the shelf of models, where it was put there."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    finished_at: Mapped[datetime | None]


class ClassifierPrediction(PartOf, Base):
    """What the best weights of a run say of one picture of a part of its dataset.

    `picture_id` is null of a dataset that is a folder; `thumbnail_key` then shows the picture if it was taken for
    another class.
    """

    __tablename__ = "classifier_prediction"
    whole = ("ClassifierRun", "run_id")
    __table_args__ = (
        Index("ix_classifier_prediction_cell", "run_id", "split", "label", "predicted", "confidence"),
        Index("ix_classifier_prediction_loss", "run_id", "split", "loss"),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("classifier_run.id", ondelete="CASCADE"), primary_key=True)
    split: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[str | None] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(400))
    label: Mapped[int]
    predicted: Mapped[int]
    confidence: Mapped[float]
    loss: Mapped[float]
    top: Mapped[list[Any]] = mapped_column(default=list)
    """The likeliest classes: [[class, probability], …]."""
    thumbnail_key: Mapped[str | None] = mapped_column(String(300))
