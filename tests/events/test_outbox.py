"""Facts are kept with their transaction, in the order of the commits."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from safelight.db import Database
from safelight.events import Event, publish, read_after, trim
from safelight.events.tables import EventRow
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
    with database.reading() as session:
        session.execute(text("SELECT 1"))
        publish(session, topic="t", kind="lost", payload={})
        session.rollback()
        session.commit()
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
        with database.reading() as session:
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


def test_old_facts_are_trimmed_and_their_ids_not_used_again(database):
    for kind in ("old", "older"):
        tell(database, kind)
    with database.transaction() as session:
        last = read_after(session, 0)[-1].id
        session.execute(update(EventRow).values(at=utcnow() - timedelta(hours=2)))
    with database.transaction() as session:
        assert trim(session, utcnow() - timedelta(hours=1), limit=1) == 1
        assert trim(session, utcnow() - timedelta(hours=1)) == 1
    tell(database, "new")
    with database.reading() as session:
        (event,) = read_after(session, 0)
    assert event.kind == "new"
    assert event.id > last


@pytest.mark.parametrize("limit", [1, 2])
def test_reading_is_bounded(database, limit):
    for kind in "abc":
        tell(database, kind)
    with database.reading() as session:
        assert len(read_after(session, 0, limit=limit)) == limit
