"""A real server of its own that takes uploads, and a look at its memory while they come."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from safelight.db import Database
from safelight.features.characters.tables import Character, Reference
from safelight.features.datasets.tables import DatasetPicture
from safelight.features.inputs.tables import InputImage
from tests import hostile
from tests.doors.live.conftest import until
from tests.fixtures_server import client, settings
from tests.installation import environment_of, migrated_url, settings_for, tiny_models

__all__ = ["client", "settings"]  # what pytest finds here by name

API = "/api/v1"


@dataclass
class Studio:
    """A real server without workers, with a character and a dataset in it."""

    client: httpx.Client
    process: psutil.Process
    folder: Path
    database_url: str
    character: str = ""
    reference: str = ""
    dataset: str = ""
    peak: int = 0
    jobs: list[str] = field(default_factory=list)

    def memory(self) -> int:
        """Bytes that the server and its decoders hold."""
        whole = 0
        for process in (self.process, *self.process.children(recursive=True)):
            try:
                whole += process.memory_info().rss
            except psutil.NoSuchProcess:  # a decoder that has just been killed
                continue
        return whole

    def kept(self) -> dict[str, Any]:
        """All that is stored, and how many rows there are of each kind."""
        database = Database(self.database_url, pool_size=1)
        with database.reading() as session:
            rows = {
                table.__name__: session.query(table).count()
                for table in (Character, Reference, InputImage, DatasetPicture)
            }
        database.dispose()
        storage = self.folder / "data" / "storage"
        files = sorted(str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file())
        models = sorted(str(path.relative_to(self.folder)) for path in (self.folder / "models").rglob("*"))
        return {"rows": rows, "files": files, "models": models}


@contextmanager
def watched(studio: Studio) -> Iterator[None]:
    """Look at the memory fifty times a second."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            studio.peak = max(studio.peak, studio.memory())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    url = migrated_url("sqlite", tmp_path)
    models = tmp_path / "models"
    models.mkdir()
    (models / "tiny").symlink_to(tiny_models() / "tiny")
    settings = settings_for(tmp_path, url, models_dir=models, log_level="warning", queued_jobs=2000)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    output = (tmp_path / "output").open("w+")
    command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--workers", "0"]
    environment = os.environ | environment_of(settings)
    process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, text=True)
    for _ in range(10):  # each half a minute: a machine may have other things to do
        with contextlib.suppress(AssertionError):
            until(lambda: "Ctrl-C stops it" in (tmp_path / "output").read_text(), "the studio is there")
            break
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
        studio = Studio(client, psutil.Process(process.pid), tmp_path, url)
        studio.character = client.post(f"{API}/characters/drafts", json={"name": "Mia"}).json()["id"]
        good = hostile.encoded(hostile.picture(96, 96), "PNG")
        sent = client.post(f"{API}/characters/{studio.character}/references", files={"file": ("a.png", good)})
        studio.reference = sent.json()["id"]
        studio.dataset = client.post(f"{API}/datasets", json={"name": "Pets"}).json()["id"]
        yield studio
    process.terminate()
    process.wait(60)
    output.close()
    assert "Traceback" not in (tmp_path / "output").read_text()
