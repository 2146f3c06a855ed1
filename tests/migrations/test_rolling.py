"""An upgrade without a pause: a worker of the version before lives through it, and ends what a new server gives it."""

import importlib.util
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from safelight.db import Database
from safelight.doors.app import create_app
from safelight.migrations import runner
from tests.installation import TINY, environment_of, settings_for

ROOT = Path(__file__).parents[2]
SECONDS = 120


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it was before the newest migration was written."""
    migration = f"src/safelight/migrations/versions/{runner.head()}.py"
    try:
        first = git("log", "--diff-filter=A", "--format=%H", "--", migration).decode().split()[-1]
        archive = git("archive", f"{first}^", "src")
    except (OSError, IndexError, subprocess.CalledProcessError):
        pytest.skip("needs the history of this repository")
    folder = tmp_path_factory.mktemp("before")
    (folder / "program.tar").write_bytes(archive)
    with tarfile.open(folder / "program.tar") as file:
        file.extractall(folder, filter="data")
    if (folder / "src/safelight/jobs/engine.py").exists() and importlib.util.find_spec("dbos") is None:
        pytest.skip("the version before needs what this one does not install: pip install dbos==3.4.0")
    return folder / "src"


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def count(database_url: str) -> Iterator[Callable[[str], int]]:
    database = Database(database_url, pool_size=1)

    def ask(statement: str) -> int:
        with database.reading() as session:
            return int(session.execute(text(statement)).scalar_one())

    yield ask
    database.dispose()


@pytest.mark.slow
def test_a_worker_of_before_lives_through_an_upgrade_and_draws(
    database_url: str, before: Path, tmp_path: Path, count: Callable[[str], int]
) -> None:
    *_, older, newest = [change.revision for change in runner._line()]
    settings = settings_for(tmp_path, database_url)
    environment = os.environ | environment_of(settings) | {"PYTHONPATH": str(before)}
    runner.upgrade(database_url, to=older)
    if (before / "safelight/jobs/engine.py").exists():  # it had an engine with tables of its own (decision 0050)
        bring = "import sys; from safelight.jobs import engine; engine.migrate(sys.argv[1])"
        subprocess.run([sys.executable, "-c", bring, database_url], env=environment, cwd=tmp_path, check=True)
    log = (tmp_path / "agent.log").open("wb")
    worker = subprocess.Popen([sys.executable, "-m", "safelight", "agent"], env=environment, cwd=tmp_path, stderr=log)
    try:
        until(lambda: worker.poll() is not None or count("SELECT count(*) FROM worker"))
        assert worker.poll() is None, (tmp_path / "agent.log").read_text()
        assert runner.upgrade(database_url)
        with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
            asked = client.post(
                "/api/v1/generations", json={"prompt": "a lamp", "model": TINY}, headers={"Prefer": f"wait={SECONDS}"}
            ).json()
            until(lambda: client.get(f"/api/v1/jobs/{asked['job_id']}").json()["state"] in {"succeeded", "failed"})
            job = client.get(f"/api/v1/jobs/{asked['job_id']}").json()
            assert job["state"] == "succeeded", job
            (shown,) = client.get("/api/v1/workers").json()["items"]
            assert shown["state"] == "ready"
        assert count("SELECT count(*) FROM picture") == 1
        worker.terminate()
        assert worker.wait(SECONDS) == 0, "it leaves in order"
    finally:
        worker.kill()
        worker.wait()
        log.close()
    assert runner.current(database_url) == newest
