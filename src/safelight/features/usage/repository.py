"""Every query about what was used."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from safelight.db.ownership import EVERYBODYS
from safelight.features.accounts.tables import Account, ApiKey
from safelight.jobs.tables import Job, UsageDay

COUNTED = ("requests", "refused", "jobs", "pictures", "seconds")
_COLUMNS = {
    "day": (UsageDay.day,),
    "account": (UsageDay.account_id,),
    "key": (UsageDay.account_id, UsageDay.key_id),
}


def sums(
    session: Session, *, by: str, since: date, to: date, account_id: str | None, key_id: str | None = None
) -> list[dict[str, Any]]:
    """What was used, by day, account or key; of one account, or of all."""
    columns = _COLUMNS[by]
    counted = [func.sum(getattr(UsageDay, name)).label(name) for name in COUNTED]
    query = select(*columns, *counted).where(UsageDay.day >= since, UsageDay.day <= to).group_by(*columns)
    if account_id is not None:
        query = query.where(UsageDay.account_id == account_id)
    if key_id is not None:
        query = query.where(UsageDay.key_id == key_id)
    order = columns if by == "day" else (func.sum(UsageDay.seconds).desc(), *columns)
    return [dict(row) for row in session.execute(query.order_by(*order)).mappings()]


def names(session: Session, account_ids: Collection[str], key_ids: Collection[str]) -> tuple[dict[str, str], ...]:
    """The names of accounts, and those of keys, by id."""
    accounts = session.execute(select(Account.id, Account.name).where(Account.id.in_(account_ids)))
    keys = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.id.in_(key_ids)))
    return {row[0]: row[1] for row in accounts}, {row[0]: row[1] for row in keys}


def account_id(session: Session, id_or_name: str) -> str | None:
    """Of an account by id or name."""
    query = select(Account.id).where(or_(Account.id == id_or_name, Account.name == id_or_name.lower()))
    return session.scalar(query.limit(1))


def limits_of(
    session: Session, account_ids: Collection[str], key_ids: Collection[str]
) -> tuple[dict[str, tuple[str, Any]], dict[str, Any]]:
    """Of accounts their role and own limits, of keys their limits, by id."""
    accounts = session.execute(select(Account.id, Account.role, Account.limits).where(Account.id.in_(account_ids)))
    keys = session.execute(select(ApiKey.id, ApiKey.limits).where(ApiKey.id.in_(key_ids))) if key_ids else ()
    return {row[0]: (row[1], row[2]) for row in accounts}, {row[0]: row[1] for row in keys}


def at_work(session: Session, account_ids: Collection[str]) -> list[tuple[str, str]]:
    """Account and key of each job of theirs that a worker has."""
    query = select(Job.account_id, Job.key_id)
    busy = query.where(Job.state.in_(("placed", "running")), Job.place != "server")
    mine = busy.where(Job.account_id.in_(account_ids))
    return [(row[0], row[1]) for row in session.execute(mine, execution_options=EVERYBODYS)]


def note_bytes(session: Session, account_id: str, day: date, size: int) -> None:
    """What an account keeps, in its row of that day, if there is one."""
    row = and_(UsageDay.account_id == account_id, UsageDay.key_id == "", UsageDay.day == day)
    session.execute(update(UsageDay).where(row).values(bytes_stored=size))
