"""How many facts a second PostgreSQL takes in: they are written one after another, in the order of their commits.

    python benchmarks/fact_writes.py --threads 1 4 16 --seconds 5

A fact is what a progress of a running job writes: its row, an event, a NOTIFY. With `fsync` as in earnest; "lazily" is
without waiting for the disk (synchronous_commit = off).
"""

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from sqlalchemy import text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight import events
from safelight.db import Database
from tests import databases


def rate(database: Database, *, threads: int, seconds: float, lazily: bool) -> float:
    """Facts per second of so many writers."""
    written = [0] * threads
    stop = threading.Event()

    def write(number: int) -> None:
        while not stop.is_set():
            with database.transaction() as session:
                if lazily:
                    session.execute(text("SET LOCAL synchronous_commit = off"))
                events.publish(session, topic=f"job:job_{number}", kind="job.progress", payload={"id": f"job_{number}"})
            written[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(threads)]
    begun = time.monotonic()
    for writer in writers:
        writer.start()
    time.sleep(seconds)
    stop.set()
    for writer in writers:
        writer.join()
    return sum(written) / (time.monotonic() - begun)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--seconds", type=float, default=5.0)
    options = parser.parse_args()
    server = databases.postgres()
    server._run_sql("ALTER SYSTEM SET fsync = on", "ALTER SYSTEM SET full_page_writes = on", "SELECT pg_reload_conf()")  # noqa: SLF001  it is for tests, and knows but their settings
    url = databases.fresh_url("postgresql", Path())
    database = Database(url, pool_size=max(options.threads))
    for threads in options.threads:
        for lazily in (False, True):
            found = rate(database, threads=threads, seconds=options.seconds, lazily=lazily)
            print(f"{threads:3} writers, {'lazily' if lazily else 'surely'}: {found:6.0f} facts/s", flush=True)
    print(f"load average {os.getloadavg()[0]:.1f}")
    database.dispose()
    databases.drop(url)


if __name__ == "__main__":
    main()
