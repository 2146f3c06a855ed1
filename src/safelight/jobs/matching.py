"""Which waiting job goes to which worker: a pure function, so that its rules can be read and tested alone."""

import math
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from safelight.jobs.shares import PIECE
from safelight.specs.jobs import Needs

FAIRNESS_SECONDS = 5.0
TURN_SECONDS = 1.0  # what is closer than that is equal, so that a loaded model decides


@dataclass(frozen=True)
class Waiting:
    """A queued job, as the placer sees it. Without a group it must be alone on its worker.

    `payer` is whose turn it takes, `holders` are the account and the key that it counts for.
    """

    id: str
    priority: int
    waited: float
    needs: Needs
    model_key: str | None = None
    group_key: str | None = None
    payer: str = ""
    holders: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Candidate:
    """A live worker that takes jobs, with how many it has in hand, of which group; a group of None none may join.

    A job that pauses is not counted among them: it is the host of the others, of this priority.
    """

    id: str
    device: str
    memory_total: int
    loaded_models: frozenset[str] = frozenset()
    name: str = ""
    seats: int = 1
    in_hand: int = 0
    group_key: str | None = None
    host_priority: int | None = None
    engine: str = "native"
    labels: frozenset[tuple[str, str]] = frozenset()

    def fits(self, needs: Needs) -> bool:
        """Whether it could ever run it. Memory is judged by the total: what is cached can be dropped."""
        if needs.worker is not None and needs.worker not in (self.name, self.id):
            return False
        if needs.engine != self.engine or not self.labels.issuperset(needs.labels.items()):
            return False
        if needs.gpu and self.device == "cpu":
            return False
        return not self.memory_total or needs.memory_bytes <= self.memory_total

    def lets_in(self, needs: Needs, priority: int) -> bool:
        """Whether a job may come while another stands aside for it, if one has the worker."""
        return self.host_priority is None or (needs.visits and priority < self.host_priority)

    def has_room(self, group_key: str | None) -> bool:
        """Whether a job of this group finds a seat."""
        return not self.in_hand or (group_key is not None and group_key == self.group_key and self.in_hand < self.seats)


def match(
    waiting: Iterable[Waiting],
    candidates: Iterable[Candidate],
    *,
    behind: Mapping[str, float] | None = None,
    room: Mapping[str, int] | None = None,
    fairness_seconds: float = FAIRNESS_SECONDS,
) -> list[tuple[Waiting, Candidate]]:
    """Pair jobs with workers. `behind` are the seconds of workers that payers have had more than others: see Shares.

    Priority decides first. Within one priority the payers take turns: who has had least comes next. Nobody gets more
    jobs than `room` says of one of its holders: they wait on, and hinder nobody. Of one turn come the jobs that have
    waited longer than the fairness cap, then those whose model some worker has loaded, then the rest; each by age.

    Jobs of one group share a worker, up to its seats, and join while others of it are drawn; but not any more as soon
    as a job of another group that fits the worker has waited longer than the cap, or is more urgent: that one is next.

    A job that visits comes to a worker whose training must stand aside for it only where no other worker could do it,
    or none has had room for it within the cap.
    """
    return _Round(waiting, candidates, behind or {}, room or {}, fairness_seconds).pairs()


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
        return not self.now.in_hand or bar is None or bar >= (job.priority, 1)

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
        waiting: Iterable[Waiting],
        candidates: Iterable[Candidate],
        behind: Mapping[str, float],
        room: Mapping[str, int],
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

    def _hold_back(self, keys: Iterable[object]) -> None:
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
