"""A character whose training of all weights has left a model of its own: every door draws with it, by its trigger."""

import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from safelight.features.characters.service import training
from safelight.jobs import moves
from safelight.specs.characters import CharacterJobSpec
from tests.factories import characters as make
from tests.factories.characters import CHARACTERS, run, show, studio_of, train


@pytest.fixture(autouse=True)
def shelf_as_it_was(settings) -> Iterator[None]:
    yield
    shutil.rmtree(settings.models_dir / "ada-v1", ignore_errors=True)


def end_whole(client: TestClient, settings, job_id: str) -> str:
    """End a training of all weights as a worker does: a folder on the shelf, and a version that names it."""
    run(client, job_id)
    with studio_of(client).db.transaction() as session:
        job = moves.locked(session, job_id)
        spec = CharacterJobSpec.model_validate(job.spec)
        name = f"ada-v{spec.version}"
        shutil.copytree(settings.models_dir / "tiny", settings.models_dir / name)
        training.register(session, job_id=job_id, spec=spec, model=name, steps=4, final_loss=0.1)
        moves.finish(session, job, "succeeded", None)
    return name


def whole(client: TestClient, settings) -> dict:
    ada = make.draft(client, 5, name="Ada", class_word="woman")
    job_id = train(client, ada["id"], method="full")
    end_whole(client, settings, job_id)
    return show(client, ada["id"])


def test_it_is_ready_and_drawn_by_its_own_model_without_a_lora(client: TestClient, settings) -> None:
    ada = whole(client, settings)
    assert (ada["status"], ada["model"], ada["base_model"], ada["lora_size"]) == ("ready", "ada-v1", "tiny", None)
    assert (ada["versions"][0]["model"], ada["versions"][0]["size"]) == ("ada-v1", None)
    assert client.get(CHARACTERS, params={"status": "ready"}).json()["items"][0]["id"] == ada["id"]
    assert client.get(CHARACTERS, params={"status": "draft"}).json()["items"] == []

    made = client.post("/api/v1/generations", json={"prompt": "on a hill", "character_id": "ada"})

    assert made.status_code == 202, made.text
    plan = made.json()["plan"]
    assert (plan["model"], plan["loras"], plan["prompt"]) == ("ada-v1", [], "ada woman, on a hill")
    other = client.post("/api/v1/generations", json={"prompt": "x", "character_id": "ada", "model": "tiny"})
    assert other.status_code == 400
    assert "'ada-v1'" in other.json()["detail"]
    as_lora = client.post("/api/v1/generations", json={"prompt": "x", "loras": [{"name": "ada"}]})
    assert as_lora.status_code == 400
    assert "not a LoRA" in as_lora.json()["detail"]
    lora = client.get(f"{CHARACTERS}/ada/lora")
    assert (lora.status_code, lora.json()["code"]) == (409, "character_not_ready")
    names = {each["id"] for each in client.get("/v1/models").json()["data"]}
    assert {"Ada", "ada-v1", "tiny"} <= names
    assert not client.get("/sdapi/v1/loras").json(), "it is no LoRA"


def test_its_model_stays_as_long_as_a_version_needs_it_and_goes_with_that(client: TestClient, settings) -> None:
    ada = whole(client, settings)
    assert client.delete("/api/v1/models/ada-v1").json()["code"] == "model_in_use"
    make.end(client, train(client, ada["id"], method="lora", seed=1))  # version 2 is a LoRA again
    now = show(client, ada["id"])
    assert (now["version"], now["model"], now["lora_size"] is not None) == (2, None, True)
    assert client.delete("/api/v1/models/ada-v1").status_code == 409, "version 1 can be chosen again"

    back = client.post(f"{CHARACTERS}/ada/versions/1/use").json()
    assert (back["model"], back["lora_size"]) == ("ada-v1", None)
    assert client.delete(f"{CHARACTERS}/ada/versions/1").json()["code"] == "version_in_use"
    client.post(f"{CHARACTERS}/ada/versions/2/use")
    assert client.delete(f"{CHARACTERS}/ada/versions/1").status_code == 204

    assert not (settings.models_dir / "ada-v1").exists()
    assert not list(settings.models_dir.glob(".removed-*"))
    assert "ada-v1" not in {each["name"] for each in client.get("/api/v1/models").json()["items"]}


def test_a_deleted_character_takes_its_models_along(client: TestClient, settings) -> None:
    ada = whole(client, settings)
    on_it = make.draft(client, 5, name="Ben", base_model="ada-v1")
    assert client.delete(f"{CHARACTERS}/{ada['id']}").status_code == 409, "Ben is to be learnt on its model"
    assert show(client, ada["id"])["status"] == "ready"
    client.delete(f"{CHARACTERS}/{on_it['id']}")
    assert client.delete(f"{CHARACTERS}/{ada['id']}").status_code == 204
    assert not (settings.models_dir / "ada-v1").exists()


def test_settings_that_contradict_each_other_are_refused_naming_both(client: TestClient) -> None:
    ada = make.draft(client, 5)
    for settings, both in (
        ({"method": "full", "rank": 8}, ("method", "rank")),
        ({"method": "full", "base_quantization": "int8"}, ("method", "base_quantization")),
        ({"lr_warmup_steps": 9, "lr_scheduler": "constant"}, ("lr_warmup_steps", "lr_scheduler")),
        ({"choose_best": True, "sample_every": 0}, ("choose_best", "sample_every")),
    ):
        answer = client.post(f"{CHARACTERS}/{ada['id']}/train", json=settings)
        assert answer.status_code == 400, answer.text
        assert all(name in answer.json()["detail"] for name in both), answer.json()
