"""The heads of the lines: what the placer sees of a queue, however long it is."""

from typing import Any

import pytest
from sqlalchemy import insert, update

from safelight.db import Database
from safelight.jobs import moves, service
from safelight.jobs.lines import Lines, name_all
from safelight.jobs.placer import WINDOW, Placer
from safelight.jobs.tables import Job, Worker, line_of
from safelight.kit.clock import utcnow
from safelight.specs.jobs import Needs
from tests.jobs.worker import WalkSpec


@pytest.fixture
def placer(database: Database) -> Placer:
    """One whose thread does not run, and a worker of one seat."""
    with database.transaction() as session:
        now = moves.database_now(session)
        session.add(
            Worker(id="w1", name="w1", host="h", pid=1, device="cpu", device_name="CPU", memory_total=0, memory_free=0,
                   version="0", started_at=now, seen_at=now)
        )  # fmt: skip
    return Placer(database)


def submit(database: Database, **options: Any) -> str:
    with database.transaction() as session:
        return service.submit(session, kind="walk", spec=WalkSpec(), **options).id


def submit_many(database: Database, count: int, *, needs: Needs = Needs(), requester: str = "many") -> None:
    asked = {"requester": requester, "needs": needs.model_dump()}
    rows = [asked | {"id": f"job_{number:05}", "kind": "walk", "spec": {}} for number in range(count)]
    with database.transaction() as session:
        session.execute(insert(Job.__table__), [row | {"line": line_of(asked)} for row in rows])


def heads(database: Database, each: int = 3) -> dict[str, bool]:
    """The ids that are seen, and whether more may wait behind them."""
    with database.reading() as session:
        waiting, last = Lines().heads(session, each=each)
    return {job.id: job.id in last for job in waiting}


def state(database: Database, job_id: str) -> str:
    with database.reading() as session:
        return service.get(session, job_id).state


def test_so_many_of_each_line_are_seen_first_by_priority_then_by_age(database) -> None:
    first = [submit(database, requester="a") for _ in range(4)]
    urgent = submit(database, requester="a", priority=1)
    other = submit(database, requester="b")
    submit(database, requester="b", place="server")
    assert heads(database) == {urgent: False, first[0]: False, first[1]: True, other: False}


def test_what_nobody_can_do_holds_up_nobody_however_much_it_is(database, placer) -> None:
    submit_many(database, WINDOW + 200, needs=Needs(engine="comfyui"))
    late = submit(database)
    placer._place()
    assert state(database, late) == "placed"


def test_who_comes_behind_somebodys_many_has_their_turn(database, placer) -> None:
    submit_many(database, WINDOW + 200)
    late = submit(database, requester="late")
    placer._shares.placed("before", "many", "w0", now=0)
    placer._shares.look([], now=100)  # the other had a worker for so long
    placer._place()
    assert state(database, late) == "placed"


def test_a_turn_that_does_not_see_all_goes_on(database, placer, monkeypatch) -> None:
    with database.transaction() as session:
        session.execute(update(Worker).values(seats=9))
    jobs = [submit(database, group_key="k") for _ in range(5)]
    monkeypatch.setattr(placer, "_at_most", lambda free: 2)
    placer._place()
    assert (placer._goes_on, [state(database, job_id) for job_id in jobs].count("placed")) == (True, 2)
    while placer._goes_on:
        placer._place()
    assert {state(database, job_id) for job_id in jobs} == {"placed"}


def test_a_suspect_stands_alone_until_it_is_asked_for_anew(database) -> None:
    job_id = submit(database, group_key="k")
    with database.transaction() as session:
        job = moves.locked(session, job_id)
        assert job is not None
        line = job.line
        moves.place(session, job, "w1")
        moves.start(session, job)
        moves.bereave(session, job)
    with database.reading() as session:
        (waiting,), _ = Lines().heads(session, each=3)
    assert (waiting.group_key, waiting.needs.visits) == (None, False)
    with database.transaction() as session:
        service.cancel(session, job_id)
        assert service.resume(session, job_id).line == line


def test_jobs_of_a_server_of_before_are_found(database, placer) -> None:
    jobs = [submit(database, requester=name) for name in "ab"]
    with database.transaction() as session:
        session.execute(update(Job).values(line=""))
    placer._place()
    with database.transaction() as session:
        name_all(session)
        assert {session.get_one(Job, job_id).line for job_id in jobs} == set(jobs)
        session.execute(update(Job).values(state="succeeded", owner=None, finished_at=utcnow()))
    late = submit(database)
    placer._place()
    assert state(database, late) == "placed"
