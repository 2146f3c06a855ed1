"""Sums over processes: whoever restarts, is struck off or forgotten, nothing counts twice and nothing is lost."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from safelight.db import Database
from safelight.jobs import figures, moves, service
from safelight.jobs.desk import Desk
from safelight.jobs.tables import PAST, SERVER, Worker
from safelight.kit.clock import utcnow
from safelight.specs.jobs import JobFailure
from safelight.specs.telemetry import REGISTRY
from tests.jobs.worker import WalkSpec

DONE = "safelight_jobs_ended_total"


def process(database: Database, name: str, done: float, *, state: str = "ready", device: str = "cpu") -> None:
    with database.transaction() as session:
        row = session.get(Worker, name) or Worker(
            id=name, name="w", host="h", pid=1, device=device, device_name="CPU", memory_total=0, memory_free=0,
            version="1", started_at=utcnow(), seen_at=utcnow(),
        )  # fmt: skip
        row.state = state
        row.facts = {"backend": "cpu", figures.COUNTERS: {DONE: {"walk|succeeded": [done]}}}
        session.add(row)


def total(database: Database) -> float:
    with database.reading() as session:
        return figures.totals(session)[DONE]["walk|succeeded"][0]


def bury(database: Database, *names: str) -> None:
    with database.transaction() as session:
        figures.bury(session, names)


def test_every_process_counts_once(database: Database) -> None:
    process(database, "one", 3)
    process(database, "two", 4)
    process(database, "desk", 5, device=SERVER)
    assert total(database) == 12
    process(database, "one", 6)
    assert total(database) == 15


def test_a_restart_goes_on_where_the_last_run_ended(database: Database) -> None:
    process(database, "first", 10)
    process(database, "first", 11, state="gone")
    process(database, "second", 1)
    assert total(database) == 12
    bury(database, "first")
    assert total(database) == 12
    process(database, "second", 2, state="gone")
    bury(database, "second")
    bury(database, "second", "first")
    assert total(database) == 13


def test_the_row_of_the_past_is_nobody(database: Database) -> None:
    process(database, "first", 10, state="gone")
    bury(database, "first")
    with database.reading() as session:
        assert session.get(Worker, "first") is None
        assert session.get(Worker, PAST) is not None
        assert service.workers(session) == []
        assert figures.servers(session) == 0


def test_a_process_that_counted_nothing_leaves_nothing(database: Database) -> None:
    process(database, "old", 1, state="gone")
    with database.transaction() as session:
        session.get(Worker, "old").facts = {"backend": "cpu"}  # as a worker of another version tells it
    bury(database, "old")
    with database.reading() as session:
        assert session.get(Worker, PAST) is None
        assert figures.totals(session) == {}


def ended(state: str) -> float:
    return REGISTRY.totals().get(DONE, {}).get(f"counted|{state}", [0.0])[0]


def submit(database: Database) -> str:
    with database.transaction() as session:
        return service.submit(session, kind="counted", spec=WalkSpec()).id


def test_what_is_rolled_back_is_not_counted(database: Database) -> None:
    job_id, before = submit(database), ended("cancelled")
    with suppress(ZeroDivisionError), database.transaction() as session:
        service.cancel(session, job_id)
        raise ZeroDivisionError
    assert ended("cancelled") == before
    with database.transaction() as session:
        service.cancel(session, job_id)
    assert ended("cancelled") == before + 1
    with database.transaction() as session:
        service.cancel(session, job_id)
    assert ended("cancelled") == before + 1, "asking twice ends it once"


def test_a_server_that_slept_and_was_struck_off_counts_once(database: Database, tmp_path: Path) -> None:
    desk = Desk(database, {}, work_dir=tmp_path)

    def beat() -> float:
        desk._next_beat = 0.0
        desk._beat()
        with database.reading() as session:
            return figures.totals(session).get(DONE, {}).get("counted|cancelled", [0.0])[0]

    def end_one() -> None:
        job_id = submit(database)
        with database.transaction() as session:
            service.cancel(session, job_id)

    end_one()
    beat()
    before = beat()
    with database.transaction() as session:
        moves.dismiss(session, desk._id)
    assert (beat(), beat()) == (before, before)
    end_one()
    assert beat() == before + 1
    with database.transaction() as session:
        gone = session.scalars(select(Worker.id).where(Worker.state == "gone")).all()
        figures.bury(session, gone)
    assert beat() == before + 1


def test_a_failure_is_counted_by_its_code(database: Database) -> None:
    job_id = submit(database)
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        moves.finish(session, job, "failed", JobFailure(code="out_of_memory", message="x"))
    assert REGISTRY.totals()["safelight_job_errors_total"]["counted|out_of_memory"][0] >= 1


def test_the_queue_by_kind_and_age(database: Database) -> None:
    for _ in range(2):
        submit(database)
    with database.transaction() as session:
        service.get(session, submit(database)).queued_at = utcnow() - timedelta(seconds=90)
    with database.reading() as session:
        (standing,) = figures.unfinished(session)
    assert (standing.kind, standing.state, standing.count) == ("counted", "queued", 3)
    assert 90 <= standing.oldest_seconds < 150
