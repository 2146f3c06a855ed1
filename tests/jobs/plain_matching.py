"""The placer's rules written down as plainly as they can be: every worker is held against every line, each time."""

import math
from collections import defaultdict, deque
from dataclasses import replace

from safelight.jobs.matching import FAIRNESS_SECONDS, TURN_SECONDS, Candidate, Waiting
from safelight.jobs.shares import PIECE


def match(
    waiting: list[Waiting],
    candidates: list[Candidate],
    *,
    behind: dict[str, float] | None = None,
    room: dict[str, int] | None = None,
) -> list[tuple[Waiting, Candidate]]:
    return _Round(waiting, candidates, behind or {}, room or {}, FAIRNESS_SECONDS).pairs()


class _Table:
    """A candidate, and how it stands after those that were seated with it in this round."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = self.now = candidate

    def seat(self, job: Waiting) -> None:
        self.now = replace(self.now, in_hand=self.now.in_hand + 1, group_key=job.group_key)

    def has_room(self, job: Waiting, bar: tuple[int, int] | None) -> bool:
        """`bar` is the priority, and 0 where overdue, of the first in line that must have this worker alone."""
        if not self.now.fits(job.needs) or not self.now.has_room(job.group_key):
            return False
        if not self.now.lets_in(job.needs, job.priority):
            return False
        was_free = not self.candidate.in_hand
        return not self.now.in_hand or bar is None or bar >= (job.priority, 0 if was_free else 1)

    @property
    def is_host(self) -> bool:
        return self.now.host_priority is not None

    def preference(self, job: Waiting) -> tuple[bool, bool, int, int, int, str]:
        """Least first: where nothing must pause; where its model is, shared by the fewest; else the smallest device.

        Of equal devices that with the emptiest cache.
        """
        one = self.now
        return self.is_host, not self.is_warm(job), one.in_hand, one.memory_total, len(one.loaded_models), one.id

    def is_warm(self, job: Waiting) -> bool:
        loaded = job.model_key is not None and job.model_key in self.now.loaded_models
        return loaded or (self.now.in_hand > 0 and self.now.has_room(job.group_key))


class _Round:
    """One filling of all free seats."""

    def __init__(
        self,
        waiting: list[Waiting],
        candidates: list[Candidate],
        behind: dict[str, float],
        room: dict[str, int],
        fairness_seconds: float,
    ) -> None:
        self._tables = [_Table(candidate) for candidate in candidates]
        self._behind = defaultdict(float, behind)
        self._room = dict(room)
        self._fairness_seconds = fairness_seconds
        # Of jobs that differ in age alone only the oldest can be next.
        self._lines: defaultdict[object, deque[Waiting]] = defaultdict(deque)
        for job in sorted(waiting, key=lambda job: (-job.waited, job.id)):
            needs = job.needs.memory_bytes, job.needs.gpu, job.needs.worker, job.needs.visits, job.needs.engine
            labels = frozenset(job.needs.labels.items())
            self._lines[job.priority, job.payer, job.holders, job.group_key, job.model_key, needs, labels].append(job)
        self._hold_back(list(self._lines))

    def pairs(self) -> list[tuple[Waiting, Candidate]]:
        found = []
        while (pair := self._next()) is not None:
            found.append(pair)
        return found

    def _next(self) -> tuple[Waiting, Candidate] | None:
        bars = [self._bar(table) for table in self._tables]
        offers = []
        for key, line in self._lines.items():
            job = line[0]
            open_ = [
                table
                for table, bar in zip(self._tables, bars, strict=True)
                if table.has_room(job, bar) and (not table.is_host or self._may_disturb(job))
            ]
            if open_:
                _, best = min(((table.preference(job), table) for table in open_), key=lambda each: each[0])
                offers.append((self._rank(job, best), key, best))
        if not offers:
            return None
        _, key, table = min(offers, key=lambda offer: offer[0])
        job = self._lines[key].popleft()
        if not self._lines[key]:
            del self._lines[key]
        table.seat(job)
        self._behind[job.payer] += PIECE
        for holder in self._room.keys() & set(job.holders):
            self._room[holder] -= 1
            self._hold_back([key for key, line in self._lines.items() if holder in line[0].holders])
        return job, table.candidate

    def _hold_back(self, keys: list[object]) -> None:
        """Leave out the lines of those that have as many jobs at work as they may."""
        for key in keys:
            if any(self._room.get(holder, 1) < 1 for holder in self._lines[key][0].holders):
                del self._lines[key]

    def _bar(self, table: _Table) -> tuple[int, int] | None:
        others = [
            (line[0].priority, 0 if self._is_overdue(line[0]) else 1)
            for line in self._lines.values()
            if line[0].group_key is None or line[0].group_key != table.now.group_key
            if table.candidate.fits(line[0].needs) and table.candidate.lets_in(line[0].needs, line[0].priority)
        ]
        return min(others, default=None)

    def _rank(self, job: Waiting, table: _Table) -> tuple[int, int, int, float, str]:
        turn = math.floor(self._behind[job.payer] / TURN_SECONDS)
        kind = 0 if self._is_overdue(job) else 1 if table.is_warm(job) else 2
        return job.priority, turn, kind, -job.waited, job.id

    def _may_disturb(self, job: Waiting) -> bool:
        """Whether a training is to pause for it: no other worker could do it, or none has come free soon."""
        return self._is_overdue(job) or not any(
            table.candidate.fits(job.needs) for table in self._tables if not table.is_host
        )

    def _is_overdue(self, job: Waiting) -> bool:
        return job.waited > self._fairness_seconds
