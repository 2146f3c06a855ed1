"""Whose turn it is for a worker: each payer the same seconds while others wait, whatever they ask for and how often.

Start-time fair queueing: what a payer has is added up, and who has had least comes next. What is had while nobody
waits costs nothing, and who comes anew begins where the others are, so nobody saves up, and nobody is shut out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PIECE = 1.0  # seconds that a job is taken for until it is known better
MOST_BEHIND = 3600.0  # seconds; who had more than that before the others pays for no longer
MOST_AHEAD = 60.0  # seconds; so much, and no more, is made up for by who waits for a worker that is not there


@dataclass
class _Share:
    payer: str
    worker: str
    since: float
    paid: float = 0.0
    took: float = 0.0


class Shares:
    """Kept by the placer alone, in memory: another that takes over begins with all equal."""

    def __init__(self) -> None:
        self._now = 0.0  # where the last one served began, in seconds had
        self._ends: dict[str, float] = {}
        self._at_work: dict[str, _Share] = {}

    def gone(self, at_work: Collection[str]) -> set[str]:
        """The ids of jobs that were at work at the last look, and are not any more."""
        return self._at_work.keys() - at_work

    def look(
        self,
        at_work: Iterable[tuple[str, str, str]],
        *,
        now: float,
        waiting: Collection[str] | None = (),
        ended: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        """Charge for the time since the last look: `at_work` are jobs as id, payer and worker, `now` is in seconds.

        Those that shared a worker pay a part each. `waiting` are the payers who have jobs in the queue; None where
        nobody looked who does: then whoever is owed something is owed it still. `ended` says of jobs that are gone how
        many seconds ago they ended: what is not in it is taken to have gone just now.
        """
        there = list(at_work)
        spans = {job_id: max(0.0, now - share.since) for job_id, share in self._at_work.items()}
        had = {job_id: min(span, max(0.0, span - ended.get(job_id, 0.0))) for job_id, span in spans.items()}
        sharing: defaultdict[str, float] = defaultdict(float)
        for job_id, share in self._at_work.items():
            sharing[share.worker] += had[job_id] / spans[job_id] if spans[job_id] else 0.0
        for job_id, share in self._at_work.items():
            share.took += had[job_id] / max(1.0, sharing[share.worker])
            share.since = now
        for job_id in self.gone({job_id for job_id, _, _ in there}):
            share = self._at_work.pop(job_id)
            self._charge(share.payer, share.took - share.paid)
        for job_id, payer, worker in there:
            share = self._at_work.setdefault(job_id, _Share(payer, worker, now))
            if share.took > share.paid:
                self._charge(payer, share.took - share.paid)
                share.paid = share.took
        if waiting is None:
            return
        for payer in waiting:
            self._ends[payer] = max(self._ends.get(payer, self._now), self._now - MOST_AHEAD)
        active = {*waiting, *(payer for _, payer, _ in there)}
        self._ends = {payer: end for payer, end in self._ends.items() if end > self._now or payer in active}

    def rest(self) -> None:
        """Nobody waits: what is at work is charged no further, and what it took so far stays."""
        for share in self._at_work.values():
            self._charge(share.payer, share.took - share.paid)
        self._at_work.clear()

    def placed(self, job_id: str, payer: str, worker: str, *, now: float) -> None:
        """A job was given to a worker."""
        self._now = max(self._now, self._ends.get(payer, 0.0))
        self._charge(payer, PIECE)
        self._at_work[job_id] = _Share(payer, worker, now, paid=PIECE)

    def behind(self) -> Mapping[str, float]:
        """How many seconds more each has had than who comes anew, or fewer; 0 of those that are not named."""
        return {payer: end - self._now for payer, end in self._ends.items()}

    def _charge(self, payer: str, seconds: float) -> None:
        end = self._ends.get(payer, self._now) + seconds
        self._ends[payer] = min(end, self._now + MOST_BEHIND)
