"""The connections of one process, and what becomes of them when it ends."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import text

from safelight.db import Database
from safelight.db.database import DatabaseAway


def test_the_connection_of_a_thread_that_is_still_reading_is_closed_too(database: Database) -> None:
    """At the end of a server its threads may be in the middle of something; a connection left open is a leak."""
    reads, go_on, driver = threading.Event(), threading.Event(), []

    def read() -> None:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
            driver.append(session.connection().connection.dbapi_connection)
            reads.set()
            go_on.wait(10)

    reader = threading.Thread(target=read)
    reader.start()
    assert reads.wait(10)
    threading.Timer(0.2, go_on.set).start()

    database.dispose()
    reader.join()

    assert is_closed(driver[0])


def test_the_writers_of_a_process_take_turns_and_none_gives_up(database: Database) -> None:
    """SQLite lets whoever asks again late starve; a transaction that fails gives its turn on."""
    with database.transaction() as session:
        session.execute(text("CREATE TABLE tally (count INTEGER)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))

    def add(number: int) -> None:
        with suppress(ZeroDivisionError), database.transaction() as session:
            session.execute(text("UPDATE tally SET count = count + 1"))
            if number % 5 == 0:
                raise ZeroDivisionError

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(add, range(200)))
    with database.reading() as session:
        assert session.scalar(text("SELECT count FROM tally")) == 160


def is_closed(connection: object) -> bool:
    """As the driver says of itself: psycopg by a flag, sqlite3 by refusing."""
    if hasattr(connection, "closed"):
        return bool(connection.closed)
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False


def test_a_machine_that_is_cut_off_in_a_transaction_holds_its_rows_no_longer_than_told(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("a file has no machines elsewhere")
    with database.transaction() as session:
        session.execute(text("CREATE TABLE held (id INTEGER)"))
        session.execute(text("INSERT INTO held VALUES (1)"))
    elsewhere = Database(database.url.render_as_string(hide_password=False), idle_seconds=1)

    def cut_off() -> None:
        with elsewhere.transaction() as lost:
            lost.execute(text("SELECT id FROM held FOR UPDATE"))
            began = time.monotonic()  # nothing comes from there from here on
            with database.transaction() as session:
                session.execute(text("SET LOCAL lock_timeout = '20s'"))
                assert session.scalar(text("SELECT id FROM held FOR UPDATE")) == 1
            assert 0.9 <= time.monotonic() - began < 10
            lost.execute(text("UPDATE held SET id = 2"))

    try:
        with pytest.raises(DatabaseAway):
            cut_off()
        with elsewhere.transaction() as session:
            assert session.scalar(text("SELECT id FROM held")) == 1, "it goes on with another connection"
    finally:
        elsewhere.dispose()
