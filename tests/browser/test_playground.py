"""The playground as people see it: a picture made and one stopped, and nothing asked of another host."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # the long way through one page; make test-slow

pytest.importorskip("gradio", reason="the extra `gradio` is not installed")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio of this module's own, which needs no built web app."""
    running = RunningStudio(tmp_path_factory.mktemp("studio"), only="gradio,api")
    try:
        running.start()
        running.wait_for_worker()
        yield running
    finally:
        running.stop()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    page = open_page("/playground/")  # says that it loads, and comes again until it has
    page.get_by_label("What to draw").wait_for(timeout=120_000)
    return page


def test_a_picture_comes_with_its_steps_and_its_recipe(page: Page) -> None:
    page.get_by_label("What to draw").fill("a red house on a blue background")
    page.get_by_label("Seed").fill("7")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Ready.")).to_be_visible(timeout=120_000)
    picture = page.get_by_role("img", name="seed 7").or_(page.locator("img[src*='/files/generations/']")).first
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 64)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "playground.png")


def test_stop_stops_it_and_the_queue_tells(page: Page, studio: RunningStudio) -> None:
    page.get_by_label("What to draw").fill("a green cat on a red background")
    page.get_by_text("Fine controls").click()
    page.get_by_label("number input for Denoising steps").fill("150")
    page.get_by_label("number input for How many").fill("8")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("step ").first).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Stop").first.click()
    expect(page.get_by_text("Stopped.")).to_be_visible(timeout=60_000)
    assert studio.get("/jobs")["items"][0]["state"] == "cancelled"

    page.get_by_role("tab", name="Queue").click()
    row = page.get_by_role("gridcell", name="8 pictures: a green cat on a red background").first
    expect(row).to_be_visible()
    expect(page.get_by_role("gridcell", name="stopped").first).to_be_visible()
    row.click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("It is in the queue again.")).to_be_visible()


def test_on_a_phone_nothing_is_cut_off(open_page: OpenPage) -> None:
    page = open_page("/playground/", width=380)
    page.get_by_label("What to draw").wait_for(timeout=120_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
