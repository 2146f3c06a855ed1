# ruff: noqa: SLF001  it measures the placer from within
"""What placing a job costs: the real placer on a real PostgreSQL, a thousand workers, a hundred thousand jobs.

    python benchmarks/placer_cost.py --workers 1000 --jobs 100000 --seats 1 4 --ended 1 10 100

All workers have their seats full; before each turn so many jobs end, and the turn gives their seats to others. CPU is
that of the placer's thread; the database's own is not in it. Other work on the machine disturbs it little.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text, update

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.jobs import moves, placer
from safelight.jobs.tables import Job, Worker, line_of
from safelight.kit.clock import utcnow
from safelight.specs.jobs import Needs
from tests import databases

PAYERS = 10
GB = 2**30
COPIES = 1000


def fill(database: Database, *, workers: int, jobs: int, models: int) -> None:
    """A queue in which ten people ask for pictures of so many models each, and workers that live."""
    now = utcnow()
    with database.transaction() as session:
        rows = [
            {
                "id": f"w{number:05}", "name": f"w{number:05}", "host": "h", "pid": 1, "device": "cuda:0",
                "device_name": "GPU", "memory_total": 24 * GB, "memory_free": 24 * GB, "version": "1",
                "loaded_models": [f"model{number % models}", f"model{(number + 3) % models}"], "state": "ready",
                "labels": {"zone": "a"}, "started_at": now, "seen_at": now + timedelta(hours=1),
            }
            for number in range(workers)
        ]  # fmt: skip
        session.execute(insert(Worker), rows)
    for part in range(PAYERS * models):
        payer, model = f"acc{part % PAYERS}", f"model{part // PAYERS}"
        add(database, jobs // (PAYERS * models), payer=payer, model=model)


def add(database: Database, count: int, *, payer: str, model: str) -> None:
    """So many jobs of one line."""
    now = utcnow()
    asked = {
        "account_id": payer, "key_id": "", "requester": payer, "model_key": model, "group_key": f"draw:{model}",
        "needs": Needs(gpu=True, memory_bytes=8 * GB, visits=True).model_dump(),
    }  # fmt: skip
    with database.transaction() as session:
        for begin in range(0, count, COPIES):
            rows = [
                asked
                | {"id": f"job_{payer}_{model}_{number:07}", "kind": "draw", "spec": {"prompt": "a cat " * 20}}
                | {"line": line_of(asked), "queued_at": now - timedelta(seconds=1000) + timedelta(milliseconds=number)}
                | {"created_at": now}
                for number in range(begin, min(count, begin + COPIES))
            ]
            session.execute(insert(Job.__table__), rows)  # type: ignore[arg-type]  # a table, though typed wider


def end(database: Database, count: int) -> None:
    """So many jobs that are in hand end."""
    query = "SELECT id FROM job WHERE state IN ('placed', 'running') ORDER BY md5(id) LIMIT :count"
    with database.transaction() as session:
        ids = session.scalars(text(query), {"count": count}).all()
        session.execute(update(Job).where(Job.id.in_(ids)).values(state="succeeded", owner=None, finished_at=utcnow()))


class Split:
    """Where the thread's time went."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def of(self, owner: Any, name: str, label: str) -> None:
        """Count what this function takes, wherever it is called."""
        inner: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **options: Any) -> Any:
            begun = time.thread_time()
            try:
                return inner(*arguments, **options)
            finally:
                self.seconds[label] += time.thread_time() - begun

        setattr(owner, name, timed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--seats", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--ended", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--database", choices=databases.BACKENDS, default="postgresql")
    options = parser.parse_args()
    split = Split()
    split.of(moves, "place_all", "rows locked and changed")
    split.of(placer, "match", "matching")
    for seats in options.seats:
        run(options, split, seats=seats, models=10 if seats == 1 else 1)
    print(f"load average {os.getloadavg()[0]:.1f}")


def run(options: argparse.Namespace, split: "Split", *, seats: int, models: int) -> None:
    """One fleet. Jobs of several models share no worker while all have waited long, so seats are filled with one."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-placer-"))
    url = databases.fresh_url(options.database, folder)
    database = Database(url)
    fill(database, workers=options.workers, jobs=options.jobs, models=models)
    with database.transaction() as session:
        session.execute(update(Worker).values(seats=seats))
        session.execute(text("ANALYZE"))
    one = placer.Placer(database, lease_seconds=10.0)
    for part, name, label in (
        (one._lines, "heads", "heads of the lines read"),
        (one._lines, "in_hand", "jobs in hand read"),
        (one, "_candidates", "workers read"),
        (one._shares, "look", "shares"),
    ):
        split.of(part, name, label)
    print(
        f"{options.workers} workers of {seats} seats, {options.jobs} jobs in {PAYERS * models} lines,",
        options.database,
    )
    begun, filled = time.thread_time(), turn(database, one)
    print(f"  all seats filled: {filled} jobs, {(time.thread_time() - begun) / max(1, filled) * 1000:.2f} ms per job")
    for ended in options.ended:
        measure(database, one, split, ended=ended, turns=options.turns)
    database.dispose()
    databases.drop(url)
    shutil.rmtree(folder, ignore_errors=True)


def turn(database: Database, one: placer.Placer) -> int:
    """Place what can be placed; returns how many jobs."""
    before = in_hand(database)
    one._place()
    while one._goes_on:
        one._place()
    return in_hand(database) - before


def in_hand(database: Database) -> int:
    """How many jobs workers have."""
    with database.reading() as session:
        return session.scalar(text("SELECT count(*) FROM job WHERE state = 'placed'")) or 0


def measure(database: Database, one: placer.Placer, split: Split, *, ended: int, turns: int) -> None:
    """Turns in each of which so many seats are free."""
    spent, placed = 0.0, 0
    split.seconds.clear()
    for _ in range(turns):
        end(database, ended)
        begun = time.thread_time()
        placed += turn(database, one)
        spent += time.thread_time() - begun
    each = spent / max(1, placed) * 1000
    print(
        f"  {ended:4} ended per turn: {spent / turns * 1000:6.1f} ms per turn, {each:6.2f} ms per job; {placed} placed"
    )
    parts = ", ".join(f"{label} {seconds / turns * 1000:.1f}" for label, seconds in split.seconds.most_common())
    print(f"       ms per turn: {parts}, rest {(spent - sum(split.seconds.values())) / turns * 1000:.1f}")


if __name__ == "__main__":
    main()
