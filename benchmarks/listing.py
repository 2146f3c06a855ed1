"""Lists of jobs through the real HTTP server, with a thousand and with a million of them: what grows with the number?

    python benchmarks/listing.py --sizes 1000 1000000 --backend sqlite --backend postgresql

Nothing must: the bar is 1.5 between the sizes (p95). The jobs are those of a month, the last of them today; 200 wait.
"""

import argparse
import statistics
import sys
from pathlib import Path

import httpx
from sqlalchemy import text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks._pages import Call, Told, filled, side_by_side
from safelight.db import Database
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


def fill(url: str, folder: Path, count: int) -> None:  # noqa: ARG001  jobs have no files
    filled(url, "jobs", count, lambda database: seed(database, count))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--backend", choices=databases.BACKENDS, action="append")
    given = parser.parse_args()
    heads = [f"{p} {size:,}" for size in given.sizes for p in ("p50", "p95")]
    side_by_side(given, fill, questions, [f"{head:>16}" for head in [*heads, "ratio of p95"]], line)


def line(name: str, small: Told, large: Told) -> str:
    """One line of the table, and whether the bar holds."""
    (few, _), (many, _) = small, large
    high = [statistics.quantiles(took, n=20)[-1] for took in (few, many)]
    ratio = high[1] / high[0]
    cells = statistics.median(few), high[0], statistics.median(many), high[1]
    told = f"{name:20}{''.join(f'{cell:16.1f}' for cell in cells)}{ratio:16.2f}"
    return told + ("  over the bar" if ratio > RATIO else "")


if __name__ == "__main__":
    main()
