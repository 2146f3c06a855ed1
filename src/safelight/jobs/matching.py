"""Which waiting job goes to which worker: a pure function, so that its rules can be read and tested alone."""

import math
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from typing import NamedTuple

from safelight.jobs.shares import PIECE
from safelight.jobs.standing import Candidate, Waiting
from safelight.specs.jobs import Needs

FAIRNESS_SECONDS = 5.0
TURN_SECONDS = 1.0  # what is closer than that is equal, so that a loaded model decides


def match(
    waiting: Iterable[Waiting],
    candidates: Iterable[Candidate],
    *,
    behind: Mapping[str, float] | None = None,
    room: Mapping[str, int] | None = None,
    fairness_seconds: float = FAIRNESS_SECONDS,
    last_known: Collection[str] = (),
) -> list[tuple[Waiting, Candidate]]:
    """Pair jobs with workers. `behind` are the seconds of workers that payers have had more than others: see Shares.

    Priority decides first. Within one priority the payers take turns: who has had least comes next. Nobody gets more
    jobs than `room` says of one of its holders: they wait on, and hinder nobody. Of one turn come the jobs that have
    waited longer than the fairness cap, then those whose model some worker has loaded, then the rest; each by age.

    Jobs of one group share a worker, up to its seats. A group that is given a free worker fills its seats at once, and
    more join while it is drawn; but nobody joins it later as soon as a job of another group that fits the worker has
    waited longer than the cap, and nobody at all where one is more urgent: the worker empties, and that one is next.

    A job that visits comes to a worker whose training must stand aside for it only where no other worker could do it,
    or none has had room for it within the cap.

    `last_known` are the ids of jobs behind which more wait that are not given here: who comes next after one of them
    is not known, and so nobody is placed after it.
    """
    return _Round(waiting, candidates, behind or {}, room or {}, fairness_seconds).pairs(last_known)


_Preference = tuple[bool, bool, int, int, int, str]
_Bar = tuple[int, int]


class _Kind(NamedTuple):
    """All that of a worker decides what fits it; `names` only where some job asks for one of them."""

    on_cpu: bool
    memory_total: int
    engine: str
    labels: frozenset[tuple[str, str]]
    names: tuple[str, ...]
    host_priority: int | None


class _Table:
    """A candidate, and how it stands after those that were seated with it in this round."""

    __slots__ = ("candidate", "group_key", "in_hand", "kind", "version", "was_free")

    def __init__(self, candidate: Candidate, kind: _Kind) -> None:
        self.candidate, self.kind = candidate, kind
        self.in_hand, self.group_key = candidate.in_hand, candidate.group_key
        self.was_free = not candidate.in_hand
        self.version = 0

    def seat(self, group_key: str | None) -> None:
        self.in_hand += 1
        self.group_key = group_key
        self.version += 1

    def may_be_joined(self) -> bool:
        return self.in_hand > 0 and self.group_key is not None and self.in_hand < self.candidate.seats


_Offered = tuple[_Preference, int, _Table]
_Joined = tuple[_Kind, bool]  # of workers that a group has: which ones, and whether they were free before this round


class _Line:
    """Jobs that differ in age alone: only the oldest can be next."""

    __slots__ = ("is_late", "is_out", "jobs", "shape")

    def __init__(self, shape: "_Shape") -> None:
        self.shape = shape
        self.jobs: deque[Waiting] = deque()
        self.is_out = self.is_late = False


@dataclass(eq=False)
class _Shape:
    """Lines that ask the same of a worker: for all of them the same one is the best."""

    priority: int
    group_key: str | None
    model_key: str | None
    needs: Needs
    free: list[_Offered] = field(default_factory=list)
    joined: defaultdict[_Joined, list[_Offered]] = field(default_factory=lambda: defaultdict(list))
    late: list[tuple[int, float, str, _Line]] = field(default_factory=list)
    soon: list[tuple[int, float, str, _Line]] = field(default_factory=list)
    lines_late: int = 0
    lines_soon: int = 0
    fitting: frozenset[_Kind] = frozenset()
    others_could: bool = False
    """Whether a worker that would disturb no training could do it."""

    def may_come_to(self, kind: _Kind) -> bool:
        """Whether such a worker could do it, and lets it in if a training has it."""
        if kind not in self.fitting:
            return False
        return kind.host_priority is None or (self.needs.visits and self.priority < kind.host_priority)

    def standing(self) -> _Bar | None:
        """The priority, and 0 where overdue, of the first of it; None where nobody is left."""
        if self.lines_late:
            return self.priority, 0
        return (self.priority, 1) if self.lines_soon else None

    def preference(self, table: _Table) -> _Preference:
        """Least first: where nothing must pause; where its model is, shared by the fewest; else the smallest device.

        Of equal devices that with the emptiest cache.
        """
        one = table.candidate
        return (
            one.host_priority is not None,
            not self.is_warm(table),
            table.in_hand,
            one.memory_total,
            len(one.loaded_models),
            one.id,
        )

    def is_warm(self, table: _Table) -> bool:
        """For a worker that has room for it."""
        return table.in_hand > 0 or (self.model_key is not None and self.model_key in table.candidate.loaded_models)


class _Round:
    """One filling of all free seats.

    Each shape keeps heaps of its lines and of workers; a placement mends only what it changed in them, and what is
    stale is thrown away when it comes up.
    """

    def __init__(
        self,
        waiting: Iterable[Waiting],
        candidates: Iterable[Candidate],
        behind: Mapping[str, float],
        room: Mapping[str, int],
        fairness_seconds: float,
    ) -> None:
        self._behind = defaultdict(float, behind)
        self._room = dict(room)
        self._fairness_seconds = fairness_seconds
        self._shapes: list[_Shape] = []
        self._of_group: defaultdict[str | None, list[_Shape]] = defaultdict(list)
        self._of_holder: defaultdict[str, list[_Line]] = defaultdict(list)
        self._open: dict[_Shape, None] = {}
        self._bars: dict[tuple[_Kind, str | None], _Bar | None] = {}
        self._stand_in_line(waiting)
        self._set_tables(candidates)

    def pairs(self, last_known: Collection[str]) -> list[tuple[Waiting, Candidate]]:
        found: list[tuple[Waiting, Candidate]] = []
        while (pair := self._next()) is not None:
            found.append(pair)
            if pair[0].id in last_known:
                break
        return found

    def _stand_in_line(self, waiting: Iterable[Waiting]) -> None:
        lines: dict[object, _Line] = {}
        shapes: dict[object, _Shape] = {}
        for job in sorted(waiting, key=lambda job: (-job.waited, job.id)):
            needs = _key(job.needs)
            key = job.priority, job.group_key, job.model_key, needs
            if (line := lines.get((key, job.payer, job.holders))) is None:
                if (shape := shapes.get(key)) is None:
                    shape = shapes[key] = _Shape(job.priority, job.group_key, job.model_key, job.needs)
                    self._of_group[job.group_key].append(shape)
                line = lines[key, job.payer, job.holders] = _Line(shape)
                for holder in self._room.keys() & set(job.holders):
                    self._of_holder[holder].append(line)
            line.jobs.append(job)
        self._shapes = list(shapes.values())
        self._open = dict.fromkeys(self._shapes)
        for line in lines.values():
            self._come_forward(line)
        for holder in list(self._room):
            self._hold_back(holder)

    def _set_tables(self, candidates: Iterable[Candidate]) -> None:
        named = {shape.needs.worker for shape in self._shapes} - {None}
        tables = [_Table(one, _kind(one, named)) for one in candidates]
        kinds = {table.kind: table.candidate for table in tables}
        free = [table for table in tables if not table.in_hand]
        for shape in self._shapes:
            shape.fitting = frozenset(kind for kind, one in kinds.items() if one.fits(shape.needs))
            shape.others_could = any(kind.host_priority is None for kind in shape.fitting)
            shape.free = [(shape.preference(table), 0, table) for table in free if shape.may_come_to(table.kind)]
            heapify(shape.free)
        for table in tables:
            self._invite(table)

    def _next(self) -> tuple[Waiting, Candidate] | None:
        best: tuple[tuple[int, int, int, float, str], _Line, _Table] | None = None
        for shape in list(self._open):
            if best is not None and shape.priority > best[0][0]:
                continue
            offer = self._offer(shape)
            if offer is not None and (best is None or offer[0] < best[0]):
                best = offer
        if best is None:
            return None
        _, line, table = best
        job = line.jobs.popleft()
        self._count(line, -1)
        if line.jobs:
            self._come_forward(line)
        table.seat(job.group_key)
        self._invite(table)
        self._behind[job.payer] += PIECE
        for holder in self._room.keys() & set(job.holders):
            self._room[holder] -= 1
            self._hold_back(holder)
        return job, table.candidate

    # The best worker for a shape, and the first of its lines

    def _offer(self, shape: _Shape) -> tuple[tuple[int, int, int, float, str], _Line, _Table] | None:
        if shape.standing() is None:
            del self._open[shape]
            return None
        table = self._best(shape)
        if table is None:
            if not shape.free and not shape.joined:
                del self._open[shape]  # until somebody of its group sits down
            return None
        # Whether a training is to pause for it: no other worker could do it, or none has come free soon.
        only_late = table.candidate.host_priority is not None and shape.others_could
        late = self._first(shape.late)
        soon = None if only_late else self._first(shape.soon)
        ranks = []
        if late:
            ranks.append(((shape.priority, late[0], 0, late[1], late[2]), late[3]))
        if soon:
            ranks.append(((shape.priority, soon[0], 1 if shape.is_warm(table) else 2, soon[1], soon[2]), soon[3]))
        if not ranks:
            return None
        rank, line = min(ranks, key=lambda each: each[0])
        return rank, line, table

    def _best(self, shape: _Shape) -> _Table | None:
        tops = [_top(shape.free)]
        for (kind, was_free), heap in list(shape.joined.items()):
            top = _top(heap)
            if top is None:
                del shape.joined[kind, was_free]
                continue
            # With a long queue somebody is always overdue: only a group that was there before must make room for them.
            bar = self._bar(kind, shape.group_key)
            if bar is None or bar >= (shape.priority, 0 if was_free else 1):
                tops.append(top)
        offered = [top for top in tops if top is not None]
        return min(offered, key=lambda each: each[0])[2] if offered else None

    def _first(self, heap: list[tuple[int, float, str, _Line]]) -> tuple[int, float, str, _Line] | None:
        while heap:
            turn, age, job_id, line = heap[0]
            if line.is_out or not line.jobs or line.jobs[0].id != job_id:
                heappop(heap)
                continue
            now = self._turn(line.jobs[0].payer)
            if now == turn:
                return heap[0]
            heapreplace(heap, (now, age, job_id, line))
        return None

    def _turn(self, payer: str) -> int:
        return math.floor(self._behind[payer] / TURN_SECONDS)

    def _bar(self, kind: _Kind, group_key: str | None) -> _Bar | None:
        """The first in line that must have a worker alone that this group has, as it stands."""
        if (kind, group_key) not in self._bars:
            others = [
                standing
                for shape in self._shapes
                if shape.group_key is None or shape.group_key != group_key
                if (standing := shape.standing()) is not None
                if shape.may_come_to(kind)
            ]
            self._bars[kind, group_key] = min(others, default=None)
        return self._bars[kind, group_key]

    # What a placement changes

    def _invite(self, table: _Table) -> None:
        """Those of its group may join, if there is a seat."""
        if table.may_be_joined():
            for shape in self._of_group[table.group_key]:
                if shape.may_come_to(table.kind):
                    heappush(shape.joined[table.kind, table.was_free], (shape.preference(table), table.version, table))
                    self._open[shape] = None

    def _come_forward(self, line: _Line) -> None:
        job, shape = line.jobs[0], line.shape
        line.is_late = job.waited > self._fairness_seconds
        heap = shape.late if line.is_late else shape.soon
        heappush(heap, (self._turn(job.payer), -job.waited, job.id, line))
        self._count(line, 1)

    def _count(self, line: _Line, more: int) -> None:
        shape, before = line.shape, line.shape.standing()
        if line.is_late:
            shape.lines_late += more
        else:
            shape.lines_soon += more
        if shape.standing() != before:
            self._bars.clear()

    def _hold_back(self, holder: str) -> None:
        """Leave out the lines of one that has as many jobs at work as they may."""
        if self._room[holder] >= 1:
            return
        for line in self._of_holder.pop(holder, ()):
            if line.jobs and not line.is_out:
                line.is_out = True
                self._count(line, -1)


def _top(heap: list[_Offered]) -> _Offered | None:
    while heap and heap[0][1] != heap[0][2].version:
        heappop(heap)
    return heap[0] if heap else None


def _key(needs: Needs) -> object:
    labels = frozenset(needs.labels.items())
    return needs.memory_bytes, needs.gpu, needs.worker, needs.visits, needs.engine, labels


def _kind(one: Candidate, named: Collection[str | None]) -> _Kind:
    names = tuple(name for name in (one.name, one.id) if name in named)
    return _Kind(one.device == "cpu", one.memory_total, one.engine, one.labels, names, one.host_priority)
