"""Brings a database to the tables this program wants. Only a server calls `upgrade`; workers ask `is_current`."""

import ast
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, MetaData, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from safelight.db import Database
from safelight.db.locks import alone
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger

if TYPE_CHECKING:
    from alembic.config import Config

log = get_logger(__name__)

_FOLDER = Path(__file__).parent
# Any number that no other program on the same PostgreSQL database uses.
_LOCK = 5_871_223_001
_WAIT_SECONDS = 600


class DatabaseTooNew(SafelightError):
    """A newer version of the program has been at this database."""

    code = "database_too_new"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision}, which this version of Safelight does not know.",
            hint="Install the version that last used it, or restore a copy of the database from before.",
        )


class UpgradeFailed(SafelightError):
    """A migration met a database that it cannot change: a defect of ours."""

    code = "database_upgrade_failed"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database could not be brought to revision {revision}.",
            hint="Nothing was changed. Go on with the version that last used it, and please report what the log says.",
        )


@cache
def head() -> str:
    """The newest revision that the program ships, read without Alembic: a start must not wait for its import."""
    parents = dict(_revisions())
    (newest,) = parents.keys() - parents.values()
    return newest


def revisions() -> frozenset[str]:
    """All revisions that the program knows."""
    return frozenset(dict(_revisions()))


def _revisions() -> Iterator[tuple[str, str | None]]:
    for path in (_FOLDER / "versions").glob("*.py"):
        values = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        yield values["revision"], values["down_revision"]


def current(database_url: str) -> str | None:
    """The revision a database is at; None before the first upgrade."""
    database = Database(database_url, pool_size=1)
    try:
        with database.reading() as session:
            return _read_revision(session.connection())
    finally:
        database.dispose()


def is_current(database_url: str) -> bool:
    """Whether the database has exactly the tables that this program wants."""
    return current(database_url) == head()


def upgrade(database_url: str, *, to: str = "head") -> bool:
    """Bring the database to a revision; true if there was anything to do.

    Safe to call from several servers at once: one works, the others wait for it and then find nothing to do.
    Raises DatabaseTooNew, and DatabaseAway when the database cannot be reached.
    """
    target = head() if to == "head" else to
    if current(database_url) == target:
        return False
    with _alone(database_url) as connection:
        found = _read_revision(connection)
        if found == target:
            return False
        if found is not None and found not in dict(_revisions()):
            raise DatabaseTooNew(found)
        log.info("database.upgrade", found=found, target=target)
        _run("upgrade", connection, target)
    return True


def downgrade(database_url: str, *, to: str) -> None:
    """Take the database back to an older revision, or to `base`: no tables of ours. What they held is lost."""
    with _alone(database_url) as connection:
        _run("downgrade", connection, to)


def sql(database_url: str) -> str:
    """The statements that make every table in an empty database, for whoever runs them by hand."""
    if database_url.startswith("sqlite"):
        return _dumped()
    from alembic import command  # noqa: PLC0415 - as in _run

    output = io.StringIO()
    config = alembic_config(output_buffer=output)
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    command.upgrade(config, "head", sql=True)
    return output.getvalue()


def _dumped() -> str:
    # SQLite changes a table by reading it and making it anew, for which there must be one.
    with TemporaryDirectory() as folder:
        upgrade(f"sqlite:///{folder}/empty.db")
        with closing(sqlite3.connect(f"{folder}/empty.db")) as made:
            return "\n".join(made.iterdump())


@contextmanager
def _alone(database_url: str) -> Iterator[Connection]:
    # One transaction, and nobody else in it: on SQLite the writer's lock, on PostgreSQL a lock of our own.
    database = Database(database_url, pool_size=1)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _wait_long_and_keep_rows)
    try:
        with database.transaction() as session:
            alone(session, _LOCK)
            yield session.connection()
    finally:
        database.dispose()


def _wait_long_and_keep_rows(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # A table changed on SQLite is dropped and made anew, and with foreign keys on, the drop would cascade.
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(f"PRAGMA busy_timeout={_WAIT_SECONDS * 1000}")


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _run(direction: Literal["upgrade", "downgrade"], connection: Connection, revision: str) -> None:
    # Imported here because a database at head, the usual case, need not wait 0.4 s for it.
    from alembic import command  # noqa: PLC0415  0.4 s, as said above

    try:
        getattr(command, direction)(alembic_config(connection), revision)
    except DBAPIError as error:
        raise UpgradeFailed(revision) from error
    if connection.dialect.name == "sqlite" and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
        raise UpgradeFailed(revision) from ValueError(f"a row of {broken[0]} points at no row of {broken[2]}")


def alembic_config(
    connection: Connection | None = None, *, metadata: MetaData | None = None, output_buffer: io.StringIO | None = None
) -> "Config":
    """The settings of Alembic, which needs no file for them; `metadata` is what to compare a database with."""
    from alembic.config import Config  # noqa: PLC0415 - as in _run

    config = Config(output_buffer=output_buffer, attributes={"connection": connection, "metadata": metadata})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    return config
