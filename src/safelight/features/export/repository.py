"""The rows of one account, of whatever table: one that is added tomorrow is in the export without a line here."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, Select, inspect, select
from sqlalchemy.orm import Session

from safelight.db import Base
from safelight.db.ownership import Owned, PartOf
from safelight.features.accounts.tables import Account, ApiKey, Identity, Login
from safelight.features.audit.tables import AuditEntry
from safelight.jobs.tables import UsageDay

_SECRET = frozenset({"password", "hash", "token", "previous", "secret"})
_BATCH = 500
# What is by its account in other ways than owned things are.
_OTHERS: tuple[type[Any], ...] = (ApiKey, Identity, Login, AuditEntry, UsageDay)


def tables() -> list[type[Any]]:
    """Every table that may have rows of an account, in the order of their names."""
    found = [
        mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Owned | PartOf) or mapper.class_ in _OTHERS or mapper.class_ is Account
    ]
    return sorted(found, key=lambda table: str(table.__tablename__))


def rows(session: Session, table: type[Any], account_id: str) -> Iterator[dict[str, Any]]:
    """The account's own rows of a table, without secrets and without bytes; not what others share with it."""
    query = _of(table, account_id)
    if query is None:
        return
    columns = [
        column
        for column in inspect(table).columns
        if column.name not in _SECRET and not isinstance(column.type, LargeBinary)
    ]
    found = session.execute(query.with_only_columns(*columns), execution_options={"yield_per": _BATCH})
    for row in found:
        yield {column.name: _told(value) for column, value in zip(columns, row, strict=True)}


def _of(table: type[Any], account_id: str) -> Select[Any] | None:
    if table is Account:
        return select(Account).where(Account.id == account_id)
    if table is AuditEntry and not account_id:  # of what nobody has done by name, only the server itself knows
        return None
    if hasattr(table, "account_id") and not issubclass(table, PartOf):
        return select(table).where(table.account_id == account_id)
    if not issubclass(table, PartOf):
        return None
    name, key = table.whole
    whole = next(mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__name__ == name)
    (identity,) = inspect(whole).primary_key
    mine = _of(whole, account_id)
    return None if mine is None else select(table).where(getattr(table, key).in_(mine.with_only_columns(identity)))


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
