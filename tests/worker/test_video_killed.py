"""A real worker that is killed while it makes a film: another goes on, and one film comes of it."""

import time

import pytest
from fastapi.testclient import TestClient

from safelight.doors.app import create_app
from safelight.settings import Settings
from tests.factories.videos import bring, with_videos
from tests.installation import running_worker

pytestmark = pytest.mark.slow  # two worker processes, one after another

FRAMES = 24
PATIENCE = 240.0  # seconds; each loads torch on a busy machine


def wait_for(job: str, client: TestClient, wanted) -> dict:
    deadline = time.monotonic() + PATIENCE
    while True:
        shown = client.get(f"/api/v1/jobs/{job}").json()
        if wanted(shown) or time.monotonic() > deadline:
            return shown
        time.sleep(0.05)


@pytest.mark.timeout(600)
def test_a_killed_worker_leaves_nothing_half_written_and_another_makes_the_film(settings: Settings, stored) -> None:
    settings = with_videos(settings)
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as client:
        image = bring(client)
        before = stored()
        body = {"image": image, "num_inference_steps": 120, "num_frames": FRAMES, "seed": 1}  # many reports' time
        asked = client.post("/api/v1/videos", json=body).json()
        with running_worker(settings) as worker:
            shown = wait_for(
                asked["job_id"],
                client,
                lambda job: "Denoising" in str((job.get("progress") or {}).get("message")) or job["finished_at"],
            )
            assert shown["state"] == "running", shown
            worker.kill()
            worker.wait()
        assert stored() == before
        with running_worker(settings):
            shown = wait_for(asked["job_id"], client, lambda job: job["finished_at"])
        assert (shown["state"], shown["attempts"]) == ("succeeded", 2)
        (film,) = client.get(f"/api/v1/videos/{asked['id']}").json()["pictures"]
        assert film["num_frames"] == FRAMES
        assert {name.rpartition("/")[2] for name in set(stored()) - set(before)} == {
            "0.2.mp4", "0.2.poster.webp", "0.2.thumb.webp",
        }  # fmt: skip
