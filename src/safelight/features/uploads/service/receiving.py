"""Bytes of an upload through the studio, where the storage is a folder of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from safelight.features.uploads.errors import UploadDiffers
from safelight.features.uploads.tables import Upload
from safelight.storage import Storage


class Arriving:
    """A file that comes piece by piece, and is stored if it is as long as announced."""

    def __init__(self, storage: Storage, upload: Upload, file: IO[bytes], path: Path) -> None:
        self._storage, self._upload = storage, upload
        self._file, self._path = file, path
        self._came = 0

    def take(self, piece: bytes) -> None:
        """One more piece. Raises UploadDiffers."""
        self._came += len(piece)
        if self._came > self._upload.size:
            raise self._differs(f"More than {self._upload.size} bytes came, which is what was announced.")
        self._file.write(piece)

    def store(self) -> None:
        """That was all. Raises UploadDiffers, StorageFull."""
        if self._came != self._upload.size:
            raise self._differs(f"Only {self._came} bytes came; {self._upload.size} were announced.")
        self._file.flush()
        self._storage.put(self._upload.key, self._path, content_type=self._upload.content_type)

    def _differs(self, message: str) -> UploadDiffers:
        return UploadDiffers(message, hint="Nothing was kept. Send the whole file.")


@contextmanager
def arriving(storage: Storage, upload: Upload, *, folder: Path | None) -> Iterator[Arriving]:
    """A place for the bytes while they come, in this folder."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        yield Arriving(storage, upload, file, Path(file.name))
