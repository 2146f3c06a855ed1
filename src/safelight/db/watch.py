"""A thread waits until something is committed, instead of asking for it all the time.

PostgreSQL tells by NOTIFY. SQLite counts the commits of others, and to read that number costs 10 µs; when to read it,
the kernel tells, for every commit is a write to the journal.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from safelight.db.bell import Bell
from safelight.db.database import Database, DatabaseAway

if TYPE_CHECKING:  # SQLite installations never load the driver
    from psycopg import Connection as PostgresConnection

EAGER_SECONDS, EAGER_PAUSE, CALM_PAUSE = 2.0, 0.004, 0.02  # where no bell rings
LOOK_ANYWAY_SECONDS = 0.05  # whatever the bell says; so long may it take to stop
FIRST_NAP, LONGEST_NAP = 0.0001, 0.02  # the journal is written a moment before the commit counts
REST_SECONDS = 0.004  # between two looks: where many commit, one look sees several
NAME_BYTES = 63  # PostgreSQL's longest identifier
STOP_SECONDS = 0.25


def notify(session: Session, *channels: str) -> None:
    """Wake who watches these channels when the session commits; on SQLite every commit wakes everyone."""
    if channels and session.get_bind().dialect.name == "postgresql":
        names = [channel[:NAME_BYTES] for channel in channels]
        session.execute(
            text("SELECT count(pg_notify(name, '')) FROM unnest(CAST(:names AS text[])) AS name"), {"names": names}
        )


class Watch:
    """One thread's wait for commits: on SQLite for any but its own connection's, else for a `notify` of its channel.

    On SQLite, `is_news` is asked first whether a commit is worth waking for; it only reads. A wait may end for nothing.
    The first wait returns at once, and after it no commit is missed.
    """

    def __init__(
        self, database: Database, channel: str, *, is_news: Callable[[sqlite3.Connection], bool] = lambda _: True
    ) -> None:
        self._database = database
        self._channel = channel[:NAME_BYTES].replace('"', "")
        self._is_news = is_news
        self._file: sqlite3.Connection | None = None
        self._bell: Bell | None = None
        self._listener: Connection | None = None
        self._seen: int | None = None
        self._eager_until = self._rests_until = 0.0
        self._nap = 0.0  # before the next look, after the bell has rung

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
        for held in (self._file, self._bell, self._listener):
            if held is not None:
                with suppress(Exception):  # it may be broken already
                    held.close()
        self._file = self._bell = self._listener = None

    def _count(self, seconds: float, stopping: threading.Event) -> None:
        until = time.monotonic() + seconds
        if self._file is None:
            self._file = sqlite3.connect(self._database.url.database or "", check_same_thread=False)
            self._seen = None
        while True:
            is_first = self._seen is None
            if self._has_grown(self._file):
                if is_first or self._is_news(self._file):
                    return
                stopping.wait(REST_SECONDS)
            left = until - time.monotonic()
            if left <= 0 or stopping.is_set():
                return
            self._pause(left, stopping)

    def _has_grown(self, file: sqlite3.Connection) -> bool:
        """Whether something was committed since the last look."""
        (count,) = file.execute("PRAGMA data_version").fetchone()
        if count == self._seen:
            return False
        self._seen, self._nap = count, 0.0
        self._eager_until = time.monotonic() + EAGER_SECONDS
        return True

    def _pause(self, left: float, stopping: threading.Event) -> None:
        """Until it may be worth a look."""
        if self._nap:
            time.sleep(self._nap)
            self._nap = self._nap * 2 if self._nap < LONGEST_NAP else 0.0
            return
        self._bell = self._bell or Bell.at(Path(f"{self._database.url.database}-wal"))
        if self._bell is not None:
            self._nap = FIRST_NAP if self._bell.rings(min(left, LOOK_ANYWAY_SECONDS)) else 0.0
            return
        # Where something has just happened, more is about to.
        pause = EAGER_PAUSE if time.monotonic() < self._eager_until else CALM_PAUSE
        stopping.wait(min(pause, left))

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
