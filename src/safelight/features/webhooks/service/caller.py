"""Notes what is to be told and tells it, in every server; several share the work through the database.

A call is claimed for a while before it is sent, so that it is sent again if its server dies; whoever is called sees the
same `webhook-id` then. One host that does not answer holds no more than a few calls at a time.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.events import Bus, Event
from safelight.events.bus import GAP
from safelight.features.webhooks import repository
from safelight.features.webhooks.service import Body
from safelight.features.webhooks.service.addresses import origin_of
from safelight.features.webhooks.service.noting import NAMES, note, note_end
from safelight.features.webhooks.service.sending import SECONDS, Answer, Sending, next_try, send, sending_of
from safelight.kit.addresses import PublicHosts
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger
from safelight.kit.secret_box import SecretBox

if TYPE_CHECKING:
    import httpx

log = get_logger(__name__)

AT_ONCE = 64
AT_ONCE_PER_HOST = 4
CLAIM = timedelta(seconds=SECONDS * 3)
LOOK_SECONDS = 5.0
AWAY_SECONDS = 2.0
REMEMBERED = 10_000

Found = TypeVar("Found")


class Caller:
    """The webhooks of one server, at work between `start` and `stop`."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        *,
        hosts: PublicHosts,
        box: SecretBox,
        body: Body,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self.hosts = hosts
        self.box = box
        self.body = body
        self._db = database
        self._bus = bus
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._in_flight: dict[asyncio.Task[None], str] = {}
        self._unhooked: set[str] = set()

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Note and call while this is open."""
        self._loop = asyncio.get_running_loop()
        tasks = [asyncio.create_task(self._patiently(work)) for work in (self._listen, self._call)]
        try:
            yield
        finally:
            sent = list(self._in_flight)
            for task in (*tasks, *sent):
                task.cancel()
            await asyncio.gather(*tasks, *sent, return_exceptions=True)

    def wake(self) -> None:
        """There may be something to send; from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    def expect(self, job_id: str) -> None:
        """A job has got a webhook; it may be one that was known to have none."""
        self._unhooked.discard(job_id)

    # From facts to calls

    async def _listen(self) -> None:
        mark = self._bus.latest_id()  # what is asked for after this look at the table is told after this fact
        first = await asyncio.to_thread(self._reading, repository.first_unseen)
        after = mark if first is None else min(first, mark)
        async with self._bus.subscribe(_is_news, after=after, capacity=REMEMBERED) as facts:
            async for fact in facts:
                if fact.kind == GAP:
                    await asyncio.to_thread(self._note_untold_ends)
                    self.wake()
                elif await asyncio.to_thread(self._note, fact):
                    self.wake()

    def _note(self, fact: Event) -> bool:
        job_id, name = fact.topic.removeprefix("job:"), NAMES[fact.kind]
        if name == "progress" and job_id in self._unhooked:
            return False
        if not self._reading(lambda session: repository.has_hooks(session, job_id)):
            if len(self._unhooked) >= REMEMBERED:
                self._unhooked.clear()
            self._unhooked.add(job_id)
            return False
        with self._db.transaction() as session:
            return note(session, job_id=job_id, event_id=fact.id, name=name, body=self.body)

    def _note_untold_ends(self) -> None:
        for job_id in self._reading(repository.untold_ends):
            with self._db.transaction() as session:
                note_end(session, job_id=job_id, body=self.body)

    # From calls to answers

    async def _call(self) -> None:
        import httpx  # noqa: PLC0415  the server starts without it

        from safelight.kit.outside import GuardedTransport  # noqa: PLC0415  it loads httpx

        transport = GuardedTransport(self.hosts, connections=AT_ONCE)
        async with httpx.AsyncClient(transport=transport, timeout=SECONDS, trust_env=False) as client:
            while True:
                self._news.clear()
                now = self._clock()
                await self._send_due(client, now)
                await self._wait(now)

    async def _send_due(self, client: "httpx.AsyncClient", now: datetime) -> None:
        while room := AT_ONCE - len(self._in_flight):
            busy = Counter(self._in_flight.values())
            claimed = await asyncio.to_thread(self._claim, now, busy, room)
            for sending in claimed:
                task = asyncio.create_task(self._send(client, sending))
                self._in_flight[task] = origin_of(sending.url)
                task.add_done_callback(self._sent)
            if not claimed:
                return

    def _sent(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("webhook_call_broke", exc_info=error)  # its claim runs out, and it is made again
        self.wake()  # the next call of that webhook, or of that host, has waited for this one

    async def _wait(self, looked_at: datetime) -> None:
        due = await asyncio.to_thread(self._reading, partial(repository.next_due, after=looked_at))
        seconds = LOOK_SECONDS
        if due is not None:
            seconds = min(seconds, max(0.0, (due - self._clock()).total_seconds()) + 0.01)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    def _claim(self, now: datetime, busy: Counter[str], room: int) -> list[Sending]:
        found: list[Sending] = []
        shunned = [origin for origin, count in busy.items() if count >= AT_ONCE_PER_HOST]
        for call_id, url in self._reading(lambda session: repository.due(session, now, shunned=shunned, limit=room)):
            origin = origin_of(url)
            if busy[origin] >= AT_ONCE_PER_HOST:
                continue
            with self._db.transaction() as session:
                taken = repository.claimed(session, call_id, now, until=now + CLAIM)
                if taken is not None:
                    found.append(sending_of(*taken))
                    busy[origin] += 1
        return found

    async def _send(self, client: "httpx.AsyncClient", sending: Sending) -> None:
        try:
            secret = self.box.open(sending.secret) if sending.secret else None
            answer = await send(client, sending, secret=secret, now=self._clock())
        except SafelightError as error:  # it was sealed under another secret
            answer = Answer(well=False, text=error.message)
        try:
            await asyncio.to_thread(self._record, sending, answer)
        except SafelightError as error:  # the database is away: the claim runs out, and it is sent again
            log.warning("webhook_answer_lost", job_id=sending.job_id, call_id=sending.call_id, error=error.message)

    def _record(self, sending: Sending, answer: Answer) -> None:
        now = self._clock()
        again = None if answer.well or answer.for_good else next_try(sending, now=now, retry_after=answer.retry_after)
        state = "delivered" if answer.well else "waiting" if again else "given_up"
        with self._db.transaction() as session:
            repository.answered(session, sending.call_id, state=state, answer=answer.text, next_at=again or now)
        tell = log.debug if answer.well else log.info
        tell("webhook_called", job_id=sending.job_id, call_id=sending.call_id, state=state, attempt=sending.attempts)

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """The edge of these tasks: whatever happens, go on in a moment."""
        while True:
            try:
                await work()
            except SafelightError as error:  # the database is away
                log.warning("webhooks_interrupted", error=error.message)
            except Exception:
                log.exception("webhooks_interrupted")
            await asyncio.sleep(AWAY_SECONDS)

    def _reading(self, look: Callable[[Session], Found]) -> Found:
        with self._db.reading() as session:
            return look(session)


def _is_news(event: Event) -> bool:
    return event.kind in NAMES
