"""The database goes away under a server and a worker: clear answers meanwhile, and nothing lost after."""

import sqlite3
import time

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from tests import databases
from tests.factories.pictures import uploads
from tests.installation import migrated_url, running_worker, settings_for
from tests.worker.test_character import ended, show, training_beyond, wait


@pytest.mark.parametrize("seconds", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_postgresql_stops_in_mid_training(tmp_path, seconds: int) -> None:
    url = migrated_url("postgresql", tmp_path)
    settings = settings_for(tmp_path, url)
    with TestClient(create_app(settings)) as client, running_worker(settings):
        made = client.post(
            "/api/v1/characters", data={"name": "Pip", "training": '{"max_train_steps": 30}'}, files=uploads(6)
        ).json()
        wait(client, made["job_id"], training_beyond(3))
        databases.postgres().stop()
        try:
            back_at = time.monotonic() + seconds
            while time.monotonic() < back_at:
                assert_away(client.get("/api/v1/jobs"))
                assert_away(client.post("/api/v1/characters", data={"name": "Other"}, files=uploads(5)))
        finally:
            databases.postgres().start()
        job = wait(client, made["job_id"], ended)

        assert job["state"] == "succeeded", job["failure"]
        assert [item["name"] for item in client.get("/api/v1/characters").json()["items"]] == ["Pip"]
        stored = [path for path in (settings.data_dir / "storage" / "characters").iterdir() if any(path.rglob("*.png"))]
        assert len(stored) == 1, "the refused character left nothing"
    databases.drop(url)


def test_sqlite_is_locked_by_someone_else(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("safelight.db.database.BUSY_TIMEOUT_MS", 200)
    settings = settings_for(tmp_path, migrated_url("sqlite", tmp_path))
    with TestClient(create_app(settings)) as client:
        other = sqlite3.connect(tmp_path / "safelight.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            assert_away(client.post("/api/v1/generations", json={"prompt": "a cat"}))
        finally:
            other.close()
        job_id = client.post("/api/v1/generations", json={"prompt": "a cat"}).json()["job_id"]
        assert show(client, job_id)["state"] == "queued"


def assert_away(answer) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"]
    assert answer.json()["code"] == "database_unavailable"
