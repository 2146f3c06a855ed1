"""How quick and how cheap the job engine is: start, cancel, idle CPU, memory in the server.

    python benchmarks/jobs_latency.py --database sqlite|postgresql --samples 40

Figures mean something on a machine that has nothing else to do.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.jobs import service
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Job
from safelight.jobs.upbringing import WORKER_ID
from tests import databases
from tests.jobs.worker import WalkSpec

LEASE = 5.0
IDLE_SECONDS = 20.0
MEMORY = """
import psutil, sys
from safelight.db import Database
from safelight.jobs import service
before = psutil.Process().memory_info().rss
from safelight.jobs.placer import Placer
placer = Placer(Database(sys.argv[1]))
placer.start()
import time; time.sleep(2)
print((psutil.Process().memory_info().rss - before) / 2**20)
placer.stop()
"""


def wait_for_state(database: Database, job_id: str, *states: str) -> Job:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with database.reading() as session:
            job = service.get(session, job_id)
        if job.state in states:
            return job
        time.sleep(0.005)
    raise TimeoutError(f"{job_id} is {job.state}")


def start_and_cancel(database: Database) -> tuple[float, float, float]:
    """Seconds from submit to start, from placed to start, and from cancel to the end, of one job."""
    with database.transaction() as session:
        job_id = service.submit(session, kind="hold", spec=WalkSpec()).id
    job = wait_for_state(database, job_id, "running")
    with database.reading() as session:
        while not service.progress_of(session, [job_id]):
            session.rollback()
            time.sleep(0.01)
    begun = time.monotonic()
    with database.transaction() as session:
        service.cancel(session, job_id)
    wait_for_state(database, job_id, "cancelled")
    cancelled = time.monotonic() - begun
    return (
        (job.started_at - job.created_at).total_seconds(),
        (job.started_at - job.placed_at).total_seconds(),
        cancelled,
    )


def show(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    print(f"{name:<24} p50 {middle * 1000:5.0f} ms   p95 {most * 1000:5.0f} ms   max {ordered[-1] * 1000:5.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--samples", type=int, default=40)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="safelight-latency-"))
    url = databases.fresh_url(options.database, folder)
    database = Database(url)
    environment = os.environ | {"WORK_LOG": str(folder / "log"), "PYTHONPATH": str(ROOT), WORKER_ID: "w1"}
    command = [sys.executable, str(ROOT / "tests/jobs/worker.py"), url, str(folder / "work"), str(LEASE)]
    placer = Placer(database, lease_seconds=LEASE)
    placer.start()
    worker = psutil.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        start_and_cancel(database)
        samples = [start_and_cancel(database) for _ in range(options.samples)]
        begun = sum(worker.cpu_times()[:2])
        time.sleep(IDLE_SECONDS)
        busy = (sum(worker.cpu_times()[:2]) - begun) / IDLE_SECONDS
        own = sum(psutil.Process().cpu_times()[:2])
        time.sleep(IDLE_SECONDS / 2)
        placing = (sum(psutil.Process().cpu_times()[:2]) - own) / (IDLE_SECONDS / 2)
        print(f"database                 {options.database}, load average {os.getloadavg()[0]:.1f}")
        for name, column in zip(
            ("submitted to started", "placed to started", "cancel to ended"), zip(*samples, strict=True), strict=True
        ):
            show(name, list(column))
        print(
            f"idle worker              {busy:.1%} of a core, {worker.memory_info().rss / 2**20:.0f} MiB without torch"
        )
        print(f"idle placer              {placing:.1%} of a core")
    finally:
        worker.terminate()
        worker.wait()
        placer.stop()
    cost = subprocess.run([sys.executable, "-c", MEMORY, url], check=True, capture_output=True, text=True).stdout
    print(f"in the server            {float(cost):.0f} MiB more than without a placer")
    database.dispose()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
