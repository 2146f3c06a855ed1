"""Models that this machine has no files of: fetched from the storage, and put together as they lie at the server's.

cache/models/<list>/<folder or file>    links into cache/files, named as the stored list says
"""

import time
import uuid
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from safelight.db import Database
from safelight.features.models.repository import Arrived, ModelShelf, stored
from safelight.features.models.service.storing import manifest_id
from safelight.jobs.task import at_hand
from safelight.kit.errors import InternalError
from safelight.storage import layout
from safelight.worker.store import FileCache

LOOK_SECONDS = 60.0


@dataclass(frozen=True)
class Elsewhere:
    """Where a shelf finds models that are not in its folder."""

    db: Database
    files: FileCache
    folder: Path

    def __call__(self, name: str) -> Arrived | None:
        """A stored model, all of its files on this machine; None if it is not stored.

        The job at hand tells of it, and may be cancelled. Raises what fetching does.
        """
        with self.db.reading() as session:
            row = stored.find(session, name)
            if row is None:
                return None
            digest, files = row.digest, list(row.files)
        root = self.folder / manifest_id(files)
        told = _Told(name, sum(int(each["size"]) for each in files))
        for each in files:
            key = layout.model_file(each["sha256"])
            kept = self.files.fetch(each["sha256"], key, size=int(each["size"]), on_bytes=told.came)
            told.here(int(each["size"]))
            _link(root / _safe(each), kept)
        return Arrived(root / PurePosixPath(files[0]["path"]).parts[0], digest)


class Sight:
    """Whether this machine sees the server's models folder, asked anew now and then: models come and go."""

    def __init__(self, shelf: ModelShelf) -> None:
        self._shelf = shelf
        self._sees, self._next = True, 0.0

    def __call__(self) -> bool:
        """As it was less than a minute ago."""
        if time.monotonic() >= self._next:
            self._sees, self._next = self._shelf.is_of_server(), time.monotonic() + LOOK_SECONDS
        return self._sees


class _Told:
    """How much of a model is here, as the job tells it."""

    def __init__(self, name: str, total: int) -> None:
        self._name, self._total = name, total
        self._whole = self._done = 0

    def came(self, count: int) -> None:
        self._done += count
        if (job := at_hand()) is not None:
            counts = job.stage == "load"  # elsewhere it is no part of what the stage is about
            message = f"Fetching {self._name}: {self._done / 1e9:.2f} of {self._total / 1e9:.2f} GB"
            job.progress(self._done * counts, self._total * counts, unit="byte", message=message)

    def here(self, count: int) -> None:
        self._whole += count
        self._done = self._whole


def _safe(file: dict[str, Any]) -> PurePosixPath:
    path = PurePosixPath(file["path"])
    if path.is_absolute() or ".." in path.parts:
        raise InternalError(f"A stored model names the file {file['path']!r}.", code="stored_model_unsafe")
    return path


def _link(place: Path, kept: Path) -> None:
    if place.is_symlink() and place.readlink() == kept:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}")
    fresh.symlink_to(kept)
    fresh.replace(place)
