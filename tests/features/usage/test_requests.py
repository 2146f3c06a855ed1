"""Requests of the last minute: counted in memory, refused beyond the limit, and written now and then."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.features.usage.service.requests import RequestBook
from safelight.jobs.tables import UsageDay
from safelight.migrations.tables import metadata
from safelight.specs.people import Limits, Principal

metadata()  # what is kept is weighed in all tables


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def somebody(*limits: Limits, key: str | None = None) -> Principal:
    return Principal("ann", "ann", "member", key_id=key, limits=limits)


def test_a_limit_holds_in_any_sixty_seconds_and_says_when_there_is_more() -> None:
    clock = Clock()
    book = RequestBook(now=clock)
    ann = somebody(Limits(requests_per_minute=3))
    for _ in range(3):
        assert book.take(ann) is None
        clock.now += 10
    refused = book.take(ann)
    assert (refused.status, refused.retry_after) == (429, 30)
    assert book.take(somebody()) is None
    clock.now += 30  # the first is 60 seconds ago; what was refused took nothing
    assert book.take(ann) is None
    assert book.take(ann) is not None


def test_keys_of_one_account_share_what_it_may() -> None:
    book = RequestBook(now=Clock())
    account = Limits(requests_per_minute=3)
    assert book.take(somebody(account, Limits(requests_per_minute=1), key="k1")) is None
    assert book.take(somebody(account, Limits(requests_per_minute=1), key="k1")).message.startswith("This key may")
    assert book.take(somebody(account, key="k2")) is None
    assert book.take(somebody(account)) is None
    assert book.take(somebody(account, key="k3")).message.startswith("This account may have 3 requests a minute")
    assert [one.remaining for one in book.used(somebody(account))] == [0]


def test_what_was_counted_is_written_and_not_lost_when_the_database_is_away(database: Database, monkeypatch) -> None:
    book = RequestBook(now=Clock())
    ann = somebody(Limits(requests_per_minute=2), key="k1")
    for _ in range(3):
        book.take(ann)
    with monkeypatch.context() as away:
        away.setattr(database, "transaction", lambda: (_ for _ in ()).throw(DatabaseAway()))
        away.setattr(database, "reading", lambda: (_ for _ in ()).throw(DatabaseAway()))
        with pytest.raises(DatabaseAway):
            book.write(database)
    book.write(database)
    book.take(ann)
    book.write(database)
    book.write(database)
    with database.reading() as session:
        row = session.scalars(select(UsageDay)).one()
    assert (row.account_id, row.key_id, row.requests, row.refused) == ("ann", "k1", 4, 2)
    assert row.day == datetime.now(UTC).date()
