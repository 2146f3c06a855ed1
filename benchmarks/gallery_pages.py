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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from safelight.db import Database
from safelight.jobs import engine
from safelight.kit.signing import LinkSigner
from safelight.migrations import runner
from safelight.storage.local import LocalStorage
from tests import databases
from tests.factories.gallery import COMMON, RARE, seed_pictures

FIRST_PAGE_MS, RATIO = 150, 1.5
PAGES = {"first page", "deep page", "starred", "character", "character, deep", "month", "common word", "the detail"}


@contextmanager
def serving(folder: Path, url: str) -> Iterator[httpx.Client]:
    """A server over that database, without workers."""
    port = 19_000 + os.getpid() % 2000
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


def measured(client: httpx.Client, times: int) -> dict[str, tuple[float, float, int]]:
    """p50 and p95 in ms, and bytes of the last answer."""
    skeleton = client.get("/api/v1/gallery/skeleton").json()
    months = skeleton["months"]
    middle = months[len(months) // 2]
    ada = client.get("/api/v1/gallery/skeleton", params={"character_id": "char_ada"}).json()["months"]
    etag = client.get("/api/v1/gallery/skeleton").headers["etag"]
    asked: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
        "first page": ("", {"limit": 100}, {}),
        "deep page": ("", {"limit": 100, "from": middle["anchors"][-1]}, {}),
        "starred": ("", {"limit": 20, "favourite": True}, {}),
        "character": ("", {"limit": 50, "character_id": "char_ada"}, {}),
        "character, deep": (
            "", {"limit": 50, "character_id": "char_ada", "from": ada[len(ada) // 2]["anchors"][0]}, {},
        ),
        "month": ("", {"limit": 50, "month": middle["month"]}, {}),
        "common word": ("", {"limit": 50, "q": COMMON}, {}),
        "rare word": ("", {"limit": 50, "q": RARE}, {}),
        "no such word": ("", {"limit": 50, "q": "zeppelin"}, {}),
        "the detail": (f"/{middle['anchors'][0]}", {}, {}),
        "skeleton": ("/skeleton", {}, {}),
        "skeleton, 304": ("/skeleton", {}, {"If-None-Match": etag}),
        "skeleton, starred": ("/skeleton", {"favourite": True}, {}),
        "skeleton, word": ("/skeleton", {"q": COMMON}, {}),
    }  # fmt: skip
    return {
        name: _timed(
            lambda given=given: client.get("/api/v1/gallery" + given[0], params=given[1], headers=given[2]), times
        )
        for name, given in asked.items()
    }


def _timed(call: Callable[[], httpx.Response], times: int) -> tuple[float, float, int]:
    call()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        answer = call()
        took.append((time.perf_counter() - began) * 1000)
        assert answer.is_success or answer.status_code == 304, answer.text
    return statistics.median(took), statistics.quantiles(took, n=20)[-1], len(answer.content)


def database_with(backend: str, folder: Path, count: int) -> str:
    """A migrated database with so many pictures, as a server of some weeks has it."""
    url = (
        f"sqlite:///{folder / 'safelight.db'}"
        if backend == "sqlite"
        else databases.text_of(databases.postgres().create())
    )
    runner.upgrade(url)
    engine.migrate(url)
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
        found = []
        for count in given.sizes:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                url = database_with(backend, folder, count)
                with serving(folder, url) as client:
                    found.append(measured(client, given.times))
                databases.drop(url)
        report(backend, given.sizes, *found)


def report(backend: str, sizes: list[int], small: dict[str, Any], large: dict[str, Any]) -> None:
    """A table, and whether the bars hold."""
    print(f"\n{backend}, load average {os.getloadavg()[0]:.1f}; ms")
    print(
        f"{'':20}{f'p50 {sizes[0]:,}':>14}{f'p50 {sizes[1]:,}':>14}{f'p95 {sizes[1]:,}':>14}{'ratio':>8}{'bytes':>10}"
    )
    for name in large:
        ratio = large[name][0] / small[name][0]
        high = large[name][1]
        missed = (name in PAGES and ratio > RATIO) or (name == "first page" and high > FIRST_PAGE_MS)
        print(
            f"{name:20}{small[name][0]:14.1f}{large[name][0]:14.1f}{high:14.1f}{ratio:8.2f}{large[name][2]:10,}"
            + ("  over the bar" if missed else "")
        )


if __name__ == "__main__":
    main()
