"""A training can be resumed: for how long what that needs is kept, and whether it stands aside meanwhile."""

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.service import resuming
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.storage import layout
from tests.factories import characters
from tests.factories.characters import studio_of


def keep_state(client: TestClient, character_id: str, job_id: str) -> str:
    key = layout.training_state(character_id, job_id, 250, 1, "state.json")
    studio_of(client).storage.put(key, b"{}", content_type="application/json")
    return key


def sweep(client: TestClient) -> int:
    return resuming.forget_states(studio_of(client).db, studio_of(client).storage)


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_checkpoint_is_kept_until_its_training_has_ended_well(client: TestClient, stored, state) -> None:
    made = characters.draft(client, 5)
    job_id = characters.train(client, made["id"])
    key = keep_state(client, made["id"], job_id)
    assert (sweep(client), key in stored()) == (0, True), "it waits"
    characters.end(client, job_id, state)
    assert (sweep(client), key in stored()) == (0, True), "it can be resumed"
    assert client.post(f"/api/v1/jobs/{job_id}/resume").json()["state"] == "queued"
    characters.end(client, job_id)
    assert (sweep(client), key in stored()) == (1, False)
    assert sweep(client) == 0


def test_a_checkpoint_goes_with_the_memory_of_its_job(client: TestClient, stored) -> None:
    made = characters.draft(client, 5)
    job_id = characters.train(client, made["id"])
    characters.end(client, job_id, "cancelled")
    forgotten, kept = keep_state(client, made["id"], "job_0"), keep_state(client, made["id"], job_id)
    assert sweep(client) == 1
    assert forgotten not in stored()
    assert kept in stored()


def test_a_character_takes_its_checkpoints_along(client: TestClient, stored) -> None:
    made = characters.draft(client, 5)
    job_id = characters.train(client, made["id"])
    characters.end(client, job_id, "cancelled")
    keep_state(client, made["id"], job_id)
    assert client.delete(f"/api/v1/characters/{made['id']}").status_code == 204
    assert [name for name in stored() if made["id"] in name] == []


@pytest.mark.parametrize(
    ("chosen", "pauses"), [({}, True), ({"pause_for_pictures": False}, False), ({"num_processes": 2}, False)]
)
def test_a_training_says_whether_it_stands_aside(client: TestClient, chosen, pauses) -> None:
    made = characters.draft(client, 5)
    job_id = characters.train(client, made["id"], **chosen)
    with studio_of(client).db.reading() as session:
        assert jobs.get(session, job_id).parsed_needs.pauses == pauses


def test_a_picture_may_come_meanwhile_and_says_what_it_waits_for_where_it_may_not(client: TestClient) -> None:
    made = characters.draft(client, 5)
    training = characters.train(client, made["id"])
    characters.run(client, training)
    with studio_of(client).db.transaction() as session:
        job = session.get(Job, training)
        assert job is not None
        characters.worker(session, "w2")
        job.owner = "w2"
    assert client.patch("/api/v1/preferences", json={"pause_training_for_pictures": False}).status_code == 200
    picture = client.post("/api/v1/generations", json={"prompt": "x"}).json()["job_id"]
    waits = client.get(f"/api/v1/jobs/{picture}").json()["waiting_for"]
    assert waits is not None
    assert waits.endswith("has w2")
    with studio_of(client).db.reading() as session:
        assert jobs.get(session, picture).parsed_needs.visits
        assert jobs.get(session, picture).state == "queued"
    assert client.patch("/api/v1/preferences", json={"pause_training_for_pictures": None}).json()[
        "pause_training_for_pictures"
    ]
