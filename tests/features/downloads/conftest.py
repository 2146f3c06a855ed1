"""A studio beside a hub of its own, and repositories of every shape."""

import json
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from safelight.doors import app, lifespan
from safelight.features.downloads.service.reach import Patience, Reach
from safelight.settings import Settings
from tests import databases
from tests.hub_server import HubServer, Repo
from tests.installation import migrated_url, settings_for

PIPELINE = "someone/painter"


def blob(size: int, seed: int = 0) -> bytes:
    """Bytes that no compression and no luck make the same."""
    return random.Random(seed).randbytes(size)


def pipeline_files(size: int = 100_000) -> dict[str, bytes]:
    """A diffusers pipeline as makers upload it: every variant, every format, and single files at the root."""
    index = {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "scheduler": ["diffusers", "EulerDiscreteScheduler"],
        "safety_checker": [None, None],
    }
    return {
        "model_index.json": json.dumps(index).encode(),
        "README.md": b"---\nlicense: openrail++\n---\n# Painter\n",
        ".gitattributes": b"*.safetensors filter=lfs\n",
        "painter.safetensors": blob(1000, 1),
        "unet/config.json": b'{"_class_name": "UNet2DConditionModel"}',
        "unet/diffusion_pytorch_model.safetensors": blob(2 * size, 2),
        "unet/diffusion_pytorch_model.fp16.safetensors": blob(size, 3),
        "unet/diffusion_pytorch_model.bin": blob(2000, 4),
        "unet/diffusion_flax_model.msgpack": blob(2000, 5),
        "vae/config.json": b'{"_class_name": "AutoencoderKL"}',
        "vae/diffusion_pytorch_model.safetensors": blob(size // 2, 6),
        "vae/model.onnx": blob(2000, 7),
        "tokenizer/vocab.json": b'{"a": 0}',
        "tokenizer/merges.txt": b"a b\n",
        "scheduler/scheduler_config.json": b"{}",
        "safety_checker/model.safetensors": blob(2000, 8),
    }


WANTED = {
    "model_index.json", "README.md", "unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors",
    "vae/config.json", "vae/diffusion_pytorch_model.safetensors", "tokenizer/vocab.json", "tokenizer/merges.txt",
    "scheduler/scheduler_config.json",
}  # fmt: skip


async def at_once(seconds: float) -> None:
    """Instead of waiting."""


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as hub:
        hub.repos[PIPELINE] = Repo(pipeline_files(), card={"license": "openrail++"})
        yield hub


@pytest.fixture
def settings(tmp_path: Path, backend: str, hub: HubServer) -> Iterator[Settings]:
    url = migrated_url(backend, tmp_path)
    folder = tmp_path / "models"
    yield settings_for(
        tmp_path, url, models_dir=folder, default_model="starter", hub_url=hub.url, download_hosts="localhost"
    )
    databases.drop(url)


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A studio that waits for nothing between two attempts."""
    monkeypatch.setattr(lifespan, "Reach", partial(Reach, patience=Patience(pause=at_once)))
    with TestClient(app.create_app(settings), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def models(settings: Settings) -> Path:
    return settings.effective_models_dir


@pytest.fixture
def download(client: TestClient) -> Callable[..., str]:
    """Starts one and gives its job."""

    def start(source: str = PIPELINE, **more: Any) -> str:
        answer = client.post("/api/v1/downloads", json={"source": source, **more})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["job_id"])

    return start


@pytest.fixture
def ended(client: TestClient) -> Callable[[str], dict[str, Any]]:
    """Waits for a job's end."""

    def wait(job_id: str) -> dict[str, Any]:
        job: dict[str, Any] = client.get(f"/api/v1/jobs/{job_id}", headers={"Prefer": "wait=60"}).json()
        assert job["state"] in {"succeeded", "failed", "cancelled"}, job
        return job

    return wait


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that another process or thread does."""
    deadline = time.monotonic() + 60
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain until {what}")
        time.sleep(0.02)


def files_below(folder: Path) -> dict[str, bytes]:
    """Everything in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
