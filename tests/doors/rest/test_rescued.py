"""A training that ended badly, and what it had learnt by its last checkpoint: that can be used."""

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.service import training
from safelight.jobs import moves
from safelight.specs.characters import CharacterJobSpec, LikenessScores
from safelight.specs.jobs import JobFailure
from safelight.storage import layout
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, run, show, studio_of, train


def with_checkpoint(client: TestClient) -> tuple[str, str]:
    """A character whose first training runs and has kept what it had learnt by step 2."""
    ada = make.draft(client, 5, name="Ada")
    job_id = train(client, ada["id"])
    run(client, job_id)
    studio = studio_of(client)
    key = layout.checkpoint(ada["id"], "v1", 2)
    stored = studio.storage.put(key, b"weights", content_type="application/octet-stream")
    with studio.db.transaction() as session:
        spec = CharacterJobSpec.model_validate(moves.locked(session, job_id).spec)
        training.record_checkpoint(session, job_id=job_id, spec=spec, step=2, scores=LikenessScores(), file=stored)
    return ada["id"], job_id


def fail(client: TestClient, job_id: str) -> None:
    with studio_of(client).db.transaction() as session:
        failure = JobFailure(code="training_diverged", message="The loss was no finite number at step 3.")
        moves.finish(session, moves.locked(session, job_id), "failed", failure)


@pytest.mark.computes
def test_what_was_learnt_before_the_loss_exploded_can_be_drawn_with(client: TestClient) -> None:
    ada, job_id = with_checkpoint(client)
    use = f"{CHARACTERS}/{ada}/versions/1/use-step"
    assert client.post(use, json={"step": 2}).status_code == 409, "it still learns"
    fail(client, job_id)
    assert show(client, ada)["status"] == "failed"

    answer = client.post(use, json={"step": 2})

    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["status"], shown["version"], shown["versions"][0]["steps"]) == ("ready", 1, 2)
    drawn = client.post("/api/v1/generations", json={"prompt": "x", "character_id": "ada"}).json()["plan"]
    assert drawn["loras"][0]["key"] == layout.checkpoint(ada, "v1", 2)
    assert client.post(use, json={"step": 2}).status_code == 200, "a second click does no harm"
    assert client.post(f"{CHARACTERS}/{ada}/versions/7/use-step", json={"step": 2}).status_code == 404
    assert client.post(use, json={"step": 3}).status_code == 404
