"""A studio with datasets: pictures drawn by chance, zip files of them, and imports that are waited for."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from safelight.settings import Settings
from tests import databases
from tests.fixtures_server import client, stored
from tests.installation import migrated_url

__all__ = ["client", "stored"]

Send = Callable[..., dict[str, Any]]


def picture(seed: object, *, side: int = 96, form: str = "PNG") -> bytes:
    """A picture unlike that of any other seed."""
    chance = random.Random(str(seed))
    image = Image.new("RGB", (side, side), tuple(chance.randrange(60, 200) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(14):
        x, y = chance.randrange(side), chance.randrange(side)
        size = chance.randrange(side // 10, side // 2)
        pen.rectangle((x, y, x + size, y + size // 2), fill=tuple(chance.randrange(256) for _ in range(3)))
    target = io.BytesIO()
    image.save(target, form)
    return target.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def small_set(*, classes: str = "ab", train: int = 4, val: int = 2) -> dict[str, bytes]:
    """The files of a sound dataset."""
    return {
        f"{part}/{label}/{number}.png": picture(f"{part}{label}{number}", side=40)
        for part, count in (("train", train), ("val", val))
        for label in classes
        for number in range(count)
    }


@pytest.fixture
def settings(tmp_path: Path, backend: str) -> Iterator[Settings]:
    """Without a model: nothing is drawn here."""
    url = migrated_url(backend, tmp_path)
    yield Settings(_env_file=None, data_dir=tmp_path / "data", database_url=url)
    databases.drop(url)


@pytest.fixture
def ended(client: TestClient) -> Callable[[str], dict[str, Any]]:
    """Waits for a job's end."""

    def wait(job_id: str) -> dict[str, Any]:
        job: dict[str, Any] = client.get(f"/api/v1/jobs/{job_id}", headers={"Prefer": "wait=60"}).json()
        assert job["state"] in {"succeeded", "failed", "cancelled"}, job
        return job

    return wait


@pytest.fixture
def dataset(client: TestClient) -> str:
    """The path of an empty one."""
    made = client.post("/api/v1/datasets", json={"name": "Pets"})
    assert made.status_code == 201, made.text
    return f"/api/v1/datasets/{made.json()['id']}"


@pytest.fixture
def send(client: TestClient, dataset: str, ended: Callable[[str], dict[str, Any]]) -> Send:
    """Sends files, and gives what became of them."""

    def do(files: Mapping[str, bytes], **fields: str) -> dict[str, Any]:
        answer = client.post(f"{dataset}/pictures", files=[("files", each) for each in files.items()], data=fields)
        assert answer.status_code == 202, answer.text
        job = ended(answer.json()["job_id"])
        assert job["state"] == "succeeded", job
        report: dict[str, Any] = job["results"]["unpack"]
        return report

    return do
