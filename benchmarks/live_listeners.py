"""How soon 200 listeners hear of one running job: a real server, real sockets, progress four times a second.

    python benchmarks/live_listeners.py --database sqlite|postgresql --listeners 200 --seconds 30

Server, job and listeners are three processes. Each listener must see every change of the job's state once and in
order; lag is from the commit in the job's process to the frame in the listener's hands.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import httpx
import psutil
from pydantic import BaseModel
from sqlalchemy.orm import Session
from websockets.asyncio.client import connect

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.jobs import moves, service, task
from safelight.jobs.tables import Job, Worker
from safelight.kit.clock import utcnow
from tests import databases

ROUND_SECONDS = 2.0  # after which the job ends, and is begun again
WORKER = "benchmark"


class Nothing(BaseModel):
    """The spec of a job that only reports."""


TASK = task.Task("report", Nothing, (task.Stage("report", lambda _: None),))


@dataclass
class Heard:
    """What one listener saw, each with the moment."""

    changes: list[tuple[str, float]] = field(default_factory=list)
    steps: list[tuple[int, float]] = field(default_factory=list)
    previews: int = 0


class TimedDatabase(Database):
    """Knows when it last committed."""

    committed_at = 0.0

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
        self.committed_at = time.monotonic()


def submit(database: Database) -> str:
    """A job, and a worker that takes nothing by itself."""
    with database.transaction() as session:
        session.add(
            Worker(
                id=WORKER, name=WORKER, host="h", pid=1, device="cpu", device_name="CPU", memory_total=0,
                memory_free=0, state="draining", version="0", started_at=utcnow(), seen_at=utcnow(),
            )
        )  # fmt: skip
        return service.submit(session, kind="report", spec=Nothing()).id


def report(url: str, job_id: str, seconds: float, preview: bytes) -> tuple[list[tuple[str, float]], dict[int, float]]:
    """The job's process: every change of state and every step, with the moment after its commit."""
    database = TimedDatabase(url)
    changes: list[tuple[str, float]] = []
    steps: dict[int, float] = {}

    def change(kind: str, act: Callable[[Session, Job], None]) -> None:
        with database.transaction() as session:
            act(session, service.get(session, job_id))
        changes.append((kind, database.committed_at))

    end = time.monotonic() + seconds
    step = 0
    while time.monotonic() < end:
        change("job.placed", lambda session, job: moves.place(session, job, WORKER))
        change("job.started", moves.start)
        with database.reading() as session:
            job = service.get(session, job_id)
        context = task.JobContext(db=database, job=job, task=TASK, work_dir=Path())
        round_end = time.monotonic() + ROUND_SECONDS
        while time.monotonic() < round_end:
            step += 1
            if preview:
                context.preview(0, step, preview)
            before = database.committed_at
            context.progress(step, 10_000)
            if database.committed_at != before:
                steps[step] = database.committed_at
            time.sleep(0.02)
        if time.monotonic() < end:
            change("job.cancelled", lambda session, job: moves.finish(session, job, "cancelled"))
            change("job.queued", moves.queue_again)
    change("job.succeeded", lambda session, job: moves.finish(session, job, "succeeded"))
    database.dispose()
    return changes, steps


async def listen(port: int, job_id: str, ready: asyncio.Semaphore) -> Heard:
    heard = Heard()
    async with connect(f"ws://127.0.0.1:{port}/api/v1/events", max_queue=None, compression=None) as connection:
        await connection.send(json.dumps({"type": "subscribe", "topics": [f"job:{job_id}"]}))
        await connection.send('{"type":"ping"}')
        async for message in connection:
            now = time.monotonic()
            if isinstance(message, bytes):
                heard.previews += 1
                continue
            frame = json.loads(message)
            if frame["type"] == "pong":
                ready.release()
            elif frame.get("kind") == "job.progress":
                heard.steps.append((frame["data"]["progress"]["step"], now))
            elif frame["type"] == "event":
                heard.changes.append((frame["kind"], now))
                if frame["kind"] == "job.succeeded":
                    return heard
            else:
                assert frame["type"] == "hello", frame
    raise AssertionError("the connection ended early")


async def measure(port: int, url: str, job_id: str, server: psutil.Process, options: argparse.Namespace) -> None:
    ready = asyncio.Semaphore(0)
    listening = [asyncio.create_task(listen(port, job_id, ready)) for _ in range(options.listeners)]
    for _ in listening:
        await ready.acquire()
    await asyncio.sleep(1)
    busy, begun = sum(server.cpu_times()[:2]), time.monotonic()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        preview = os.urandom(options.preview_kb * 1000)
        changes, steps = await asyncio.get_running_loop().run_in_executor(
            pool, report, url, job_id, options.seconds, preview
        )
        share = (sum(server.cpu_times()[:2]) - busy) / (time.monotonic() - begun)
        everything = await asyncio.gather(*listening)
    kinds = [kind for kind, _ in changes]
    for heard in everything:
        # What was queued before the listener came may be the first thing it hears.
        mine = [kind for kind, _ in heard.changes][-len(kinds) :]
        assert mine == kinds, f"heard {mine}, not {kinds}"
        assert [step for step, _ in heard.steps if step] == sorted({step for step, _ in heard.steps if step})
    lags = [
        now - then
        for heard in everything
        for (_, now), (_, then) in zip(heard.changes[-len(kinds) :], changes, strict=True)
    ]
    step_lags = [now - steps[step] for heard in everything for step, now in heard.steps if step in steps]
    received = len(step_lags) / (len(everything) * len(steps))
    print(f"listeners                {len(everything)}, each saw all {len(kinds)} changes of state once and in order")
    show("commit to heard, changes", lags)
    show("commit to heard, steps", step_lags)
    print(f"progress written         {len(steps)} times, {received:.1%} of it heard by each (the rest was overtaken)")
    if options.preview_kb:
        seen = statistics.mean(heard.previews for heard in everything)
        print(f"previews of {options.preview_kb:2d} kB        {seen:.0f} seen by each on average")
    print(f"server                   {share:.0%} of a core, {server.memory_info().rss / 2**20:.0f} MiB")


def show(name: str, seconds: list[float]) -> None:
    ordered = sorted(max(0.0, one) for one in seconds)
    middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{name:<24} p50 {middle * 1000:5.0f} ms   p95 {most * 1000:5.0f} ms   max {ordered[-1] * 1000:5.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--listeners", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--preview-kb", type=int, default=0, help="size of a preview that goes with each progress")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        sqlite = options.database == "sqlite"
        url = f"sqlite:///{folder}/s.db" if sqlite else databases.text_of(databases.postgres().create())
        environment = os.environ | {
            "SAFELIGHT_DATA_DIR": folder,
            "SAFELIGHT_DATABASE_URL": url,
            "SAFELIGHT_LOG_LEVEL": "error",
            "SAFELIGHT_LEASE_SECONDS": "300",
        }
        free.close()
        command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--workers", "0"]
        server = psutil.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/ping")
            database = Database(url)
            job_id = submit(database)
            database.dispose()
            print(f"database                 {options.database}, load average {os.getloadavg()[0]:.1f}")
            asyncio.run(measure(port, url, job_id, server, options))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(url, timeout=1).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
