"""Accounts, log-ins and API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.kit.clock import utcnow


class Account(Base):
    """Somebody who may log in. `name` is in lower case; `role` is one of specs.people.Role.

    `limits` are specs.people.Limits, null where the installation's own hold. Tokens made before `tokens_from` are void.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    full_name: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    password: Mapped[str | None] = mapped_column(String(200))
    """As argon2id made it; null where only another provider lets them in."""
    role: Mapped[str] = mapped_column(String(8))
    disabled_at: Mapped[datetime | None]
    tokens_from: Mapped[datetime] = mapped_column(default=utcnow)
    limits: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(default=utcnow, onupdate=utcnow)
    last_seen_at: Mapped[datetime | None]


class Identity(Base):
    """By whom else somebody is known: an OpenID Connect provider, and their name there."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Login(Base):
    """One browser or program that is logged in. Its refresh token is replaced at each use; of both, hashes are kept.

    Whoever comes with a token that was replaced already has stolen it, or was robbed of it: the log-in ends.
    """

    __tablename__ = "login"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str | None] = mapped_column(String(64), index=True)
    replaced_at: Mapped[datetime | None]
    client: Mapped[str] = mapped_column(String(200), default="")
    """What it says it is: a browser's User-Agent, shortened."""
    address: Mapped[str] = mapped_column(String(64), default="")
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)


class LoginAttempt(Base):
    """Wrong passwords of late: for a name, whether or not anybody has it, or from an address.

    `key` is a hash of it. Names that nobody has are counted alike, so that a lock tells nothing about them.
    """

    __tablename__ = "login_attempt"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class ApiKey(Base):
    """A key for programs. `start` is its beginning, to tell it by; the key itself is kept as a hash."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    start: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    limits: Mapped[dict[str, Any] | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
