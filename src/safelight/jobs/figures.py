"""The installation in numbers: what all processes counted, and how the queue and the workers stand now.

Whichever server is asked says the same: what each process counted since its start lies in its own row, and what the
processes that are gone had counted in one row for all of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from safelight.jobs import moves
from safelight.jobs.tables import PAST, SERVER, Job, Worker
from safelight.kit.metrics import Totals, add_up

COUNTERS = "counters"
"""Where a process keeps its totals among its facts."""


@dataclass(frozen=True)
class Standing:
    """Jobs of one kind in one state, and since when the oldest of them has been waiting."""

    kind: str
    state: str
    count: int
    oldest_seconds: float


def totals(session: Session) -> Totals:
    """All that was ever counted."""
    sums: Totals = {}
    for facts in session.scalars(select(Worker.facts).order_by(Worker.id)):
        add_up(sums, facts.get(COUNTERS, {}))
    return sums


def unfinished(session: Session) -> list[Standing]:
    """The jobs that wait or are in work, by kind and state."""
    now = moves.database_now(session)
    rows = session.execute(
        select(Job.kind, Job.state, func.count(), func.min(Job.queued_at))
        .where(Job.state.in_(("queued", "placed", "running")))
        .group_by(Job.kind, Job.state)
    )
    return [Standing(kind, state, count, _age(now, oldest)) for kind, state, count, oldest in rows]


def in_hand(session: Session) -> dict[str, int]:
    """How many jobs each worker has, by its id."""
    rows = session.execute(select(Job.owner, func.count()).where(Job.owner.is_not(None)).group_by(Job.owner))
    return {str(owner): count for owner, count in rows}


def seats(session: Session) -> dict[str, int]:
    """How many jobs each worker can do together, by its id."""
    rows = session.scalars(select(Worker).where(Worker.state != "gone", Worker.device != SERVER))
    return {row.id: row.seats for row in rows}


def servers(session: Session) -> int:
    """How many servers are alive: each has a desk."""
    return session.scalar(select(func.count()).where(Worker.state != "gone", Worker.device == SERVER)) or 0


def bury(session: Session, worker_ids: Collection[str]) -> None:
    """Delete the rows of workers and desks that are gone; what they had counted stays."""
    past = session.get(Worker, PAST, with_for_update=True)
    gone: Sequence[Worker] = session.scalars(select(Worker).where(Worker.id.in_(worker_ids)).with_for_update()).all()
    if any(row.facts.get(COUNTERS) for row in gone):
        if past is None:
            past = _past(moves.database_now(session))
            session.add(past)
        sums: Totals = {name: dict(series) for name, series in past.facts.get(COUNTERS, {}).items()}
        for row in gone:
            add_up(sums, row.facts.get(COUNTERS, {}))
        past.facts = {COUNTERS: sums}
    session.execute(delete(Worker).where(Worker.id.in_([row.id for row in gone])))


def _past(now: datetime) -> Worker:
    return Worker(
        id=PAST, name=PAST, host="", pid=0, device=SERVER, device_name="", memory_total=0, memory_free=0, facts={},
        state="gone", version="", started_at=now, seen_at=now,
    )  # fmt: skip


def _age(now: datetime, since: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
