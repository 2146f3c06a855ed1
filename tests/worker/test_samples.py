"""Samples of a training, from the learning network to the list that the page shows; versions in and out of use."""

import io
import json
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.engine.diffusion.picture_file import read_recipe
from safelight.events import read_after
from safelight.jobs import moves
from safelight.jobs import task as task_module
from safelight.jobs.doing import do_stage
from safelight.jobs.errors import Cancelled
from safelight.kit import png_text
from safelight.settings import Settings
from safelight.worker.tasks import all_tasks, samples
from safelight.worker.workshop import Workshop
from tests.factories.pictures import uploads
from tests.worker import bench

pytestmark = pytest.mark.computes

PROMPTS = 4


@pytest.fixture
def workshop(client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    monkeypatch.setattr(task_module, "WRITE_SECONDS", 0.0)
    with bench.workshop(settings) as tools:
        yield tools


def create(client: TestClient, **training: object) -> str:
    answer = client.post(
        "/api/v1/characters",
        data={"name": "Pip", "trigger": "pip", "training": json.dumps({"max_train_steps": 3, **training})},
        files=uploads(5),
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def shown(client: TestClient, **query: object) -> list[dict]:
    return client.get("/api/v1/characters/pip/samples", params=query).json()


def shown_probes(client: TestClient) -> list[dict]:
    found = client.get("/api/v1/characters/pip/versions/1/checkpoints").json()["checkpoints"]
    return [probe for checkpoint in found for probe in checkpoint["probes"]]


def steps_of(rows: list[dict]) -> list[tuple[int, int]]:
    return [(row["step"], row["position"]) for row in rows]


def rows(*steps: int) -> list[tuple[int, int]]:
    return [(step, position) for step in steps for position in range(PROMPTS)]


def picture(client: TestClient, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content


def test_samples_are_shown_as_they_are_made(client, settings, workshop, stored: Callable[[], list[str]]) -> None:
    job_id = create(client, sample_every=2)
    bench.do(workshop, bench.claim(workshop, settings, job_id))

    found = shown(client)
    assert steps_of(found) == rows(0, 2, 3)
    assert [row["prompt"] for row in found[:2]] == ["a photo of pip", "a photo of pip on a red background"]
    assert [row["seed"] for row in found[:2]] == [0, 1]
    first = found[0]
    assert Image.open(io.BytesIO(picture(client, first["url"]))).size == (first["width"], first["height"]) == (64, 64)
    assert Image.open(io.BytesIO(picture(client, first["thumbnail_url"]))).format == "WEBP"
    assert first["thumbhash"]
    about = json.loads(png_text.read(picture(client, found[4]["url"]))["safelight-sample"])
    assert (about["step"], about["prompt"], about["seed"]) == (2, "a photo of pip", 0)
    assert read_recipe(picture(client, found[4]["url"])) is None, "the weights of that step are gone"
    both = len(found) + len(shown_probes(client))
    assert sum("/samples/v1/" in name for name in stored()) == 2 * both

    with workshop.db.reading() as session:
        told = [event for event in read_after(session, 0, limit=1000) if event.kind == "sample.added"]
    by_topic = {
        topic: [event.payload for event in told if event.topic == topic] for topic in (f"job:{job_id}", "characters")
    }
    assert by_topic["characters"] == by_topic[f"job:{job_id}"]
    prompts = [payload for payload in by_topic["characters"] if payload["role"] == "prompt"]
    assert [(payload["step"], payload["position"]) for payload in prompts] == rows(0, 2, 3)
    assert {payload["id"] for payload in prompts} == {row["id"] for row in found}

    job = client.get(f"/api/v1/jobs/{job_id}").json()
    assert job["results"]["sample"] == {"drawn": 0}, "the training had drawn the last row"


def test_without_samples_on_the_way_the_finished_lora_draws_one_row(client, settings, workshop) -> None:
    job_id = create(client, sample_every=0)
    bench.do(workshop, bench.claim(workshop, settings, job_id))
    assert steps_of(shown(client)) == rows(3)
    assert client.get(f"/api/v1/jobs/{job_id}").json()["results"]["sample"] == {"drawn": PROMPTS}
    recipe = read_recipe(picture(client, shown(client)[1]["url"]))
    assert recipe is not None
    assert (recipe.prompt, recipe.seed, len(recipe.loras)) == ("a photo of pip on a red background", 1, 1)


@pytest.mark.slow
def test_a_stage_that_runs_again_leaves_one_row_of_each(client, settings, workshop) -> None:
    """As when a worker dies between the last sample and the commit that ends the stage."""
    context = bench.claim(workshop, settings, create(client, sample_every=2))
    stages = all_tasks(workshop)["character"].stages
    for stage in stages[:3]:
        do_stage(context, stage)
    stages[3].run(context)
    before = shown(client)
    stages[3].run(context)
    assert shown(client) == before, "what is there is not drawn again"
    again = samples.Sample(3, 0, "a photo of pip", 0, Image.new("RGB", (64, 64), "red"))
    samples.keep(workshop, context, again)
    after = shown(client)
    assert [row["id"] for row in after] == [row["id"] for row in before]
    replaced = Image.open(io.BytesIO(picture(client, after[-PROMPTS]["url"])))
    assert replaced.getpixel((0, 0)) == (255, 0, 0)


def test_a_training_stopped_while_it_samples_goes_on_where_it_was(client, settings, workshop, monkeypatch) -> None:
    job_id = create(client, sample_every=2, max_train_steps=4)
    context = bench.claim(workshop, settings, job_id)
    keep = samples.keep

    def asked_to_stop(tools, job, sample):
        keep(tools, job, sample)
        if (sample.step, sample.position) == (2, 1):
            assert client.post(f"/api/v1/jobs/{job_id}/cancel").status_code == 200

    with monkeypatch.context() as patch:
        patch.setattr(samples, "keep", asked_to_stop)
        patch.setattr("safelight.engine.training.samples.PIXELS_TOGETHER", 64 * 64)
        with pytest.raises(Cancelled):
            bench.do(workshop, context)
    assert steps_of(shown(client)) == [*rows(0), (2, 0), (2, 1)]
    with workshop.db.transaction() as session:
        moves.finish(session, context.owned(session), "cancelled")
    client.post(f"/api/v1/jobs/{job_id}/resume")

    context = bench.claim(workshop, settings, job_id)
    steps: list[int] = []
    progress = context.progress
    monkeypatch.setattr(
        context, "progress", lambda step, *rest, **more: (steps.append(step), progress(step, *rest, **more))
    )
    bench.do(workshop, context)
    assert steps_of(shown(client)) == rows(0, 2, 4)
    in_training = [step for step in steps if step in {1, 2, 3, 4}]
    assert min(in_training) >= 2, "the stop saved a checkpoint: step 1 and 2 are not learnt again"


def test_a_sample_now_is_drawn_at_the_step_that_is_reached(client, settings, workshop) -> None:
    job_id = create(client, sample_every=0, max_train_steps=4)
    context = bench.claim(workshop, settings, job_id)
    assert client.post(f"/api/v1/jobs/{job_id}/sample").status_code in {200, 202}
    bench.do(workshop, context)
    steps = {step for step, _ in steps_of(shown(client))}
    assert len(steps) == 2
    assert 4 in steps
    assert client.get(f"/api/v1/jobs/{job_id}").json()["wishes"] == []


@pytest.mark.slow
def test_a_second_training_is_a_version_of_its_own(client, settings, workshop) -> None:
    first = create(client, sample_every=0)
    bench.do(workshop, bench.claim(workshop, settings, first))
    one = client.get("/api/v1/characters/pip").json()
    answer = client.post("/api/v1/characters/pip/train", json={"max_train_steps": 2, "sample_every": 0})
    assert answer.status_code == 202, answer.text
    second = answer.json()["job_id"]
    bench.do(workshop, bench.claim(workshop, settings, second))

    two = client.get("/api/v1/characters/pip").json()
    assert (one["version"], two["version"], two["status"]) == (1, 2, "ready")
    versions = {version["number"]: version for version in two["versions"]}
    assert {number: (version["steps"], version["job_id"]) for number, version in versions.items()} == {
        1: (3, first),
        2: (2, second),
    }
    assert all(version["final_loss"] > 0 for version in versions.values())
    assert versions[1]["training"]["max_train_steps"] == 3
    assert steps_of(shown(client, version=1)) == rows(3)
    assert steps_of(shown(client, version=2)) == rows(2)
    back = client.post("/api/v1/characters/pip/versions/1/use").json()
    assert back["version"] == 1
