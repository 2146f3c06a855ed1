"""Files in a local folder."""

import errno
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from safelight.kit.files import whole_file
from safelight.kit.signing import LinkSigner
from safelight.storage.base import Kind, ListedFile, Storage
from safelight.storage.errors import NO_SPACE, BadKey, StorageAway, StorageFull, StorageNotFound
from safelight.storage.keys import check_key, check_prefix

CHUNK = 1 << 20
ABANDONED_SECONDS = 24 * 3600


# Plain files rather than obstore's LocalStore: that one never calls fsync, so a power cut can take a file that was
# reported as stored; it follows symlinks out of its root; and it refuses a content type before writing anything.
class LocalStorage(Storage):
    """A folder of this machine; its files are served through our own signed links."""

    kind: ClassVar[Kind] = "file"

    def __init__(
        self,
        root: Path,
        *,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        super().__init__(quota_bytes=quota_bytes, signer=signer, link_base=link_base)
        with _translated():
            root.mkdir(parents=True, exist_ok=True)
            self.root = root.resolve(strict=True)

    def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
        """See Storage."""
        file = self._open(key)
        file.seek(start)
        return _pieces(file)

    @property
    def where(self) -> str:
        """See Storage."""
        return self.root.as_uri()

    def size(self, key: str) -> int:
        """See Storage."""
        size = self._size(self._path(check_key(key)))
        if size is None:
            raise StorageNotFound(key)
        return size

    def exists(self, key: str) -> bool:
        """See Storage."""
        return self._size(self._path(check_key(key))) is not None

    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """See Storage."""
        start = self._path(check_prefix(prefix)) if prefix else self.root
        with _translated():
            found = [self._listed(path, status) for path, status in _files_below(start) if path.name[0] != "."]
        yield from sorted(found, key=lambda file: file.key)

    def local_path(self, key: str) -> Path | None:
        """See Storage."""
        path = self._path(check_key(key))
        if self._size(path) is None:
            raise StorageNotFound(key)
        return path

    def _write(self, key: str, data: bytes | Path, content_type: str, sha256: str) -> None:
        path = self._path(key)
        with _translated():
            replaced = self._size(path)
            for attempt in range(5):
                try:
                    self._make_folder(path.parent)
                    with whole_file(path) as target:
                        if isinstance(data, bytes):
                            target.write(data)
                        else:
                            with data.open("rb") as source:
                                shutil.copyfileobj(source, target, CHUNK)
                    break
                except (FileExistsError, IsADirectoryError):
                    raise BadKey(key, "there is a file where it needs a folder, or a folder in its place") from None
                except FileNotFoundError:
                    # A concurrent delete took the empty folder away between its making and its use.
                    if attempt == 4 or (isinstance(data, Path) and not data.exists()):
                        raise
        if replaced:
            self._ledger.removed(replaced)

    def _delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            path = self._path(key)
            with _translated():
                size = self._size(path)
                if size is None:
                    continue
                with suppress(FileNotFoundError):
                    path.unlink()
                    self._ledger.removed(size)
                self._prune(path.parent)

    def _measure(self) -> int:
        total, abandoned_before = 0, time.time() - ABANDONED_SECONDS
        with _translated():
            for path, status in _files_below(self.root):
                if path.match(".*.part") and status.st_mtime < abandoned_before:
                    path.unlink(missing_ok=True)  # a process was killed while it wrote this
                else:
                    total += status.st_size
        return total

    def _listed(self, path: Path, status: os.stat_result) -> ListedFile:
        key = path.relative_to(self.root).as_posix()
        return ListedFile(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))

    def _path(self, key: str) -> Path:
        path = self.root
        # Nothing of ours is a symlink, so one below the root was planted, and could lead to any file of the machine.
        for part in key.split("/"):
            path /= part
            if path.is_symlink():
                raise BadKey(key, "it leads through a symbolic link")
        return path

    def _open(self, key: str) -> BinaryIO:
        path = self._path(check_key(key))
        with _translated():
            try:
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
            except (FileNotFoundError, NotADirectoryError):
                raise StorageNotFound(key) from None
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise StorageNotFound(key)
            return os.fdopen(handle, "rb")

    def _size(self, path: Path) -> int | None:
        try:
            status = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def _make_folder(self, folder: Path) -> None:
        if folder == self.root:
            if not folder.is_dir():  # a disk that was unmounted: never fill the folder below its mount point
                raise NotADirectoryError(errno.ENOTDIR, "the storage folder is gone", str(folder))
            return
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir()
        # The new name stands in the parent folder, and must survive a power cut as the file in it does.
        parent = os.open(folder.parent, os.O_RDONLY)
        try:
            os.fsync(parent)
        finally:
            os.close(parent)

    def _prune(self, folder: Path) -> None:
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:  # not empty, or already gone
                return
            folder = folder.parent


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with _translated(), file:
        while piece := file.read(CHUNK):
            yield piece


def _files_below(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for parent, _, names in os.walk(folder, onerror=_unless_missing, followlinks=False):
        for name in names:
            path = Path(parent, name)
            with suppress(FileNotFoundError):  # deleted while we walked
                status = path.lstat()
                if stat.S_ISREG(status.st_mode):
                    yield path, status


def _unless_missing(error: OSError) -> None:
    if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
        raise error


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise StorageFull("The disk of the storage is full.") from error
        raise StorageAway(
            f"The storage folder cannot be used: {error.strerror or error}.",
            hint="Check that its disk is mounted and that Safelight's user may read and write it.",
        ) from error
