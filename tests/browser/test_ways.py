"""Ways to generate beyond words: from a picture, within a painted mask."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.studio import RunningStudio
from tests.factories.videos import models

pytestmark = pytest.mark.slow

PROMPT = "a red house"
DRAWN = 90_000  # milliseconds


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio with a very small video model and upscaler, and one picture."""
    running = RunningStudio(tmp_path_factory.mktemp("studio"), models_dir=str(models()), default_model="tiny")
    try:
        running.start()
        running.wait_for_worker()
        running.post("/generations", json={"prompt": PROMPT, "seed": 1}, headers={"Prefer": "wait=60"})
        yield running
    finally:
        running.stop()


def start_from_newest(page: Page) -> None:
    """Choose the gallery's newest picture to start from."""
    page.get_by_role("button", name="Choose a picture").click()
    page.get_by_role("dialog", name="A picture to start from").get_by_role("button", name=PROMPT).first.click()


def test_a_masked_part_is_drawn_anew_by_keys_alone(open_page: OpenPage) -> None:
    """Space puts the brush down, arrows paint, Ctrl Enter keeps the mask; the request names both pictures."""
    page = open_page("/create")
    start_from_newest(page)
    page.get_by_role("button", name="Paint a mask").press("Enter")
    page.get_by_role("button", name="Closer").wait_for()
    page.get_by_role("application").focus()
    for key in ("Space", "ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Undo")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Edit the mask")).to_be_visible()
    page.get_by_role("radio", name="1", exact=True).click()
    page.get_by_role("textbox", name="What you want to see").fill("a blue door")
    with page.expect_request(lambda request: request.url.endswith("/generations")) as asked:
        page.keyboard.press("Control+Enter")
    body = asked.value.post_data_json
    assert body["image"].startswith("pic_")
    assert body["mask_image"].startswith("img_")
    expect(page.get_by_role("link", name="Picture 1 of 1")).to_be_visible(timeout=DRAWN)
