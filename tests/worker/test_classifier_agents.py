"""Two agents and ten runs: each alone on its device, a killed agent's run goes on elsewhere, none is lost."""

import os
import signal
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.events.tables import EventRow
from safelight.jobs.tables import Job
from safelight.settings import Settings
from safelight.specs.jobs import FINISHED
from tests.factories import classifier_runs as factory
from tests.installation import running_worker

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

RUNS = "/api/v1/classifiers/runs"
COUNT = 10
SECONDS = 600


def states(client: TestClient) -> list[dict]:
    return client.get(RUNS, params={"sort": "oldest", "limit": 50}).json()["items"]


def not_ended(runs: list[dict]) -> list[dict]:
    return [run for run in runs if run["state"] not in FINISHED]


def test_two_agents_share_ten_runs_and_one_of_them_dies(client: TestClient, settings: Settings, tmp_path: Path) -> None:
    studio = client.app.state.studio
    dataset = factory.store_dataset(studio.db, studio.storage, train=24)
    quick = factory.QUICK | {"epochs": 8, "batch_size": 12, "checkpoint_seconds": 0.01}
    space = {"seed": {"values": list(range(COUNT - 1))}}
    client.post(RUNS, json={"dataset": dataset.id, "settings": quick, "name": "alone"})
    asked = {"name": "Ten", "dataset": dataset.id, "settings": quick, "space": space}
    sweep = client.post("/api/v1/classifiers/sweeps", json=asked).json()
    assert sweep["run_count"] == COUNT - 1

    shared = {"SAFELIGHT_STORAGE_URL": (settings.data_dir / "storage").absolute().as_uri()}
    elsewhere = shared | {"SAFELIGHT_DATA_DIR": str(tmp_path / "elsewhere")}  # as on another machine
    with running_worker(settings) as first, running_worker(settings, **elsewhere):
        victim: dict | None = None
        deadline = time.monotonic() + SECONDS
        while not_ended(runs := states(client)):
            assert time.monotonic() < deadline, runs
            running = [run for run in runs if run["state"] in {"placed", "running"}]
            with studio.db.reading() as session:
                owners = session.scalars(select(Job.owner).where(Job.owner.is_not(None))).all()
            assert len(owners) == len(set(owners)), "never two on one agent at once"
            here = [run for run in running if (settings.work_dir / run["job_id"]).is_dir()]
            done = sum(run["state"] == "succeeded" for run in runs)
            if victim is None and done >= 2 and here and (here[0]["progress"] or {}).get("step", 0) > 8:
                victim = here[0]
                os.kill(first.pid, signal.SIGKILL)
            time.sleep(0.1)

    assert victim is not None
    assert [run["state"] for run in runs] == ["succeeded"] * COUNT
    with studio.db.reading() as session:
        started = [
            event.payload
            for event in session.scalars(select(EventRow).where(EventRow.kind == "job.started"))
            if event.payload["id"] == victim["job_id"]
        ]
    assert [each["attempt"] for each in started] == [1, 2]
    again = client.post(f"{RUNS}/{victim['id']}/rerun").json()["run"]
    with running_worker(settings):
        deadline = time.monotonic() + SECONDS
        while (ended := client.get(f"{RUNS}/{again['id']}").json())["state"] != "succeeded":
            assert time.monotonic() < deadline, ended
            time.sleep(0.1)
    disturbed = client.get(f"{RUNS}/{victim['id']}").json()
    for before, after in zip(disturbed["epoch_results"], ended["epoch_results"], strict=True):
        assert before["val"] == after["val"]
        assert before["train_loss"] == after["train_loss"]
    assert disturbed["trained_model"]["sha256"] == ended["trained_model"]["sha256"]
