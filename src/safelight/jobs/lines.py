"""The queue as the placer reads it. Jobs that ask the same stand in one line, of which only the first can be next.

So a turn reads the heads of the lines, and of each line once what it asks: with a hundred thousand jobs in the queue
it costs what it does with a hundred. Nobody is out of sight behind somebody's many.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from safelight.jobs.standing import Waiting
from safelight.jobs.tables import ALONE, SERVER, WAITS, Job
from safelight.kit.clock import utcnow
from safelight.specs.jobs import Needs

MOST_KNOWN = 10_000
_NAMES = f"""
WITH RECURSIVE line(name) AS (
  SELECT min(line) FROM job WHERE {WAITS}
  UNION ALL
  SELECT (SELECT min(job.line) FROM job WHERE {WAITS} AND job.line > line.name) FROM line WHERE line.name IS NOT NULL
)
"""  # noqa: S608  our own words
_LINES = text(f"{_NAMES} SELECT name FROM line WHERE name IS NOT NULL")  # noqa: S608  our own words
_HEADS = f"""
SELECT job.line, job.id, job.priority, job.queued_at FROM job WHERE {WAITS} AND job.line = %s
ORDER BY job.priority, job.queued_at, job.id LIMIT :heads
"""  # noqa: S608  our own words
_TYPES = {"queued_at": Job.queued_at.type}
_HEADS_OF_ONE = text(_HEADS % ":line").columns(**_TYPES)
_HEADS_OF_ALL = text(
    f"{_NAMES} SELECT head.* FROM line, LATERAL ({_HEADS % 'line.name'}) head WHERE line.name IS NOT NULL"  # noqa: S608  our own words
).columns(**_TYPES)


@dataclass(frozen=True)
class Asked:
    """What all jobs of a line ask of a worker, and for whom."""

    needs: Needs
    model_key: str | None
    group_key: str | None
    payer: str
    holders: tuple[str, str]


class InHand(NamedTuple):
    """A job that a worker has."""

    id: str
    owner: str
    priority: int
    asked: Asked


class Lines:
    """What the lines ask, remembered from turn to turn: it never changes, for the line is named by it."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self.count = 0
        """How many lines there were, at the last look."""
        self.nameless = False
        """Whether jobs were met then that stand in none."""

    def in_hand(self, session: Session) -> list[InHand]:
        """The jobs that workers have."""
        query = select(Job.line, Job.id, Job.owner, Job.priority)
        rows = session.execute(query.where(Job.state.in_(("placed", "running")), Job.place != SERVER)).all()
        asked = self._of(session, {row.line: row.id for row in rows})
        return [InHand(row.id, row.owner or "", row.priority, asked[row.line]) for row in rows]

    def heads(self, session: Session, *, each: int) -> tuple[list[Waiting], set[str]]:
        """The first so many of each line, and the ids of those behind which more may wait."""
        rows = _heads(session, each)
        asked = self._of(session, {row.line: row.id for row in rows})
        now = utcnow()
        met: defaultdict[str, int] = defaultdict(int)
        waiting: list[Waiting] = []
        last: set[str] = set()
        for row in rows:
            of, waited = asked[row.line], (now - row.queued_at).total_seconds()
            job = Waiting(row.id, row.priority, waited, of.needs, of.model_key, of.group_key, of.payer, of.holders)
            waiting.append(job)
            met[row.line] += 1
            if met[row.line] == each:
                last.add(row.id)
        self.count, self.nameless = len(met), "" in met
        return waiting, last

    def _of(self, session: Session, one_of: Mapping[str, str]) -> Mapping[str, Asked]:
        """What these lines ask; `one_of` names a job of each. That of one alone may change: its line is its id."""
        known = self._asked
        if unknown := [job_id for line, job_id in one_of.items() if line not in known or line.startswith(ALONE)]:
            if len(self._asked) > MOST_KNOWN:
                self._asked.clear()
                unknown = list(one_of.values())
            columns = Job.line, Job.needs, Job.model_key, Job.group_key, Job.account_id, Job.requester, Job.key_id
            for line, said, model, group, account, requester, key in session.execute(
                select(*columns).where(Job.id.in_(unknown))
            ):
                asked = Asked(Needs.model_validate(said), model, group, account or requester, (account, key))
                if line.startswith(ALONE):  # if it was the one that killed, it takes no others with it again
                    quiet = asked.needs.model_copy(update={"visits": False})
                    asked = replace(asked, needs=quiet, group_key=None)
                self._asked[line] = asked
        return self._asked


def name_all(session: Session) -> None:
    """Jobs that a server of before took in stand in no line: each is given one of its own."""
    session.execute(update(Job).where(Job.line == "", Job.finished_at.is_(None)).values(line=Job.id))


def _heads(session: Session, each: int) -> Sequence[Any]:
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(_HEADS_OF_ALL, {"heads": each}).all()
    rows: list[Any] = []
    for line in session.scalars(_LINES).all():
        rows += session.execute(_HEADS_OF_ONE, {"line": line, "heads": each})
    return rows
