"""What accounts and keys may have: held while jobs wait and run, counted once when they end, whoever is in a hurry."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from safelight.db import Database
from safelight.db.ownership import Sight, seen_by
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs import allowance, moves, service
from safelight.jobs.errors import LimitReached, MoreThanAllowed, NoRoomLeft
from safelight.jobs.tables import Job, UsageDay
from safelight.kit.clock import utcnow
from safelight.migrations.tables import metadata
from safelight.specs.people import Limits, Principal

metadata()  # what is kept is weighed in all tables


class Spec(BaseModel):
    prompt: str = "a cat"


@contextmanager
def acting(*limits: Limits, key: str | None = None):
    """As Ann, whose account and key have these limits."""
    ann = Principal("ann", "ann", "member", frozenset({"generate"}), key_id=key, limits=limits)
    with seen_by(Sight("ann", principal=ann)):
        yield ann


def submit(database: Database, **options) -> str:
    with database.transaction() as session:
        return service.submit(session, **{"kind": "draw", "spec": Spec(), "pictures": 1} | options).id


def run(database: Database, job_id: str, *, seconds: float = 0.0, state="succeeded") -> None:
    """Its worker had it for so long."""
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        moves.place(session, job, "w1")
        moves.start(session, job)
        job.started_at = job.placed_at = utcnow() - timedelta(seconds=seconds)
        if state == "queued":
            moves.give_back(session, job)
        else:
            moves.finish(session, job, state)


def day(database: Database, key: str = "") -> UsageDay:
    with database.reading() as session:
        return session.scalars(select(UsageDay).where(UsageDay.account_id == "ann", UsageDay.key_id == key)).one()


def test_a_job_is_counted_once_for_the_account_and_key_that_asked(database: Database) -> None:
    with acting(Limits(), key="k1"):
        first, second = submit(database, pictures=4), submit(database, pictures=2)
    run(database, first, seconds=30)
    run(database, second, seconds=10, state="failed")
    counted = day(database, "k1")
    assert (counted.jobs, counted.pictures, round(counted.seconds)) == (2, 4, 40)


def test_a_job_that_went_from_worker_to_worker_costs_what_both_took(database: Database) -> None:
    with acting(Limits()):
        job_id = submit(database)
    run(database, job_id, seconds=20, state="queued")
    run(database, job_id, seconds=5)
    assert (day(database).jobs, day(database).pictures, round(day(database).seconds)) == (1, 1, 25)


def test_what_never_began_or_the_server_did_itself_costs_no_seconds(database: Database) -> None:
    with acting(Limits()):
        waiting, fetched = submit(database), submit(database, place="server", pictures=0)
        with database.transaction() as session:
            service.cancel(session, waiting)
    run(database, fetched, seconds=50)
    assert (day(database).jobs, day(database).pictures, day(database).seconds) == (2, 0, 0)


def test_a_burst_cannot_overrun_the_pictures_of_a_day(database: Database) -> None:
    """Twenty at once ask for 3 of 20: six get them, and what they were promised is held until they end."""

    def ask(_: int) -> bool:
        with acting(Limits(pictures_per_day=20)):
            try:
                submit(database, pictures=3)
            except LimitReached as error:
                return not 0 < error.retry_after <= 86_400
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(20))) == 6
    with acting(Limits(pictures_per_day=20)):
        submit(database, pictures=2)  # the two that are left
        submit(database, pictures=0)  # a training takes none
        with pytest.raises(LimitReached):
            submit(database, pictures=1)


def test_pictures_that_were_not_made_come_back_and_those_made_do_not_till_midnight(database: Database) -> None:
    with acting(Limits(pictures_per_day=4)):
        first, second = submit(database, pictures=2), submit(database, pictures=2)
        run(database, first)
        run(database, second, state="failed")
        third = submit(database, pictures=2)
        with pytest.raises(LimitReached):
            submit(database)
        with database.transaction() as session, pytest.raises(LimitReached):
            service.resume(session, second)
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        with database.transaction() as session:
            job = Job(kind="draw", spec={}, needs={}, pictures=2)
            allowance.admit(session, job, now=tomorrow)  # what is at work still counts, what was made today does not
        run(database, third)
    assert day(database).pictures == 4


def test_one_job_that_asks_for_more_than_a_day_has_is_refused_for_good(database: Database) -> None:
    with acting(Limits(pictures_per_day=3)), pytest.raises(MoreThanAllowed) as refused:
        submit(database, pictures=4)
    assert (refused.value.status, refused.value.fields[0].field) == (403, "pictures_per_day")
    with acting(Limits(pictures_per_day=0)), pytest.raises(MoreThanAllowed):
        submit(database)


def test_a_key_has_less_than_its_account_and_shares_it_with_the_others(database: Database) -> None:
    account = Limits(jobs_waiting=3)
    with acting(account, Limits(jobs_waiting=1), key="k1"):
        submit(database)
        with pytest.raises(LimitReached, match="This key may have 1 jobs waiting"):
            submit(database)
    with acting(account, Limits(jobs_waiting=9), key="k2"):
        submit(database)
        submit(database)
        with pytest.raises(LimitReached, match="This account may have 3 jobs waiting"):
            submit(database)


def test_seconds_of_a_day_are_held_by_what_such_jobs_took(database: Database) -> None:
    with acting(Limits()):
        run(database, submit(database), seconds=40)
    with acting(Limits(seconds_per_day=100)):
        submit(database)
        with pytest.raises(LimitReached, match="seconds of a worker's time a day"):
            submit(database)  # 40 were had, 40 are held, and it would take 40 more
        submit(database, kind="other")  # none such was measured


def test_who_keeps_more_than_they_may_is_told_what_to_delete(database: Database) -> None:
    with database.transaction() as session:
        session.add(Generation(id="g", job_id="j", prompt="", plan={}, account_id="ann"))
        session.flush()
        about = {"recipe": {}, "width": 1, "height": 1, "sha256": "", "seed": 1, "month": "", "shape": "m"}
        session.add(
            Picture(id="p", generation_id="g", position=0, key="k", thumbnail_key="t", size=5_000_000,
                    account_id="ann", **about)
        )  # fmt: skip
    with acting(Limits(storage_gb=0.006)) as ann:
        submit(database)
        with database.reading() as session:
            allowance.require_room(session, ann, 900_000)
            with pytest.raises(NoRoomLeft, match=r"takes 0.005 GB, and you may keep 0.006 GB"):
                allowance.require_room(session, ann, 1_100_000)
    with acting(Limits(storage_gb=0.005)), pytest.raises(NoRoomLeft) as refused:
        submit(database)
    assert refused.value.status == 507
    assert "empty the bin" in refused.value.hint


def test_who_has_no_limits_is_asked_nothing(database: Database) -> None:
    with acting(Limits(), Limits()):
        for _ in range(3):
            submit(database, pictures=1000)
    submit(database, pictures=1000)  # the program itself
