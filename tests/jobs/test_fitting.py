"""Which workers a job may go to: engine, labels, and who takes nothing."""

from typing import Any

import pytest

from safelight.jobs import queue, service
from safelight.jobs.matching import Candidate, Waiting, match
from safelight.jobs.tables import Worker
from safelight.kit.clock import utcnow
from safelight.specs.jobs import Needs
from tests.jobs.worker import WalkSpec


def candidate(name: str = "w", *, engine: str = "native", **labels: str) -> Candidate:
    return Candidate(name, "cuda:0", 0, engine=engine, labels=frozenset(labels.items()))


def add_worker(session, name: str, **more: Any) -> None:
    now = utcnow()
    columns = {"host": "h", "pid": 1, "device": "cpu", "device_name": "CPU", "memory_total": 0, "memory_free": 0}
    session.add(Worker(id=name, name=name, version="1", started_at=now, seen_at=now, **(columns | more)))


@pytest.mark.parametrize(
    ("needs", "fits"),
    [
        (Needs(), True),
        (Needs(labels={"zone": "a"}), True),
        (Needs(labels={"zone": "a", "card": "h200"}), True),
        (Needs(labels={"zone": "b"}), False),
        (Needs(labels={"zone": "a", "owner": "ada"}), False),
        (Needs(engine="comfyui"), False),
    ],
)
def test_engine_and_labels_decide(needs: Needs, fits: bool) -> None:
    assert candidate(zone="a", card="h200").fits(needs) is fits


def test_of_two_jobs_that_differ_in_labels_alone_each_finds_its_worker() -> None:
    jobs = [Waiting(zone, 100, 1.0, Needs(labels={"zone": zone})) for zone in "ab"]
    made = match(jobs, [candidate("in-b", zone="b"), candidate("in-a", zone="a")])
    assert {job.id: worker.id for job, worker in made} == {"a": "in-a", "b": "in-b"}


@pytest.mark.parametrize(
    ("needs", "reason"),
    [
        (Needs(engine="comfyui"), "Needs ComfyUI, and no worker has it"),
        (Needs(labels={"zone": "b", "card": "x"}), "Needs a worker with card=x, zone=b"),
        (Needs(worker="leaving"), "Needs the worker leaving, which does not run or takes nothing"),
        (Needs(labels={"zone": "a"}), None),
    ],
)
def test_what_nobody_can_do_waits_and_says_why(database, needs: Needs, reason: str | None) -> None:
    with database.transaction() as session:
        add_worker(session, "w1", labels={"zone": "a"})
        add_worker(session, "leaving", labels={"zone": "b", "card": "x"}, drain_requested_at=utcnow())
        job = service.submit(session, kind="walk", spec=WalkSpec(), needs=needs)
    with database.reading() as session:
        assert queue.reasons(session, [job], {}) == ({job.id: reason} if reason else {})
