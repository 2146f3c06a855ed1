"""Whose turn it is where not all can be computed at once: requesters in turn, and of each the oldest first.

Start-time fair queueing: work is stamped with the time at which its requester's share would let it begin; the least
stamp is computed to its end. Nobody waits for ever, for stamps of those who come later only grow.
"""

Stamp = tuple[float, int]


class Turns:
    """Stamps for pieces of work, a piece being what is not divided: a request, or the sub-batch of a large one."""

    def __init__(self) -> None:
        self._now = 0.0
        self._ends: dict[str, float] = {}  # of each requester: when the work stamped so far would end
        self._count = 0

    def stamp(self, requester: str, cost: float) -> Stamp:
        """For a piece of work of this cost, in any unit that is the same for all."""
        begins = max(self._now, self._ends.get(requester, 0.0))
        self._ends[requester] = begins + cost
        self._count += 1
        return begins, self._count

    def serve(self, stamp: Stamp) -> None:
        """The work of this stamp is computed now."""
        self._now = max(self._now, stamp[0])
        self._ends = {who: end for who, end in self._ends.items() if end > self._now}
