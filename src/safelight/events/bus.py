"""One thread per process reads the outbox and hands each fact to the subscribers' event loops.

A commit wakes it. It survives the database going away and coming back.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import func, select

from safelight.db import Database
from safelight.db.watch import Watch
from safelight.events.outbox import CHANNEL, PAGE, Event, latest_id, read_after
from safelight.events.tables import EventRow
from safelight.kit.clock import utcnow
from safelight.kit.logs import get_logger

log = get_logger(__name__)

GAP = "gap"
LOOK_ANYWAY_SECONDS = 5
Predicate = Callable[[Event], bool]


class Subscription:
    """The facts that one listener wants, as an async iterator; use it as an async context manager.

    A listener that falls behind loses the oldest facts and sees one event of kind `gap` in their place.
    """

    def __init__(self, bus: "Bus", wants: Predicate, *, after: int | None, capacity: int) -> None:
        self._bus = bus
        self._wants = wants
        self._after = after
        self._waiting: deque[Event] = deque()
        self._capacity = capacity
        self._held: list[Event] | None = None
        self._lost = False
        self._last = 0
        self._arrived = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        if self._after is None:
            self._last = self._bus.add(self)
            return self
        self._held = []
        # An id from the future is of another database: nothing of it can be replayed.
        self._lost = self._after > self._bus.add(self)
        self._last = 0 if self._lost else self._after
        if not self._lost:
            await self._replay(self._after)
        held, self._held = self._held, None
        self._take(held)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bus.remove(self)

    @property
    def last_id(self) -> int:
        """Id of the last fact that was put in line, or after which the listening began."""
        return self._last

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._waiting and not self._lost:
            self._arrived.clear()
            await self._arrived.wait()
        if self._lost:
            self._lost = False
            return _gap(self._waiting[0].id - 1 if self._waiting else self._last)
        return self._waiting.popleft()

    def hand_over(self, events: Sequence[Event]) -> None:
        """Called by the bus, in its thread."""
        wanted = [event for event in events if self._wants(event)]
        if wanted:
            # The loop may end before its listener said good-bye.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._arrive, wanted)

    def _arrive(self, events: Sequence[Event]) -> None:
        if self._held is None:
            self._take(events)
        else:
            self._held += events

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            # A replay and the bus may both bring a fact that falls between the two.
            if event.id > self._last:
                self._last = event.id
                self._waiting.append(event)
        while len(self._waiting) > self._capacity:
            self._waiting.popleft()
            self._lost = True
        self._arrived.set()

    async def _replay(self, after: int) -> None:
        oldest, past = await asyncio.to_thread(self._bus.history, after, self._wants)
        self._lost = after + 1 < oldest
        self._take(past)


class Bus:
    """Reads the outbox of one database while started."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watch = Watch(database, CHANNEL, is_news=self._is_behind)
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._subscriptions: dict[Subscription, None] = {}
        self._last = 0
        self._thread = threading.Thread(target=self._run, name="event-bus", daemon=True)

    def start(self) -> None:
        """Begin to listen; facts committed before this are only seen by replay."""
        with self._database.reading() as session:
            self._last = latest_id(session)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; subscribers see nothing more."""
        self._stopping.set()
        self._thread.join(timeout=10)

    def latest_id(self) -> int:
        """Id of the last fact that was handed out."""
        return self._last

    def subscribe(
        self,
        wants: Predicate | Collection[str] | str | None = None,
        *,
        after: int | None = None,
        capacity: int = 1000,
    ) -> Subscription:
        """Listen to topics (one, or several), to what a predicate picks, or to everything.

        With `after` (the last id the listener saw) it first gets what it missed. Call it in a running event loop.
        """
        return Subscription(self, _predicate(wants), after=after, capacity=capacity)

    async def wait_for(self, predicate: Predicate, timeout: float, *, after: int | None = None) -> Event | None:  # noqa: ASYNC109  a plain number of seconds
        """The first fact that fits, or None when the time is up.

        To miss nothing, take `latest_id()` before looking at the row in question, and pass it as `after`.
        """
        async with self.subscribe(lambda event: event.kind == GAP or predicate(event), after=after) as subscription:
            try:
                async with asyncio.timeout(timeout):
                    while (event := await anext(subscription)).kind == GAP:
                        pass
                    return event
            except TimeoutError:
                return None

    def add(self, subscription: Subscription) -> int:
        """Register; returns the id after which it will be told."""
        with self._lock:
            self._subscriptions[subscription] = None
            return self._last

    def remove(self, subscription: Subscription) -> None:
        """Forget a listener."""
        with self._lock:
            self._subscriptions.pop(subscription, None)

    def history(self, after: int, wants: Predicate) -> tuple[int, list[Event]]:
        """The oldest id still kept, and the wanted facts after `after`."""
        found: list[Event] = []
        with self._database.reading() as session:
            oldest = session.scalar(select(func.min(EventRow.id))) or 0
            while page := read_after(session, after):
                found += [event for event in page if wants(event)]
                after = page[-1].id
        return oldest, found

    def _run(self) -> None:
        away = False
        while not self._stopping.is_set():
            try:
                self._spread()
                if away:
                    log.info("events_resumed")
                away = False
                self._watch.wait(LOOK_ANYWAY_SECONDS, self._stopping)
            except Exception as error:  # noqa: BLE001  the thread's edge: whatever it was, look again soon
                if not away:
                    log.warning("events_interrupted", error=str(error))
                away = True
                self._stopping.wait(0.5)
        self._watch.close()

    def _is_behind(self, file: sqlite3.Connection) -> bool:
        (latest,) = file.execute(f"SELECT max(id) FROM {EventRow.__tablename__}").fetchone()  # noqa: S608  our own name
        return (latest or 0) != self._last

    def _spread(self) -> None:
        while True:
            with self._database.reading() as session:
                events = read_after(session, self._last)
            if not events:
                return
            with self._lock:
                self._last = events[-1].id
                for subscription in self._subscriptions:
                    subscription.hand_over(events)
            if len(events) < PAGE:
                return


def _predicate(wants: Predicate | Collection[str] | str | None) -> Predicate:
    if wants is None:
        return lambda _: True
    if isinstance(wants, str):
        return lambda event: event.topic == wants
    if callable(wants):
        return wants
    topics = frozenset(wants)
    return lambda event: event.topic in topics


def _gap(before: int) -> Event:
    return Event(id=before, topic="", kind=GAP, payload={}, at=utcnow())
