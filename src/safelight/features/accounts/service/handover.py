"""What belongs to one account becomes another's: at the set-up, and when an account is deleted."""

from typing import Any

from sqlalchemy import Table, UniqueConstraint, select, update
from sqlalchemy.orm import Session

from safelight.db.ownership import INSTALLATION, owned_tables
from safelight.kit.slugs import slug_of

_LONGEST = 80  # characters of a name


def give(session: Session, *, of: str, to: str, mark: str) -> None:
    """Whatever belongs to one account belongs to the other; when a thing was changed stays as it was.

    A thing with a name that the other has already is called `name (mark)` from now on.
    """
    for table in owned_tables():
        for column in _unique_to_account(table.__table__):
            _part(session, table, column, of=of, to=to, mark=mark)
        kept = {column.key: column for column in table.__table__.columns if column.onupdate is not None}
        query = update(table).where(table.account_id == of).values(account_id=to, **kept)
        session.execute(query.execution_options(synchronize_session=False))


def _unique_to_account(table: Table) -> list[str]:
    """Columns of which one account has each value once."""
    pairs = [
        [column.name for column in each.columns if column.name != "account_id"]
        for each in table.constraints
        if isinstance(each, UniqueConstraint) and "account_id" in each.columns
    ]
    return [pair[0] for pair in pairs if len(pair) == 1]


def _part(session: Session, table: Any, column: str, *, of: str, to: str, mark: str) -> None:
    """Make the values of a column that both have differ."""
    value = getattr(table, column)
    both = select(table).where(table.account_id == of, value.in_(select(value).where(table.account_id == to)))
    for row in session.scalars(both).all():
        if table.__table__.columns[column].nullable:
            setattr(row, column, None)  # by which a request is known again: that of somebody who is gone
        elif hasattr(row, "name"):
            _rename(session, row, column, to=to, mark=mark)
        else:
            row.account_id = INSTALLATION  # the same picture, which the other has brought as well
    session.flush()


def _rename(session: Session, row: Any, column: str, *, to: str, mark: str) -> None:
    table, plain = type(row), row.name
    for ending in (f" ({mark})", f" ({mark} {row.id[-6:]})"):
        row.name = plain[: _LONGEST - len(ending)] + ending
        if column == "slug":
            row.slug = slug_of(row.name, noun=table.__tablename__)[:_LONGEST]
        taken = select(table.id).where(getattr(table, column) == getattr(row, column), table.account_id.in_([to]))
        with session.no_autoflush:
            if session.scalar(taken) is None:
                return
