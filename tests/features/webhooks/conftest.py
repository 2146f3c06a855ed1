from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.features.webhooks.service import caller, noting, sending
from safelight.jobs import moves
from safelight.specs.jobs import JobFailure, JobState
from tests.features.webhooks.target import PATIENCE, Target, listening
from tests.fixtures_server import client, settings, stored

__all__ = ["client", "settings", "stored"]  # what pytest finds here by name

FAILURE = JobFailure(code="out_of_memory", message="The device is full.", hint="Draw smaller.")


@pytest.fixture(autouse=True)
def nothing_is_due_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for its next try waits until the test makes it due, and a slow machine is waited for."""
    for module in (sending, caller):
        monkeypatch.setattr(module, "SECONDS", PATIENCE)
    monkeypatch.setattr(caller, "CLAIM", timedelta(seconds=3 * PATIENCE))
    monkeypatch.setattr(sending, "FIRST_PAUSE", 3600.0)
    monkeypatch.setattr(noting, "BETWEEN_PROGRESS", timedelta(hours=1))


@pytest.fixture
def target() -> Iterator[Target]:
    with listening() as target:
        yield target


@pytest.fixture
def move(client: TestClient) -> Callable[..., None]:
    """Moves a job of that server; see `mover`."""
    return mover(client)


def mover(client: TestClient) -> Callable[..., None]:
    """Moves a job as a worker would: `started`, `progress`, or to its end."""
    db = client.app.state.studio.db

    def to(job_id: str, what: JobState | str) -> None:
        with db.transaction() as session:
            job = moves.locked(session, job_id)
            assert job is not None
            if what == "started":
                moves.place(session, job, "worker_of_the_test")
                moves.start(session, job)
            elif what == "progress":
                moves.tell(session, job, "progress", progress={}, previews=[])
            else:
                moves.finish(session, job, what, FAILURE if what == "failed" else None)

    return to
