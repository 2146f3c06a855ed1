"""Generations of several jobs at once over one model: each picture as it is alone, and each job ends for itself."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded
from safelight.jobs.errors import Cancelled
from safelight.settings import Settings
from safelight.worker.sharing import SharedModels
from safelight.worker.workshop import Workshop
from tests.worker import bench

REQUESTS = (
    {"prompt": "a cat", "seed": 1, "num_inference_steps": 2},
    {"prompt": "a dog", "seed": 2, "num_inference_steps": 5, "guidance_scale": 1.0},
    {"prompt": "a red ball", "seed": 3, "num_inference_steps": 3, "n": 2},
    {"prompt": "a cat", "negative_prompt": "fur", "seed": 4, "num_inference_steps": 4},
)


@pytest.fixture
def opened() -> list[Loaded]:
    """Of each hub that was opened, its model."""
    return []


@pytest.fixture
def workshop(client: TestClient, settings: Settings, opened: list[Loaded]) -> Iterator[Workshop]:
    def open_hub(loaded: Loaded) -> Hub:
        opened.append(loaded)
        return Hub(loaded)

    with bench.workshop(settings) as tools:
        yield replace(tools, shared=SharedModels(open_hub))


def submit(client: TestClient, request: dict[str, object]) -> dict[str, str]:
    answer = client.post("/api/v1/generations", json=request)
    assert answer.status_code == 202, answer.text
    return answer.json()


def drawn(client: TestClient, generation_id: str) -> list[np.ndarray]:
    shown = client.get(f"/api/v1/generations/{generation_id}").json()
    assert shown["status"] == "succeeded", shown
    files = [client.get(picture["url"]).content for picture in shown["pictures"]]
    return [np.asarray(Image.open(io.BytesIO(file)), dtype=int) for file in files]


def test_each_picture_is_as_it_is_alone_over_one_model_opened_once(client, settings, workshop, opened) -> None:
    together = [submit(client, request) for request in REQUESTS]
    alone = [submit(client, {**request, "solo": True}) for request in REQUESTS]
    contexts = [bench.claim(workshop, settings, job["job_id"]) for job in together]
    with workshop.hub("tiny", contexts[0]), ThreadPoolExecutor(len(contexts)) as pool:
        list(pool.map(lambda context: bench.do(workshop, context), contexts))
    assert len(opened) == 1
    for job in alone:
        bench.do(workshop, bench.claim(workshop, settings, job["job_id"]))
    for mine, same in zip(together, alone, strict=True):
        for picture, other in zip(drawn(client, mine["id"]), drawn(client, same["id"]), strict=True):
            assert np.abs(picture - other).max() <= 1


def test_a_cancelled_one_stops_and_the_others_are_drawn(client, settings, workshop) -> None:
    jobs = [submit(client, {**request, "num_inference_steps": 20}) for request in REQUESTS[:3]]
    contexts = [bench.claim(workshop, settings, job["job_id"]) for job in jobs]
    assert client.post(f"/api/v1/jobs/{jobs[1]['job_id']}/cancel").status_code == 200
    with workshop.hub("tiny", contexts[0]), ThreadPoolExecutor(len(contexts)) as pool:
        first, cancelled, third = (pool.submit(bench.do, workshop, context) for context in contexts)
        with pytest.raises(Cancelled):
            cancelled.result(120)
        first.result(120)
        third.result(120)
    assert [len(drawn(client, jobs[at]["id"])) for at in (0, 2)] == [1, 2]
    assert client.get(f"/api/v1/generations/{jobs[1]['id']}").json()["pictures"] == []
    assert workshop.pipelines.drop("tiny"), "nobody holds the model any more"
