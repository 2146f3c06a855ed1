"""A training on the only worker stands aside for a picture, and is none the worse for it."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.db import Database
from safelight.events.tables import EventRow
from safelight.jobs.moves import topic_of
from tests.installation import running_worker
from tests.worker.test_character import create, curve, ended, show, training_beyond, wait, weights

STEPS = 20


def ask(client: TestClient) -> str:
    answer = client.post("/api/v1/generations", json={"prompt": "a bar", "seed": 1, "n": 4, "num_inference_steps": 40})
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


@pytest.mark.computes
def test_the_picture_comes_in_the_midst_and_changes_nothing(client: TestClient, settings) -> None:
    with running_worker(settings):
        calm = create(client, "Calm", max_train_steps=STEPS)
        assert wait(client, calm, ended)["state"] == "succeeded"

        paused = create(client, "Paused", max_train_steps=STEPS)
        wait(client, paused, training_beyond(3))
        picture = ask(client)
        before = wait(client, picture, ended)
        assert before["state"] == "succeeded"
        assert show(client, paused)["state"] == "running"
        after = wait(client, paused, ended)
    assert after["attempts"] == 1
    database = Database(settings.effective_database_url)
    with database.reading() as session:
        told = session.scalars(select(EventRow.payload).where(EventRow.topic == topic_of(paused)))
        assert "paused for a picture" in {(fact.get("progress") or {}).get("message") for fact in told}
    database.dispose()
    assert curve(client, calm) == curve(client, paused)
    assert weights(client, "calm") == weights(client, "paused")


@pytest.mark.computes
def test_one_that_is_not_to_be_disturbed_is_not(client: TestClient, settings) -> None:
    with running_worker(settings):
        strict = create(client, "Strict", max_train_steps=2000, pause_for_pictures=False)
        wait(client, strict, training_beyond(3))
        picture = ask(client)
        wait(client, strict, training_beyond(12))
        assert show(client, picture)["state"] == "queued"
        (waiting,) = client.get("/api/v1/jobs", params={"state": "queued"}).json()["items"]
        assert waiting["waiting_for"] == "Learn Strict has " + client.get("/api/v1/workers").json()["items"][0]["name"]
        client.post(f"/api/v1/jobs/{strict}/cancel")
        assert wait(client, picture, ended)["state"] == "succeeded"
