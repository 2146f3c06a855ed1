"""Rows as a program of an older version would have written them: every column that its tables had, and no other."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy import types as sql

NUMBERS = count(1)
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


class Era:
    """The tables of one revision, and the rows that were written into them."""

    def __init__(self, url: str, revision: str) -> None:
        self._url = url
        self.revision = revision
        engine = create_engine(url)
        self._tables = MetaData()
        self._tables.reflect(engine)
        engine.dispose()
        self._rows: list[tuple[Table, dict[str, Any]]] = []

    def write(self, *, empty: bool = False) -> None:
        """A row into each table; `empty`: with NULL wherever that may be."""
        engine = create_engine(self._url)
        mine: dict[str, dict[str, Any]] = {}
        with engine.begin() as connection:
            for table in self._tables.sorted_tables:
                if table.name == "alembic_version":
                    continue
                number = next(NUMBERS)
                row = {
                    column.name: self._value(column, number, mine, empty=empty, aware=engine.name == "postgresql")
                    for column in table.columns
                }
                connection.execute(insert(table).values(row))
                mine[table.name] = row
                self._rows.append((table, row))
        engine.dispose()

    def lost(self) -> list[str]:
        """Values that are not there any more as they were written."""
        engine = create_engine(self._url)
        missing = []
        with engine.connect() as connection:
            for table, row in self._rows:
                key = {column.name: row[column.name] for column in table.primary_key}
                where = [table.c[name] == value for name, value in key.items()]
                found = connection.execute(select(table).where(*where)).mappings().first()
                if found is None:
                    missing.append(f"{table.name} {key}")
                    continue
                missing += [
                    f"{table.name}.{name}: {value!r} is {found[name]!r}"
                    for name, value in row.items()
                    if found[name] != value
                ]
        engine.dispose()
        return missing

    @staticmethod
    def _value(column: Column[Any], number: int, mine: dict[str, dict[str, Any]], *, empty: bool, aware: bool) -> Any:
        for key in column.foreign_keys:
            parent = mine.get(key.column.table.name)
            return None if parent is None or (empty and column.nullable) else parent[key.column.name]
        if empty and column.nullable:
            return None
        kind = column.type
        if isinstance(kind, sql.JSON):
            return {}
        if isinstance(kind, sql.DateTime):
            return WHEN if aware else WHEN.replace(tzinfo=None)
        plain: dict[type, Any] = {sql.Boolean: False, sql.Date: date(2026, 3, 4), sql.LargeBinary: b"\x00"}
        for each, value in plain.items():
            if isinstance(kind, each):
                return value
        if isinstance(kind, sql.String):
            return f"{number}-{column.name}"[: kind.length or 200]
        return number
