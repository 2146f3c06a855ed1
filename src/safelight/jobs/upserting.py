"""Rows of a job that are written over and over: inserted, or replaced by their newest."""

from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from safelight.jobs.tables import JobMetric, JobPreview, JobProgress


def upsert(session: Session, table: type[JobProgress | JobMetric | JobPreview], rows: list[dict[str, Any]]) -> None:
    """Insert, or replace what has the same primary key. Every row has every column."""
    if rows:
        session.execute(_upsert_into(table, session.get_bind().dialect.name), rows)


@cache
def _upsert_into(table: type[JobProgress | JobMetric | JobPreview], dialect_name: str) -> Executable:
    """The statement, made once: to make it takes longer than to run it."""
    # Of the bare table: for a mapped class the session prepares each time anew what it is to insert.
    columns = table.bare().columns
    statement = (sqlite if dialect_name == "sqlite" else postgresql).insert(table.bare())
    fresh = {column.name: statement.excluded[column.name] for column in columns if not column.primary_key}
    keys = [column.name for column in columns if column.primary_key]
    found: Executable = statement.on_conflict_do_update(index_elements=keys, set_=fresh)
    return found
