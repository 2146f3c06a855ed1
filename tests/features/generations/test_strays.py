"""What a worker stored and could not record is swept away, and nothing else."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from safelight.doors.app import create_app
from safelight.doors.rest import housekeeping
from safelight.features.generations.service import strays
from safelight.features.generations.tables import Picture
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.settings import Settings
from safelight.storage import layout

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def nobody_else_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server begins with a sweep of its own, in a thread beside us."""
    idle = SimpleNamespace(sweep=lambda *_, **__: 0, QUIET=strays.QUIET, LOOKS_BACK=strays.LOOKS_BACK)
    monkeypatch.setattr(housekeeping, "strays", idle)


def asked(client: TestClient, *, state: str, attempts: int, recorded: int | None = None) -> str:
    """A generation whose job ended two hours ago, if it did. The first two attempts stored, and this was recorded."""
    studio = client.app.state.studio
    generation = client.post("/api/v1/generations", json={"prompt": "a hill"}).json()
    for attempt in (1, 2):
        for name in (layout.picture, layout.thumbnail):
            studio.storage.put(name(generation["id"], 0, attempt), b"a picture", content_type="image/png")
    with studio.db.transaction() as session:
        job = session.get_one(Job, generation["job_id"])
        job.state, job.attempts = state, attempts
        job.finished_at = None if state in {"queued", "running"} else utcnow() - 2 * HOUR
        if recorded:
            key, small = (name(generation["id"], 0, recorded) for name in (layout.picture, layout.thumbnail))
            session.add(
                Picture(
                    id=f"pic_{recorded}", generation_id=generation["id"], position=0, key=key, thumbnail_key=small,
                    width=1, height=1, size=1, sha256="s", seed=1, recipe={}, month="2026-11", shape="a",
                )
            )  # fmt: skip
    id_: str = generation["id"]
    return id_


def sweep(client: TestClient, *, since: timedelta = 3 * HOUR, until: timedelta = HOUR) -> int:
    studio, now = client.app.state.studio, utcnow()
    return strays.sweep(studio.db, studio.storage, since=now - since, until=now - until)


@pytest.mark.parametrize("recorded", [1, 2])
def test_what_another_attempt_stored_goes(client: TestClient, stored: Callable[[], list[str]], recorded: int) -> None:
    id_ = asked(client, state="succeeded", attempts=2, recorded=recorded)

    assert sweep(client) == 2

    assert stored() == sorted([layout.picture(id_, 0, recorded), layout.thumbnail(id_, 0, recorded)])
    assert sweep(client) == 0


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_of_one_that_came_to_no_good_end_all_goes(
    client: TestClient, stored: Callable[[], list[str]], state: str
) -> None:
    asked(client, state=state, attempts=1)

    assert sweep(client) == 4
    assert stored() == []


@pytest.mark.parametrize("state", ["queued", "running"])
def test_one_that_goes_on_is_left_alone(client: TestClient, stored: Callable[[], list[str]], state: str) -> None:
    asked(client, state=state, attempts=2)

    assert sweep(client) == 0
    assert len(stored()) == 4


def test_one_that_goes_on_again_meanwhile_is_left_alone(
    client: TestClient, stored: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client, state="failed", attempts=2)
    studio = client.app.state.studio
    listing = studio.storage.list

    def resumed(prefix: str) -> object:
        with studio.db.transaction() as session:
            session.query(Job).update({"state": "queued", "finished_at": None})
        return listing(prefix)

    monkeypatch.setattr(studio.storage, "list", resumed)

    assert sweep(client) == 0
    monkeypatch.undo()
    assert len(stored()) == 4


def test_one_that_never_began_is_not_looked_at(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(client, state="cancelled", attempts=0)
    monkeypatch.setattr(client.app.state.studio.storage, "list", lambda prefix: pytest.fail("it was listed"))

    assert sweep(client) == 0


def test_only_those_that_ended_in_this_time_are_looked_at(client: TestClient, stored: Callable[[], list[str]]) -> None:
    asked(client, state="failed", attempts=2)

    assert sweep(client, since=HOUR, until=timedelta(0)) == sweep(client, since=9 * HOUR, until=3 * HOUR) == 0
    assert len(stored()) == 4


def test_a_server_sweeps_when_it_begins(
    client: TestClient, settings: Settings, stored: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(client, state="failed", attempts=2)
    monkeypatch.setattr(housekeeping, "strays", strays)

    with TestClient(create_app(settings)):
        until = time.monotonic() + 20
        while stored():
            assert time.monotonic() < until, stored()
            time.sleep(0.02)
