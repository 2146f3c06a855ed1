"""What is kept of the models beside their files."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow


class Model(Base):
    """One model of any kind: the files are the truth of what it is, this row of where it is and how it is used.

    `settings` are the person's own: ModelDefaults of `defaults`, LoadOptions of `load`, TrainOverrides of
    `training`; and `identity`, what the files said when they were as `mark` says. `source` says where it came from.
    `managed` files lie in the models folder and may be deleted with the row; others were only pointed at.
    """

    __tablename__ = "model"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    path: Mapped[str] = mapped_column(String(1000))
    kind: Mapped[str] = mapped_column(String(20), index=True)
    family: Mapped[str | None] = mapped_column(String(40))
    format: Mapped[str] = mapped_column(String(20))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    mark: Mapped[str] = mapped_column(String(64), default="")  # of names, sizes and times: whether files changed
    licence: Mapped[str | None] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)
    source: Mapped[dict[str, Any] | None]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    managed: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime] = mapped_column(default=utcnow)


class StoredModel(Base):
    """A model whose files lie in the storage too, so that workers on other machines can fetch it.

    `files` is a list of `{path, size, sha256}`; each lies in the storage under its SHA-256. `mark` is of the files that
    they were copied from, as in Model: whether those have changed since.
    """

    __tablename__ = "stored_model"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    files: Mapped[list[Any]]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str] = mapped_column(String(64), default="")
    stored_at: Mapped[datetime] = mapped_column(default=utcnow)
