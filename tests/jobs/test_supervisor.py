"""The supervisor's promises: workers run, are restarted, are killed when deaf, and never outlive it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from safelight.jobs import supervisor as supervisor_module
from safelight.jobs.supervisor import Supervisor
from tests.jobs.conftest import Bench

SERVER = """
import sys, time
from safelight.db import Database
from safelight.jobs.supervisor import Supervisor
Supervisor(Database(sys.argv[1]), sys.argv[2:], devices=["cpu"]).start()
time.sleep(600)
"""


@pytest.fixture
def supervise(bench: Bench) -> Iterator:
    started: list[Supervisor] = []

    def start(*devices: str, **options) -> Supervisor:
        one = Supervisor(bench.db, bench.command, devices=devices, environment=bench.environment, **options)
        one.start()
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def test_a_killed_worker_is_replaced_and_its_job_moves_on_before_any_lease_ends(bench, supervise, monkeypatch):
    bench.start_placer()
    supervisor = supervise("cpu", "cpu")
    bench.until(lambda: len(bench.ready()) == 2, "both workers are ready")
    job_id = bench.submit("hold")
    victim = bench.until_noted(job_id, "start hold")
    # The lease cannot be what frees the job: nobody judges.
    monkeypatch.setattr(bench.placers[0], "_may_judge", lambda _: False)
    (pid,) = [pid for pid in supervisor.pids() if psutil.Process(pid).environ()["SAFELIGHT_WORKER_ID"] == victim]
    os.kill(pid, signal.SIGKILL)
    bench.until(lambda: len(bench.lines(job_id)) == 2, "the job goes on elsewhere")
    assert bench.until_noted(job_id, "start hold") != victim
    bench.until(lambda: len(bench.ready()) == 2, "there is a new worker")
    assert victim not in bench.ready()


def test_a_worker_that_ignores_a_cancel_is_killed_and_the_job_ends_cancelled(bench, supervise):
    bench.start_placer()
    supervise("cpu", cancel_grace_seconds=0.5)
    job_id = bench.submit("deaf")
    bench.until_noted(job_id, "start deaf")
    bench.cancel(job_id)
    assert bench.until_finished(job_id) == ["cancelled"]


def test_stopping_ends_every_worker_and_frees_what_they_held(bench, supervise):
    bench.start_placer()
    supervisor = supervise("cpu")
    job_id = bench.submit("hold")
    bench.until_noted(job_id, "start hold")
    pids = supervisor.pids()
    supervisor.stop()
    assert not [pid for pid in pids if psutil.pid_exists(pid)]
    assert bench.ready() == set()
    assert (bench.state(job_id), bench.job(job_id).deaths) == ("queued", 0)


def test_a_worker_that_ends_at_once_is_restarted_ever_more_slowly(bench, monkeypatch):
    class Clock:
        now = 100.0

        def monotonic(self) -> float:
            return self.now

    clock = Clock()
    monkeypatch.setattr(supervisor_module, "time", clock)
    supervisor = Supervisor(bench.db, [sys.executable, "-c", ""], devices=["cpu"])
    (seat,) = supervisor._seats
    pauses = []
    for _ in range(7):
        supervisor._look_after(seat)
        seat.process.wait()
        supervisor._look_after(seat)
        pauses.append(seat.not_before - clock.now)
        clock.now = seat.not_before
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    supervisor._look_after(seat)
    seat.process.wait()
    clock.now += 61
    supervisor._look_after(seat)
    assert seat.not_before - clock.now == 1


def test_no_worker_outlives_a_server_that_is_killed(bench):
    command = [sys.executable, "-c", SERVER, bench.url, *bench.command]
    server = subprocess.Popen(command, env=bench.environment)
    bench.until(bench.ready, "its worker is ready")
    (worker,) = psutil.Process(server.pid).children()
    server.kill()
    server.wait()
    bench.until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, "the worker is dead")
