"""All that belongs to one account, in every table, and its files: erased.

A table says where the files of a row lie: `lies_at` makes the storage prefix of an id; else its row has their keys.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from safelight.db.ownership import INSTALLATION, Shared, owned_tables, unguarded


class Files(NamedTuple):
    """What lies in the storage: all below the prefixes, and single keys."""

    prefixes: list[str]
    keys: list[str]


def erase(session: Session, *, account_id: str) -> Files:
    """Forget all that belongs to an account; gives back the files to delete once this is committed.

    What others have put into its projects stays theirs, in no project. Raises ValueError for the installation's own.
    """
    if account_id == INSTALLATION:
        raise ValueError("what belongs to the installation is nobody's to erase")
    files = Files([], [])
    with unguarded(session):
        projects = _ids(session, next(table for table in owned_tables() if table.is_project), account_id)
        for table in owned_tables():
            if issubclass(table, Shared) and projects:
                theirs = update(table).where(table.project_id.in_(projects), table.account_id != account_id)
                session.execute(theirs.values(project_id=None), execution_options={"synchronize_session": False})
        for table in owned_tables():
            if lies_at := getattr(table, "lies_at", None):
                files.prefixes.extend(lies_at(id_) for id_ in _ids(session, table, account_id))
            elif "thumbnail_key" in table.__table__.columns:
                query = select(table.key, table.thumbnail_key).where(table.account_id == account_id)
                files.keys.extend(key for row in session.execute(query) for key in row)
        for table in sorted(owned_tables(), key=_order):
            own = delete(table).where(table.account_id == account_id)
            session.execute(own, execution_options={"synchronize_session": False})
    session.expire_all()
    return files


def _ids(session: Session, table: type[Any], account_id: str) -> Sequence[str]:
    return session.scalars(select(table.id).where(table.account_id == account_id)).all()


def _order(table: type[Any]) -> int:
    """Children first: whoever points at another table goes before it."""
    ordered = list(table.metadata.sorted_tables)
    return -ordered.index(table.__table__)
