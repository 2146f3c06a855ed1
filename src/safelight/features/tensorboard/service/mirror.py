"""Event files of runs, copied from the storage to where TensorBoard can read them. Knows no process."""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from safelight.features.tensorboard.service import BoardRun
from safelight.storage import Storage, StorageNotFound, layout


class Mirror:
    """One folder with a folder per run in it; used by one thread at a time."""

    def __init__(self, storage: Storage, folder: Path) -> None:
        self.folder = folder
        self._storage = storage
        self._copied: dict[Path, tuple[int, datetime]] = {}
        self._complete: set[BoardRun] = set()

    def sync(self, runs: Sequence[BoardRun]) -> None:
        """Copy what is new or has grown, drop runs that are gone. Raises SafelightError with the storage away."""
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted = {run.folder for run in runs}
        for gone in [path for path in self.folder.iterdir() if path.name not in wanted]:
            shutil.rmtree(gone)
            self._copied = {path: seen for path, seen in self._copied.items() if not path.is_relative_to(gone)}
        self._complete &= set(runs)
        for run in runs:
            if run not in self._complete:
                self._copy(run)
                if run.ended_at is not None:
                    self._complete.add(run)

    def clear(self) -> None:
        """Remove every copy."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copy(self, run: BoardRun) -> None:
        prefix = layout.run_events(run.id)
        home = self.folder / run.folder
        home.mkdir(exist_ok=True)
        listed = {home / file.key.removeprefix(f"{prefix}/"): file for file in self._storage.list(prefix)}
        for path in [path for path in self._copied if path.parent == home and path not in listed]:
            path.unlink(missing_ok=True)  # the run began anew
            del self._copied[path]
        for path, file in listed.items():
            seen = (file.size, file.modified)
            if self._copied.get(path) == seen:
                continue
            try:
                # TensorBoard opens a file again for each look and reads on where it was: a whole one may replace it.
                self._storage.download(file.key, path)
            except StorageNotFound:  # the run was deleted since the listing
                continue
            self._copied[path] = seen
