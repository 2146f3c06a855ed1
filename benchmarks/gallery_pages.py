"""The gallery through the real HTTP server, with 1 000 and with 100 000 pictures: what grows with the number?

Pages must not: the bars are 150 ms for the first page (p95), and 1.5 between the two sizes (p50).
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from safelight.db import Database
from safelight.kit.signing import LinkSigner
from safelight.migrations import runner
from safelight.storage.local import LocalStorage
from tests import databases
from tests.factories.gallery import COMMON, RARE, seed_pictures

FIRST_PAGE_MS, RATIO = 150, 1.5
PAGES = {"first page", "deep page", "starred", "character", "character, deep", "month", "common word", "the detail"}

Call = Callable[[], httpx.Response]


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


def questions(client: httpx.Client) -> dict[str, Call]:
    """What to ask this server, by name."""

    def asking(path: str = "", etag: str | None = None, **query: Any) -> Call:
        headers = {"If-None-Match": etag} if etag else {}
        return lambda: client.get(f"/api/v1/gallery{path}", params=query, headers=headers)

    skeleton = asking("/skeleton")()
    months = skeleton.json()["months"]
    middle = months[len(months) // 2]
    ada = asking("/skeleton", character_id="char_ada")().json()["months"]
    return {
        "first page": asking(limit=100),
        "deep page": asking(limit=100, **{"from": middle["anchors"][-1]}),
        "starred": asking(limit=20, favourite=True),
        "character": asking(limit=50, character_id="char_ada"),
        "character, deep": asking(limit=50, character_id="char_ada", **{"from": ada[len(ada) // 2]["anchors"][0]}),
        "month": asking(limit=50, month=middle["month"]),
        "common word": asking(limit=50, q=COMMON),
        "rare word": asking(limit=50, q=RARE),
        "no such word": asking(limit=50, q="zeppelin"),
        "the detail": asking(f"/{middle['anchors'][0]}"),
        "skeleton": asking("/skeleton"),
        "skeleton, 304": asking("/skeleton", etag=skeleton.headers["etag"]),
        "skeleton, starred": asking("/skeleton", favourite=True),
        "skeleton, word": asking("/skeleton", q=COMMON),
    }


def timed(calls: Sequence[Call], times: int) -> list[tuple[list[float], int]]:
    """Milliseconds of each call, and bytes of its answer. They take turns, so that the machine is the same to all."""
    took: list[list[float]] = [[] for _ in calls]
    sizes = [len(call().content) for call in calls]
    for _ in range(times):
        for call, mine in zip(calls, took, strict=True):
            began = time.perf_counter()
            answer = call()
            mine.append((time.perf_counter() - began) * 1000)
            assert answer.is_success or answer.status_code == 304, answer.text
    return list(zip(took, sizes, strict=True))


def database_with(backend: str, folder: Path, count: int) -> str:
    """A migrated database with so many pictures, as a server of some weeks has it."""
    url = (
        f"sqlite:///{folder / 'safelight.db'}"
        if backend == "sqlite"
        else databases.text_of(databases.postgres().create())
    )
    runner.upgrade(url)
    database = Database(url)
    storage = LocalStorage(folder / "storage", signer=LinkSigner(bytes(32)))
    began = time.perf_counter()
    seed_pictures(database, storage, count)
    print(f"  {count:,} pictures in {time.perf_counter() - began:.1f} s", file=sys.stderr)
    if backend == "postgresql":  # what autovacuum does within a minute
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    database.dispose()
    return url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000])
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
            heads = [f"p50 {given.sizes[0]:,}", *(f"{p} {given.sizes[1]:,}" for p in ("p50", "p95")), "ratio", "bytes"]
            print(f"\n{backend}; ms\n{'':20}{''.join(f'{head:>14}' for head in heads)}")
            for name in asked[0]:
                told(name, *timed([each[name] for each in asked], given.times))
            print(f"load average {os.getloadavg()[0]:.1f}")


def told(name: str, small: tuple[list[float], int], large: tuple[list[float], int]) -> None:
    """One line of the table, and whether the bars hold."""
    few, many, high = statistics.median(small[0]), statistics.median(large[0]), statistics.quantiles(large[0], n=20)[-1]
    missed = (name in PAGES and many / few > RATIO) or (name == "first page" and high > FIRST_PAGE_MS)
    line = f"{name:20}{few:14.1f}{many:14.1f}{high:14.1f}{many / few:14.2f}{large[1]:14,}"
    print(line + ("  over the bar" if missed else ""), flush=True)


if __name__ == "__main__":
    main()
