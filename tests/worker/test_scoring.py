"""A training that scores itself: what it records, which step it publishes, when it stops, and the grid afterwards."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from safelight.engine.diffusion.picture_file import read_recipe
from safelight.jobs import moves
from safelight.jobs import task as task_module
from safelight.jobs.errors import Cancelled
from safelight.settings import Settings
from safelight.specs.characters import LikenessScores
from safelight.worker.tasks import grid, samples, scoring
from safelight.worker.workshop import Workshop
from tests.factories.pictures import uploads
from tests.worker import bench

pytestmark = pytest.mark.computes

VERSION = "/api/v1/characters/pip/versions/1"


@pytest.fixture
def workshop(client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    with bench.workshop(settings) as tools:
        yield tools


def create(client: TestClient, name: str = "Pip", **training: object) -> str:
    chosen = {"max_train_steps": 6, "sample_every": 2, **training}
    answer = client.post(
        "/api/v1/characters",
        data={"name": name, "trigger": "pip", "training": json.dumps(chosen)},
        files=uploads(5),
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def listed(client: TestClient, version: str = VERSION) -> dict[int, dict]:
    return {each["step"]: each for each in client.get(f"{version}/checkpoints").json()["checkpoints"]}


def scored_as(monkeypatch: pytest.MonkeyPatch, scores: dict[int, float]) -> None:
    """The truth of this test: what each step is worth."""
    monkeypatch.setattr(
        scoring.Scoring, "_score", lambda self, step: LikenessScores(score=scores.get(step), likeness=0.5)
    )


@pytest.mark.slow
def test_every_sample_point_is_scored_and_the_last_ones_are_those_of_the_weights(client, settings, workshop) -> None:
    job_id = create(client)
    bench.do(workshop, bench.claim(workshop, settings, job_id))

    rows = listed(client)
    assert list(rows) == [0, 2, 4, 6]
    assert [step for step, each in rows.items() if each["has_file"]] == [2, 4, 6]
    assert all(len(each["samples"]) == len(each["probes"]) == 4 for each in rows.values())
    scores = {step: each["scores"] for step, each in rows.items()}
    assert scores[0]["drift"] == 0
    assert scores[6]["drift"] > 0
    assert {each["embedder"] for each in scores.values()} == {"autoencoder"}

    curves = {curve["name"]: curve["points"] for curve in client.get(f"/api/v1/jobs/{job_id}/metrics").json()}
    assert {point["step"]: point["value"] for point in curves["drift"]} == {
        step: pytest.approx(each["drift"]) for step, each in scores.items()
    }


def test_the_best_step_is_published_and_another_can_be_chosen_and_compared(
    client, settings, workshop, monkeypatch, stored
) -> None:
    scored_as(monkeypatch, {0: 0.1, 2: 0.4, 4: 0.9, 6: 0.6})
    job_id = create(client)
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    job = client.get(f"/api/v1/jobs/{job_id}").json()
    assert (job["results"]["train"]["steps"], job["results"]["register"]["step"]) == (6, 4)
    assert client.get(f"{VERSION}/checkpoints").json()["step"] == 4

    best = weights(client)
    assert client.post(f"{VERSION}/use-step", json={"step": 6}).status_code == 200
    assert weights(client) != best
    assert client.post(f"{VERSION}/use-step", json={"step": 4}).status_code == 200
    assert weights(client) == best

    asked = {"steps": [2, 6], "prompts": ["a photo of {subject}"], "strengths": [0, 1]}
    first = client.post(f"{VERSION}/grids", json=asked).json()
    bench.do(workshop, bench.claim(workshop, settings, first["job_id"]))
    found = client.get(f"{VERSION}/grids/{first['job_id']}").json()
    assert found["status"] == "succeeded"
    pictures = {(cell["step"], cell["strength"]): client.get(cell["url"]).content for cell in found["cells"]}
    recipe = read_recipe(pictures[6, 1])
    assert (recipe.prompt, recipe.seed, recipe.loras[0].scale) == ("a photo of pip", 0, 1)
    assert pictures[2, 1] != pictures[6, 1]

    drawn: list[object] = []
    monkeypatch.setattr(grid, "_one", lambda *arguments: drawn.append(arguments))
    second = client.post(f"{VERSION}/grids", json=asked).json()
    assert None not in {cell["url"] for cell in second["cells"]}, "there before the job has begun"
    bench.do(workshop, bench.claim(workshop, settings, second["job_id"]))
    assert drawn == []


def test_it_stops_when_it_no_longer_learns_and_says_why(client, settings, workshop, monkeypatch) -> None:
    scored_as(monkeypatch, {step: 0.9 - step / 50 for step in range(0, 40, 2)})
    job_id = create(client, max_train_steps=40)
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    trained = client.get(f"/api/v1/jobs/{job_id}").json()["results"]["train"]
    assert trained["steps"] == 10
    assert "has not risen for 4 sample points" in trained["stopped"]
    rows = listed(client)
    assert [step for step, each in rows.items() if each["in_use"]] == [2]
    assert max(rows) == 10


@pytest.mark.slow
def test_a_person_can_do_without(client, settings, workshop, monkeypatch) -> None:
    scored_as(monkeypatch, {step: 0.9 - step / 50 for step in range(0, 20, 2)})
    job_id = create(client, max_train_steps=12, choose_best=False, early_stop=False)
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    results = client.get(f"/api/v1/jobs/{job_id}").json()["results"]
    assert (results["train"]["steps"], results["register"]["step"]) == (12, 12)
    kept = [step for step, each in listed(client).items() if each["has_file"]]
    assert kept == [2, 4, 6, 8, 12], "the best four and the last"


@pytest.mark.slow
def test_a_training_that_was_interrupted_scores_as_one_that_was_not(client, settings, workshop, monkeypatch) -> None:
    calm = create(client, "Calm", max_train_steps=4)
    bench.do(workshop, bench.claim(workshop, settings, calm))

    shaken = create(client, "Shaken", max_train_steps=4)
    context, keep = bench.claim(workshop, settings, shaken), samples.keep

    def asked_to_stop(tools, job, sample):
        keep(tools, job, sample)
        if (sample.step, sample.position) == (2, 5):
            client.post(f"/api/v1/jobs/{shaken}/cancel")

    with monkeypatch.context() as patch:
        patch.setattr(samples, "keep", asked_to_stop)
        patch.setattr("safelight.engine.training.samples.PIXELS_TOGETHER", 64 * 64)
        with pytest.raises(Cancelled):
            bench.do(workshop, context)
    with workshop.db.transaction() as session:
        moves.finish(session, context.owned(session), "cancelled")
    client.post(f"/api/v1/jobs/{shaken}/resume")
    bench.do(workshop, bench.claim(workshop, settings, shaken))

    one, other = (listed(client, f"/api/v1/characters/{name}/versions/1") for name in ("calm", "shaken"))
    assert [each["scores"] for each in one.values()] == [each["scores"] for each in other.values()]
    assert [each["in_use"] for each in one.values()] == [each["in_use"] for each in other.values()]


def weights(client: TestClient) -> bytes:
    return client.get("/api/v1/characters/pip/lora").content
