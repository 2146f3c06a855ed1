"""How full the storage is, counted as files come and go, and measured anew only now and then."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from safelight.storage.errors import StorageFull

REFRESH_SECONDS = 5.0
MEASURING_SHARE = 20  # measuring may take at most one twentieth of the time


class UsageLedger:
    """Bytes in use. Other processes write to the same storage, so the count is measured anew when it is old.

    `measure` adds up all files; it is slow (a walk, or a listing), so it runs on first need, then at most every
    REFRESH_SECONDS, more rarely when it takes long, and before any refusal.
    """

    def __init__(
        self, measure: Callable[[], int], *, quota_bytes: int | None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.quota_bytes = quota_bytes
        self._measure = measure
        self._now = now
        self._lock = threading.Lock()
        self._used = 0
        self._pending = 0
        self._measured_at: float | None = None
        self._measuring_took = 0.0
        # A file that was published while we measured is counted twice: too much rather than too little, and looked at
        # again before anything is refused.
        self._dirty = self._pending > 0

    @contextmanager
    def room_for(self, size: int) -> Iterator[None]:
        """Hold `size` bytes for a file that is being written; raises StorageFull before the first byte of it."""
        if self.quota_bytes is not None:
            self._reserve(size, self.quota_bytes)
        written = False
        try:
            yield
            written = True
        finally:
            with self._lock:
                if self.quota_bytes is not None:
                    self._pending -= size
                if written:
                    self._used += size

    def removed(self, size: int | None) -> None:
        """Count a file that was deleted or replaced; None when its size is not known."""
        with self._lock:
            if size is None:
                self._dirty = True
            else:
                self._used = max(0, self._used - size)

    def used(self) -> int:
        """Bytes in use, at most a few seconds old where other processes write too."""
        with self._lock:
            if self._dirty or self._is_old():
                self._refresh()
            return self._used

    def _reserve(self, size: int, quota: int) -> None:
        with self._lock:
            if self._is_old():
                self._refresh()
            if self._used + self._pending + size > quota and (self._dirty or self._age() > 1.0):
                self._refresh()
            if self._used + self._pending + size > quota:
                raise StorageFull(
                    f"The storage quota is full: {_readable(self._used + self._pending)} of {_readable(quota)} are in "
                    f"use, and this file needs {_readable(size)}."
                )
            self._pending += size

    def _age(self) -> float:
        return float("inf") if self._measured_at is None else self._now() - self._measured_at

    def _is_old(self) -> bool:
        return self._age() > max(REFRESH_SECONDS, MEASURING_SHARE * self._measuring_took)

    def _refresh(self) -> None:
        begun = self._now()
        self._used = self._measure()
        self._measured_at = self._now()
        self._measuring_took = self._measured_at - begun
        # A file that was published while we measured is counted twice: too much rather than too little, and looked at
        # again before anything is refused.
        self._dirty = self._pending > 0


def _readable(size: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.4g} {unit}"
        size /= 1000
    return f"{size:.4g} GB"
