"""Rented pods, the rules by which they come and go, and the keys of those who rent them out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class ProviderKey(Base):
    """The key for one provider, encrypted as kit/secret_box.py does."""

    __tablename__ = "provider_key"

    provider: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(default=utcnow)


class PodRule(Base):
    """When pods are rented and ended by themselves. `plan` is how: features.pods.schemas.RulePlan."""

    __tablename__ = "pod_rule"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("rule"))
    name: Mapped[str] = mapped_column(String(80), unique=True)
    is_on: Mapped[bool] = mapped_column(default=True)
    plan: Mapped[dict[str, Any]]
    acted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)


class Pod(Base):
    """One pod, written down before it is asked for, so that none is ever paid for unseen.

    `name` is unique at the provider, and how a pod is found again whose creation was not answered. `state` is asked,
    starting, running, stopping, stopped, ended, failed or orphan (the provider has it, and nobody here asked for it);
    `ends_at` the moment at which it is ended whatever it does, `cost` what it has cost by `costed_at`, in US dollars.
    """

    __tablename__ = "pod"
    __table_args__ = (Index("ix_pod_state", "state"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("pod"))
    name: Mapped[str] = mapped_column(String(80), unique=True)
    provider: Mapped[str] = mapped_column(String(32), default="runpod")
    provider_id: Mapped[str | None] = mapped_column(String(80), index=True)
    rule_id: Mapped[str | None] = mapped_column(ForeignKey("pod_rule.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="asked")
    wanted: Mapped[str] = mapped_column(String(16), default="running")
    plan: Mapped[dict[str, Any]]
    gpu: Mapped[str] = mapped_column(String(80), default="")
    dollars_per_hour: Mapped[float] = mapped_column(default=0.0)
    cost: Mapped[float] = mapped_column(default=0.0)
    costed_at: Mapped[datetime | None]
    failure: Mapped[dict[str, Any] | None]
    created_by: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    started_at: Mapped[datetime | None]
    idle_since: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
