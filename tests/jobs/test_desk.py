"""The server's own jobs: who does them, how many at once, and what becomes of them when a server dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from safelight.jobs import moves, queue, service
from safelight.jobs.desk import Desk
from safelight.jobs.lines import Lines
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Worker
from tests.jobs.conftest import LEASE, ROOT, Bench
from tests.jobs.worker import TASKS, WalkSpec

SCRIPT = Path(__file__).parent / "desk.py"


@pytest.fixture
def start_desk(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Desks in this process."""
    monkeypatch.setenv("WORK_LOG", str(bench.log))
    started: list[Desk] = []

    def start(**options: Any) -> Desk:
        desk = Desk(bench.db, TASKS, work_dir=bench.work_dir, lease_seconds=LEASE, poll_seconds=0.02, **options)
        desk.start()
        started.append(desk)
        return desk

    yield start
    for desk in started:
        desk.stop()


def submit(bench: Bench, kind: str, **spec: Any) -> str:
    return bench.submit(kind, WalkSpec(**spec), place="server")


def start_process(bench: Bench, name: str) -> None:
    command = [sys.executable, str(SCRIPT), bench.url, str(bench.work_dir), str(LEASE)]
    bench.processes[name] = subprocess.Popen(command, env=bench.environment | {"PYTHONPATH": str(ROOT)})


def test_the_desk_does_all_stages_and_keeps_their_results(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    start_desk()
    job_id = submit(bench, "walk")

    assert bench.until_finished(job_id) == ["succeeded"]
    assert [result["number"] for result in bench.job(job_id).results.values()] == [0, 1, 2, 3]
    with bench.db.reading() as session:
        assert service.progress_of(session, [job_id])[job_id].fraction == 1.0


def test_placer_and_desk_leave_each_other_their_jobs(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    for_worker = bench.submit("walk")
    for_server = submit(bench, "walk")
    start_desk()

    assert bench.until_finished(for_server) == ["succeeded"]
    with bench.db.reading() as session:
        assert [job.id for job in Lines().heads(session, each=5)[0]] == [for_worker]
    assert bench.state(for_worker) == "queued"


def test_a_desk_is_no_worker(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    start_desk()
    bench.until(bench.ready, "the desk shows that it is there")
    placer = Placer(bench.db, lease_seconds=LEASE)
    with bench.db.reading() as session:
        assert service.workers(session) == []
        assert placer._candidates(session, []) == []


def test_each_place_has_its_own_line(bench: Bench) -> None:
    ours, theirs, ours_too = submit(bench, "walk"), bench.submit("walk"), submit(bench, "walk")

    with bench.db.reading() as session:
        assert queue.line(session) == {ours: 1, ours_too: 2, theirs: 1}
        jobs = [service.get(session, job_id) for job_id in (ours, ours_too, theirs)]
        assert [service.position(session, job) for job in jobs] == [1, 2, 1]
        said = queue.reasons(session, jobs, queue.line(session))
    assert said == {ours_too: "1 job before it", theirs: "No worker is running"}


def test_going_next_overtakes_only_the_own_line(bench: Bench) -> None:
    bench.submit("walk", priority=5)
    first, second = submit(bench, "walk"), submit(bench, "walk")
    with bench.db.transaction() as session:
        assert queue.run_next(session, second).priority == 99
    with bench.db.reading() as session:
        assert queue.line(session)[first] == 2


def test_no_more_than_so_many_at_once(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    held = [submit(bench, "hold") for _ in range(3)]
    start_desk(at_once=2)
    bench.until(lambda: bench.state(held[1]) == "running", "two run")
    late = submit(bench, "walk", seconds=0, steps=1)
    for job_id in held[:2]:
        bench.until_noted(job_id, "start hold")
    assert [bench.state(job_id) for job_id in (held[2], late)] == ["queued", "queued"]

    bench.cancel(held[0])

    assert bench.until_finished(held[0]) == ["cancelled"]
    bench.until(lambda: bench.state(held[2]) == "running", "the third runs")
    assert bench.state(late) == "queued"


def test_two_servers_share_the_work_and_do_nothing_twice(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    jobs = [submit(bench, "walk", steps=2) for _ in range(8)]
    start_desk()
    start_desk()

    assert set(bench.until_finished(*jobs)) == {"succeeded"}
    assert [bench.job(job_id).epoch for job_id in jobs] == [1] * 8
    assert all(sum(line.endswith("start 0") for line in bench.lines(job_id)) == 1 for job_id in jobs)


def test_a_killed_server_loses_its_job_to_the_next_which_goes_on(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    bench.start_placer()
    start_process(bench, "doomed")
    job_id = submit(bench, "walk", steps=10, seconds=0.05)
    bench.until_noted(job_id, "start 1")
    os.kill(bench.processes["doomed"].pid, signal.SIGKILL)
    start_desk()

    assert bench.until_finished(job_id) == ["succeeded"]
    assert sum(line.endswith("start 0") for line in bench.lines(job_id)) == 1
    assert bench.job(job_id).attempts == 2


def test_a_server_that_stops_hands_its_job_back(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    job_id = submit(bench, "hold")
    desk = start_desk()
    bench.until_noted(job_id, "start hold")

    desk.stop()

    job = bench.job(job_id)
    assert (job.state, job.owner, job.deaths) == ("queued", None, 0)
    with bench.db.reading() as session:
        assert session.scalars(select(Worker.state)).all() == ["gone"]


def test_a_desk_that_was_struck_off_comes_back_and_writes_nothing(
    bench: Bench, start_desk: Callable[..., Desk]
) -> None:
    job_id = submit(bench, "hold")
    start_desk()
    bench.until_noted(job_id, "start hold")
    with bench.db.transaction() as session:
        first = session.scalars(select(Worker.id)).one()
        moves.dismiss(session, first)

    bench.until(lambda: bench.job(job_id).owner not in {None, first}, "it is taken again")

    assert bench.job(job_id).attempts == 2


def test_failures_are_told_as_a_workers_are(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    refused, unknown = submit(bench, "refuse"), submit(bench, "never-heard-of")
    start_desk()

    assert bench.until_finished(refused, unknown) == ["failed", "failed"]
    assert [bench.job(job_id).failure["code"] for job_id in (refused, unknown)] == ["no_can_do", "unknown_task"]


def test_a_resumed_job_keeps_its_finished_stages(bench: Bench, start_desk: Callable[..., Desk]) -> None:
    job_id = submit(bench, "flaky")
    start_desk()
    assert bench.until_finished(job_id) == ["failed"]

    bench.resume(job_id)

    assert bench.until_finished(job_id) == ["succeeded"]
    assert sum(line.endswith("start 0") for line in bench.lines(job_id)) == 1


def test_servers_may_die_often_without_speaking_against_a_job(bench: Bench) -> None:
    job_id = submit(bench, "hold")
    with bench.db.transaction() as session:
        job = service.get(session, job_id)
        for _ in range(2 * moves.MAX_DEATHS):
            moves.place(session, job, "desk")
            moves.start(session, job)
            moves.bereave(session, job)

    assert (bench.state(job_id), bench.job(job_id).attempts) == ("queued", 2 * moves.MAX_DEATHS)
