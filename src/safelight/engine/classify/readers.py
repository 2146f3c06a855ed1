"""Processes that turn picture files into small copies, while the device computes. They load no torch.

Started anew, not forked: a fork of a process with threads and a device can hang. They end with whom they read for.
"""

import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from safelight.engine.classify.decode import Pixels, Unreadable, read_copy
from safelight.engine.classify.errors import ReaderFailed
from safelight.specs.classify import Channels

MOST = 16
"""Of processes, where nobody says how many."""


def usual_workers() -> int:
    """As many as this process may use cores, to a limit."""
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def process_pool(workers: int) -> ProcessPoolExecutor:
    """Processes that end when this one does, however it does."""
    return ProcessPoolExecutor(workers, _PlainContext(), initializer=_end_with_parent)


class Readers:
    """Reads copies by several processes, or by none: then in the caller's thread. Close it at the end."""

    def __init__(self, *, side: int, channels: Channels, workers: int) -> None:
        self.side, self.channels, self.workers = side, channels, workers
        self._pool = process_pool(workers) if workers else None

    def read(self, paths: Sequence[Path]) -> list[Pixels | str]:
        """Of each file its copy, or why there is none. Any thread may call. Raises ReaderFailed."""
        if self._pool is None:
            return read_copies(paths, self.side, self.channels)
        share = -(-len(paths) // self.workers)
        pieces = [paths[start : start + share] for start in range(0, len(paths), share)]
        try:
            parts = [self._pool.submit(read_copies, piece, self.side, self.channels) for piece in pieces]
            return [copy for part in parts for copy in part.result()]
        except BrokenProcessPool as error:
            raise reader_failed() from error

    def close(self) -> None:
        """End the processes; what they are reading is dropped."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)


def reader_failed() -> ReaderFailed:
    """The error for a process that is gone."""
    return ReaderFailed(
        "A process that reads pictures ended unexpectedly.",
        hint="The system may have ended it for want of memory: lower workers or batch_size. "
        "With workers 0 pictures are read without such processes, and a file that crashes the decoder shows.",
    )


def read_copies(paths: Sequence[Path], side: int, channels: Channels) -> list[Pixels | str]:
    """Of each file its copy, or why there is none."""
    copies: list[Pixels | str] = []
    for path in paths:
        try:
            copies.append(read_copy(path, side, channels))
        except Unreadable as error:
            copies.append(str(error))
    return copies


class _PlainProcess(SpawnProcess):
    """A process that does not run the caller's main module again, which may load torch, or train without a guard."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802  as multiprocessing names it
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)  # noqa: SLF001  the hook of contexts
        finally:
            sys.modules["__main__"] = main


class _PlainContext(SpawnContext):
    Process = _PlainProcess


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
