"""Tables as lines of JSON, the same from SQLite and from PostgreSQL, so that either can be filled from the other.

A value of a JSON column stands in an array of one, which tells SQL's NULL from JSON's null.
"""

import base64
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    LargeBinary,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    null,
    select,
    text,
    update,
)
from sqlalchemy import Column as SqlColumn
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from safelight.backup.manifest import Column, Kind, TableDump
from safelight.db.base import UtcDateTime
from safelight.kit.files import sha256_of

LEFT_OUT = frozenset({"worker", "lease", "job_preview"})
"""Who is alive, and what is half drawn: nothing of that outlives the moment."""
BATCH = 1000
OnRows = Callable[[int], None]

_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_TYPES: dict[Kind, TypeEngine[Any]] = {
    "text": Text(), "int": BigInteger(), "float": Float(), "bool": Boolean(), "datetime": UtcDateTime(),
    "date": Date(), "json": _JSON, "bytes": LargeBinary(),
}  # fmt: skip
_PYTHON: dict[type, Kind] = {str: "text", int: "int", float: "float", bool: "bool", date: "date", bytes: "bytes"}


def dump(session: Session, table: Table, path: Path, *, on_rows: OnRows = lambda _: None) -> TableDump:
    """Write all rows, in the order of their keys, to a gzipped file."""
    columns = [Column(name=column.name, kind=_kind(column)) for column in table.columns]
    boxed = [number for number, column in enumerate(columns) if column.kind == "json"]
    absent = [table.columns[columns[number].name].is_(null()) for number in boxed]
    query = select(*table.columns, *absent).order_by(*table.primary_key.columns)
    count = 0
    with path.open("wb") as raw, gzip.GzipFile("", "wb", compresslevel=3, fileobj=raw, mtime=0) as file:
        for row in session.execute(query, execution_options={"yield_per": BATCH}):
            values = [_told(value) for value in row[: len(columns)]]
            for number, is_absent in zip(boxed, row[len(columns) :], strict=True):
                values[number] = None if is_absent else [row[number]]
            file.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            count += 1
            if count % BATCH == 0:
                on_rows(BATCH)
    on_rows(count % BATCH)
    return TableDump(
        name=table.name, columns=columns, rows=count, sha256=sha256_of(path), size=path.stat().st_size
    )  # fmt: skip


def lines(path: Path) -> Iterator[list[Any]]:
    """The rows of a dump, as they were written."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def fill(session: Session, dumped: TableDump, path: Path, *, on_rows: OnRows = lambda _: None) -> int:
    """Put the rows of a dump into its table; the number of them."""
    table, count = table_of(dumped), 0
    names, kinds = [column.name for column in dumped.columns], [column.kind for column in dumped.columns]
    for batch in _batches(lines(path)):
        rows = [
            dict(zip(names, (_read(value, kind) for value, kind in zip(row, kinds, strict=True)), strict=True))
            for row in batch
        ]
        session.execute(insert(table), rows)
        count += len(rows)
        on_rows(len(rows))
    return count


def table_of(dumped: TableDump) -> Table:
    """The table that was dumped, as it was then: the program may know another by now."""
    return Table(dumped.name, MetaData(), *(SqlColumn(each.name, _TYPES[each.kind]) for each in dumped.columns))


def empty(session: Session, tables: Iterable[Table]) -> None:
    """Delete all rows of ours, those first that point at others; `tables` in the order in which they are filled."""
    for table in reversed(list(tables)):
        session.execute(delete(table))


def settle(session: Session, dumps: list[TableDump], *, epochs_from: int) -> None:
    """After filling: numbers go on after the last one, and what was in hand waits again.

    `epochs_from`: above every delivery that this database has seen, so that none of them counts for a job any more.
    """
    for dumped in dumps:
        table = table_of(dumped)
        if session.get_bind().dialect.name == "postgresql" and any(
            (column.name, column.kind) == ("id", "int") for column in dumped.columns
        ):
            last = session.scalar(select(func.max(table.c.id)))
            name = session.scalar(text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": f'"{dumped.name}"'})
            if name and last:
                session.execute(text("SELECT setval(CAST(:s AS regclass), :n)"), {"s": name, "n": last})
        if dumped.name == "job":
            session.execute(update(table).values(epoch=table.c.epoch + epochs_from))
            in_hand = table.c.state.in_(["placed", "running"])
            session.execute(update(table).where(in_hand).values(state="queued", owner=None, placed_at=None))


def _batches(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    batch: list[list[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _kind(column: SqlColumn[Any]) -> Kind:
    if isinstance(column.type, JSON):
        return "json"
    if isinstance(column.type, UtcDateTime):
        return "datetime"
    return _PYTHON[column.type.python_type]


def _told(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _read(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    match kind:
        case "datetime":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "bytes":
            return base64.b64decode(value)
        case "json":
            return JSON.NULL if value[0] is None else value[0]
        case _:
            return value
