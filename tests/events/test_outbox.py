"""Facts are kept with their transaction, in the order of the commits."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.events import Event, latest_id, publish, read_after, trim
from safelight.events.tables import EventRow
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow


def tell(database: Database, kind: str, topic: str = "t") -> None:
    with database.transaction() as session:
        publish(session, topic=topic, kind=kind, payload={"n": 1})


def kinds(database: Database, after: int = 0) -> list[str]:
    with database.reading() as session:
        return [event.kind for event in read_after(session, after)]


def test_a_fact_is_kept_as_it_was_told(database):
    tell(database, "made", topic="character:char_1")
    with database.reading() as session:
        (event,) = read_after(session, 0)
    assert event == Event(event.id, "character:char_1", "made", {"n": 1}, event.at)
    assert event.at <= utcnow()


def test_a_rolled_back_fact_never_was(database):
    with database.transaction() as session:
        session.execute(text("SELECT 1"))
        publish(session, topic="t", kind="lost", payload={})
        session.rollback()
    assert kinds(database) == []


def test_a_savepoint_does_not_tell_early(database):
    with database.transaction() as session:
        publish(session, topic="t", kind="first", payload={})
        with session.begin_nested():
            session.execute(text("SELECT 1"))
        publish(session, topic="t", kind="second", payload={})
    assert kinds(database) == ["first", "second"]


def test_ids_follow_the_commits_and_not_the_telling(database):
    """A sequence alone would let a reader that goes by last id miss the slower transaction's fact."""
    told, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with Session(database.engine) as session:  # begins late on SQLite as well, which has one writer at a time
            publish(session, topic="t", kind="told first, committed last", payload={})
            told.set()
            may_commit.wait(30)
            session.commit()

    thread = threading.Thread(target=slow)
    thread.start()
    told.wait(30)
    tell(database, "told last, committed first")
    may_commit.set()
    thread.join()
    assert kinds(database) == ["told last, committed first", "told first, committed last"]


def test_many_writers_leave_no_gap_for_a_reader_that_goes_by_last_id(database):
    writers, each = 6, 15

    def write(number: int) -> None:
        for step in range(each):
            tell(database, f"{number}.{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    seen: list[Event] = []
    while any(thread.is_alive() for thread in threads) or len(seen) < writers * each:
        with database.reading() as session:
            new = read_after(session, seen[-1].id if seen else 0)
        seen += new
        if not new and not any(thread.is_alive() for thread in threads):
            with database.reading() as session:
                seen += read_after(session, seen[-1].id)
            break
    assert len({event.kind for event in seen}) == writers * each
    assert [event.id for event in seen] == sorted({event.id for event in seen})


def test_old_facts_are_trimmed_except_the_newest_whose_id_is_where_listeners_are(database):
    for kind in ("oldest", "older", "old"):
        tell(database, kind)
    with database.transaction() as session:
        last = read_after(session, 0)[-1].id
        session.execute(update(EventRow).values(at=utcnow() - timedelta(hours=2)))
    with database.transaction() as session:
        assert trim(session, utcnow() - timedelta(hours=1), limit=1) == 1
        assert trim(session, utcnow() - timedelta(hours=1)) == 1
        assert trim(session, utcnow() - timedelta(hours=1)) == 0
        assert latest_id(session) == last
    tell(database, "new")
    assert kinds(database) == ["old", "new"]


def test_a_snapshot_holds_all_up_to_its_latest_fact_and_nothing_later(database):
    """Rows and facts of one transaction are seen together or not at all, while four writers go on."""
    writers, stop = 4, threading.Event()

    def write(number: int) -> None:
        while not stop.is_set():
            with database.transaction() as session:
                job = session.get_one(Job, f"job_{number}", with_for_update=True)
                job.priority += 1
                publish(session, topic="t", kind=job.id, payload={"priority": job.priority})

    with database.transaction() as session:
        for number in range(writers):
            session.add(Job(id=f"job_{number}", kind="count", spec={}, needs={}, priority=0))
    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    try:
        seen: set[int] = set()
        while len(seen) < 40:
            with database.reading() as session:
                seq = latest_id(session)
                told = session.scalars(select(EventRow).order_by(EventRow.id)).all()
                rows = {job.id: job.priority for job in session.scalars(select(Job)) if job.priority}
                assert latest_id(session) == seq
            assert [event.id for event in told][-1:] == ([seq] if seq else [])
            assert {event.kind: event.payload["priority"] for event in told} == rows
            seen.add(seq)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("limit", [1, 2])
def test_reading_is_bounded(database, limit):
    for kind in "abc":
        tell(database, kind)
    with database.reading() as session:
        assert len(read_after(session, 0, limit=limit)) == limit
