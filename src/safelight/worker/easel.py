"""Who has the worker's device: a training holds it, and stands aside between two steps while pictures are drawn.

The training's thread opens the device and waits; the threads of the visitors come in, and the last one out ends it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

LOOK_SECONDS = 0.2
SHARE = 0.5
"""Of its time, at most, that a training stands aside: longer pauses are followed by longer undisturbed training."""
LONGEST_SECONDS = 60.0
"""After which a pause lets nobody else in; who is in ends what he draws."""

Check = Callable[[], object]
Leave = Callable[[int], AbstractContextManager[None]]
"""Makes room on the device for the bytes that a visitor wants, and takes it again."""


class Easel:
    """One device. Safe from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._is_held = self._is_open = False
        self._inside = 0
        self._waiting: list[int] = []  # bytes that each wants
        self._not_before = 0.0

    @property
    def is_held(self) -> bool:
        """Whether a training has it."""
        return self._is_held

    @contextmanager
    def held(self, check: Check = lambda: None) -> Iterator[None]:
        """A training: from when the last visitor is out. `check` may raise to end the wait."""
        with self._changed:
            self._is_held, self._is_open, self._not_before = True, False, 0.0
        try:
            self._until(lambda: not self._inside, check)
            yield
        finally:
            with self._changed:
                self._is_held = False
                self._changed.notify_all()

    @contextmanager
    def visit(self, wanted_bytes: int = 0, on_wait: Check = lambda: None) -> Iterator[bool]:
        """Somebody who draws; whether a training stands aside for it. `on_wait`: told while it waits, may raise."""
        with self._changed:
            self._waiting.append(wanted_bytes)
        try:
            self._until(lambda: self._is_open or not self._is_held, on_wait, then=self._come_in)
        finally:
            with self._changed:
                self._waiting.remove(wanted_bytes)
                self._changed.notify_all()
        try:
            yield self._is_held
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    def stand_aside(self, leave: Leave, tell: Check, *, fits: Callable[[int], bool] = lambda wanted: True) -> None:
        """The training's, between two steps: if somebody waits and it is their turn, let them in until all are out.

        `tell` is called now and then, and may raise to end the training: then the device is not taken again.
        """
        if not self._waiting or self._clock() < self._not_before or not fits(max(self._waiting, default=0)):
            return
        began = self._clock()
        with leave(max(self._waiting, default=0)):
            try:
                self._set_open(is_open=True)
                self._until(lambda: self._is_quiet(began), tell)
            finally:
                self._set_open(is_open=False)
        paused = self._clock() - began
        self._not_before = self._clock() + paused * (1 - SHARE) / SHARE

    def _come_in(self) -> None:
        self._inside += 1

    def _is_quiet(self, began: float) -> bool:
        if self._clock() - began > LONGEST_SECONDS:
            self._is_open = False
        return not self._inside and not (self._is_open and self._waiting)

    def _set_open(self, *, is_open: bool) -> None:
        with self._changed:
            self._is_open = is_open
            self._changed.notify_all()

    def _until(self, condition: Callable[[], bool], check: Check, then: Callable[[], None] = lambda: None) -> None:
        """Wait for it, and do at once what is to follow; what `check` does, it does outside the lock."""
        while True:
            with self._changed:
                if condition() or (self._changed.wait(LOOK_SECONDS) and condition()):
                    then()
                    return
            check()
