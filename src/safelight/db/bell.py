"""A file that rings when somebody writes to it, where the kernel tells of that: inotify, on Linux."""

import ctypes
import os
import select
import sys
from contextlib import suppress
from pathlib import Path

_IN_MODIFY = 2  # of <sys/inotify.h>
_BYTES = 1 << 16  # of events at once; equal ones that nobody has read yet are one


class Bell:
    """Rings for every write to one file from its making on, by any process of this machine."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._poll = select.poll()
        self._poll.register(handle, select.POLLIN)

    @classmethod
    def at(cls, path: Path) -> "Bell | None":
        """A bell at this file; None if there is none yet, or where the kernel does not tell (macOS, used-up limits)."""
        if sys.platform != "linux":
            return None
        libc = ctypes.CDLL(None)
        handle: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if handle < 0:
            return None
        if libc.inotify_add_watch(handle, os.fsencode(path), _IN_MODIFY) < 0:
            os.close(handle)
            return None
        return cls(handle)

    def rings(self, seconds: float) -> bool:
        """Wait for it: whether it was written to since the last time."""
        if not self._poll.poll(seconds * 1000):
            return False
        with suppress(BlockingIOError):
            os.read(self._handle, _BYTES)
        return True

    def close(self) -> None:
        """Ring no more."""
        os.close(self._handle)
