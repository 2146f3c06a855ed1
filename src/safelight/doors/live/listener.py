"""What waits to be sent to one client, bounded whatever the client does."""

import asyncio
from collections import deque

from safelight.db.ownership import Caller
from safelight.doors.live.facts import Fact, Gap, Goodbye, Item, Look, Reply, Told
from safelight.specs.people import LOCAL

CAPACITY = 1000  # facts that may wait
REPLIES = 32
ANYBODY = Caller(LOCAL, None)  # of a studio without keys and accounts


class Listener:
    """One client of the hub. All of it happens in the event loop's thread.

    While the client is busy, a newer progress or preview takes the place of the older one. Nothing else is left out:
    when too much waits, all of it becomes one gap. Answers stand in line with the facts, so that who has heard the
    answer to a ping has heard what came before.
    """

    def __init__(self, *, after: int, capacity: int = CAPACITY, caller: Caller = ANYBODY) -> None:
        self.caller = caller
        """Who listens, and what they see by now."""
        self.topics: set[str] = set()
        self.after = after
        self.has_begun = False
        self._capacity = capacity
        self._line: dict[int | str | Reply, Told | Reply] = {}
        self._replies: deque[Reply] = deque()
        self._looks: dict[tuple[str, int], Look] = {}
        self._gap: Gap | None = None
        self._goodbye: Goodbye | None = None
        self._arrived = asyncio.Event()

    def tell(self, fact: Fact, topic: str) -> None:
        """Put a fact in line, if it concerns what this client sees."""
        if not fact.is_for(self.caller.sight):
            return
        key = fact.merge_key or fact.seq
        self._line.pop(key, None)
        self._line[key] = Told(fact, topic)
        if len(self._line) > self._capacity:
            self.lose(fact.seq)
        self._arrived.set()

    def show(self, look: Look) -> None:
        """Put a preview in line, in the place of an older one, if this client may see it."""
        if not look.is_for(self.caller.sight):
            return
        self._looks[look.job_id, look.position] = look
        self._arrived.set()

    def reply(self, reply: Reply) -> None:
        """Answer this client; of too many answers the oldest are dropped."""
        if len(self._replies) == REPLIES:
            del self._line[self._replies.popleft()]
        self._replies.append(reply)
        self._line[reply] = reply
        self._arrived.set()

    def lose(self, seq: int) -> None:
        """Drop what waits: the client is told to fetch anew, and goes on after `seq`."""
        self._line = {reply: reply for reply in self._replies}
        self._gap = Gap(seq)
        self._arrived.set()

    def end(self, goodbye: Goodbye) -> None:
        """Nothing more will come."""
        self._goodbye = goodbye
        self._arrived.set()

    async def take(self) -> Item:
        """The next thing to send; waits for one."""
        while (item := self._next()) is None:
            self._arrived.clear()
            await self._arrived.wait()
        return item

    def _next(self) -> Item | None:
        if self._goodbye:
            return self._goodbye
        if self._gap:
            gap, self._gap = self._gap, None
            return gap
        if self._line:
            item = self._line.pop(next(iter(self._line)))
            if isinstance(item, Reply):
                self._replies.popleft()
            return item
        if self._looks:
            return self._looks.pop(next(iter(self._looks)))
        return None
