"""The one fan-out of a server: it hears the bus, and tells each listener of either door what it subscribed to."""

import asyncio
from collections.abc import Collection
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import Self

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.db.ownership import Caller
from safelight.doors.live.admission import OVER
from safelight.doors.live.facts import Fact, Goodbye, Look, job_of, job_topic
from safelight.doors.live.history import History
from safelight.doors.live.listener import Listener
from safelight.doors.live.looks import Looks
from safelight.events import Bus, Subscription
from safelight.events.bus import GAP
from safelight.features.access import Gate
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger

log = get_logger(__name__)

BACKLOG = 5000
OVERLAP_SECONDS = 2.0
LOOK_AGAIN_SECONDS = 2.0  # at who listens: a revoked key closes its sockets, a shared project shows itself
GOING_AWAY = 1001


class Hub:
    """Use it as an async context manager while the bus runs."""

    def __init__(self, bus: Bus, database: Database, gate: Gate) -> None:
        self.instance = new_id("srv")
        self._bus = bus
        self._gate = gate
        self._database = database
        self._listeners: dict[Listener, None] = {}
        self._by_topic: dict[str, dict[Listener, None]] = {}
        self._looks = Looks(database, self._show)
        self._history = History(database, floor=0)
        self._goodbye: Goodbye | None = None
        self._deserted = asyncio.Event()
        self._deserted.set()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        subscription = await self._open.enter_async_context(self._bus.subscribe(capacity=BACKLOG))
        self._history = History(self._database, floor=subscription.last_id)
        for work in (self._hear(subscription), self._watch_callers()):
            self._open.push_async_callback(_ended, asyncio.create_task(work))
        self._open.push_async_callback(self._looks.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.dismiss_all()
        await self._open.aclose()

    @property
    def seq(self) -> int:
        """Id of the last fact that was told."""
        return self._history.latest

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def join(self, caller: Caller) -> Listener:
        """A new listener; what it missed since its `after` it gets with its first topics. Pair it with `leave`."""
        listener = Listener(after=self.seq, caller=caller)
        self._listeners[listener] = None
        self._deserted.clear()
        if self._goodbye:
            listener.end(self._goodbye)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        self.unsubscribe(listener, set(listener.topics))
        self._listeners.pop(listener, None)
        if not self._listeners:
            self._deserted.set()

    async def subscribe(self, listener: Listener, topics: Collection[str]) -> None:
        """Tell it of these topics from now on, and of what it may have missed of them until now."""
        wanted = [topic for topic in topics if topic not in listener.topics]
        if not wanted:
            return
        missed = await self._missed(listener)
        if listener not in self._listeners:
            return
        for fact in missed:
            topic = next((topic for topic in fact.topics if topic in wanted), None)
            if topic and listener.topics.isdisjoint(fact.topics):
                listener.tell(fact, topic)
        for topic in wanted:
            listener.topics.add(topic)
            self._by_topic.setdefault(topic, {})[listener] = None
            if job_id := job_of(topic):
                for look in self._looks.watch(job_id):
                    listener.show(look)

    def unsubscribe(self, listener: Listener, topics: Collection[str]) -> None:
        """Tell it of these topics no more."""
        for topic in listener.topics.intersection(topics):
            listener.topics.discard(topic)
            others = self._by_topic[topic]
            del others[listener]
            if not others:
                del self._by_topic[topic]
                if job_id := job_of(topic):
                    self._looks.forget(job_id)

    def dismiss_all(self, reason: str = "The server is stopping.") -> None:
        """End every connection, and those that still come; each door lets its clients go."""
        self._goodbye = Goodbye(GOING_AWAY, reason)
        for listener in self._listeners:
            listener.end(self._goodbye)

    async def deserted(self) -> None:
        """Wait until nobody listens."""
        await self._deserted.wait()

    async def look_again(self) -> None:
        """Let go whose key or log-in is over; the others hear of what they see by now."""
        asked = {listener: _credential(listener) for listener in self._listeners}
        if not asked:
            return
        by_now = await asyncio.to_thread(self._gate.again, set(asked.values()))
        for listener, credential in asked.items():
            if (caller := by_now.get(credential)) is None:
                listener.end(OVER)
            else:
                listener.caller = caller

    async def _watch_callers(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            try:
                await self.look_again()
            except DatabaseAway:
                continue  # nothing can be told either, and the next look is soon

    async def _missed(self, listener: Listener) -> list[Fact]:
        if listener.has_begun:
            # What the client fetched while its wish was on the way here may be a little older than now.
            return self._history.heard_since(_now() - OVERLAP_SECONDS)
        listener.has_begun = True
        if await self._history.reach(listener.after):
            return self._history.since(listener.after)
        listener.lose(self.seq)
        return []

    async def _hear(self, subscription: Subscription) -> None:
        async for event in subscription:
            if event.kind == GAP:
                self._lose(event.id)
                continue
            try:
                self._spread(Fact(event, heard_at=_now()))
            except Exception:  # one fact of a wrong shape must not end all the others
                log.exception("fact_not_told", seq=event.id, kind=event.kind)

    def _lose(self, seq: int) -> None:
        self._history.lose(seq)
        for listener in self._listeners:
            listener.lose(seq)

    def _spread(self, fact: Fact) -> None:
        self._history.add(fact)
        for topic in fact.topics:
            for listener in self._by_topic.get(topic, ()):
                if topic == next(one for one in fact.topics if one in listener.topics):
                    listener.tell(fact, topic)
        if fact.job_id and fact.topics[0] in self._by_topic:
            if fact.starts_or_ends_job:
                self._looks.forget(fact.job_id)
            elif fact.previews:
                self._looks.announce(fact.job_id, fact.previews)

    def _show(self, look: Look) -> None:
        for listener in self._by_topic.get(job_topic(look.job_id), ()):
            listener.show(look)


def _credential(listener: Listener) -> str:
    principal = listener.caller.principal
    return principal.credential if principal else ""


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
