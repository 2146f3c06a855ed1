"""Jobs under kill -9: how many are lost, how many stages are finished twice, how long until a job goes on.

    python benchmarks/jobs_chaos.py --kills 100 --jobs 120 --database sqlite|postgresql

Real workers under a real supervisor; each kill hits a random one. `--fleet` runs them without a supervisor, so that
only the lease tells that one is gone, and starts replacements itself.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from safelight.db import Database
from safelight.jobs import service
from safelight.jobs.placer import Placer
from safelight.jobs.supervisor import Supervisor
from safelight.jobs.upbringing import WORKER_ID
from safelight.kit.ids import new_id
from tests import databases
from tests.jobs.worker import WalkSpec

LEASE = 5.0
STAGES = 4


@dataclass
class Outcome:
    """What the chaos did."""

    jobs: int
    kills: int = 0
    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    begun_again: int = 0
    finished_twice: int = 0
    takeovers: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return self.jobs - self.states["succeeded"]


def run(
    *, backend: str, kills: int, jobs: int, workers: int, fleet: bool = False, seed: int = 0, limit: float = 3600.0
) -> Outcome:
    """Submit the jobs, kill until enough were killed, wait for the end."""
    folder = Path(tempfile.mkdtemp(prefix="safelight-chaos-"))
    log = folder / "work.log"
    log.touch()
    url = databases.fresh_url(backend, folder)
    database = Database(url)
    environment = os.environ | {"WORK_LOG": str(log), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(ROOT / "tests/jobs/worker.py"), url, str(folder / "work"), str(LEASE)]
    placer = Placer(database, lease_seconds=LEASE)
    supervisor: Fleet | Supervisor
    if fleet:
        supervisor = Fleet(command, environment, workers)
    else:
        supervisor = Supervisor(
            database, command, devices=["cpu"] * workers, environment=environment, longest_pause_seconds=1.0
        )
    placer.start()
    supervisor.start()
    outcome = Outcome(jobs)
    chance = random.Random(seed)
    begun = time.monotonic()
    try:
        with database.transaction() as session:
            spec = WalkSpec(steps=10, seconds=0.02)
            ids = [service.submit(session, kind="walk", spec=spec).id for _ in range(jobs)]
        murders: list[tuple[float, str]] = []
        while time.monotonic() - begun < limit:
            with database.reading() as session:
                # Two deaths in one stage are bad luck, three are poison: that is another test.
                busy = {
                    job.owner: job.id for job in service.in_work(session) if job.state == "running" and job.deaths < 2
                }
                finished = sum(job.is_finished for job in service.find_all(session, ids).values())
            if finished == jobs:
                break
            # Kills are spread over the whole run, and only those that hit a job count.
            due = outcome.kills < kills and outcome.kills <= finished * kills / jobs
            if due and busy and (victim := _process_of(chance.choice(sorted(busy)), supervisor.pids())):
                name, process = victim
                process.send_signal(signal.SIGKILL)
                murders.append((time.time(), busy[name]))
                outcome.kills += 1
            time.sleep(chance.uniform(0.05, 0.3))
        outcome.seconds = time.monotonic() - begun
        with database.reading() as session:
            outcome.states.update(job.state for job in service.find_all(session, ids).values())
        _read(log, murders, outcome)
    finally:
        supervisor.stop()
        placer.stop()
        database.dispose()
        databases.give_back(url)
        shutil.rmtree(folder, ignore_errors=True)
    return outcome


class Fleet:
    """Workers that nobody supervises: only the lease tells that one is gone. A killed one is replaced at once."""

    def __init__(self, command: list[str], environment: dict[str, str], count: int) -> None:
        self._command = command
        self._environment = environment
        self._count = count
        self._stopping = threading.Event()
        self._running: list[subprocess.Popen[bytes]] = []
        self._thread = threading.Thread(target=self._keep_running)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        for process in self._running:
            process.kill()
            process.wait()

    def pids(self) -> list[int]:
        return [process.pid for process in self._running]

    def _keep_running(self) -> None:
        while not self._stopping.wait(0.1):
            alive = [process for process in self._running if process.poll() is None]
            fresh = [self._start() for _ in range(self._count - len(alive))]
            self._running = alive + fresh

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._command, env=self._environment | {WORKER_ID: new_id("worker")})


def _process_of(worker_id: str, pids: list[int]) -> tuple[str, psutil.Process] | None:
    for pid in pids:
        try:
            process = psutil.Process(pid)
            if process.environ().get(WORKER_ID) == worker_id:
                return worker_id, process
        except psutil.Error:
            continue
    return None


def _read(log: Path, murders: list[tuple[float, str]], outcome: Outcome) -> None:
    lines = [line.split(" ", 3) for line in log.read_text().splitlines()]
    starts = Counter((job, what) for _, _, job, what in lines if what.startswith("start"))
    ends = Counter((job, what) for _, _, job, what in lines if what.startswith("end"))
    outcome.begun_again = sum(count - 1 for count in starts.values())
    outcome.finished_twice = sum(count - 1 for count in ends.values())
    for when, job in murders:
        begun = (float(at) for at, _, other, what in lines if other == job and what.startswith("start"))
        later = [at for at in begun if at > when]
        if later:
            outcome.takeovers.append(min(later) - when)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=120)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--database", choices=databases.BACKENDS, default="sqlite")
    parser.add_argument("--fleet", action="store_true", help="no supervisor: a death is noticed by the lease alone")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    asked = dict(vars(options))
    outcome = run(backend=asked.pop("database"), **asked)
    times = sorted(outcome.takeovers)
    print(f"database            {options.database}, {'by lease alone' if options.fleet else 'supervised'}")
    print(f"jobs                {outcome.jobs}, of them {dict(outcome.states)}")
    print(f"jobs lost           {outcome.lost}")
    print(f"kill -9             {outcome.kills}, each on a worker with a job in hand")
    print(f"stages begun again  {outcome.begun_again}")
    print(f"done again          {outcome.finished_twice}, having ended just before the kill and not been recorded")
    if times:
        middle, most = times[len(times) // 2], times[int(len(times) * 0.95)]
        print(f"until it goes on    p50 {middle:.2f} s, p95 {most:.2f} s, max {times[-1]:.2f} s")
    print(f"took                {outcome.seconds:.0f} s")
    sys.exit(bool(outcome.lost))


if __name__ == "__main__":
    main()
