"""Writing down who did what. A note is part of what it tells of: both are committed, or neither is."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.audit.tables import AuditEntry

_UNTOLD = re.compile(r"password|secret|token|prompt|(^|_)key$", re.IGNORECASE)
_LONGEST = 300  # characters of one value


@dataclass(frozen=True)
class Asker:
    """On whose behalf something is done, and from where."""

    who: str
    account_id: str | None = None
    key_id: str | None = None
    address: str = ""
    request_id: str | None = None


THE_SERVER = Asker("the server")
THE_COMMAND_LINE = Asker("the command line")
_asker: ContextVar[Asker] = ContextVar("asker", default=THE_SERVER)


@contextmanager
def asked_by(asker: Asker) -> Iterator[None]:
    """What is noted in this context, and the threads and tasks started with it, was done for them."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


def note(
    session: Session,
    *,
    action: str,
    subject: str | None = None,
    details: Mapping[str, Any] | None = None,
    who: str | None = None,
    account_id: str | None = None,
) -> None:
    """Note that this was done: `action` such as `key.made`, `subject` the id of what it was done to.

    `who` and `account_id` are for those who are known only now, such as whoever just logged in. What sounds like a
    secret or a prompt is left out of `details`.
    """
    asker = _asker.get()
    session.add(
        AuditEntry(
            action=action,
            subject=None if subject is None else subject[:128],
            details={name: _told(value) for name, value in (details or {}).items() if not _UNTOLD.search(name)},
            who=(who or asker.who)[:120],
            account_id=account_id or asker.account_id,
            key_id=asker.key_id,
            address=asker.address[:64],
            request_id=asker.request_id,
        )
    )


def _told(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _told(each) for name, each in value.items() if not _UNTOLD.search(str(name))}
    if isinstance(value, list | tuple | set | frozenset):
        return [_told(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:_LONGEST]
