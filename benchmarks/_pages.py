"""What the benchmarks of pages share: a server over few rows and one over many, asked in turns, told side by side.

No benchmark itself: `make bench` passes over names that begin with a line.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from safelight.db import Database
from safelight.migrations import runner
from tests import databases

Call = Callable[[], httpx.Response]
Told = tuple[list[float], int]
"""Milliseconds of each call to one server, and bytes of its answer."""


@contextmanager
def serving(folder: Path, url: str, number: int) -> Iterator[httpx.Client]:
    """A server over that database, without workers."""
    port = 19_000 + 2 * (os.getpid() % 2000) + number
    environment = os.environ | {
        "SAFELIGHT_DATA_DIR": str(folder),
        "SAFELIGHT_DATABASE_URL": url,
        "SAFELIGHT_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--workers", "0"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            deadline = time.monotonic() + 120
            while time.monotonic() < deadline:
                try:
                    client.get("/ping").raise_for_status()
                    break
                except httpx.TransportError:
                    time.sleep(0.05)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def filled(url: str, what: str, count: int, seed: Callable[[Database], object]) -> None:
    """Migrate a database and put so many rows there, in the state in which a server of some weeks has it."""
    runner.upgrade(url)
    database = Database(url)
    began = time.perf_counter()
    seed(database)
    print(f"  {count:,} {what} in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    if not database.is_sqlite:  # what autovacuum does within a minute
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.dispose()


def timed(calls: Sequence[Call], times: int) -> list[Told]:
    """Ask each so often. They take turns, so that the machine is the same to all."""
    took: list[list[float]] = [[] for _ in calls]
    sizes = [len(call().content) for call in calls]
    for _ in range(times):
        for call, mine in zip(calls, took, strict=True):
            began = time.perf_counter()
            answer = call()
            mine.append((time.perf_counter() - began) * 1000)
            assert answer.is_success or answer.status_code == 304, answer.text
    return list(zip(took, sizes, strict=True))


def side_by_side(
    given: argparse.Namespace,
    fill: Callable[[str, Path, int], None],
    questions: Callable[[httpx.Client], dict[str, Call]],
    heads: Sequence[str],
    line: Callable[[str, Told, Told], str],
) -> None:
    """Print a table per database: what is asked of the server with few rows, and of the one with many.

    `given` says `times`, two `sizes`, and which `backend`, if not all. `fill` is told the address of an empty database,
    the folder of its files, and how many rows.
    """
    for backend in given.backend or databases.BACKENDS:
        with ExitStack() as stack:
            asked = []
            for number, count in enumerate(given.sizes):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                url = f"sqlite:///{folder / 'safelight.db'}"
                if backend != "sqlite":
                    url = databases.text_of(databases.postgres().create())
                stack.callback(databases.drop, url)
                fill(url, folder, count)
                asked.append(questions(stack.enter_context(serving(folder, url, number))))
            print(f"\n{backend}; ms\n{'':20}{''.join(heads)}")
            for name in asked[0]:
                print(line(name, *timed([each[name] for each in asked], given.times)), flush=True)
            print(f"load average {os.getloadavg()[0]:.1f}")
