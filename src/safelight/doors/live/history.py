"""The newest facts in memory, so that hundreds of clients that come back together cost the database one look."""

import asyncio
from collections.abc import Iterator
from itertools import takewhile

from sqlalchemy import func, select

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.doors.live.facts import Fact
from safelight.events import Event, EventRow, latest_id, read_after

KEPT = 5000
REPLAYED = 10_000  # a client further behind than this fetches anew


class History:
    """All facts after `floor`, except progress that was overtaken by later progress of the same thing."""

    def __init__(self, database: Database, *, floor: int, kept: int = KEPT) -> None:
        self.floor = floor
        self.latest = floor
        self._database = database
        self._kept = kept
        self._facts: dict[int, Fact] = {}
        self._merged: dict[str, int] = {}
        self._reading = asyncio.Lock()

    def add(self, fact: Fact) -> None:
        """Remember the next fact."""
        if fact.merge_key:
            self._facts.pop(self._merged.get(fact.merge_key, 0), None)
            self._merged[fact.merge_key] = fact.seq
        self._facts[fact.seq] = fact
        self.latest = fact.seq
        while len(self._facts) > self._kept:
            self.floor = next(iter(self._facts))
            oldest = self._facts.pop(self.floor)
            if oldest.merge_key:
                del self._merged[oldest.merge_key]

    def lose(self, seq: int) -> None:
        """Facts up to `seq` were missed: nothing before it can be told."""
        self._facts.clear()
        self._merged.clear()
        self.floor = self.latest = max(seq, self.latest)

    def since(self, seq: int) -> list[Fact]:
        """What is held of the facts after `seq`, oldest first."""
        return _oldest_first(takewhile(lambda fact: fact.seq > seq, self._newest_first()))

    def heard_since(self, moment: float) -> list[Fact]:
        """What came after this moment of the loop's clock, oldest first."""
        return _oldest_first(takewhile(lambda fact: fact.heard_at > moment, self._newest_first()))

    async def reach(self, after: int) -> bool:
        """Make sure that `since(after)` is all there was; False when that is not possible."""
        try:
            if after > self.latest:
                # Another server may have told it already. An id that nobody has given out is of another database.
                return after <= await asyncio.to_thread(self._latest_id)
            async with self._reading:
                return after >= self.floor or await self._load(after)
        except DatabaseAway:
            return False

    async def _load(self, after: int) -> bool:
        floor = self.floor
        older = await asyncio.to_thread(self._read, after, floor) if floor - after <= REPLAYED else None
        if older is None or self.floor != floor:
            return False
        facts = [Fact(event) for event in older]
        newest = {fact.merge_key: fact.seq for fact in facts if fact.merge_key} | self._merged
        kept = {fact.seq: fact for fact in facts if not fact.merge_key or newest[fact.merge_key] == fact.seq}
        self._facts = kept | self._facts
        self._merged = newest
        self.floor = after
        return True

    def _read(self, after: int, until: int) -> list[Event] | None:
        """The facts of (after, until], or None when some of them are forgotten."""
        found: list[Event] = []
        with self._database.reading() as session:
            oldest = session.scalar(select(func.min(EventRow.id)))
            if oldest is None or after + 1 < oldest:
                return None
            while after < until and (page := read_after(session, after)):
                found += [event for event in page if event.id <= until]
                after = page[-1].id
        return found

    def _latest_id(self) -> int:
        with self._database.reading() as session:
            return latest_id(session)

    def _newest_first(self) -> Iterator[Fact]:
        return reversed(self._facts.values())


def _oldest_first(facts: Iterator[Fact]) -> list[Fact]:
    return list(facts)[::-1]
