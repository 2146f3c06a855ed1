"""Workers that die, freeze and come back: no job is lost, no finished stage is done twice, no zombie is believed."""

import signal
import time

import pytest

from safelight.jobs.runner import EXIT_LOST
from tests import databases
from tests.jobs.conftest import LEASE, Bench
from tests.jobs.worker import WalkSpec


def test_another_worker_goes_on_at_the_interrupted_stage(bench):
    bench.start_placer()
    bench.start_workers("w1", "w2")
    job_id = bench.submit("walk", WalkSpec(steps=20, seconds=0.05))
    victim = bench.until_noted(job_id, "start 1")
    survivor = "w2" if victim == "w1" else "w1"
    bench.signal(victim, signal.SIGKILL)
    assert bench.until_finished(job_id) == ["succeeded"]
    ends = [line for line in bench.lines(job_id) if " end " in line]
    assert ends == [f"{victim} {job_id} end 0"] + [f"{survivor} {job_id} end {number}" for number in (1, 2, 3)]
    assert bench.job(job_id).attempts == 2
    assert bench.ready() == {survivor}


@pytest.mark.computes
def test_a_job_that_kills_three_workers_is_stopped_and_the_next_one_runs(bench):
    bench.start_placer()
    bench.start_workers("w1", "w2", "w3", "w4")
    poison = bench.submit("die")
    assert bench.until_finished(poison) == ["failed"]
    failure = bench.job(poison).parsed_failure
    assert failure.code == "poison_job"
    assert failure.hint
    assert len(bench.lines(poison)) == 3
    healthy = bench.submit("walk")
    assert bench.until_finished(healthy) == ["succeeded"]


def test_a_frozen_worker_that_wakes_up_can_write_nothing_and_leaves(bench):
    bench.start_placer()
    bench.start_workers("w1", "w2")
    job_id = bench.submit("zombie")
    zombie = bench.until_noted(job_id, "start zombie 1")
    assert bench.until_finished(job_id) == ["succeeded"]
    assert bench.job(job_id).results == {"zombie": {"attempt": 2}}
    bench.signal(zombie, signal.SIGCONT)
    assert bench.processes[zombie].wait(timeout=60) == EXIT_LOST
    assert not [line for line in bench.lines(job_id) if line.endswith("wrote")]
    assert bench.job(job_id).results == {"zombie": {"attempt": 2}}


def test_the_placer_freezing_costs_no_worker_its_job(bench, monkeypatch):
    placer = bench.start_placer()
    bench.start_workers("w1")
    job_id = bench.submit("hold")
    bench.until_noted(job_id, "start hold")
    # As after a night's sleep of the machine: everybody looks silent, at first.
    bench.signal("w1", signal.SIGSTOP)
    placer.stop()
    bench.placers.clear()
    time.sleep(LEASE * 1.2)
    bench.start_placer()
    bench.signal("w1", signal.SIGCONT)
    bench.until(lambda: bench.job(job_id).state == "running", "it goes on")
    bench.cancel(job_id)
    assert bench.until_finished(job_id) == ["cancelled"]
    assert bench.ready() == {"w1"}


@pytest.fixture
def own_server(tmp_path):
    """A PostgreSQL that this test may crash."""
    server = databases.PostgresServer()
    yield server
    server.remove()


def test_jobs_survive_a_crash_of_the_database(own_server, tmp_path):
    url = databases.text_of(own_server.create())
    databases.create_tables(url)
    bench = Bench(url, tmp_path)
    try:
        bench.start_placer()
        bench.start_workers("w1", "w2")
        jobs = [bench.submit("walk", WalkSpec(steps=10, seconds=0.05)) for _ in range(4)]
        bench.until_noted(jobs[0], "start 1")
        own_server.stop()
        away = time.monotonic() + 3 * LEASE
        bench.until(lambda: time.monotonic() > away, "every lease has run out")
        own_server.start()
        assert bench.until_finished(*jobs) == ["succeeded"] * 4
        assert bench.ready() == {"w1", "w2"}
        assert {bench.job(job_id).attempts for job_id in jobs} == {1}
    finally:
        bench.close()
