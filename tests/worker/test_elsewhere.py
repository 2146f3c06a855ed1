"""A worker that has no models folder of ours draws with a stored model, and its recipe says the same."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from tests.installation import TINY, migrated_url, running_worker, settings_for, tiny_models
from tests.worker.test_character import ended, wait


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_stored_model_draws_where_its_files_are_not(tmp_path: Path) -> None:
    ours = tmp_path / "models"
    shutil.copytree(tiny_models() / TINY, ours / "mine")
    settings = settings_for(tmp_path, migrated_url("sqlite", tmp_path), models_dir=ours, default_model="mine")
    theirs = settings.model_copy(update={"models_dir": tmp_path / "elsewhere"})
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        client.get("/api/v1/models")
        early = client.post("/api/v1/generations", json={"prompt": "x", "seed": 1}).json()
        ours.rename(tmp_path / "away")  # as the other machine sees it
        with running_worker(theirs):
            job = wait(client, early["job_id"], ended_badly)
            assert job["failure"]["code"] == "model_not_here", job
        (tmp_path / "away").rename(ours)
        started = client.post("/api/v1/models/mine/store").json()
        wait(client, started["job_id"], ended)
        known = client.get("/api/v1/models/mine").json()
        assert known["stored"] == "yes"
        late = client.post("/api/v1/generations", json={"prompt": "x", "seed": 1}).json()
        ours.rename(tmp_path / "away")
        with running_worker(theirs):
            job = wait(client, late["job_id"], ended)
        assert job["state"] == "succeeded", job
        (picture,) = client.get(f"/api/v1/generations/{late['id']}").json()["pictures"]
        assert picture["recipe"]["model_hash"] == known["sha256"]
        assert len(list((settings.data_dir / "cache" / "files").glob("*/*"))) > 5
        (tmp_path / "away").rename(ours)


def ended_badly(job: dict) -> bool:
    return job["state"] == "failed"
