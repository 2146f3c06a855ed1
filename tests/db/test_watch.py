"""A thread that waits for commits is woken by them, by nothing else, and misses none."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from safelight.db import Database
from safelight.db.bell import Bell
from safelight.db.watch import Watch, notify

LONG = 30.0


@pytest.fixture(params=["bell", "no bell"])
def watch(request, database: Database, monkeypatch) -> Iterator[Watch]:
    if request.param == "no bell":
        if not database.is_sqlite:
            pytest.skip("PostgreSQL tells by itself")
        monkeypatch.setattr(Bell, "at", lambda _: None)
    watch = Watch(database, "work:w1")
    watch.wait(LONG, threading.Event())  # the first one only begins to watch
    yield watch
    watch.close()


def commit(database: Database, channel: str = "work:w1") -> None:
    with database.transaction() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS watched (number INTEGER)"))
        session.execute(text("INSERT INTO watched VALUES (1)"))
        notify(session, channel)


def waited(watch: Watch, seconds: float) -> float:
    began = time.monotonic()
    watch.wait(seconds, threading.Event())
    return time.monotonic() - began


def test_a_commit_wakes_it(database, watch):
    thread = threading.Timer(0.05, commit, [database])
    thread.start()
    assert waited(watch, LONG) < LONG / 2
    thread.join()


def test_what_is_committed_between_two_waits_is_not_missed(database, watch):
    commit(database)
    commit(database)
    assert waited(watch, LONG) < LONG / 2


def test_without_a_commit_the_time_passes(watch):
    assert waited(watch, 0.1) >= 0.1


def test_postgresql_wakes_only_who_is_meant(database, watch):
    if database.is_sqlite:
        pytest.skip("on SQLite every commit wakes everyone")
    commit(database, "work:w2")
    assert waited(watch, 0.1) >= 0.1


def test_who_is_stopped_waits_no_longer(watch):
    stopping = threading.Event()
    stopping.set()
    began = time.monotonic()
    watch.wait(LONG, stopping)
    assert time.monotonic() - began < LONG / 2


def test_after_a_lost_connection_it_watches_anew(database, watch):
    watch.close()
    watch.wait(LONG, threading.Event())
    commit(database)
    assert waited(watch, LONG) < LONG / 2


def test_what_is_rolled_back_wakes_nobody(database, watch):
    with database.transaction() as session:
        notify(session, "work:w1")
        session.rollback()
    assert waited(watch, 0.1) >= 0.1


def test_a_commit_that_is_no_news_wakes_nobody_on_sqlite(database):
    if not database.is_sqlite:
        pytest.skip("PostgreSQL tells by itself who is meant")
    asked = []

    def is_news(file) -> bool:
        asked.append(file.execute("SELECT count(*) FROM watched").fetchone()[0])
        return asked[-1] == 2

    watch = Watch(database, "work:w1", is_news=is_news)
    commit(database)
    watch.wait(LONG, threading.Event())
    commit(database)  # the second row
    assert waited(watch, LONG) < LONG / 2
    commit(database)
    assert waited(watch, 0.1) >= 0.1
    assert asked == [2, 3]
    watch.close()


def test_many_who_commit_wake_it_each_time(database, watch):
    """A commit counts a moment after its journal is written; one that was looked for too early is not missed."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL tells by itself")
    for _ in range(50):
        thread = threading.Thread(target=commit, args=[database])
        thread.start()
        assert waited(watch, LONG) < LONG / 2
        thread.join()
        watch.wait(0, threading.Event())
