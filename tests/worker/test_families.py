"""A character on a base of each other family: trained by the worker's own stages, then drawn with."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from safelight.settings import Settings
from safelight.worker.workshop import Workshop
from tests import databases
from tests.engine import tiny
from tests.engine.families.bases import BASES
from tests.factories.pictures import uploads
from tests.installation import migrated_url, settings_for
from tests.worker import bench
from tests.worker.test_plain_diffusers import pixels

pytestmark = [pytest.mark.computes, pytest.mark.slow]
NAMES = {"sdxl": "sdxl", "sd3": "sd3", "flux": "flux dev"}


@pytest.fixture(params=NAMES)
def family(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def settings(family: str, tmp_path: Path) -> Iterator[Settings]:
    folder, url = tmp_path / "models", migrated_url("sqlite", tmp_path)
    tiny.save_pipeline(BASES[NAMES[family]], folder / "base")
    card = {"defaults": {"num_inference_steps": 2, "width": 64, "height": 64}}
    (folder / "base" / "safelight.json").write_text(json.dumps(card))
    yield settings_for(tmp_path, url, models_dir=folder, default_model="base")
    databases.drop(url)


@pytest.fixture
def workshop(settings: Settings) -> Iterator[Workshop]:
    with bench.workshop(settings) as tools:
        yield tools


def test_a_character_of_this_family_is_trained_and_drawn(
    family: str, client: TestClient, settings: Settings, workshop: Workshop
) -> None:
    shown = client.get("/api/v1/models/base").json()
    assert (shown["family"], shown["training"]["rank"]) == (family, 32 if family == "sdxl" else 16)
    wanted = {
        "max_train_steps": 6,
        "learning_rate": 0.05,
        "resolution": 64,
        "train_text_encoder": True,
        "sample_every": 0,
    }
    answer = client.post(
        "/api/v1/characters",
        data={"name": "Pip", "trigger": "pip", "training": json.dumps(wanted | {"sample_every": 0})},
        files=uploads(5),
    )
    assert answer.status_code == 202, answer.text
    bench.do(workshop, bench.claim(workshop, settings, answer.json()["job_id"]))
    assert client.get("/api/v1/characters/pip").json()["status"] == "ready"

    drawn = []
    for who in ({"character_id": "pip"}, {"model": "base"}):
        asked = client.post("/api/v1/generations", json={"prompt": "a photo of pip", "seed": 7, **who}).json()
        bench.do(workshop, bench.claim(workshop, settings, asked["job_id"]))
        (made,) = client.get(f"/api/v1/generations/{asked['id']}").json()["pictures"]
        drawn.append(pixels(client.get(made["url"]).content))
    assert np.abs(drawn[0] - drawn[1]).mean() > 1, "the LoRA shows"

    for layout in ("diffusers", "kohya"):
        assert client.get("/api/v1/characters/pip/lora", params={"layout": layout}).status_code == 200
