"""What a training would be, before it is started: presets, measured time, and what stands in the way."""

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from safelight.features.memory.service import training as memory
from safelight.features.memory.service.fitting import CONTEXT_BYTES
from safelight.jobs.tables import Job, JobMetric, Worker
from safelight.jobs.upserting import upsert
from safelight.kit.clock import utcnow
from safelight.specs.training import TrainSpec
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, studio_of


def plan(client: TestClient, character_id: str, **query) -> dict:
    answer = client.get(f"{CHARACTERS}/{character_id}/plan", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def measured(client: TestClient, job_id: str, *, seconds_per_step: float, around: float, pause: float = 0) -> None:
    """Write down how the training of a job went; its first step is followed by a pause."""
    began = utcnow() - timedelta(hours=1)
    with studio_of(client).db.transaction() as session:
        job = session.get(Job, job_id)
        steps = job.spec["training"]["max_train_steps"]
        at = [began + timedelta(seconds=pause * (step > 1) + seconds_per_step * step) for step in range(1, steps + 1)]
        rows = [{"job_id": job_id, "name": "loss", "step": n, "value": 1.0, "at": t} for n, t in enumerate(at, 1)]
        upsert(session, JobMetric, rows)
        job.started_at = began
        job.finished_at = began + timedelta(seconds=steps * seconds_per_step + around + pause)


def test_the_plan_of_a_draft_says_what_is_missing(client: TestClient) -> None:
    ada = make.draft(client, 3)

    said = plan(client, ada["id"])

    assert (said["can_start"], said["pictures"]) == (False, 3)
    assert said["problems"] == ["Needs at least 5 pictures; 3 so far."]
    assert (said["seconds"], said["basis"], said["disk_bytes"]) == (None, "unknown", None)
    assert said["memory_bytes"] > 0
    assert said["workers"] == []


def test_a_preset_is_the_models_own_shortened_or_lengthened(client: TestClient) -> None:
    ada = make.draft(client, 5)

    good, quick, thorough = (plan(client, ada["id"], preset=name) for name in ("good", "quick", "thorough"))

    model = client.get("/api/v1/models/tiny").json()
    assert good["training"] == model["training"], "good is the model's own preset"
    assert [said["training"]["max_train_steps"] for said in (quick, good, thorough)] == [2, 4, 8]
    assert [offer["max_train_steps"] for offer in good["presets"]] == [2, 4, 8]
    assert good["can_start"]
    assert good["changed"] == []


def test_what_is_set_by_hand_is_marked(client: TestClient) -> None:
    ada = make.draft(client, 5)
    client.patch(f"{CHARACTERS}/{ada['id']}", json={"preset": "quick", "overrides": {"rank": 8, "flip": False}})

    stored = plan(client, ada["id"])
    asked = plan(client, ada["id"], preset="good", overrides='{"max_train_steps": 9}')

    assert (stored["preset"], stored["training"]["rank"], stored["changed"]) == ("quick", 8, ["rank"]), (
        "flip is off in the preset as well"
    )
    assert (asked["training"]["rank"], asked["training"]["max_train_steps"]) == (2, 9)
    assert asked["changed"] == ["max_train_steps"]
    assert [offer["max_train_steps"] for offer in asked["presets"]] == [9, 9, 9]
    assert plan(client, ada["id"], overrides="{}")["training"]["rank"] == 2, "nothing is set by hand then"


@pytest.mark.parametrize(
    ("query", "field"),
    [({"preset": "best"}, "preset"), ({"overrides": "{"}, "overrides"), ({"overrides": "[]"}, "overrides"),
     ({"overrides": '{"rank": 0}'}, "overrides.rank"), ({"overrides": '{"rnk": 1}'}, "overrides.rnk")],
)  # fmt: skip
def test_a_bad_question_is_named(client: TestClient, query: dict, field: str) -> None:
    answer = client.get(f"{CHARACTERS}/{make.draft(client)['id']}/plan", params=query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field


def test_the_time_is_what_such_trainings_took(client: TestClient) -> None:
    first = make.learnt(client, name="First")
    measured(client, first["job_id"], seconds_per_step=2.0, around=10.0, pause=600.0)
    ada = make.draft(client, 5)

    said = plan(client, ada["id"])

    assert said["basis"] == "measured"
    assert said["seconds"] == pytest.approx(4 * 2.0 + 10.0 + 600.0), "one training alone cannot tell a pause from work"
    second = make.learnt(client, name="Second")
    measured(client, second["job_id"], seconds_per_step=2.2, around=12.0)
    said = plan(client, ada["id"])
    assert said["seconds"] == pytest.approx(4 * 2.1 + 12.0, abs=0.2), "the pause of one is none of the work"
    assert [offer["seconds"] for offer in said["presets"]] == pytest.approx([2 * 2.1 + 12, 4 * 2.1 + 12, 8 * 2.1 + 12])
    assert said["disk_bytes"] == len("weights"), "as the LoRA of the same rank"


def test_for_other_settings_it_is_scaled_and_said_to_be_an_estimate(client: TestClient) -> None:
    first = make.learnt(client, name="First")
    measured(client, first["job_id"], seconds_per_step=2.0, around=0.0)
    ada = make.draft(client, 5)

    larger = plan(client, ada["id"], overrides='{"resolution": 128, "rank": 4}')

    assert (larger["basis"], larger["seconds"]) == ("estimate", pytest.approx(4 * 2.0 * 4)), "four times the pixels"
    assert larger["disk_bytes"] == 2 * len("weights")


def test_the_workers_that_could_take_it_are_named(client: TestClient) -> None:
    ada = make.draft(client, 5)
    with studio_of(client).db.transaction() as session:
        make.worker(session, "small", memory_total=1)
        make.worker(session, "large")
        make.worker(session, "leaving", state="draining")

    (fits,) = plan(client, ada["id"])["workers"]

    assert fits == {
        "id": "large", "name": "large", "device_name": "RTX", "memory_total": 10**12, "busy": False,
    }  # fmt: skip


def test_the_queue_before_it_is_counted(client: TestClient) -> None:
    make.train(client, make.draft(client, 5)["id"])
    ada = make.draft(client, 5)

    assert plan(client, ada["id"])["jobs_ahead"] == 1
    make.train(client, ada["id"])
    running = plan(client, ada["id"])
    assert running["problems"] == [f"{ada['name']} is being trained already."]


def test_looking_at_a_plan_changes_nothing(client: TestClient) -> None:
    ada = make.draft(client, 5)

    plan(client, ada["id"], preset="thorough", overrides='{"rank": 8}')

    assert make.show(client, ada["id"]) | {"references": []} == ada | {"references": []}


def test_a_waiting_training_tells_how_long_it_will_take(client: TestClient) -> None:
    first = make.learnt(client, name="First")
    measured(client, first["job_id"], seconds_per_step=2.0, around=10.0)

    job_id = make.train(client, make.draft(client, 5)["id"])

    assert client.get(f"/api/v1/jobs/{job_id}").json()["estimated_seconds"] == pytest.approx(18.0)
    assert client.get("/api/v1/jobs").json()["items"][0]["estimated_seconds"] == pytest.approx(18.0)
    other = make.train(client, make.draft(client, 5)["id"], resolution=128)
    assert client.get(f"/api/v1/jobs/{other}").json()["estimated_seconds"] is None, "nothing like it was measured"
    generation = client.post("/api/v1/generations", json={"prompt": "a cat"}).json()
    assert client.get(f"/api/v1/jobs/{generation['job_id']}").json()["estimated_seconds"] is None


def test_the_plan_says_what_fits_phase_by_phase(client: TestClient) -> None:
    ada = make.draft(client, 5)
    with studio_of(client).db.transaction() as session:
        make.worker(session, "large")

    told = plan(client, ada["id"])["memory"]

    assert [phase["name"] for phase in told["phases"]] == ["captions", "pictures", "learning", "samples"]
    assert told["needed_bytes"] == max(phase["bytes"] for phase in told["phases"])
    assert (told["fits"], told["remedies"]) == (True, [])
    assert [(each["worker"], each["confidence"]) for each in told["workers"]] == [("large", "estimated")]


def test_what_does_not_fit_is_told_with_a_way_out_that_does(client: TestClient) -> None:
    ada = make.draft(client, 5)
    wanted = {"gradient_checkpointing": False, "resolution": 1024, "train_batch_size": 8, "optimizer": "adamw"}
    asked = {"overrides": json.dumps(wanted)}
    with studio_of(client).db.transaction() as session:
        make.worker(session, "large")
    enough = plan(client, ada["id"], **asked)["memory"]["needed_bytes"]
    with studio_of(client).db.transaction() as session:
        session.delete(session.get_one(Worker, "large"))
        between = (enough + CONTEXT_BYTES) // 2
        make.worker(session, "small", memory_total=between, memory_free=between)

    told = plan(client, ada["id"], **asked)["memory"]

    assert not told["fits"]
    assert told["remedies"]
    for remedy in told["remedies"]:
        tried = plan(client, ada["id"], overrides=json.dumps(wanted | remedy["changes"]))["memory"]
        assert tried["fits"], remedy
        assert tried["needed_bytes"] == remedy["needed_bytes"]


def test_what_was_measured_counts_more_than_an_estimate(client: TestClient) -> None:
    ada = make.draft(client, 5)
    training = TrainSpec.model_validate(plan(client, ada["id"])["training"])
    with studio_of(client).db.transaction() as session:
        make.worker(session, "large")
        memory.measured(session, model="tiny", device_name="RTX", training=training, peak=12345, seconds=1.0)

    told = plan(client, ada["id"])["memory"]
    other = plan(client, ada["id"], overrides='{"rank": 64}')["memory"]

    assert [(each["needed_bytes"], each["confidence"]) for each in told["workers"]] == [(12345, "measured")]
    assert other["workers"][0]["confidence"] == "estimated", "another training was not measured"
