"""One database: its engine, and sessions that commit in exactly one place."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from safelight.db.ownership import current_sight, look_as
from safelight.kit.errors import InvalidInput, Unavailable

BUSY_TIMEOUT_MS = 10_000
_HOLDS_PEN = "safelight_writes"


class DatabaseAway(Unavailable):
    """The database does not answer, or is locked for longer than the time-out."""

    code = "database_unavailable"

    def __init__(self) -> None:
        super().__init__(
            "The database does not answer right now.",
            hint="Nothing was half-written. Try again in a few seconds; `safelight doctor` checks the database.",
            retry_after=5,
        )


class UnstorableText(InvalidInput):
    """A text holds the character NUL, which PostgreSQL stores nowhere."""

    code = "unstorable_text"

    def __init__(self) -> None:
        super().__init__("A text holds the character NUL (0x00).", hint="Leave it out; no text has a use for it.")


class NumberOutOfRange(InvalidInput):
    """A number is larger than a column holds, and so than anything it could be compared with."""

    code = "number_out_of_range"

    def __init__(self) -> None:
        super().__init__("A number of the request is larger than any that is kept.", hint="Send a smaller one.")


class Database:
    """Connections to one database URL (`sqlite:///…` or `postgresql+psycopg://…`).

    With `idle_seconds` PostgreSQL ends a transaction in which nothing came for so long, and its locks: a machine
    that is cut off in the midst of one would hold its rows for as long as TCP hopes, and whoever takes over would wait.
    """

    def __init__(self, url: str, *, pool_size: int = 10, idle_seconds: float | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # A file does not go away as a server does, so nobody asks it first whether it is still there.
        options: dict[str, Any] = {"pool_pre_ping": not self.is_sqlite, "pool_size": pool_size, "max_overflow": 10}
        if self.is_sqlite:
            if self.url.database:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            options["connect_args"] = {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}
        else:
            options["connect_args"] = {"connect_timeout": 5}
        self.engine = create_engine(self.url, **options)
        if self.is_sqlite:
            pen = _Pen()
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", pen.begin)
            event.listen(self.engine, "checkin", pen.put_down)
        elif idle_seconds is not None:
            event.listen(self.engine, "connect", partial(_end_idle_transactions, idle_seconds))
        self._writing = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        # SQLite's deferred transaction is a snapshot anyway.
        snapshot = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self._reading = self.engine.execution_options(**snapshot)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back otherwise: the program's only commit.

        Raises DatabaseAway when the database cannot be reached.
        """
        with _translated(), Session(self._writing, expire_on_commit=False) as session:
            look_as(session, current_sight())
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: one snapshot, as of its first query. It never waits for a writer.

        Raises DatabaseAway when the database cannot be reached.
        """
        with _translated(), Session(self._reading, expire_on_commit=False) as session:
            look_as(session, current_sight())
            yield session

    def ping(self) -> None:
        """Raise DatabaseAway unless the database answers."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every connection; for those that a thread still uses it waits, up to 5 seconds.

        The engine alone closes only the idle ones, and leaves the others open to whoever collects the garbage.
        """
        pool, until = self.engine.pool, time.monotonic() + 5
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < until:
            time.sleep(0.01)
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseAway from error
    except DataError as error:
        if "NUL (0x00)" in str(error.orig) or "\\u0000" in str(error.orig):
            raise UnstorableText from error
        if "out of range" in str(error.orig):
            raise NumberOutOfRange from error
        raise
    except OverflowError as error:
        if "SQLite INTEGER" in str(error):  # its driver raises Python's own
            raise NumberOutOfRange from error
        raise
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseAway from error
        raise


def _end_idle_transactions(seconds: float, connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = {round(1000 * seconds)}")
    cursor.close()
    connection.commit()


def _prepare_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    # The driver's own implicit BEGIN is deferred, and a deferred reader that turns writer fails at once with
    # "database is locked" whatever the busy time-out; so we begin ourselves (see _begin_sqlite).
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    _write_ahead(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Several open a new file at once: the change of its mode wants it alone, and does not wait for that by itself."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


class _Pen:
    """SQLite has one writer at a time. The threads of this process queue for that here, and only the first asks it.

    Those that ask SQLite look again ever more seldom, so that many of them hardly write any more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def begin(self, connection: Connection) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if kind == "DEFERRED":
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        if not self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise DatabaseAway
        try:
            connection.exec_driver_sql(f"BEGIN {kind}")
        except BaseException:
            self._lock.release()
            raise
        connection.info[_HOLDS_PEN] = True

    def put_down(self, _: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        if record.info.pop(_HOLDS_PEN, False):
            self._lock.release()
