"""A page that is left open shows the truth again after the server, or a worker, was killed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.pictures import references
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # trains for minutes; make test-slow

STEPS = 90
FEW = 8


def test_a_page_recovers_from_a_server_that_was_killed(open_page: OpenPage, studio: RunningStudio):
    page = open_page("/gallery")
    expect(page.get_by_role("contentinfo", name="Status")).to_contain_text("Connected")

    studio.kill_server()
    expect(page.get_by_role("contentinfo", name="Status")).to_contain_text("No contact", timeout=30_000)
    page.screenshot(path=SCREENSHOTS / "no-contact-dark.png")
    studio.start()
    studio.wait_for_worker()
    made = draw(studio, "a green square on a white background")

    # Nobody touches the page: it finds the server, and shows what was made meanwhile.
    expect(page.get_by_role("contentinfo", name="Status")).to_contain_text("Connected", timeout=30_000)
    expect(page.get_by_role("grid")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(made)
    open_page.troubles.clear()  # requests of the time without a server


def test_a_worker_that_is_killed_is_said_and_the_training_goes_on(open_page: OpenPage, studio: RunningStudio):
    character, job_id = train(studio)
    page = open_page(f"/characters/{character}/training")
    # Past the first checkpoint, so that there is something to go on from.
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Step [5-8]"), timeout=180_000)

    studio.kill_worker()
    expect(page.get_by_role("heading", level=1)).to_contain_text("stopped answering", timeout=60_000)
    page.screenshot(path=SCREENSHOTS / "worker-lost-dark.png")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is ready", timeout=240_000)

    job = studio.get(f"/jobs/{job_id}")
    assert job["state"] == "succeeded"
    assert job["attempts"] >= 2, "the killed worker's try and the one that went on"
    steps = [point["step"] for curve in studio.get(f"/jobs/{job_id}/metrics?name=loss") for point in curve["points"]]
    assert steps == sorted(set(steps)), "the curve has each step once"
    assert steps[-1] == STEPS


def draw(studio: RunningStudio, prompt: str) -> int:
    """Draw a picture; returns how many there are then."""
    wait = {"Prefer": "wait=120"}
    assert studio.post("/generations", json={"prompt": prompt}, headers=wait)["status"] == "succeeded"
    total: int = studio.get("/gallery/skeleton")["total"]
    return total


def train(studio: RunningStudio) -> tuple[str, str]:
    """Start to train a character from a few drawn pictures; returns its id and its job's."""
    files = [("images", (path.name, path.read_bytes(), "image/png")) for path in references(FEW)]
    training = f'{{"max_train_steps": {STEPS}, "sample_every": 0}}'
    made: dict[str, Any] = studio.post("/characters", data={"name": "Pip", "training": training}, files=files)
    return made["character"]["id"], made["job_id"]
