"""Who did what: writing it down, and looking it up.

A note is part of what it tells of: both are committed, or neither is.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.audit import repository
from safelight.features.audit.repository import Wanted
from safelight.features.audit.schemas import AuditPage, AuditShown
from safelight.features.audit.tables import AuditEntry
from safelight.kit.errors import InvalidInput
from safelight.specs.people import Principal

_UNTOLD = re.compile(r"password|secret|token|prompt|(^|_)key$", re.IGNORECASE)
_LONGEST = 300  # characters of one value
_BATCH = 500  # entries of a CSV that are read at a time
_COLUMNS = ("at", "who", "action", "subject", "details", "address", "account_id", "key_id", "request_id")


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


def whose(principal: Principal) -> str | None:
    """Whose log somebody may see: their own, or (None) everybody's."""
    return None if "admin" in principal.scopes else principal.account_id


def page(session: Session, *, wanted: Wanted, cursor: str | None, limit: int) -> AuditPage:
    """A page of the log, newest first. Raises InvalidInput for a cursor that none of our pages gave."""
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and int(cursor) < 2**63):
        raise InvalidInput.of("cursor", cursor, "it is `next` of an earlier page")
    found = repository.newest(session, wanted, before=int(cursor) if cursor else None, limit=limit + 1)
    items = [AuditShown.model_validate(entry) for entry in found[:limit]]
    return AuditPage(items=items, next=str(items[-1].id) if len(found) > limit else None)


def csv_lines(database: Database, *, wanted: Wanted) -> Iterator[str]:
    """All of it as lines of a CSV file, read in batches, so that no session stays open for a slow reader."""
    yield _line(_COLUMNS)
    before: int | None = None
    while True:
        with database.reading() as session:
            found = repository.newest(session, wanted, before=before, limit=_BATCH)
        for entry in found:
            shown = AuditShown.model_validate(entry).model_dump(mode="json")
            shown["details"] = json.dumps(shown["details"], ensure_ascii=False) if shown["details"] else ""
            yield _line([shown[name] for name in _COLUMNS])
        if len(found) < _BATCH:
            return
        before = found[-1].id


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_cell(cell) for cell in cells])
    return text.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    # A spreadsheet takes these for formulas, and whoever names themselves =HYPERLINK(…) would have it run.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
