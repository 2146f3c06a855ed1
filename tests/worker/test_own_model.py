"""A training of all weights on a real worker: a model on the shelf that draws, told apart from a LoRA everywhere."""

import json
import shutil
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.installation import running_worker
from tests.worker.test_character import create, ended, wait

pytestmark = pytest.mark.computes


@pytest.fixture(autouse=True)
def shelf_as_it_was(settings) -> Iterator[None]:
    yield
    for folder in settings.models_dir.glob("pip-v*"):
        shutil.rmtree(folder)


def test_all_weights_learn_and_the_model_draws(client: TestClient, settings) -> None:
    with running_worker(settings):
        job = wait(client, create(client, "Pip", method="full", max_train_steps=3, sample_every=3), ended)
        assert job["state"] == "succeeded", job["failure"]
        assert job["results"]["register"] == {"model": "pip-v1"}
        pip = client.get("/api/v1/characters/pip").json()
        assert (pip["status"], pip["model"], pip["lora_size"]) == ("ready", "pip-v1", None)
        assert {sample["step"] for sample in pip["samples"]} == {3}

        asked = client.post("/api/v1/generations", json={"prompt": "a pip", "character_id": "pip", "seed": 1})
        drawn = wait(client, asked.json()["job_id"], ended)
        assert drawn["state"] == "succeeded", drawn["failure"]
        made = client.get(f"/api/v1/generations/{asked.json()['id']}").json()["pictures"][0]
        assert (made["recipe"]["model"], made["recipe"]["loras"]) == ("pip-v1", [])

    folder = settings.models_dir / "pip-v1"
    card = json.loads((folder / "safelight.json").read_text())
    assert card["trained"]["trigger"] == "pip"
    assert "name" not in card, "the base's name is not its own"
    shown = client.get("/api/v1/models/pip-v1").json()
    assert (shown["kind"], shown["source"]["trained_from"], shown["source"]["version"]) == ("base", "tiny", 1)
    assert not list(settings.models_dir.glob(".training-*"))
    assert not (settings.work_dir / job["id"]).exists()

    told = client.get(f"/api/v1/gallery/{made['id']}").json()
    assert told["lineage"]["character"]["version"] == 1
    assert client.delete("/api/v1/characters/pip").status_code == 204
    assert not folder.exists()
