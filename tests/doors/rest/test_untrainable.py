"""A base that cannot be trained: said before anything is queued, and in the plan."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.settings import Settings
from tests import databases
from tests.engine import tiny
from tests.factories.pictures import uploads
from tests.installation import TINY, migrated_url, settings_for, tiny_models


@pytest.fixture
def settings(tmp_path: Path, backend: str) -> Iterator[Settings]:
    folder, url = tmp_path / "models", migrated_url(backend, tmp_path)
    tiny.save_pipeline(lambda: tiny.sd(in_channels=9), folder / "painter")
    index = folder / "painter" / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"_class_name": "StableDiffusionInpaintPipeline"}))
    (folder / TINY).symlink_to(tiny_models() / TINY)
    yield settings_for(tmp_path, url, models_dir=folder)
    databases.drop(url)


def test_it_is_refused_with_what_to_train_on_instead(client: TestClient) -> None:
    assert client.get("/api/v1/models/painter").json()["variant"] == "inpaint"
    answer = client.post("/api/v1/characters", data={"name": "Pip", "base_model": "painter"}, files=uploads(5))
    assert (answer.status_code, answer.json()["code"]) == (400, "model_unusable"), answer.text
    assert "inpaint" in answer.json()["detail"]
    assert "text-to-image" in answer.json()["hint"]
    assert client.get("/api/v1/jobs").json()["items"] == []
    assert client.get("/api/v1/characters/pip").status_code == 404


def test_the_plan_of_a_draft_says_so(client: TestClient) -> None:
    assert client.post("/api/v1/characters/drafts", json={"name": "Pip", "base_model": "painter"}).status_code == 201
    plan = client.get("/api/v1/characters/pip/plan").json()
    assert not plan["can_start"]
    assert any("inpaint" in problem for problem in plan["problems"])
    assert client.patch("/api/v1/characters/pip", json={"base_model": TINY}).status_code == 200
    plan = client.get("/api/v1/characters/pip/plan").json()
    assert not any("inpaint" in problem for problem in plan["problems"])
