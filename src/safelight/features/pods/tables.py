"""Rented pods, the rules by which they come and go, and the keys of those who rent them out."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id


class ProviderKey(Base):
    """A provider: its key, encrypted as kit/secret_box.py does, if it is not a setting, and the last look at it."""

    __tablename__ = "provider_key"

    provider: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)


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
    `wanted` running, stopped or ended. `asked_at` is when the provider was last asked to make or start it and has not
    answered yet, `alone_since` since when no worker of it is there, `leaving_at` since when it is to go, `ends_at` the
    moment at which it is ended whatever it does, `cost` what it has cost by `costed_at`, in US dollars, and `message`
    what it waits for, or why it went.
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
    message: Mapped[str] = mapped_column(Text, default="")
    failure: Mapped[dict[str, Any] | None]
    created_by: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    alone_since: Mapped[datetime | None]
    idle_since: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    leaving_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PodDay(Base):
    """What one pod cost on one day (UTC), in US dollars."""

    __tablename__ = "pod_day"

    pod_id: Mapped[str] = mapped_column(ForeignKey("pod.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True, index=True)
    dollars: Mapped[float] = mapped_column(default=0.0)
