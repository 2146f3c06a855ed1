"""What features and doors can do with jobs, without any worker."""

from datetime import timedelta

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from safelight.db import Database
from safelight.events import read_after
from safelight.jobs import moves, service
from safelight.jobs.errors import JobFinished, JobNotFound, NotResumable
from safelight.jobs.tables import Job, JobMetric, JobProgress
from safelight.jobs.upserting import upsert
from safelight.kit.clock import utcnow
from safelight.kit.errors import TooManyRequests
from safelight.specs.jobs import JobFailure, JobState, Needs, Progress
from safelight.specs.models import BUILT_IN


class Spec(BaseModel):
    prompt: str = "a cat"


def submit(database: Database, **options) -> str:
    with database.transaction() as session:
        return service.submit(session, **{"kind": "draw", "spec": Spec()} | options).id


def bring_to(database: Database, job_id: str, state: JobState) -> None:
    """Take a queued job through its life up to a state."""
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        if state != "queued":
            moves.place(session, job, "w1")
        if state not in ("queued", "placed"):
            moves.start(session, job)
        if state not in ("queued", "placed", "running"):
            moves.finish(session, job, state, JobFailure(code="x", message="y") if state == "failed" else None)


def kinds_of_events(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.kind for event in read_after(session, 0)]


def test_a_submitted_job_waits_with_all_it_was_given(database):
    needs = Needs(memory_bytes=5, gpu=True)
    job_id = submit(database, subject="character:char_1", needs=needs, model_key=BUILT_IN, priority=7)
    with database.reading() as session:
        job = service.get(session, job_id)
    assert (job.state, job.spec, job.subject, job.parsed_needs) == (
        "queued",
        {"prompt": "a cat"},
        "character:char_1",
        needs,
    )
    assert (job.model_key, job.priority, job.attempts, job.results, job.failure) == (BUILT_IN, 7, 0, {}, None)
    assert kinds_of_events(database) == ["job.queued"]


def test_what_is_rolled_back_was_never_submitted(database):
    with pytest.raises(JobNotFound), database.transaction() as session:
        service.get(session, service.submit(session, kind="draw", spec=Spec()).id[:-1])
    with database.reading() as session:
        assert service.page(session) == ([], None)
    assert kinds_of_events(database) == []


def test_a_full_queue_refuses_and_says_when_to_come_back(database):
    for _ in range(2):
        submit(database, max_queued=2)
    with pytest.raises(TooManyRequests) as caught:
        submit(database, max_queued=2)
    assert caught.value.code == "queue_full"
    assert caught.value.retry_after


def test_jobs_are_paged_newest_first_and_filtered(database):
    ids = [submit(database, kind=kind, subject=subject) for kind, subject in (("a", "s"), ("b", "s"), ("a", None))]
    bring_to(database, ids[0], "failed")
    with database.reading() as session:
        first, cursor = service.page(session, limit=2)
        rest, end = service.page(session, limit=2, after=cursor)
        assert sorted(job.id for job in first + rest) == sorted(ids)
        assert [job.id for job in first + rest] == sorted(ids, reverse=True)
        assert end is None
        assert {job.id for job in service.page(session, kind="a")[0]} == {ids[0], ids[2]}
        assert {job.id for job in service.page(session, subject="s")[0]} == {ids[0], ids[1]}
        assert [job.id for job in service.page(session, states=["failed"])[0]] == [ids[0]]


def test_the_unknown_job_is_named(database):
    with database.reading() as session, pytest.raises(JobNotFound, match="job_nope"):
        service.get(session, "job_nope")
    with database.transaction() as session, pytest.raises(JobNotFound):
        service.cancel(session, "job_nope")


@pytest.mark.parametrize("state", ["queued", "placed"])
def test_cancelling_a_job_that_has_not_begun_ends_it_at_once_and_twice_is_harmless(database, state):
    job_id = submit(database)
    bring_to(database, job_id, state)
    for _ in range(2):
        with database.transaction() as session:
            assert service.cancel(session, job_id).state == "cancelled"
    assert kinds_of_events(database).count("job.cancelled") == 1


def test_cancelling_a_running_job_asks_its_worker(database):
    job_id = submit(database)
    bring_to(database, job_id, "running")
    for _ in range(2):
        with database.transaction() as session:
            job = service.cancel(session, job_id)
            assert job.state == "running"
            assert job.cancel_requested_at
    assert kinds_of_events(database).count("job.cancelling") == 1


@pytest.mark.parametrize("state", ["succeeded", "failed"])
def test_what_has_ended_cannot_be_cancelled_or_moved(database, state):
    job_id = submit(database)
    bring_to(database, job_id, state)
    with database.transaction() as session, pytest.raises(JobFinished, match=f"has already {state}"):
        service.cancel(session, job_id)
    with database.transaction() as session, pytest.raises(JobFinished):
        service.reprioritise(session, job_id, priority=1)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_resume_queues_again_and_keeps_what_finished_stages_gave(database, state):
    job_id = submit(database)
    with database.transaction() as session:
        session.get_one(Job, job_id).results = {"caption": {"pictures": 3}}
    bring_to(database, job_id, state)
    with database.transaction() as session:
        job = service.resume(session, job_id)
    assert (job.state, job.failure, job.cancel_requested_at, job.finished_at) == ("queued", None, None, None)
    assert job.results == {"caption": {"pictures": 3}}


@pytest.mark.parametrize("state", ["queued", "running", "succeeded"])
def test_only_failed_and_cancelled_jobs_resume(database, state):
    job_id = submit(database)
    bring_to(database, job_id, state)
    with database.transaction() as session, pytest.raises(NotResumable, match=state):
        service.resume(session, job_id)


def test_position_counts_who_goes_first(database):
    last, second, first = submit(database), submit(database, priority=50), submit(database, priority=10)
    with database.reading() as session:
        assert [service.position(session, service.get(session, one)) for one in (first, second, last)] == [1, 2, 3]
    with database.transaction() as session:
        service.reprioritise(session, last, priority=1)
    bring_to(database, first, "running")
    with database.reading() as session:
        places = [service.position(session, service.get(session, one)) for one in (last, second, first)]
    assert places == [1, 2, None]


def test_finished_jobs_are_forgotten_with_all_that_hangs_on_them(database):
    old, new = submit(database), submit(database)
    for job_id in (old, new):
        bring_to(database, job_id, "succeeded")
    with database.transaction() as session:
        session.get_one(Job, old).finished_at = utcnow() - timedelta(days=31)
        upsert(session, JobProgress, [{"job_id": old, "progress": Progress().model_dump(), "at": utcnow()}])
        upsert(session, JobMetric, [{"job_id": old, "name": "loss", "step": 1, "value": 0.5, "at": utcnow()}])
    with database.transaction() as session:
        assert service.forget_finished(session, utcnow() - timedelta(days=30)) == 1
    with database.reading() as session:
        assert session.scalars(select(Job.id)).all() == [new]
        assert service.progress_of(session, [old]) == {}
        assert service.metrics_of(session, old) == []


def test_the_third_death_without_a_checkpoint_is_poison(database):
    job_id = submit(database)
    for deaths in (1, 2, 3):
        bring_to(database, job_id, "running")
        with database.transaction() as session:
            job = moves.locked(session, job_id)
            moves.bereave(session, job)
            assert job.state == ("queued" if deaths < 3 else "failed")
    assert job.failure["code"] == "poison_job"
    with database.transaction() as session:
        assert service.resume(session, job_id).deaths == 0


def test_a_job_whose_worker_died_before_starting_it_is_not_blamed(database):
    job_id = submit(database)
    bring_to(database, job_id, "placed")
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        moves.bereave(session, job)
    assert (job.state, job.deaths, job.owner) == ("queued", 0, None)


def test_a_job_that_was_asked_to_stop_is_cancelled_when_its_worker_dies(database):
    job_id = submit(database)
    bring_to(database, job_id, "running")
    with database.transaction() as session:
        service.cancel(session, job_id)
        moves.bereave(session, moves.locked(session, job_id))
    with database.reading() as session:
        assert service.get(session, job_id).state == "cancelled"
