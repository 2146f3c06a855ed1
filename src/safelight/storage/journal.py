"""What a move has copied: an SQLite file that survives the end of the process at any moment."""

import fcntl
import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from safelight.kit.errors import Conflict
from safelight.storage.base import Storage

PAGE = 1000

_TABLES = """
CREATE TABLE IF NOT EXISTS files (
  key TEXT PRIMARY KEY, size INTEGER NOT NULL, modified REAL NOT NULL, seen_at REAL NOT NULL, pass INTEGER NOT NULL,
  copied_size INTEGER, copied_modified REAL, sha256 TEXT, waiting INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_waiting ON files (key) WHERE waiting;
CREATE TABLE IF NOT EXISTS passes (number INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True)
class Entry:
    """A file of the source as it was listed, at Unix times."""

    key: str
    size: int
    modified: float
    seen_at: float = field(default_factory=time.time)


@dataclass(frozen=True)
class Counts:
    """How much the source has, waits to be copied, and is gone from it."""

    files: int
    bytes: int
    waiting_files: int
    waiting_bytes: int
    gone_files: int


class Journal:
    """The journal of moves from one storage to another; one process at a time has it. Raises Conflict."""

    def __init__(self, folder: Path, source: Storage, target: Storage) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        places = "\n".join(f"{storage.endpoint} {storage.where}" for storage in (source, target))
        name = hashlib.sha256(places.encode()).hexdigest()[:16]
        self._lock = (folder / f"{name}.lock").open("ab")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise Conflict(
                f"Another command is moving {source.where} to {target.where} already.", hint="Wait for its end."
            ) from None
        self.path = folder / f"{name}.db"
        self._db = sqlite3.connect(self.path, isolation_level="IMMEDIATE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        """Save, and let others have it."""
        self.save()
        self._db.close()
        self._lock.close()

    @contextmanager
    def passing(self) -> Iterator["Pass"]:
        """One look at all files of the source; nothing of it is kept if it does not come to its end."""
        self.save()
        with self._db:
            number = self._db.execute("INSERT INTO passes DEFAULT VALUES").lastrowid or 0
            yield Pass(self._db, number)

    def counts(self) -> Counts:
        """As of the last pass."""
        row = self._db.execute(
            """
            SELECT count(*) FILTER (WHERE here), total(size) FILTER (WHERE here),
              count(*) FILTER (WHERE here AND waiting), total(size) FILTER (WHERE here AND waiting),
              count(*) FILTER (WHERE NOT here AND sha256 IS NOT NULL)
            FROM (SELECT size, waiting, sha256, pass = (SELECT max(number) FROM passes) AS here FROM files)
            """
        ).fetchone()
        return Counts(*(int(number) for number in row))

    def waiting(self) -> Iterator[Entry]:
        """The files to copy, in order of their keys; they may be marked meanwhile."""
        after = ""
        while rows := self._db.execute(
            "SELECT key, size, modified, seen_at FROM files WHERE waiting AND key > ?"
            " AND pass = (SELECT max(number) FROM passes) ORDER BY key LIMIT ?",
            (after, PAGE),
        ).fetchall():
            for row in rows:
                yield Entry(*row)
            after = rows[-1][0]

    def done(self, entry: Entry, *, sha256: str, is_young: bool) -> None:
        """It was copied as it is here; a young one is copied once more in the next run."""
        self._db.execute(
            "UPDATE files SET waiting = 0, sha256 = ?, copied_size = ?, copied_modified = ? WHERE key = ?",
            (sha256, entry.size, None if is_young else entry.modified, entry.key),
        )

    def forget(self, key: str) -> None:
        """It is no more."""
        self._db.execute("DELETE FROM files WHERE key = ?", (key,))

    def skip(self, key: str) -> None:
        """It was deleted at the source while we came to it; the next pass says what that means."""
        self._db.execute("UPDATE files SET waiting = 0 WHERE key = ?", (key,))

    def gone(self) -> list[str]:
        """What was copied once and is no more at the source."""
        rows = self._db.execute(
            "SELECT key FROM files WHERE pass < (SELECT max(number) FROM passes) AND sha256 IS NOT NULL"
        )
        return [key for (key,) in rows]

    def save(self) -> None:
        """Keep what was noted, whatever happens to us or the machine."""
        with self._db:  # at its end what was noted is on the disk
            pass


class Pass:
    """One look at the source."""

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        self._db, self._number = db, number

    def see(self, entry: Entry, *, size_there: int | None) -> None:
        """A file of the source, and how large the target's is; it waits unless it was copied just so."""
        self._db.execute(
            """
            INSERT INTO files (key, size, modified, seen_at, pass, waiting)
            VALUES (:key, :size, :modified, :at, :pass, 1)
            ON CONFLICT (key) DO UPDATE SET size = :size, modified = :modified, seen_at = :at, pass = :pass,
              waiting = NOT (copied_size IS :size AND copied_modified IS :modified AND :there IS :size)
            """,
            {"key": entry.key, "size": entry.size, "modified": entry.modified, "at": entry.seen_at,
             "pass": self._number, "there": size_there},
        )  # fmt: skip
