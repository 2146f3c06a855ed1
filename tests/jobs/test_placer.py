"""Who places, whom it trusts, and what it clears away; without worker processes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.events import publish
from safelight.events.tables import EventRow
from safelight.jobs import moves, service
from safelight.jobs.placer import Placer
from safelight.jobs.tables import Job, Lease, Worker
from safelight.kit.clock import utcnow
from tests.jobs.worker import WalkSpec

LEASE = timedelta(seconds=5)
LONG_AGO = timedelta(hours=3)


@pytest.fixture
def make_placer(database: Database) -> Callable[[], Placer]:
    """Placers whose thread does not run: the test makes their moves."""
    return lambda: Placer(database, lease_seconds=LEASE.total_seconds())


def add_worker(database: Database, worker_id: str, *, seen: timedelta = timedelta(0), state: str = "ready") -> None:
    with database.transaction() as session:
        now = moves.database_now(session)
        session.add(
            Worker(
                id=worker_id,
                name=worker_id,
                host="h",
                pid=1,
                device="cpu",
                device_name="CPU",
                memory_total=0,
                memory_free=0,
                state=state,
                version="0",
                started_at=now - seen,
                seen_at=now - seen,
            )
        )


def add_job(database: Database, worker_id: str | None = None, *, running: bool = False) -> str:
    with database.transaction() as session:
        job = service.submit(session, kind="walk", spec=WalkSpec())
        if worker_id:
            moves.place(session, job, worker_id)
        if running:
            moves.start(session, job)
        return job.id


def owner_and_state(database: Database, job_id: str) -> tuple[str | None, str]:
    with database.reading() as session:
        job = service.get(session, job_id)
    return job.owner, job.state


def state_of(database: Database, worker_id: str) -> str | None:
    with database.reading() as session:
        return session.scalar(select(Worker.state).where(Worker.id == worker_id))


def let_it_watch(placer: Placer) -> None:
    """As if it had looked on, without a break, for as long as a lease lasts."""
    with placer._db.reading() as session:
        now = moves.database_now(session)
    placer._watch_from, placer._last_look = now - LEASE, now


def test_of_two_placers_one_works_until_it_resigns(make_placer):
    first, second = make_placer(), make_placer()
    assert first._elect()
    assert not second._elect()
    assert first._elect()
    first._resign()
    assert second._elect()
    assert not first._elect()


def test_a_placer_that_fell_silent_is_replaced(database, make_placer):
    first, second = make_placer(), make_placer()
    assert first._elect()
    with database.transaction() as session:
        session.get_one(Lease, "placer").until = moves.database_now(session) - timedelta(seconds=1)
    assert second._elect()
    assert not first._elect()


def test_only_idle_live_and_willing_workers_get_a_job(database, make_placer):
    add_worker(database, "silent", seen=timedelta(seconds=6))
    add_worker(database, "leaving", state="draining")
    add_worker(database, "busy")
    add_worker(database, "idle")
    add_job(database, "busy", running=True)
    first, second = add_job(database), add_job(database)
    make_placer()._place()
    assert sorted([owner_and_state(database, first), owner_and_state(database, second)], key=str) == [
        ("idle", "placed"),
        (None, "queued"),
    ]


def test_a_silent_worker_is_struck_off_and_its_jobs_are_free(database, make_placer):
    add_worker(database, "silent", seen=timedelta(seconds=6))
    add_worker(database, "alive")
    orphaned, kept = add_job(database, "silent", running=True), add_job(database, "alive", running=True)
    placer = make_placer()
    let_it_watch(placer)
    placer._care()
    assert (state_of(database, "silent"), state_of(database, "alive")) == ("gone", "ready")
    assert owner_and_state(database, orphaned) == (None, "queued")
    assert owner_and_state(database, kept) == ("alive", "running")


def test_after_a_break_of_its_own_it_judges_nobody(database, make_placer):
    add_worker(database, "silent", seen=timedelta(seconds=6))
    placer = make_placer()
    placer._care()
    let_it_watch(placer)
    placer._last_look -= LEASE
    placer._care()
    assert state_of(database, "silent") == "ready"


def test_a_worker_that_never_opens_its_mailbox_is_struck_off(database, make_placer):
    add_worker(database, "stuck")
    job_id = add_job(database, "stuck")
    placer = make_placer()
    let_it_watch(placer)
    placer._care()
    assert state_of(database, "stuck") == "ready"
    with database.transaction() as session:
        session.get_one(Job, job_id).placed_at = utcnow() - timedelta(seconds=11)
    placer._care()
    assert state_of(database, "stuck") == "gone"
    assert owner_and_state(database, job_id) == (None, "queued")


def test_a_job_placed_on_a_worker_just_as_it_was_struck_off_is_found(database, make_placer):
    add_worker(database, "gone", state="gone")
    lost, unknown = add_job(database, "gone"), add_job(database, "never-was", running=True)
    make_placer()._care()
    assert owner_and_state(database, lost) == owner_and_state(database, unknown) == (None, "queued")


def test_a_placement_is_whole_or_not_at_all(database, make_placer, monkeypatch):
    add_worker(database, "w1")
    job_id = add_job(database)
    placer = make_placer()
    with monkeypatch.context() as failing:
        failing.setattr(moves, "tell", _fail)
        with pytest.raises(ZeroDivisionError):
            placer._place()
    assert owner_and_state(database, job_id) == (None, "queued")
    placer._place()
    assert owner_and_state(database, job_id) == ("w1", "placed")


def test_what_is_old_is_forgotten(database, make_placer):
    add_worker(database, "w1")
    job_id = add_job(database)
    placer = make_placer()
    placer._place()
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        moves.start(session, job)
        moves.finish(session, job, "succeeded")
        job.finished_at = utcnow() - timedelta(days=31)
        worker = session.get_one(Worker, "w1")
        worker.state, worker.seen_at = "gone", utcnow() - LONG_AGO
        publish(session, topic="t", kind="old", payload={})
    with database.transaction() as session:
        for row in session.scalars(select(EventRow)):
            row.at = utcnow() - LONG_AGO
    placer._tidy()
    with database.reading() as session:
        for table, kept in ((Job, 0), (Worker, 0), (EventRow, 1)):  # the newest fact marks where listeners are
            assert session.scalar(select(func.count()).select_from(table)) == kept


def test_it_waits_out_a_database_that_is_away_and_says_so_once(bench, monkeypatch):
    with capture_logs() as lines:
        placer = bench.start_placer()
        with monkeypatch.context() as away:
            away.setattr(bench.db, "reading", _away)
            bench.until(lambda: placer._away > 0.5, "it tries less often")
        bench.until(lambda: placer._away == 0, "it goes on")
    told = [line["event"] for line in lines if line["event"].startswith("placer_")]
    assert told == ["placer_interrupted", "placer_resumed"]
    bench.start_workers("w1")
    assert bench.until_finished(bench.submit("walk")) == ["succeeded"]


def _fail(*_args, **_options):
    raise ZeroDivisionError


def _away():
    raise DatabaseAway
