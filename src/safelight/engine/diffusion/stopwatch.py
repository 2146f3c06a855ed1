"""How long a device computes, without waiting for it."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch

from safelight.engine.diffusion.devices import finish_work

Note = Callable[[float], None]  # seconds


class Stopwatch:
    """Times blocks of work. A GPU is asked later: told to be timed, it goes on with what comes next meanwhile.

    On a CPU it is the time of this thread's own computing, so that other programs count less.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._pending: deque[tuple[Any, Any, Note]] = deque()

    @contextmanager
    def timing(self, note: Note) -> Iterator[None]:
        """Around the work; `note` hears of the time, now or during a later block. Work that fails is not timed."""
        if self._device.type != "cuda":
            clock = time.thread_time if self._device.type == "cpu" else time.perf_counter
            began = clock()
            yield
            finish_work(self._device)
            note(clock() - began)
            return
        while self._pending and self._pending[0][1].query():
            start, stop, earlier = self._pending.popleft()
            earlier(start.elapsed_time(stop) / 1000)
        start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        with torch.cuda.device(self._device):
            start.record()
            yield
            stop.record()
        self._pending.append((start, stop, note))
