"""The whole story with real programs: a job waits, a pod is made, its agent joins and does the job, and it goes."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from safelight.db import Database
from safelight.features.agents.service import role
from tests import databases
from tests.features.agents.test_several_servers import draw, running, state_of, until
from tests.installation import TINY, migrated_url, tiny_models
from tests.runpod_server import FOUR, KEY, RunPodPod, RunPodServer
from tests.storage.conftest import S3Server, free_port, s3_server

__all__ = ["s3_server"]  # what pytest finds here by name
PODS = "/api/v1/pods"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A PostgreSQL as a server leaves it."""
    database = Database(migrated_url("postgresql", tmp_path), pool_size=2)
    yield database
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP OWNED BY safelight_pods CASCADE"))
        connection.execute(text("DROP ROLE safelight_pods"))
    database.dispose()
    databases.drop(databases.text_of(database.url))


class Containers:
    """What runs in the pods: `safelight agent`, with the environment that the pod was made with and nothing else."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder, self.count = stack, folder, 0

    def run(self, pod: RunPodPod) -> subprocess.Popen[bytes]:
        self.count += 1
        own = {
            "SAFELIGHT_DATA_DIR": str(self.folder / pod.id),
            "SAFELIGHT_CPU_THREADS": "1", "RUNPOD_POD_ID": pod.id,
        }  # fmt: skip
        command = ["agent", "--device", "cpu"]
        return self.stack.enter_context(running(command, own | pod.body["env"], self.folder / f"{pod.id}.log"))

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)  # what RunPod allows
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_job_brings_a_pod_that_does_it_and_goes(database: Database, s3_server: S3Server, tmp_path: Path) -> None:
    port = free_port()
    agents_url = role.make(database, name="safelight_pods", password="not-a-secret-of-anyone")
    with ExitStack() as stack:
        containers = Containers(stack, tmp_path)
        there = stack.enter_context(
            RunPodServer(run=containers.run, kill=containers.kill, starts_after=1, runs_after=2)
        )
        environment = {
            "SAFELIGHT_DATA_DIR": str(tmp_path / "server"),
            "SAFELIGHT_DATABASE_URL": databases.text_of(database.url),
            "SAFELIGHT_AGENT_DATABASE_URL": agents_url,
            "SAFELIGHT_STORAGE_URL": f"s3://{s3_server.bucket}/pods",
            "SAFELIGHT_S3_ENDPOINT": s3_server.options.endpoint or "",
            "SAFELIGHT_S3_ACCESS_KEY_ID": s3_server.options.access_key_id or "",
            "SAFELIGHT_S3_SECRET_ACCESS_KEY": s3_server.options.secret_access_key or "",
            "SAFELIGHT_MODELS_DIR": str(tiny_models()),
            "SAFELIGHT_DEFAULT_MODEL": TINY,
            "SAFELIGHT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "SAFELIGHT_RUNPOD_URL": there.url,
            "SAFELIGHT_RUNPOD_API_KEY": KEY,
        }
        log = tmp_path / "server.log"
        stack.enter_context(running(["serve", "--port", str(port), "--workers", "0"], environment, log))
        studio = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
        until(lambda: studio.get("/ping").is_success, "the server answers")

        plan = {"gpus": [FOUR], "dollars_per_hour": 1, "queue_seconds": 2, "idle_minutes": 0.2, "ceiling": 1}
        stored = studio.post(f"/api/v1/models/{TINY}/store")
        assert stored.is_success, stored.text
        until(lambda: state_of(studio, stored.json()["job_id"]) == "succeeded", "pods can fetch the model")
        made = studio.post(f"{PODS}/rules", json={"name": "on demand", "plan": plan})
        assert made.status_code == 201, made.text
        job = draw(studio)
        began = time.monotonic()
        until(lambda: _pods(studio), "a pod is asked for")
        until(lambda: _pods(studio)[0]["state"] == "running", "its worker is there")
        joined = time.monotonic() - began
        worker = _pods(studio)[0]["workers"][0]
        until(lambda: state_of(studio, job) == "succeeded", "the job is done", seconds=120)
        until(lambda: _pods(studio)[0]["state"] == "ended", "the idle pod is gone", seconds=120)
        over = _pods(studio)[0]

        assert there.there() == []
        assert over["message"] == "It had nothing to do for 12 s."
        assert over["failure"] is None
        assert over["cost"] == pytest.approx(there.cost(), rel=0.25)
        assert containers.count == 1
        assert studio.get(f"{PODS}/spending").json()["in_all"] == pytest.approx(over["cost"])
        assert [each for each in studio.get("/api/v1/workers").json()["items"] if each["id"] == worker["id"]] == []
        sent = str(there.bodies)
        assert databases.text_of(database.url) not in sent
        assert KEY not in sent
        for said in tmp_path.glob("*.log"):
            assert KEY not in said.read_text()
            assert "Traceback" not in said.read_text(), said.read_text()[-3000:]
        print(f"joined after {joined:.0f} s")  # noqa: T201  for whoever runs it by hand


def _pods(studio: httpx.Client) -> Any:
    return studio.get(PODS).json()["items"]
