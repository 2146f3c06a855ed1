"""Classifiers that stay loaded, and pictures of several jobs that go through one of them together.

Whoever comes first takes along what the others have brought by then. It waits a few milliseconds, and only for jobs
that are about to bring something: one that is alone never waits.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import Tensor

from safelight.engine.classify.predict import Classifier
from safelight.engine.diffusion.devices import free_memory

WAIT_SECONDS = 0.005
BATCH = {"cpu": 16}
"""Pictures that go through at once; others take LARGE_BATCH."""
LARGE_BATCH = 64
LOOK_SECONDS = 0.2
MAX_BYTES = 2_000_000_000  # of classifiers that nobody uses at the moment

Open = Callable[[], Classifier]
Check = Callable[[], object]


@dataclass(eq=False)
class _Ticket:
    """The pictures of one job, and what becomes of them."""

    pixels: Tensor  # (B, C, H, W)
    found: Tensor | None = None  # (B, K)
    error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.found is not None or self.error is not None


class Bench:
    """One classifier, and the queue before it. Safe from several threads."""

    def __init__(self, classifier: Classifier, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.classifier = classifier
        self.batches: list[int] = []  # how many pictures went through at a time, newest last
        self._clock = clock
        self._most = BATCH.get(classifier.device.type, LARGE_BATCH)
        self._changed = threading.Condition()
        self._queue: list[_Ticket] = []
        self._coming = 0  # jobs that are here and have brought nothing yet
        self._is_busy = False

    @contextmanager
    def seat(self) -> Iterator["Seat"]:
        """A place for one job: until it brings its pictures, a batch that is about to start waits for it a moment."""
        seat = Seat(self)
        with self._changed:
            self._coming += 1
        try:
            yield seat
        finally:
            with self._changed:
                self._arrive(seat)

    @contextmanager
    def alone(self, check: Check = lambda: None) -> Iterator[Classifier]:
        """The classifier for one job only: what it looks at cannot be told with others' pictures between."""
        while True:
            with self._changed:
                if not self._is_busy or (self._changed.wait(LOOK_SECONDS) and not self._is_busy):
                    self._is_busy = True
                    break
            check()
        try:
            yield self.classifier
        finally:
            self._release()

    def _arrive(self, seat: "Seat") -> None:
        if seat.is_coming:
            seat.is_coming = False
            self._coming -= 1
            self._changed.notify_all()

    def _judged(self, seat: "Seat", pixels: Tensor, check: Check) -> Tensor:
        ticket = _Ticket(pixels)
        with self._changed:
            self._queue.append(ticket)
            self._arrive(seat)
        try:
            while not ticket.is_done:
                if (batch := self._taken(ticket)) is not None:
                    self._compute(batch)
                check()
        finally:
            with self._changed:
                if ticket in self._queue:
                    self._queue.remove(ticket)
        if ticket.error is not None:
            raise ticket.error
        assert ticket.found is not None  # noqa: S101  it is done, and without an error
        return ticket.found

    def _taken(self, mine: _Ticket) -> list[_Ticket] | None:
        """What goes through next, if it is this thread that computes it; None after a while, or once `mine` is done."""
        with self._changed:
            if self._is_busy and not mine.is_done:
                self._changed.wait(LOOK_SECONDS)
            if self._is_busy or mine.is_done:
                return None
            self._is_busy = True
            end = self._clock() + WAIT_SECONDS
            while self._coming and self._waiting < self._most and (left := end - self._clock()) > 0:
                self._changed.wait(left)
            batch = [self._queue.pop(0)]
            while self._queue and sum(len(each.pixels) for each in (*batch, self._queue[0])) <= self._most:
                batch.append(self._queue.pop(0))
            return batch

    @property
    def _waiting(self) -> int:
        return sum(len(ticket.pixels) for ticket in self._queue)

    def _compute(self, batch: list[_Ticket]) -> None:
        try:
            try:
                self._answer(batch)
            except Exception as error:  # noqa: BLE001  it belongs to the jobs, which raise it
                if len(batch) == 1:
                    batch[0].error = error
            if len(batch) > 1:
                for ticket in batch:  # one that fails takes no others with it
                    if not ticket.is_done:
                        self._answer_alone(ticket)
        finally:
            for ticket in batch:
                if not ticket.is_done:
                    ticket.error = RuntimeError("the batch was given up")
            self._release()

    def _answer_alone(self, ticket: _Ticket) -> None:
        try:
            self._answer([ticket])
        except Exception as error:  # noqa: BLE001  as above
            ticket.error = error

    def _answer(self, batch: list[_Ticket]) -> None:
        pixels = torch.cat([ticket.pixels for ticket in batch])
        parts = [self.classifier.probabilities(part) for part in pixels.split(self._most)]
        self.batches = [*self.batches[-99:], len(pixels)]
        for ticket, found in zip(batch, torch.cat(parts).split([len(each.pixels) for each in batch]), strict=True):
            ticket.found = found

    def _release(self) -> None:
        with self._changed:
            self._is_busy = False
            self._changed.notify_all()


class Seat:
    """A job's place at a bench."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.is_coming = True

    def judge(self, pixels: Tensor, check: Check = lambda: None) -> Tensor:
        """(B, K) probabilities of (B, C, H, W), computed together with those of others.

        `check` is asked several times a second, and may raise to give up. Raises OutOfMemory.
        """
        return self._bench._judged(self, pixels, check)  # noqa: SLF001  the other half of the bench


@dataclass
class _Held:
    name: str

    opening: threading.Lock = field(default_factory=threading.Lock)
    bench: Bench | None = None
    users: int = 0
    used_at: float = 0.0


@dataclass(frozen=True)
class HeldClassifier:
    """One line of `loaded()`."""

    key: str
    name: str
    size_bytes: int
    running: bool
    idle_seconds: float


class Judging:
    """The classifiers of a worker by key; those longest unused go first. Safe from several threads."""

    def __init__(self, max_bytes: int = MAX_BYTES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_bytes = max_bytes
        self._clock = clock
        self._guard = threading.Lock()  # over the entries; never held while loading
        self._held: OrderedDict[str, _Held] = OrderedDict()

    @contextmanager
    def use(self, key: str, open_classifier: Open, *, name: str = "") -> Iterator[Bench]:
        """The bench of a classifier, shared with all who use it now; it is opened once. Raises what opening raises."""
        with self._guard:
            held = self._held.setdefault(key, _Held(name or key))
            self._held.move_to_end(key)
            held.users += 1
        try:
            with held.opening:
                if held.bench is None:
                    held.bench = Bench(open_classifier())
                    self._make_room()
            yield held.bench
        finally:
            with self._guard:
                held.users -= 1
                held.used_at = self._clock()
                if held.bench is None and not held.users and self._held.get(key) is held:
                    del self._held[key]
            self._make_room()

    def loaded(self) -> list[HeldClassifier]:
        """What is in memory, least recently used first."""
        now = self._clock()
        with self._guard:
            return [
                HeldClassifier(
                    key,
                    held.name,
                    held.bench.classifier.size_bytes,
                    running=held.users > 0,
                    idle_seconds=0.0 if held.users else now - held.used_at,
                )
                for key, held in self._held.items()
                if held.bench is not None
            ]

    def drop(self, *, idle_seconds: float = 0.0) -> None:
        """Unload all that nobody uses, or has used for so long."""
        now = self._clock()
        with self._guard:
            gone = [
                self._held.pop(key)
                for key, held in list(self._held.items())
                if not held.users and now - held.used_at >= idle_seconds
            ]
        _give_back(gone)

    def _make_room(self) -> None:
        with self._guard:
            gone = []
            for key, held in list(self._held.items()):
                size = sum(each.bench.classifier.size_bytes for each in self._held.values() if each.bench)
                if size <= self._max_bytes:
                    break
                if not held.users:
                    gone.append(self._held.pop(key))
        _give_back(gone)


def _give_back(gone: list[_Held]) -> None:
    devices = {held.bench.classifier.device for held in gone if held.bench is not None}
    gone.clear()
    for device in devices:
        free_memory(device)
