"""Files fetched from the storage, kept on this machine by their content: for all of its workers, up to so many bytes.

cache/files/<first two>/<sha256>[.ending]    the file, whole
cache/files/<first two>/.<name>.use          how large it is and when it came; held by a lock while a job uses the file
"""

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from safelight.jobs.task import JobContext, at_hand
from safelight.kit.errors import InternalError, OutOfSpace
from safelight.kit.files import publish, sha256_of
from safelight.kit.logs import get_logger
from safelight.storage import Storage

log = get_logger(__name__)

KEPT = "files in use"
LOOK_SECONDS = 0.2
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_ABANDONED_SECONDS = 24 * 3600.0
OnBytes = Callable[[int], None]


class CacheFull(OutOfSpace):
    """There is no room on this worker's machine for what a job needs."""

    code = "cache_full"


class Held:
    """A file that is not given up while this is alive."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path, self._handle = path, handle

    def __del__(self) -> None:
        os.close(self._handle)


@dataclass(frozen=True)
class FileCache:
    """Files by SHA-256 below `folder`; beyond `max_bytes` those used longest ago go, but none that a job uses."""

    storage: Storage
    folder: Path
    max_bytes: int

    def fetch(
        self, digest: str, key: str, *, size: int | None = None, ending: str = "", on_bytes: OnBytes | None = None
    ) -> Path:
        """The stored file `key`, whose SHA-256 is `digest`, on this machine; it stays while the job at hand goes on.

        `on_bytes` is told of each piece that comes, and may raise to give up; without it the job tells of it itself.
        Raises StorageNotFound, StorageAway, CacheFull, and InternalError where the storage has something else.
        """
        path = self.folder / digest[:2] / f"{digest}{ending}"
        held = self.hold(path)
        job = at_hand()
        if job is not None:
            job.kept.setdefault(KEPT, {})[path] = held
        if not self._is_here(path, digest):
            with self._alone(path, job):
                if not self._is_here(path, digest):  # nobody else was quicker
                    self._bring(path, digest, key, size=size, on_bytes=on_bytes or _telling(job, key, size))
        os.utime(_use_of(path))
        return path

    def hold(self, path: Path) -> Held:
        """Keep a file of the cache, be it there or not, from being given up."""
        path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            handle = os.open(_use_of(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            fcntl.flock(handle, fcntl.LOCK_SH)
            with suppress(FileNotFoundError):
                if os.fstat(handle).st_ino == _use_of(path).stat().st_ino:
                    return Held(path, handle)
            os.close(handle)  # it was given up in between

    def used_bytes(self) -> int:
        """Bytes of all files."""
        return sum(size for _, size in self._files())

    def _is_here(self, path: Path, digest: str) -> bool:
        """Whether the file is there and as it came; one that was touched since is read once more."""
        try:
            facts = path.stat()
        except FileNotFoundError:
            return False
        mark = f"{facts.st_size} {facts.st_mtime_ns}"
        if _use_of(path).read_text() == mark:
            return True
        if sha256_of(path) == digest:
            _use_of(path).write_text(mark)
            return True
        log.warning("cached_file_damaged", file=path.name)
        path.unlink(missing_ok=True)
        return False

    def _bring(self, path: Path, digest: str, key: str, *, size: int | None, on_bytes: OnBytes) -> None:
        size = self.storage.size(key) if size is None else size
        self._make_room(size)
        coming = path.with_name(f".{path.name}.part")
        try:
            found = hashlib.sha256()
            with coming.open("wb") as file:
                for piece in self.storage.stream(key):
                    file.write(piece)
                    found.update(piece)
                    on_bytes(len(piece))
                file.flush()
                os.fsync(file.fileno())
            if found.hexdigest() != digest:
                raise InternalError(
                    f"The stored file {key} is not the one that was recorded.",
                    hint="It was changed or damaged in storage; restore it, or make it again.",
                    code="stored_file_changed",
                )
            facts = coming.stat()
            _use_of(path).write_text(f"{facts.st_size} {facts.st_mtime_ns}")
            publish(coming, path)
        except OSError as error:
            if error.errno in _FULL:
                raise CacheFull(
                    f"The disk of this worker's machine is full; {size / 1e9:.3g} GB are needed in {self.folder}.",
                    hint="Free space there, or give the worker another DATA_DIR.",
                ) from error
            raise
        finally:
            coming.unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        """Give up files used longest ago until one of `size` fits."""
        if size > self.max_bytes:
            raise CacheFull(
                f"A file of {size / 1e9:.3g} GB is needed, and this machine keeps {self.max_bytes / 1e9:.3g} GB.",
                hint="Raise SAFELIGHT_FILE_CACHE_GB there.",
            )
        for left in self.folder.glob("*/.*.part"):  # of a worker that was killed
            with suppress(FileNotFoundError):
                if left.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                    left.unlink()
        known = sorted(self._files(), key=lambda each: _used_at(each[0]))
        total = sum(count for _, count in known) + size
        for path, count in known:
            if total <= self.max_bytes:
                return
            if self._give_up(path):
                total -= count
        if total > self.max_bytes:
            log.warning("file_cache_over", bytes=total, limit=self.max_bytes)  # all of it is in use

    def _give_up(self, path: Path) -> bool:
        """Delete a file that no job uses; whether it is gone."""
        with suppress(FileNotFoundError), _use_of(path).open("rb") as use:
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            path.unlink(missing_ok=True)
            _use_of(path).unlink(missing_ok=True)
            log.info("cached_file_given_up", file=path.name)
            return True
        path.unlink(missing_ok=True)
        return True

    def _files(self) -> Iterator[tuple[Path, int]]:
        for path in self.folder.glob("*/*"):
            with suppress(FileNotFoundError):  # another worker gives it up
                if not path.name.startswith("."):
                    yield path, path.stat().st_size

    @contextmanager
    def _alone(self, path: Path, job: JobContext | None) -> Iterator[None]:
        """One worker of this machine fetches a file, the others wait for it."""
        with path.with_name(f".{path.name}.lock").open("wb") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if job is not None:
                        job.waits("waiting until another worker of this machine has fetched it")
                    time.sleep(LOOK_SECONDS)
            yield


def _use_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.use")


def _used_at(path: Path) -> float:
    try:
        return _use_of(path).stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _telling(job: JobContext | None, key: str, size: int | None) -> OnBytes:
    """Tell of one file that is fetched, and stop where the job must."""
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        if job is not None:
            part = f"{done * 100 // size} %" if size else f"{done / 1e6:.0f} MB"
            job.waits(f"fetching {key.rpartition('/')[2][:16]}: {part}")

    return on_bytes
