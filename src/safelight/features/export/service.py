"""All that is one's own as one ZIP file, written while it is read: nothing of it is ever on our disk as a whole."""

import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.ownership import seen_by
from safelight.features.audit.service import note
from safelight.features.export import repository
from safelight.storage import Storage
from safelight.storage.errors import StorageNotFound

_IN_MEMORY = 1 << 20
_CHUNK = 1 << 20
# Of which storage folders a table's rows have all files below their id; inputs lie side by side, named by key.
_FOLDERS = {"generation": "generations", "character": "characters", "classifier_run": "runs", "dataset": "datasets"}
_README = """All that was yours in this Safelight studio when you asked for it.

rows/     one file of JSON for each kind of thing: prompts and settings (generation), pictures with their recipes
          (picture), characters, datasets, runs, styles, projects, jobs, keys without their secrets, log-ins, usage,
          and what the audit log says of you. Times are UTC.
files/    pictures, films, LoRAs and models, as they lie in the studio; rows name them by `key`. Each picture carries
          its recipe: open it in the studio, or in any program that reads PNG texts.
"""


def begin(session: Session) -> None:
    """Note that somebody takes their data along."""
    note(session, action="export.made")


def stream(db: Database, storage: Storage, *, account_id: str) -> Iterator[bytes]:
    """The ZIP file piece by piece. What is deleted while it is read is left out of it."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=3) as archive:
        archive.writestr("README.txt", _README)
        prefixes: list[str] = []
        for table in repository.tables():
            name = str(table.__tablename__)
            # No piece is handed over while a session is open: a slow reader would hold it.
            with tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as file:
                found = _write_rows(db, table, account_id, file)
                if found:
                    file.seek(0)
                    with archive.open(f"rows/{name}.json", "w") as target:
                        shutil.copyfileobj(_Encoded(file), target, _CHUNK)
            prefixes += [f"{_FOLDERS[name]}/{row['id']}" for row in found if name in _FOLDERS]
            if name == "input_image":
                prefixes += [str(row[key]) for row in found for key in ("key", "thumbnail_key")]
            yield pipe.taken()
        for key in _keys(storage, prefixes):
            yield from _file(storage, key, archive, pipe)
    yield pipe.taken()


def _write_rows(db: Database, table: type[Any], account_id: str, file: IO[str]) -> list[dict[str, Any]]:
    """Write them as one JSON array; gives back of each what leads to its files."""
    found: list[dict[str, Any]] = []
    with seen_by(None), db.reading() as session:  # the query itself asks whose they are
        for row in repository.rows(session, table, account_id):
            file.write(",\n " if found else "[\n ")
            file.write(json.dumps(row, ensure_ascii=False))
            found.append({name: row.get(name) for name in ("id", "key", "thumbnail_key")})
    file.write("\n]\n")
    return found


def _keys(storage: Storage, prefixes: list[str]) -> Iterator[str]:
    for prefix in prefixes:
        if "." in prefix.rpartition("/")[2]:
            yield prefix
        else:
            yield from (file.key for file in storage.list(prefix))


def _file(storage: Storage, key: str, archive: zipfile.ZipFile, pipe: "_Pipe") -> Iterator[bytes]:
    try:
        pieces = storage.stream(key)
    except StorageNotFound:
        return
    info = zipfile.ZipInfo(f"files/{key}")  # packed already, most of them
    with archive.open(info, "w", force_zip64=True) as target:
        for piece in pieces:
            target.write(piece)
            yield pipe.taken()


class _Pipe(io.RawIOBase):
    """Where the archive writes to, and we take from."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """All that was written since the last time."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class _Encoded:
    """A text file, read as bytes."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        return self._file.read(size).encode()
