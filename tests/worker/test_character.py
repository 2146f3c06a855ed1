"""The job of a character on real workers: its stages, a kill in mid-training, cancel and resume."""

import json
import os
import signal
import time

import pytest
from fastapi.testclient import TestClient

from tests.factories.pictures import uploads
from tests.installation import running_worker

pytestmark = pytest.mark.computes

STEPS = 24


def create(client: TestClient, name: str, **training: object) -> str:
    chosen = {"max_train_steps": STEPS, **training}
    answer = client.post(
        "/api/v1/characters", data={"name": name, "trigger": "pip", "training": json.dumps(chosen)}, files=uploads(6)
    )
    assert answer.status_code == 202, answer.text
    return answer.json()["job_id"]


def show(client: TestClient, job_id: str) -> dict:
    return client.get(f"/api/v1/jobs/{job_id}").json()


def wait(client: TestClient, job_id: str, condition, *, seconds: float = 200) -> dict:
    deadline = time.monotonic() + seconds
    while not condition(job := show(client, job_id)):
        assert time.monotonic() < deadline, job
        assert job["state"] != "failed" or condition(job), job["failure"]
        time.sleep(0.05)  # each look is a request, at the cost of the training
    return job


def ended(job: dict) -> bool:
    return job["state"] in {"succeeded", "failed", "cancelled"}


def training_beyond(step: int):
    return lambda job: job["progress"]["stage"] == "train" and job["progress"]["step"] >= step


def curve(client: TestClient, job_id: str) -> dict[int, float]:
    (found,) = client.get(f"/api/v1/jobs/{job_id}/metrics", params={"name": "loss"}).json()
    return {point["step"]: point["value"] for point in found["points"]}


def test_a_kill_in_mid_training_changes_nothing_but_the_time(client: TestClient, settings) -> None:
    with running_worker(settings) as first:
        undisturbed = create(client, "Calm")
        assert wait(client, undisturbed, ended)["state"] == "succeeded"
        disturbed = create(client, "Shaken")
        before = wait(client, disturbed, training_beyond(STEPS // 4))
        os.kill(first.pid, signal.SIGKILL)
        assert before["state"] == "running"
    with running_worker(settings):
        job = wait(client, disturbed, ended)

    assert job["state"] == "succeeded", job["failure"]
    assert job["attempts"] == 2
    calm, shaken = curve(client, undisturbed), curve(client, disturbed)
    assert sorted(calm) == sorted(shaken) == list(range(1, STEPS + 1))
    assert max(abs(calm[step] - shaken[step]) for step in calm) < 1e-5
    assert weights(client, "calm") == weights(client, "shaken")


def test_a_cancelled_training_stops_at_once_and_goes_on_where_it_was(client: TestClient, settings) -> None:
    with running_worker(settings):
        job_id = create(client, "Pip", max_train_steps=2000)
        wait(client, job_id, training_beyond(6))
        asked = time.monotonic()
        client.post(f"/api/v1/jobs/{job_id}/cancel")
        cancelled = wait(client, job_id, ended, seconds=10)
        took = time.monotonic() - asked
        reached = cancelled["progress"]["step"]

        assert cancelled["state"] == "cancelled"
        assert client.get("/api/v1/characters/pip").json()["status"] == "cancelled"
        assert took < 5, "generous for a busy machine; the measured bar is in benchmarks/"
        assert client.post("/api/v1/generations", json={"prompt": "x", "character_id": "pip"}).status_code == 409

        assert client.post(f"/api/v1/jobs/{job_id}/resume").json()["state"] == "queued"
        resumed = wait(client, job_id, lambda job: training_beyond(1)(job) and job["state"] == "running")
        assert resumed["progress"]["step"] >= reached - 2, "from the last checkpoint, two steps apart here"
        client.post(f"/api/v1/jobs/{job_id}/cancel")
        wait(client, job_id, ended)

    assert client.delete("/api/v1/characters/pip").status_code == 204


def test_the_stages_tell_what_they_found(client: TestClient, settings) -> None:
    images = [*uploads(6), ("images", ("again.png", uploads(1)[0][1][1], "image/png"))]
    with running_worker(settings):
        answer = client.post(
            "/api/v1/characters",
            data={"name": "Pip", "class_word": "egg", "captions": json.dumps({"001.png": "in the rain"})},
            files=images,
        )
        job = wait(client, answer.json()["job_id"], ended)

    assert job["state"] == "succeeded", job["failure"]
    results = job["results"]
    assert job["progress"]["stages"] == ["check", "prepare", "caption", "train", "sample", "register"]
    assert results.keys() == set(job["progress"]["stages"])
    assert [(f["picture"], f["kind"]) for f in results["check"]["findings"]] == [("again.png", "duplicate")]
    assert results["prepare"]["buckets"] == {"64x64": 7}
    captions = list(results["caption"]["captions"].values())
    assert captions[:2] == ["a photo of pip egg", "pip egg, in the rain"]
    assert job["progress"]["fraction"] == 1.0
    work = settings.work_dir / job["id"]
    assert not work.exists(), "nothing of the job is left on the worker"


def weights(client: TestClient, name: str) -> bytes:
    file = client.get(f"/api/v1/characters/{name}/lora").content
    header = int.from_bytes(file[:8], "little")
    return file[8 + header :]
