"""A bench for jobs: a database, a placer, and real worker processes that can be killed, stopped and woken."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from safelight.db import Database
from safelight.jobs import service
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Job, Worker
from safelight.jobs.upbringing import WORKER_DEVICE, WORKER_ID
from tests.jobs.worker import WalkSpec

LEASE = 2.0
SCRIPT = Path(__file__).parent / "worker.py"
ROOT = Path(__file__).parents[2]


class Bench:
    """What a test of whole jobs needs. Everything it starts, it ends."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.db = Database(url)
        self.folder = folder
        self.log = folder / "work.log"
        self.log.touch()
        self.work_dir = folder / "work"
        self.environment = os.environ | {"WORK_LOG": str(self.log), "PYTHONPATH": str(ROOT)}
        self.command = [sys.executable, str(SCRIPT), url, str(self.work_dir), str(LEASE)]
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.placers: list[Placer] = []

    def start_placer(self, **options: Any) -> Placer:
        self.placers.append(Placer(self.db, lease_seconds=LEASE, **options))
        self.placers[-1].start()
        return self.placers[-1]

    def start_workers(self, *names: str, device: str = "cpu") -> None:
        """Start them together, and wait until all are ready."""
        for name in names:
            own = {WORKER_ID: name, WORKER_DEVICE: device}
            with (self.folder / f"{name}.out").open("wb") as output:
                self.processes[name] = subprocess.Popen(
                    self.command, env=self.environment | own, stdout=output, stderr=output, start_new_session=True
                )
        self.until(lambda: set(names) <= self.ready(), "workers are ready")

    def signal(self, name: str, number: signal.Signals) -> None:
        self.processes[name].send_signal(number)

    def submit(self, kind: str, spec: Any = None, **options: Any) -> str:
        with self.db.transaction() as session:
            return service.submit(session, kind=kind, spec=spec or WalkSpec(), **options).id

    def cancel(self, job_id: str) -> None:
        with self.db.transaction() as session:
            service.cancel(session, job_id)

    def resume(self, job_id: str) -> None:
        with self.db.transaction() as session:
            service.resume(session, job_id)

    def job(self, job_id: str) -> Job:
        with self.db.reading() as session:
            return service.get(session, job_id)

    def state(self, job_id: str) -> str:
        return self.job(job_id).state

    def ready(self) -> set[str]:
        with self.db.reading() as session:
            return set(session.scalars(select(Worker.id).where(Worker.state == "ready")))

    def lines(self, job_id: str = "") -> list[str]:
        """What the stages noted: `<worker> <job> <what>`, oldest first."""
        return [line.split(" ", 1)[1] for line in self.log.read_text().splitlines() if job_id in line]

    def until_finished(self, *job_ids: str, within: float = 60.0) -> list[str]:
        """Wait for the end of these jobs; gives their states."""
        self.until(lambda: all(self.job(job_id).is_finished for job_id in job_ids), "jobs end", within)
        return [self.state(job_id) for job_id in job_ids]

    def until_noted(self, job_id: str, what: str) -> str:
        """Wait until a stage noted this; gives the worker that did."""

        def found() -> list[str]:
            return [line for line in self.lines(job_id) if line.endswith(what)]

        self.until(found, f"{what!r} is noted")
        return found()[-1].split()[0]

    def until(self, condition: Callable[[], object], what: str, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"waited {within:g} s until {what}\n{self.report()}")
            time.sleep(0.02)

    def report(self) -> str:
        with self.db.reading() as session:
            jobs = [(job.id, job.kind, job.state, job.owner, job.failure) for job in session.scalars(select(Job))]
        outputs = [f"--- {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self.folder.glob("*.out"))]
        return "\n".join([*map(str, jobs), *self.lines(), *outputs])

    def close(self) -> None:
        for placer in self.placers:
            placer.stop()
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.db.dispose()


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(database_url, tmp_path)
    yield bench
    bench.close()
