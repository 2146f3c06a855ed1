"""`/health/ready`: what is waited for, and what it says of it."""

import pytest
from fastapi.testclient import TestClient

from safelight.db import Database
from safelight.jobs import moves
from safelight.jobs.tables import Worker
from tests.doors.rest.test_server import until
from tests.installation import TINY, running_worker


@pytest.fixture
def told(settings):
    """Has a worker of that name tell how far its models are: (model, stage, detail, optional)."""
    database = Database(settings.effective_database_url)

    def tell(name: str, *wished: tuple[str, str, str, bool]) -> None:
        preload = [
            {"model": model, "stage": stage, "detail": detail, "optional": optional}
            for model, stage, detail, optional in wished
        ]
        with database.transaction() as session:
            now = moves.database_now(session)
            row = session.get(Worker, name) or Worker(
                id=name, name=name, host="h", pid=1, device="cpu", device_name="CPU", memory_total=0, memory_free=0,
                version="1", started_at=now, seen_at=now,
            )  # fmt: skip
            row.facts = {"preload": preload}
            row.seen_at = now
            session.add(row)

    yield tell
    database.dispose()


def ready(client: TestClient) -> tuple[int, dict]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


def test_a_server_that_waits_for_its_first_worker_is_ready_for_it(client: TestClient) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    answer = client.get("/health/ready", params={"workers": "optional"})
    assert (answer.status_code, answer.json()["status"], answer.json()["workers"]["ok"]) == (200, "ready", False)


def test_a_worker_without_wishes_is_ready(client: TestClient, told) -> None:
    told("w")
    status, said = ready(client)
    assert (status, said["workers"], said["preload"]) == (200, {"ok": True, "detail": "1 ready"}, [])


def test_a_model_that_is_on_its_way_is_waited_for_by_name(client: TestClient, told) -> None:
    told("w", ("one", "ready", "in 2.0 s", False), ("two", "loading", "reading unet", False))
    status, said = ready(client)
    assert (status, said["status"]) == (503, "not ready")
    assert said["workers"]["detail"] == "two is not preloaded yet: reading unet"
    assert [(each["worker"], each["model"], each["stage"]) for each in said["preload"]] == [
        ("w", "one", "ready"),
        ("w", "two", "loading"),
    ]
    told("w", ("one", "ready", "in 2.0 s", False), ("two", "ready", "in 9.0 s", False))
    assert ready(client)[0] == 200


def test_one_that_failed_is_said_before_one_that_only_takes_its_time(client: TestClient, told) -> None:
    told("w", ("one", "loading", "reading unet", False), ("two", "failed", "There is no model two.", False))
    status, said = ready(client)
    assert status == 503
    assert said["workers"]["detail"] == "two cannot be preloaded: There is no model two."
    told("w", ("one", "ready", "in 1.0 s", False), ("two", "failed", "There is no model two.", True))
    assert ready(client)[0] == 200, "what is optional keeps nobody back once it was tried"


def test_one_warm_worker_is_enough(client: TestClient, told) -> None:
    told("cold", ("one", "waiting", "", False))
    told("warm", ("one", "ready", "in 1.0 s", False))
    status, said = ready(client)
    assert (status, said["workers"]["detail"]) == (200, "1 of 2 ready")


@pytest.mark.computes
def test_a_real_worker_is_ready_once_its_model_is(client: TestClient, settings) -> None:
    wishing = settings.model_copy(update={"preload_models": f"{TINY}, {TINY}"})
    with running_worker(wishing):
        until(lambda: ready(client)[1]["preload"] or ready(client)[0] == 200)
        until(lambda: ready(client)[0] == 200)
        (only,) = ready(client)[1]["preload"]
        (worker,) = client.get("/api/v1/workers").json()["items"]
    assert (only["model"], only["stage"]) == (TINY, "ready")
    assert worker["loaded_models"] == [TINY]
    assert worker["facts"]["preload"][0]["stage"] == "ready"
    assert "counters" not in worker["facts"]
