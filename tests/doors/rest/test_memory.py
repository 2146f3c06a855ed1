"""Models in memory over the API: load, stop, unload, what is held, and whether it will fit."""

from typing import Any

from fastapi.testclient import TestClient

from safelight.features.memory import repository
from safelight.features.memory.service.naming import drawing
from safelight.jobs import moves
from safelight.jobs.tables import Job, Worker
from safelight.specs.hardware import HeldModel, WorkerFacts
from safelight.specs.loading import LoadOptions
from tests.factories import characters as make
from tests.factories.characters import studio_of
from tests.installation import TINY

URL = f"/api/v1/models/{TINY}"


def worker(client: TestClient, name: str = "attic", *held: HeldModel, **more: Any) -> None:
    facts = WorkerFacts(models=list(held)).model_dump(mode="json")
    loaded = [one.name for one in held]
    with studio_of(client).db.transaction() as session:
        make.worker(session, name, facts=facts, loaded_models=loaded, state="draining", **more)


def job(client: TestClient, job_id: str) -> Job:
    with studio_of(client).db.reading() as session:
        found = session.get(Job, job_id)
        assert found is not None
        return found


def test_a_load_is_a_job_for_the_worker_that_was_named(client: TestClient) -> None:
    worker(client, "attic")
    answer = client.post(f"{URL}/load", json={"worker": "attic", "options": {"vae_tiling": True}, "pin": True})
    assert answer.status_code == 202
    started = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{started['job_id']}"
    assert (started["worker"], started["options"]["vae_tiling"]) == ("attic", True)
    queued = job(client, started["job_id"])
    assert (queued.kind, queued.model_key, queued.needs["worker"]) == ("load", TINY, "attic")
    assert queued.spec["pin"]


def test_options_that_do_not_go_together_are_refused_at_once(client: TestClient) -> None:
    both = {"options": {"cpu_offload": True, "group_offload": True}}
    problem = client.post(f"{URL}/load", json=both).json()
    assert (problem["status"], problem["code"]) == (400, "options_clash")
    assert "cpu_offload=on does not go with group_offload=on" in problem["detail"]
    assert {error["field"] for error in problem["errors"]} == {"cpu_offload", "group_offload"}
    assert client.post(f"{URL}/load", json={"options": {"no_such": True}}).status_code == 400

    worker(client, "small", device="cpu")
    problem = client.post(f"{URL}/load", json={"options": {"quantization": "nf4"}}).json()
    assert "quantization=nf4 does not go with device=cpu" in problem["detail"]
    worker(client, "large", device="cuda:0")
    assert client.post(f"{URL}/load", json={"options": {"quantization": "nf4"}}).json()["worker"] == "large"
    assert client.post(f"{URL}/load", json={"worker": "nobody"}).status_code == 404


def test_cancelling_a_load_always_answers_with_a_status(client: TestClient) -> None:
    def cancel() -> dict[str, Any]:
        answer = client.post(f"{URL}/load/cancel")
        assert answer.status_code == 200
        return answer.json()

    assert cancel() == {"model": TINY, "status": "not_loading", "job_ids": []}
    started = client.post(f"{URL}/load").json()["job_id"]
    assert cancel() == {"model": TINY, "status": "cancelled", "job_ids": [started]}
    running = client.post(f"{URL}/load").json()["job_id"]
    make.run(client, running)
    assert cancel()["status"] == cancel()["status"] == "cancelling"
    worker(client, "attic", HeldModel(name=TINY, size_bytes=5))
    with studio_of(client).db.transaction() as session:
        moves.finish(session, session.get(Job, running), "succeeded")
    assert cancel()["status"] == "loaded"


def test_a_model_in_use_is_not_unloaded_and_the_job_is_named(client: TestClient) -> None:
    assert client.post(f"{URL}/unload").json()["status"] == "not_loaded"
    drawing = client.post("/api/v1/generations", json={"prompt": "a cat", "model": TINY}).json()["job_id"]
    make.run(client, drawing)
    with studio_of(client).db.transaction() as session:
        session.get(Worker, "w1").loaded_models = [TINY]
    problem = client.post(f"{URL}/unload")
    assert problem.status_code == 409
    assert problem.json()["code"] == "model_in_use"
    assert drawing in problem.json()["detail"]


def test_what_workers_hold_is_shown(client: TestClient) -> None:
    held = HeldModel(name=TINY, size_bytes=7, pinned=True, options={"quantization": "int8"}, loras=2, idle_seconds=3.5)
    worker(client, "attic", held, HeldModel(name="starter", size_bytes=5))
    (shown,) = client.get("/api/v1/memory").json()["workers"]
    assert shown["models"][0] == held.model_dump(mode="json")
    assert shown["models_bytes"] == 12
    assert client.get("/api/v1/memory/options").json()["devices"][0]["worker"] == "attic"


def test_whether_it_will_fit_and_what_would_make_it_fit(client: TestClient) -> None:
    worker(client, "large", memory_total=10**12, memory_free=10**12)
    found = client.get(f"{URL}/fit").json()
    assert found["fits"]
    assert found["workers"][0]["confidence"] == "estimated"
    parts = {part["name"]: part for part in found["parts"]}
    assert sum(part["memory_bytes"] for part in parts.values()) == found["weights_bytes"]
    assert parts["unet"]["memory_bytes"] == 2 * parts["unet"]["parameters"], "bfloat16 on a GPU"

    small = client.get(f"{URL}/fit", params={"quantization": "int8"}).json()
    assert small["weights_bytes"] < found["weights_bytes"]
    many = client.get(f"{URL}/fit", params={"width": 4096, "height": 4096, "n": 8}).json()
    assert many["needed_bytes"] > found["needed_bytes"]
    assert client.get(f"{URL}/fit", params={"cpu_offload": True, "group_offload": True}).status_code == 400


def test_what_was_measured_is_believed_before_what_is_estimated(client: TestClient) -> None:
    worker(client, "attic", device_name="RTX")
    with studio_of(client).db.transaction() as session:
        repository.save(
            session, model=TINY, device_name="RTX", options=LoadOptions().mark, work=drawing(64, 64, 1),
            peak_bytes=123_456, resident_bytes=1000, seconds=0.1,
        )  # fmt: skip
    (there,) = client.get(f"{URL}/fit", params={"width": 64, "height": 64}).json()["workers"]
    assert (there["needed_bytes"], there["confidence"]) == (123_456, "measured")
    (other,) = client.get(f"{URL}/fit", params={"width": 64, "height": 64, "n": 2}).json()["workers"]
    assert other["confidence"] == "estimated"


def test_remedies_are_named_cheapest_first(client: TestClient) -> None:
    size = {"width": 2048, "height": 2048}
    worker(client, "small", memory_total=10**12, memory_free=10**12)
    needed = client.get(f"{URL}/fit", params=size).json()["needed_bytes"]
    tiled = client.get(f"{URL}/fit", params=size | {"vae_tiling": True, "vae_slicing": True}).json()["needed_bytes"]
    assert tiled < needed
    with studio_of(client).db.transaction() as session:
        session.get(Worker, "small").memory_free = tiled
    found = client.get(f"{URL}/fit", params=size).json()
    assert not found["fits"]
    assert found["remedies"][0]["changed"] == ["vae_slicing=on", "vae_tiling=on"]
