"""A thread waits until something is committed, instead of asking for it all the time.

PostgreSQL tells by NOTIFY. SQLite counts the commits of others, and to read that number costs 10 µs.
"""

import sqlite3
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from safelight.db.database import Database, DatabaseAway

if TYPE_CHECKING:  # SQLite installations never load the driver
    from psycopg import Connection as PostgresConnection

EAGER_SECONDS, EAGER_PAUSE, CALM_PAUSE = 2.0, 0.004, 0.02
REST_SECONDS = 0.01  # between two looks: where many commit, one look sees several
NAME_BYTES = 63  # PostgreSQL's longest identifier
STOP_SECONDS = 0.25


def notify(session: Session, channel: str) -> None:
    """Wake who watches this channel when the session commits; on SQLite every commit wakes everyone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": channel[:NAME_BYTES]})


class Watch:
    """One thread's wait for commits: on SQLite for any but its own connection's, else for a `notify` of its channel.

    It may wake for nothing. The first wait returns at once, and after it no commit is missed.
    """

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel[:NAME_BYTES].replace('"', "")
        self._file: sqlite3.Connection | None = None
        self._listener: Connection | None = None
        self._seen: int | None = None
        self._eager_until = self._rests_until = 0.0

    def wait(self, seconds: float, stopping: threading.Event) -> None:
        """Return when something is committed, when `stopping` is set, or when the time is up.

        Raises DatabaseAway when it cannot be reached; the next wait connects anew.
        """
        stopping.wait(max(0.0, self._rests_until - time.monotonic()))
        try:
            if self._database.is_sqlite:
                self._count(seconds, stopping)
            else:
                self._listen(seconds, stopping)
        except Exception as error:
            self.close()
            raise DatabaseAway from error
        self._rests_until = time.monotonic() + REST_SECONDS

    def close(self) -> None:
        """Close the connection."""
        for connection in (self._file, self._listener):
            if connection is not None:
                with suppress(Exception):  # it may be broken already
                    connection.close()
        self._file = self._listener = None

    def _count(self, seconds: float, stopping: threading.Event) -> None:
        until = time.monotonic() + seconds
        if self._file is None:
            self._file = sqlite3.connect(self._database.url.database or "", check_same_thread=False)
            self._seen = None
        while True:
            (count,) = self._file.execute("PRAGMA data_version").fetchone()
            now = time.monotonic()
            if count != self._seen:
                self._seen, self._eager_until = count, now + EAGER_SECONDS
                return
            # Where something has just happened, more is about to.
            pause = EAGER_PAUSE if now < self._eager_until else CALM_PAUSE
            if now >= until or stopping.wait(min(pause, until - now)):
                return

    def _listen(self, seconds: float, stopping: threading.Event) -> None:
        until = time.monotonic() + seconds
        first = self._listener is None
        if self._listener is None:
            self._listener = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._listener.detach()
        driver: PostgresConnection[object] = self._listener.connection.dbapi_connection  # type: ignore[assignment]  # it is psycopg that listens
        if first:
            driver.execute(f'LISTEN "{self._channel}"')
            return
        # A connection that died silently is found by asking, not by waiting.
        driver.execute("SELECT 1")
        while (left := until - time.monotonic()) > 0 and not stopping.is_set():
            if any(driver.notifies(timeout=min(left, STOP_SECONDS), stop_after=1)):
                return
