"""Wrong passwords: counted by name and by address before a password is looked at, so that no burst slips through.

A name that nobody has is counted and locked like any other: neither answer nor effort tells the two apart.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from safelight.db import Database
from safelight.features.accounts import repository
from safelight.features.accounts.errors import TooManyAttempts
from safelight.features.accounts.tables import LoginAttempt
from safelight.kit.clock import utcnow

REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Patience:
    """How many wrong ones are let pass, how long the first wait is, which doubles with each more, and the longest."""

    free: int
    first: timedelta
    longest: timedelta

    def wait(self, failures: int) -> timedelta | None:
        """How long log-in waits after so many wrong ones in a row."""
        over = failures - self.free
        return None if over < 0 else min(self.first * 2 ** min(over, 20), self.longest)


OF_NAME = Patience(5, timedelta(seconds=15), timedelta(minutes=15))
OF_ADDRESS = Patience(30, timedelta(seconds=5), timedelta(minutes=15))  # a school may share one


def name_key(name: str) -> str:
    """Under which the attempts at a name are counted."""
    return _key("name", name.strip().lower())


def address_key(address: str) -> str:
    """Under which the attempts from an address are counted; of IPv6 from its network, which is one household's."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:  # a socket without one
        return _key("address", address)
    if known.version == 6 and known.ipv4_mapped is None:
        return _key("address", str(ipaddress.ip_network((known, 64), strict=False)))
    return _key("address", str(getattr(known, "ipv4_mapped", None) or known))


def begin(session: Session, *, name: str, address: str) -> None:
    """Count an attempt, before it is known to be wrong. Raises TooManyAttempts, counting nothing."""
    now = utcnow()
    # Always in this order: two who took them crosswise would wait for each other.
    tried = [(_held(session, address_key(address)), OF_ADDRESS), (_held(session, name_key(name)), OF_NAME)]
    waits = [row.locked_until for row, _ in tried if row.locked_until is not None and row.locked_until > now]
    if waits:
        raise TooManyAttempts(math.ceil((max(waits) - now).total_seconds()))
    for row, patience in tried:
        row.failures = 1 if now - row.at > REMEMBERED else row.failures + 1
        row.at = now
        wait = patience.wait(row.failures)
        row.locked_until = now + wait if wait else None


def succeeded(session: Session, *, name: str, address: str) -> None:
    """It was right after all: the name starts anew, the address has one wrong one less."""
    here = repository.attempt(session, address_key(address))
    if here is not None:
        here.failures = max(here.failures - 1, 0)
        here.locked_until = None
    forget(session, name=name)


def forget(session: Session, *, name: str) -> None:
    """As if nobody had tried this name."""
    repository.forget_attempts(session, key=name_key(name))


def forget_old(database: Database) -> None:
    """Forget what nobody tried again for a day."""
    with database.transaction() as session:
        repository.forget_attempts(session, before=utcnow() - REMEMBERED)


def _held(session: Session, key: str) -> LoginAttempt:
    row = {"key": key, "failures": 0, "at": utcnow()}
    holding = _holding(session.get_bind().dialect.name)
    return session.scalars(holding, row, execution_options={"populate_existing": True}).one()


@cache
def _holding(dialect_name: str) -> ReturningInsert[LoginAttempt]:
    insert = (sqlite_insert if dialect_name == "sqlite" else postgres_insert)(LoginAttempt)
    # A conflict that changes nothing still holds the row: nobody deletes it before we have read it.
    held = insert.on_conflict_do_update(index_elements=["key"], set_={"key": insert.excluded.key})
    return held.returning(LoginAttempt)


def _key(kind: str, what: str) -> str:
    return hashlib.sha256(f"{kind} {what}".encode(errors="surrogatepass")).hexdigest()
