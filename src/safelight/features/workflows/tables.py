"""Workflow templates that people brought; those in a folder, and our own, are files."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow


class Workflow(Base):
    """A graph in ComfyUI's API format, and its manifest: specs.workflows.Manifest."""

    __tablename__ = "workflow"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    manifest: Mapped[dict[str, Any]]
    graph: Mapped[dict[str, Any]]
    created_by: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
