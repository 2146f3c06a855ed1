"""TensorBoard as people see it, behind a key: a link opens it, idle it ends, the next click brings it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from safelight.db import Database
from safelight.kit.signing import LinkSigner
from safelight.storage import open_storage
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio, _until
from tests.factories.event_files import add_run, put_events

pytestmark = pytest.mark.slow  # TensorBoard starts three times; make test-slow

BEARER = {"Authorization": "Bearer the-key"}
IDLE = 4.0
# The page that waits says so by its status too, which a browser logs.
STARTING = "503 (Service Unavailable)"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio with a key, which needs no built web app and no worker."""
    running = RunningStudio(
        tmp_path_factory.mktemp("studio"), only="api", local_workers="0", api_key="the-key", tb_idle_timeout=str(IDLE)
    )
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def run(studio: RunningStudio) -> str:
    """A run with a curve."""
    with installation(studio) as (database, storage):
        made = add_run(database, 12)
        put_events(storage, made, [0.5, 0.7, 0.9])
    return made


@contextmanager
def installation(studio: RunningStudio) -> Iterator[Any]:
    """The database and the storage of a running studio."""
    data = studio.folder / "data"
    database = Database(f"sqlite:///{data / 'safelight.db'}")
    storage = open_storage((data / "storage").as_uri(), signer=LinkSigner(b"a secret of sixteen"))
    try:
        yield database, storage
    finally:
        database.dispose()


def api(studio: RunningStudio, method: str, run: str) -> Any:
    answer = httpx.request(
        method, f"{studio.url}/api/v1/classifiers/runs/{run}/tensorboard", headers=BEARER, timeout=30
    )
    answer.raise_for_status()
    return answer.json()


def shows_the_curve(page: Any) -> None:
    expect(page.get_by_text("12 resnet").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("val_accuracy").first).to_be_visible(timeout=60_000)


def forgive_the_start(open_page: OpenPage) -> None:
    open_page.troubles[:] = [trouble for trouble in open_page.troubles if STARTING not in trouble]


def test_it_opens_ends_when_nobody_looks_and_comes_back_at_the_next_click(
    open_page: OpenPage, studio: RunningStudio, run: str
) -> None:
    opened = api(studio, "POST", run)
    assert opened["state"] == "starting"
    page: Page = open_page(opened["url"])
    assert "signature" not in page.url
    shows_the_curve(page)
    assert api(studio, "GET", run)["memory_bytes"] > 30_000_000
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "tensorboard.png")

    _until(lambda: api(studio, "GET", run)["state"] == "stopped", 60, "it did not end")
    _until(lambda: not (studio.folder / "data" / "tensorboard" / run).exists(), 60, "its copies stay")

    with installation(studio) as (_, storage):
        put_events(storage, run, [0.25], file="2")
    with page.expect_response(lambda answer: "/data/" in answer.url and answer.ok):
        page.locator(".reload-button").click()  # in the tab that was left open
    assert api(studio, "GET", run)["state"] == "running"
    shows_the_curve(page)
    page.goto(f"/tensorboard/{run}")
    shows_the_curve(page)
    forgive_the_start(open_page)


def test_a_page_of_the_studio_holds_it_in_a_frame_and_no_other_page_does(
    open_page: OpenPage, studio: RunningStudio, run: str
) -> None:
    frame = """(address) => {
        const frame = document.createElement('iframe');
        Object.assign(frame, {src: address, id: 'board', width: 1200, height: 700});
        document.body.append(frame);
    }"""
    page = open_page("/ping")
    page.route("**/holder", lambda asked: asked.fulfill(body="<!doctype html>", content_type="text/html"))
    page.goto("/holder")  # a page of this origin that may hold frames, as those of the web app may
    page.evaluate(frame, api(studio, "POST", run)["url"])
    shows_the_curve(page.frame_locator("#board"))
    forgive_the_start(open_page)

    stranger = open_page("/ping")
    stranger.goto(f"data:text/html,<iframe src='{api(studio, 'POST', run)['url']}' id='board'></iframe>")
    stranger.wait_for_load_state()
    expect(stranger.frame_locator("#board").get_by_text("val_accuracy")).to_have_count(0)
    assert open_page.troubles
    open_page.troubles.clear()
