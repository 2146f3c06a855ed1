"""A storage that is asked again while it is away, so that an outage makes jobs late and not failed.

Cancelling works meanwhile, and the job says what it waits for.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from safelight.jobs.task import at_hand
from safelight.kit.logs import get_logger
from safelight.storage import ListedFile, Storage, StorageAway, StoredFile
from safelight.storage.base import Kind, Upload

log = get_logger(__name__)

Answer = TypeVar("Answer")

LOOK_SECONDS = 0.2
LONGEST_PAUSE = 5.0
WAITS = "waiting for the storage, which does not answer"


class PatientStorage(Storage):
    """Another storage; what it is asked for is asked again for `seconds` while it does not answer.

    One that refuses the key, or has no bucket, is not better for being asked again. Threads wait with the job whose
    context they were given; others, such as those that copy checkpoints, wait for themselves.
    """

    def __init__(self, storage: Storage, *, seconds: float) -> None:
        # No super().__init__: quota, links and signer are those of the other.
        self._of = storage
        self._seconds = seconds

    @property
    def kind(self) -> Kind:  # type: ignore[override]  # of another class each time
        """See Storage."""
        return self._of.kind

    @property
    def where(self) -> str:
        """See Storage."""
        return self._of.where

    @property
    def endpoint(self) -> str | None:
        """See Storage."""
        return self._of.endpoint

    def put(self, key: str, data: bytes | Path, *, content_type: str) -> StoredFile:
        """See Storage."""
        return self._patiently(lambda: self._of.put(key, data, content_type=content_type))

    def get(self, key: str) -> bytes:
        """See Storage."""
        return b"".join(self.stream(key))

    def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
        """See Storage; after an outage it goes on from where it was."""
        return self._pieces(key, self._patiently(lambda: self._of.stream(key, start=start)), start)

    def exists(self, key: str) -> bool:
        """See Storage."""
        return self._patiently(lambda: self._of.exists(key))

    def size(self, key: str) -> int:
        """See Storage."""
        return self._patiently(lambda: self._of.size(key))

    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """See Storage."""
        return iter(self._patiently(lambda: [*self._of.list(prefix)]))

    def delete(self, *keys: str) -> None:
        """See Storage."""
        self._patiently(lambda: self._of.delete(*keys))

    def delete_prefix(self, prefix: str) -> int:
        """See Storage."""
        return self._patiently(lambda: self._of.delete_prefix(prefix))

    def link(
        self,
        key: str,
        *,
        seconds: float,
        base_url: str | None = None,
        download_name: str | None = None,
        through_us: bool = False,
    ) -> str:
        """See Storage."""
        return self._of.link(
            key, seconds=seconds, base_url=base_url, download_name=download_name, through_us=through_us
        )

    def upload_link(self, key: str, *, seconds: int, content_type: str, size: int) -> Upload | None:
        """See Storage."""
        return self._of.upload_link(key, seconds=seconds, content_type=content_type, size=size)

    def link_origin(self) -> str | None:
        """See Storage."""
        return self._of.link_origin()

    def local_path(self, key: str) -> Path | None:
        """See Storage."""
        return self._of.local_path(key)

    def usage(self) -> int:
        """See Storage."""
        return self._of.usage()

    def check(self) -> None:
        """See Storage; whoever checks wants to know how it is now."""
        self._of.check()

    def _pieces(self, key: str, pieces: Iterator[bytes], done: int) -> Iterator[bytes]:
        give_up = None
        while True:
            try:
                for piece in pieces:
                    done, give_up = done + len(piece), None
                    yield piece
            except StorageAway as error:
                now = time.monotonic()
                give_up = now + self._seconds if give_up is None else give_up
                if not _passes(error) or now >= give_up:
                    raise
                _wait(LOOK_SECONDS)
                if done >= self.size(key):
                    return
                start = done
                pieces = self._patiently(lambda: self._of.stream(key, start=start))  # noqa: B023  called at once
            else:
                return

    def _patiently(self, act: Callable[[], Answer]) -> Answer:
        give_up, pause = None, LOOK_SECONDS
        while True:
            try:
                return act()
            except StorageAway as error:
                now = time.monotonic()
                give_up = now + self._seconds if give_up is None else give_up
                if not _passes(error) or now >= give_up:
                    raise
                log.warning("waiting_for_storage", seconds=pause, error=error.message)
                _wait(min(pause, give_up - now))
                pause = min(pause * 2, LONGEST_PAUSE)

    def _write(self, key: str, data: bytes | Path, content_type: str, sha256: str) -> None:
        raise NotImplementedError  # `put` asks the other

    def _delete(self, keys: Sequence[str]) -> None:
        raise NotImplementedError  # `delete` asks the other

    def _measure(self) -> int:
        raise NotImplementedError  # `usage` asks the other


def _passes(error: StorageAway) -> bool:
    """Whether it may be there again by itself."""
    return error.code == StorageAway.code


def _wait(seconds: float) -> None:
    """Sleep; the job at hand tells of it, and may be cancelled."""
    job, until = at_hand(), time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if job is not None:
            job.waits(WAITS)
        time.sleep(min(LOOK_SECONDS, left))
