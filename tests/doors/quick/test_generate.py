"""The quick door with a real worker: a picture in one call, or by way of the queue."""

import io

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.installation import running_worker

ASKED = {"prompt": "a cat", "num_inference_steps": 2, "width": 64, "height": 64, "seed": 7}


@pytest.mark.computes
def test_one_call_answers_the_picture_and_the_queue_the_same_one(client: TestClient, settings) -> None:
    with running_worker(settings):
        answer = client.post("/generate", json=ASKED)
        queued = client.put("/generate/queue/mine", json=ASKED)
        client.get(f"/api/v1/jobs/{queued.json()['job_id']}", headers={"Prefer": "wait=100"})
        links = client.post("/generate", json={**ASKED, "n": 2})
        broken = client.post("/generate", json={**ASKED, "height": 65})

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["safelight-seed"] == "7"
    assert float(answer.headers["safelight-seconds"]) > 0
    assert Image.open(io.BytesIO(answer.content)).size == (64, 64)

    assert queued.status_code == 202
    assert queued.json()["request_id"] == "mine"
    result = client.get("/result/mine")
    assert result.content == answer.content, "the same request, the same file"
    assert client.get("/result/mine", params={"index": 1}).json()["errors"][0]["field"] == "index"
    status = client.get("/queue/status/mine").json()
    assert (status["status"], status["position"], status["eta_seconds"]) == ("succeeded", None, None)
    assert client.get(status["image_urls"][0]).content == answer.content
    assert client.get("/result/mine", headers={"Accept": "application/json"}).json() == status

    assert links.headers["content-type"] == "application/json"
    assert links.json()["seeds"] == [7, 8]
    assert len(links.json()["image_urls"]) == 2
    second = client.get(f"/result/{links.json()['request_id']}", params={"index": 1})
    assert second.headers["safelight-seed"] == "8"

    assert (broken.status_code, broken.json()["errors"][0]["field"]) == (400, "height")
    gallery = client.get("/api/v1/gallery").json()
    assert gallery["items"] == [], "what the quick door makes comes into no gallery"
    queue = client.get("/queue/status").json()
    assert queue["running"] == []
    assert queue["seconds_per_request"] > 0
    assert queue["estimated_wait_seconds"] == 0
