"""A server killed again and again while it downloads: the right bytes at the end, and nothing fetched twice."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from safelight.db import Database
from safelight.features.downloads import service
from safelight.features.downloads.schemas import DownloadAsked
from safelight.features.downloads.service.reach import Reach
from safelight.jobs import service as jobs
from tests.features.downloads.conftest import PIPELINE, WANTED, blob, files_below, until
from tests.hub_server import HubServer

SCRIPT = Path(__file__).parent / "server.py"
ROOT = Path(__file__).parents[3]
KILLS = 10


@pytest.mark.slow
def test_killed_ten_times_it_ends_with_the_right_bytes_and_fetches_nothing_whole_twice(
    database: Database, database_url: str, hub: HubServer, tmp_path: Path
) -> None:
    files = hub.repos[PIPELINE].files
    files["unet/diffusion_pytorch_model.fp16.safetensors"] = blob(3_000_000, 20)
    files["vae/diffusion_pytorch_model.safetensors"] = blob(1_000_000, 21)
    total = sum(len(files[path]) for path in WANTED)
    models = tmp_path / "models"
    reach = Reach(models_dir=models, hub_url=hub.url, hosts=("localhost",), secret=b"secret")
    found = service.look(database.reading, reach, asked=DownloadAsked(source=PIPELINE))
    with database.transaction() as session:
        job_id = service.start(session, reach, found=found).job_id
    chance = random.Random(os.environ.get("SAFELIGHT_TEST_SEED", "4"))
    command = [sys.executable, str(SCRIPT), database_url, str(models), hub.url]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    parts: dict[str, int] = {}
    whole: set[str] = set()
    hub.hold()
    for _ in range(KILLS):
        asked_before = len(hub.asked)
        process = subprocess.Popen(command, env=environment)
        try:
            # at a random byte: on the way up to a point, it is held there, and killed
            before, share = hub.total_sent, chance.randrange(total // (2 * KILLS), total // KILLS)
            hub.allow(share)
            until(lambda before=before, share=share: hub.total_sent >= before + share, "so many bytes have come")
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        _check_asked(hub, asked_before, parts, whole)
        folder = models / ".incoming" / job_id
        parts = {path: len(body) for path, body in files_below(folder / "parts").items()}
        assert whole <= set(files_below(folder / "files"))
        whole = set(files_below(folder / "files"))
    at_last_kill = len(hub.asked)
    hub.allow(None)
    process = subprocess.Popen(command, env=environment)
    try:
        until(lambda: _state(database, job_id) not in {"queued", "placed", "running"}, "it ends")
    finally:
        process.kill()
        process.wait()

    assert _state(database, job_id) == "succeeded"
    assert files_below(models / "painter") == {path: files[path] for path in WANTED}
    _check_asked(hub, at_last_kill, parts, whole)
    assert max(parts.values()) > 0


def _check_asked(hub: HubServer, since: int, parts: dict[str, int], whole: set[str]) -> None:
    """Whole files are not asked for again, and others from where their parts end."""
    for _, path, headers in hub.asked[since:]:
        name = path.partition("/resolve/")[2].partition("/")[2]
        assert name not in whole, f"{name} was whole, and was asked for again"
        start = parts.get(name, 0)
        assert headers.get("range") == (f"bytes={start}-" if start else None), name


def _state(database: Database, job_id: str) -> str:
    with database.reading() as session:
        return jobs.get(session, job_id).state
