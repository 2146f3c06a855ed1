"""The queue as people see it: what each job waits for, what goes next, and what can be asked of one that runs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import BaseModel

from safelight.db import Database
from safelight.jobs import moves, queue, service
from safelight.jobs.errors import JobNotFound, NotAskable, NotWaiting
from safelight.jobs.tables import Job, Worker
from safelight.kit.clock import utcnow
from safelight.specs.jobs import JobState, Needs

GB = 10**9


class Spec(BaseModel):
    prompt: str = "a cat"


def submit(database: Database, **options) -> str:
    with database.transaction() as session:
        return service.submit(session, **{"kind": "draw", "spec": Spec()} | options).id


def start(database: Database, job_id: str, worker: str = "w1") -> None:
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        moves.place(session, job, worker)
        moves.start(session, job)


def finish(database: Database, job_id: str, state: JobState) -> None:
    start(database, job_id)
    with database.transaction() as session:
        moves.finish(session, moves.locked(session, job_id), state)


def worker(database: Database, name: str = "w1", *, device: str = "cuda:0", memory: int = 8 * GB) -> None:
    with database.transaction() as session:
        now = utcnow()
        session.add(
            Worker(
                id=name, name=name, host="here", pid=1, device=device, device_name="RTX", memory_total=memory,
                memory_free=memory, version="1", started_at=now, seen_at=now,
            )
        )  # fmt: skip


def waits_for(database: Database, *job_ids: str) -> list[str | None]:
    with database.reading() as session:
        jobs = [service.get(session, job_id) for job_id in job_ids]
        reasons = queue.reasons(session, jobs, queue.line(session))
    return [reasons.get(job_id) for job_id in job_ids]


def order(database: Database) -> list[str]:
    with database.reading() as session:
        return list(queue.line(session))


@pytest.mark.parametrize(
    ("title", "kept"),
    [("Learn Ada", "Learn Ada"), ("4 pictures:\n a  cat ", "4 pictures: a cat"), ("x" * 300, "x" * 79 + "…"), ("", "")],
)
def test_a_title_is_one_short_line(database, title: str, kept: str) -> None:
    job_id = submit(database, title=title)
    with database.reading() as session:
        assert service.get(session, job_id).title == kept


def test_without_a_worker_that_is_what_it_waits_for(database) -> None:
    assert waits_for(database, submit(database)) == ["No worker is running"]


def test_what_no_worker_can_do_is_said_with_figures(database) -> None:
    worker(database, "small", memory=6 * GB)
    worker(database, "large", memory=8 * GB)
    worker(database, "processor", device="cpu", memory=64 * GB)

    large = submit(database, needs=Needs(memory_bytes=12 * GB, gpu=True))

    assert waits_for(database, large) == ["Needs 12 GB; the largest worker has 8 GB"]


def test_what_needs_a_gpu_says_so_where_there_is_none(database) -> None:
    worker(database, device="cpu")
    assert waits_for(database, submit(database, needs=Needs(gpu=True))) == ["Needs a GPU, and no worker has one"]


def test_the_jobs_before_it_are_counted(database) -> None:
    worker(database)
    running = submit(database, title="Learn Ada")
    start(database, running)
    ids = [submit(database) for _ in range(3)]

    assert waits_for(database, *ids) == ["Learn Ada has w1", "1 job before it", "2 jobs before it"]
    assert waits_for(database, running) == [None]
    worker(database, "w2")
    assert waits_for(database, ids[0]) == [None], "w2 is about to take it"
    start(database, submit(database), "w2")
    assert waits_for(database, ids[0]) == ["All 2 workers are busy"]


def test_run_next_goes_before_everything_that_waits(database) -> None:
    first, second, third = (submit(database, priority=priority) for priority in (0, 50, 100))

    with database.transaction() as session:
        queue.run_next(session, third)
    assert order(database) == [third, first, second]
    with database.transaction() as session:
        queue.run_next(session, second)
    assert order(database) == [second, third, first]
    with database.transaction() as session:
        priority = queue.run_next(session, second).priority
    with database.transaction() as session:
        assert queue.run_next(session, second).priority == priority, "it is next already"


@pytest.mark.parametrize("state", ["running", "succeeded", "cancelled"])
def test_only_what_waits_has_a_place(database, state: JobState) -> None:
    job_id = submit(database)
    start(database, job_id) if state == "running" else finish(database, job_id, state)

    for act in (queue.run_next, queue.cancel_waiting):
        with pytest.raises(NotWaiting), database.transaction() as session:
            act(session, job_id)
        with pytest.raises(JobNotFound), database.transaction() as session:
            act(session, "job_nonsense")
    with database.reading() as session:
        assert service.get(session, job_id).state == state


def test_a_wish_is_kept_once_until_the_worker_takes_it(database) -> None:
    job_id = submit(database)
    start(database, job_id)

    def ask(_: int) -> None:
        with database.transaction() as session:
            queue.ask(session, job_id, "sample", kind="draw")

    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(ask, range(8)))

    with database.reading() as session:
        assert service.get(session, job_id).wishes == ["sample"]


def test_only_a_running_job_of_that_kind_can_be_asked(database) -> None:
    waiting, running, stopping = (submit(database) for _ in range(3))
    start(database, running)
    start(database, stopping)
    with database.transaction() as session:
        service.cancel(session, stopping)

    for job_id, kind in ((waiting, "draw"), (running, "character"), (stopping, "draw")):
        with pytest.raises(NotAskable), database.transaction() as session:
            queue.ask(session, job_id, "sample", kind=kind)
    with pytest.raises(JobNotFound), database.transaction() as session:
        queue.ask(session, "job_nonsense", "sample", kind="draw")


def test_the_queue_is_told_in_four_numbers(database) -> None:
    for state in ("succeeded", "succeeded", "failed", "cancelled"):
        finish(database, submit(database), state)
    old = submit(database)
    finish(database, old, "succeeded")
    with database.transaction() as session:
        session.get(Job, old).finished_at = utcnow() - timedelta(days=2)
    start(database, submit(database))
    placed, _ = submit(database), submit(database)
    with database.transaction() as session:
        moves.place(session, moves.locked(session, placed), "w2")

    with database.reading() as session:
        today = queue.tally(session, since=utcnow() - timedelta(days=1))
        ever = queue.tally(session, since=utcnow() - timedelta(days=3))

    assert (today.running, today.waiting, today.done, today.failed) == (2, 1, 2, 1)
    assert ever.done == 3


def test_who_is_far_behind_is_not_counted(database, monkeypatch) -> None:
    monkeypatch.setattr(queue, "FAR", 2)
    worker(database)
    ids = [submit(database) for _ in range(4)]
    with database.reading() as session:
        jobs = [service.get(session, job_id) for job_id in ids]
        places = queue.places(session, jobs)
        reasons = queue.reasons(session, jobs, places)
    assert [places[job_id] for job_id in ids] == [1, 2, 3, 3]
    assert [reasons.get(job_id) for job_id in ids[1:]] == ["1 job before it", *["More than 2 jobs before it"] * 2]


def test_a_page_of_several_states_is_in_one_order(database) -> None:
    ids = [submit(database) for _ in range(5)]
    for job_id, state in zip(ids, ("failed", "cancelled", "succeeded", "cancelled", "failed"), strict=True):
        finish(database, job_id, state)
    wanted, met, after = [job_id for job_id in reversed(ids) if job_id != ids[2]], [], None
    with database.reading() as session:
        while True:
            page, after = service.page(session, states=("failed", "cancelled", "failed"), after=after, limit=3)
            met += [job.id for job in page]
            if after is None:
                break
    assert met == wanted
