"""How many bytes what belongs to an account takes: the sum of what its rows say of their files.

A table says which column that is: `weighs = "size"`. What lies beside the files, such as thumbnails, is not counted.
"""

from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from safelight.db.base import Base
from safelight.db.ownership import EVERYBODYS, Owned


def bytes_of(session: Session, account_id: str | None) -> int:
    """The files of everything that belongs to an account, in bytes; of everybody, if it is None."""
    tables = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
    total = 0
    for table in tables.values():
        if column := getattr(table, "weighs", None):
            size = func.coalesce(func.sum(table.__table__.c[column]), 0)
            whose = true() if account_id is None else _is_of(table, account_id, tables)
            query = select(size).where(whose)
            total += session.scalar(query, execution_options=EVERYBODYS) or 0
    return int(total)


def _is_of(table: Any, account_id: str, tables: dict[str, type[Any]]) -> Any:
    if issubclass(table, Owned):
        return table.__table__.c.account_id == account_id
    name, key = table.whole
    whole = tables[name].__table__
    mine = select(whole.c.id).where(whole.c.account_id == account_id)
    return table.__table__.c[key].in_(mine)
