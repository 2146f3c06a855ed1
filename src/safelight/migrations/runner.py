"""Brings a database to the tables this program wants. Only a server calls `upgrade`; workers ask `is_current`."""

import ast
import io
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, MetaData, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from safelight import __version__
from safelight.db import Database
from safelight.db.locks import alone
from safelight.kit.errors import InvalidInput, SafelightError
from safelight.kit.logs import get_logger

if TYPE_CHECKING:
    from alembic.config import Config

log = get_logger(__name__)

_FOLDER = Path(__file__).parent
# Any number that no other program on the same PostgreSQL database uses.
_LOCK = 5_871_223_001
_WAIT_SECONDS = 600
# A change of a table waits for who reads it, and everybody else waits behind the change. So it gives up soon, and
# tries again when the others had their turn.
_LOCK_TIMEOUT = "3s"
_TRIES = 10
_PAUSE_SECONDS = 2.0
_IN_USE = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


class DatabaseTooNew(SafelightError):
    """A newer version of the program has been at this database."""

    code = "database_too_new"

    def __init__(self, revision: str) -> None:
        day = re.match(r"(\d{4})_(\d\d)_(\d\d)_", revision)
        wanted = f"of {'-'.join(day.groups())} or a later one" if day else "that last used it"
        super().__init__(
            f"The database is at revision {revision}, which Safelight {__version__} does not know.",
            hint=f"Install the version {wanted}, or restore a copy of the database from before.",
        )


class DatabaseOutdated(SafelightError):
    """The tables are those of an older version, and the server was told not to change them."""

    code = "database_outdated"

    def __init__(self, missing: "list[Change]") -> None:
        count = "one change" if len(missing) == 1 else f"{len(missing)} changes"
        super().__init__(
            f"The database lacks {count} that Safelight {__version__} needs, the first is {missing[0].revision}.",
            hint="Run `safelight migrate`; or let the server do it, with SAFELIGHT_AUTO_MIGRATE=true.",
        )


class DatabaseInUse(SafelightError):
    """Somebody kept a table for so long that it could not be changed."""

    code = "database_in_use"
    status = 503

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database could not be brought to revision {revision}: its tables were in use all the time.",
            hint="Nothing was changed. Try again when less is going on, or look in pg_stat_activity who keeps them.",
        )


class UpgradeFailed(SafelightError):
    """A migration met a database that it cannot change: a defect of ours."""

    code = "database_upgrade_failed"

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database could not be brought to revision {revision}.",
            hint="Nothing was changed. Go on with the version that last used it, and please report what the log says.",
        )


@dataclass(frozen=True)
class Change:
    """One migration."""

    revision: str
    title: str


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
    return ((revision, parent) for revision, parent, _ in _read_versions())


def _read_versions() -> Iterator[tuple[str, str | None, str]]:
    for path in (_FOLDER / "versions").glob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        values = {
            node.targets[0].id: ast.literal_eval(node.value)
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        yield values["revision"], values["down_revision"], ast.get_docstring(module) or ""


def _line() -> list[Change]:
    """Every migration, in the order in which they are run."""
    after = {parent: Change(revision, title) for revision, parent, title in _read_versions()}
    line: list[Change] = []
    while step := after.get(line[-1].revision if line else None):
        line.append(step)
    return line


def missing(database_url: str, *, to: str = "head") -> list[Change]:
    """What `upgrade` would do, in order.

    Raises DatabaseTooNew, InvalidInput for a revision that is unknown or behind the database, and DatabaseAway.
    """
    return _missing(current(database_url), to)


def _missing(found: str | None, to: str) -> list[Change]:
    line = _line()
    names = [change.revision for change in line]
    if found is not None and found not in names:
        raise DatabaseTooNew(found)
    if to != "head" and to not in names:
        raise InvalidInput.of("to", to, "there is no such revision", hint=f"The last ones are {', '.join(names[-3:])}.")
    start, end = names.index(found) + 1 if found else 0, names.index(to) + 1 if to != "head" else len(names)
    if end < start:
        raise InvalidInput.of(
            "to", to, f"the database is past it, at {found}", hint="The way back is a copy from before the upgrade."
        )
    return line[start:end]


def prepare(database_url: str, *, may_change: bool) -> None:
    """Have the tables that this program wants: by changing them, or else by refusing those that are not so.

    Raises as `upgrade` does, and DatabaseOutdated.
    """
    if may_change:
        upgrade(database_url)
    elif lacking := missing(database_url):
        raise DatabaseOutdated(lacking)


def current(database_url: str) -> str | None:
    """The revision a database is at; None before the first upgrade."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return None  # to look must not make one
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
    Raises as `missing` does, UpgradeFailed, and DatabaseInUse.
    """
    target = head() if to == "head" else to
    if current(database_url) == target:
        return False
    for attempt in range(1, _TRIES + 1):
        try:
            return _upgrade(database_url, target)
        except DatabaseInUse:
            if attempt == _TRIES:
                raise
            log.warning("database.in_use", attempt=attempt)
            time.sleep(_PAUSE_SECONDS)
    return False


def _upgrade(database_url: str, target: str) -> bool:
    with _alone(database_url) as connection:
        found = _read_revision(connection)
        if not _missing(found, target):
            return False
        log.info("database.upgrade", found=found, target=target)
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
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
        if getattr(error.orig, "sqlstate", None) in _IN_USE:
            raise DatabaseInUse(revision) from error
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
