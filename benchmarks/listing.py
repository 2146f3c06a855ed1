"""Lists of jobs through the real HTTP server, with a thousand and with a million of them: what grows with the number?

    python benchmarks/listing.py --sizes 1000 1000000 --backend sqlite --backend postgresql

Nothing must: the bar is 1.5 between the sizes (p95). The jobs are those of a month, the last of them today; 200 wait.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from sqlalchemy import text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.gallery_pages import Call, serving, timed
from safelight.db import Database
from safelight.migrations import runner
from tests import databases

RATIO = 1.5
WAITING, RUNNING = 200, 20
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :count)",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0, :count - 1))",
}
NOW = {"sqlite": "datetime('now', '-' || {0} || ' seconds')", "postgresql": "now() - make_interval(secs => {0})"}
STATE = """CASE WHEN :count - i <= :waiting THEN 'queued' WHEN :count - i <= :waiting + :running THEN 'running'
 WHEN i % 50 = 7 THEN 'failed' WHEN i % 100 = 11 THEN 'cancelled' ELSE 'succeeded' END"""


def seed(database: Database, count: int) -> None:
    """So many jobs of the last thirty days, of fifty characters, most of them pictures."""
    backend = "sqlite" if database.is_sqlite else "postgresql"
    ago = "((:count - i) * (30 * 86400.0 / :count) * 0.999 + 1)"
    number = {"sqlite": "printf('%010d', i)", "postgresql": "lpad(i::text, 10, '0')"}[backend]
    values = {
        "id": f"'job_' || {number}",
        "kind": "CASE WHEN i % 40 = 3 THEN 'character' WHEN i % 10 = 1 THEN 'judge' ELSE 'generation' END",
        "title": "'4 pictures: a cat'",
        "state": STATE,
        "place": "'worker'",
        "priority": "50",
        "spec": '\'{"prompt": "a cat"}\'',
        "needs": "'{\"gpu\": true}'",
        "model_key": "'model' || (i % 8)",
        "requester": "''",
        "subject": "'character:char_' || (i % 50)",
        "owner": f"CASE WHEN {STATE} = 'running' THEN 'w1' END",
        "line": "'line' || (i % 8)",
        "epoch": "1",
        "attempts": "1",
        "deaths": "0",
        "results": "'{}'",
        "wishes": "'[]'",
        "created_at": "ago",
        "queued_at": "ago",
        "started_at": f"CASE WHEN {STATE} <> 'queued' THEN ago END",
        "finished_at": f"CASE WHEN {STATE} NOT IN ('queued', 'running') THEN ago END",
    }
    when = NOW[backend].format(ago)
    cast = {
        name: f"({value})::jsonb" for name, value in values.items() if name in ("spec", "needs", "results", "wishes")
    }
    if backend == "postgresql":
        values |= cast
    told = ", ".join(value.replace("ago", f"({when})") for value in values.values())
    query = f"{NUMBERS[backend]} INSERT INTO job ({', '.join(values)}) SELECT {told} FROM n"
    with database.engine.begin() as connection:
        connection.execute(text(query), {"count": count, "waiting": WAITING, "running": RUNNING})


def questions(client: httpx.Client) -> dict[str, Call]:
    """What to ask this server, by name."""

    def asking(path: str = "", **query: object) -> Call:
        return lambda: client.get(f"/api/v1/jobs{path}", params=query)  # type: ignore[arg-type]  # what httpx takes

    deep = asking(limit=100)().json()["next"]
    # So many of each are among a thousand: the answers are as long at either size.
    return {
        "all": asking(limit=20),
        "all, second page": asking(limit=20, after=deep),
        "failed": asking(limit=10, state="failed"),
        "failed or cancelled": asking(limit=10, state=["failed", "cancelled"]),
        "waiting": asking(limit=20, state="queued"),
        "running": asking(limit=20, state=["running", "placed"]),
        "of a character": asking(limit=10, subject="character:char_7"),
        "of one kind": asking(limit=10, kind="character"),
        "summary": asking("/summary"),
    }


def database_with(backend: str, folder: Path, count: int) -> str:
    """A migrated database with so many jobs."""
    url = (
        f"sqlite:///{folder / 'safelight.db'}"
        if backend == "sqlite"
        else databases.text_of(databases.postgres().create())
    )
    runner.upgrade(url)
    database = Database(url)
    began = time.perf_counter()
    seed(database, count)
    print(f"  {count:,} jobs in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    if backend == "postgresql":  # what autovacuum does within a minute
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.dispose()
    return url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--backend", choices=databases.BACKENDS, action="append")
    given = parser.parse_args()
    for backend in given.backend or databases.BACKENDS:
        with ExitStack() as stack:
            asked = []
            for number, count in enumerate(given.sizes):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                url = database_with(backend, folder, count)
                stack.callback(databases.drop, url)
                asked.append(questions(stack.enter_context(serving(folder, url, number))))
            heads = [f"{p} {size:,}" for size in given.sizes for p in ("p50", "p95")]
            print(f"\n{backend}; ms\n{'':20}{''.join(f'{head:>16}' for head in [*heads, 'ratio of p95'])}")
            for name in asked[0]:
                told(name, *(took for took, _ in timed([each[name] for each in asked], given.times)))
            print(f"load average {os.getloadavg()[0]:.1f}")


def told(name: str, few: list[float], many: list[float]) -> None:
    """One line of the table, and whether the bar holds."""
    high = [statistics.quantiles(took, n=20)[-1] for took in (few, many)]
    ratio = high[1] / high[0]
    cells = statistics.median(few), high[0], statistics.median(many), high[1]
    line = f"{name:20}{''.join(f'{cell:16.1f}' for cell in cells)}{ratio:16.2f}"
    print(line + ("  over the bar" if ratio > RATIO else ""), flush=True)


if __name__ == "__main__":
    main()
