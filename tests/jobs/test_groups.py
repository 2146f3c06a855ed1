"""Several jobs in the hands of one worker: they run together, and whatever befalls it, each comes to its own end."""

import signal

import pytest

from safelight.jobs import moves, service
from safelight.jobs.tables import Job
from tests.jobs.conftest import LEASE, Bench
from tests.jobs.worker import WalkSpec

SEATS = "WORK_SEATS"
LONG = WalkSpec(steps=40, seconds=0.02)


@pytest.fixture
def bench(bench: Bench) -> Bench:
    """With workers of four seats."""
    bench.environment[SEATS] = "4"
    return bench


def in_hand(bench: Bench, *job_ids: str) -> int:
    return sum(bench.state(job_id) == "running" for job_id in job_ids)


def test_jobs_of_a_group_run_together_and_others_join_them(bench):
    bench.start_placer()
    bench.start_workers("w1")
    first = [bench.submit("hold", group_key="k") for _ in range(3)]
    bench.until(lambda: in_hand(bench, *first) == 3, "all three run")
    late, other = bench.submit("hold", group_key="k"), bench.submit("walk", group_key="l")
    bench.until(lambda: bench.state(late) == "running", "one joins")
    over = bench.submit("hold", group_key="k")
    bench.cancel(first[0])
    assert bench.until_finished(first[0]) == ["cancelled"]
    bench.until(lambda: bench.state(over) == "running", "the next has the free seat")
    assert in_hand(bench, *first[1:], late) == 3
    assert bench.state(other) == "queued"
    for job_id in (*first[1:], late, over):
        bench.cancel(job_id)
    assert bench.until_finished(*first[1:], late, over, other) == ["cancelled"] * 4 + ["succeeded"]


@pytest.mark.slow
@pytest.mark.computes
def test_another_group_has_its_turn_although_the_first_never_ends(bench):
    bench.start_placer(fairness_seconds=0.5)
    bench.start_workers("w1")
    walk = WalkSpec(steps=5, seconds=0.02)
    going = [bench.submit("walk", walk, group_key="k") for _ in range(4)]
    bench.until(lambda: in_hand(bench, *going), "they run")
    other = bench.submit("walk", walk)

    def served() -> bool:
        going.append(bench.submit("walk", walk, group_key="k"))
        return bench.job(other).is_finished

    bench.until(served, "the other is served")
    assert bench.state(other) == "succeeded"
    assert set(bench.until_finished(*going)) == {"succeeded"}


@pytest.mark.computes
def test_a_worker_that_leaves_hands_all_back(bench):
    bench.start_placer()
    bench.start_workers("w1")
    jobs = [bench.submit("walk", LONG, group_key="k") for _ in range(4)]
    bench.until(lambda: in_hand(bench, *jobs) == 4, "all run")
    bench.signal("w1", signal.SIGTERM)
    assert bench.processes["w1"].wait(timeout=30) == 0
    assert {(bench.state(job_id), bench.job(job_id).deaths) for job_id in jobs} == {("queued", 0)}
    bench.start_workers("w2")
    assert set(bench.until_finished(*jobs)) == {"succeeded"}


def test_a_worker_that_dies_frees_all_and_each_is_then_done_alone(bench):
    bench.start_placer()
    bench.start_workers("w1")
    jobs = [bench.submit("walk", LONG, group_key="k") for _ in range(3)]
    bench.until(lambda: in_hand(bench, *jobs) == 3, "all run")
    bench.signal("w1", signal.SIGKILL)
    bench.until(lambda: {bench.job(job_id).deaths for job_id in jobs} == {1}, "its death is known", LEASE * 10)
    bench.start_workers("w2")
    most = 0

    def done() -> bool:
        nonlocal most
        with bench.db.reading() as session:
            suspects = [job for job in service.in_work(session) if job.deaths]
            most = max(most, len(service.in_work(session)) if suspects else 0)
        return all(bench.job(job_id).is_finished for job_id in jobs)

    bench.until(done, "all end")
    assert [bench.state(job_id) for job_id in jobs] == ["succeeded"] * 3
    assert most == 1


@pytest.mark.computes
def test_only_the_job_that_kills_is_given_up(bench):
    bench.start_placer()
    names = iter(f"w{number}" for number in range(9))
    bench.start_workers(next(names))
    innocent = [bench.submit("walk", LONG, group_key="k") for _ in range(2)]
    bench.until(lambda: in_hand(bench, *innocent) == 2, "they run")
    guilty = bench.submit("die", group_key="k")

    def ended() -> bool:
        running = [process for process in bench.processes.values() if process.poll() is None]
        if not running:
            bench.start_workers(next(names))
        return all(bench.job(job_id).is_finished for job_id in (guilty, *innocent))

    bench.until(ended, "all end", within=90)
    assert [bench.state(job_id) for job_id in innocent] == ["succeeded"] * 2
    failed = bench.job(guilty)
    assert (failed.state, failed.failure["code"], failed.attempts) == ("failed", "poison_job", 3)


def test_a_job_is_done_once_though_every_commit_shows_it(bench):
    """Until the worker has claimed it, each look finds it placed."""
    bench.start_placer()
    bench.start_workers("w1")
    jobs = [bench.submit("walk", WalkSpec(steps=1, seconds=0.3), group_key="k") for _ in range(4)]
    assert bench.until_finished(*jobs) == ["succeeded"] * 4
    for job_id in jobs:
        assert [line.split(" ", 2)[2] for line in bench.lines(job_id)].count("start 0") == 1
        assert bench.job(job_id).attempts == 1


def test_a_suspect_is_of_no_group(database):
    with database.transaction() as session:
        job = service.submit(session, kind="walk", spec=WalkSpec(), group_key="k")
        moves.place(session, job, "w1")
        moves.start(session, job)
        assert service.group_of(job) == "k"
        moves.bereave(session, job)
        assert (job.state, service.group_of(session.get_one(Job, job.id))) == ("queued", None)


def test_a_placement_of_which_nothing_was_heard_is_found(bench, monkeypatch):
    """PostgreSQL tells nobody, as where a connection broke in that moment; SQLite's file shows it in any case."""
    bench.start_workers("w1")
    job_id = bench.submit("walk", WalkSpec(steps=1, seconds=0.1))
    monkeypatch.setattr(moves, "notify", lambda *_: None)
    with bench.db.transaction() as session:
        moves.place(session, service.get(session, job_id), "w1")
    assert bench.until_finished(job_id) == ["succeeded"]
