"""From a zip of pictures to a classifier that says what it sees, by a worker that learns."""

import io
import re

import httpx
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import classified
from tests.browser.axe import grave_problems
from tests.browser.conftest import OpenPage
from tests.browser.studio import RunningStudio
from tests.factories.pictures import picture

LEARNING = 240_000  # ms, of a machine that does other things too


@pytest.mark.slow
@pytest.mark.computes
def test_a_classifier_learns_is_compared_and_says_what_it_sees(open_page: OpenPage, studio: RunningStudio):
    with httpx.Client(base_url=studio.url, timeout=60) as client:
        tools = classified.tools(client)
        assert tools["pictures"] == 6 * classified.VAL, "the file that is no picture is left out"
        told = {"epochs": 2, "batch_size": 8, "image_size": 32}
        first = classified.start(client, tools, "tiny", model_flavour="vit-tiny", **told)
        second = classified.start(client, tools, "small", model_flavour="resnet-small", **told)
    page = open_page(f"/classifiers/all/runs/{first['number']}")
    expect(page.get_by_role("heading", name=re.compile("^Accuracy "))).to_be_visible(timeout=LEARNING)
    expect(page.get_by_role("img", name=re.compile("^Loss "))).to_be_visible()
    page.goto(f"/classifiers/all/runs/{second['number']}")
    expect(page.get_by_role("heading", name=re.compile("^Accuracy "))).to_be_visible(timeout=LEARNING)

    page.goto(f"/classifiers/all/compare?runs={first['number']},{second['number']}")
    expect(page.get_by_role("row", name=re.compile("^model flavour vit-tiny resnet-small"))).to_be_visible()
    assert grave_problems(page) == []
    page.get_by_role("grid", name=re.compile("^Run")).first.get_by_role("button").first.click()
    expect(page.get_by_role("region", name="hammer recognised")).to_be_visible()

    page.get_by_role("link", name="Try it").click()
    unseen = io.BytesIO()
    Image.open(io.BytesIO(picture(999, side=80))).convert("RGB").save(unseen, "JPEG")
    new = {"name": "unseen.jpg", "mimeType": "image/jpeg", "buffer": unseen.getvalue()}
    page.locator("input[type=file]").set_input_files(new)
    said = page.get_by_role("list", name="How likely each class is").get_by_role("listitem")
    expect(said).to_have_count(3, timeout=LEARNING)
    page.get_by_role("switch", name="Show what it looked at").click()
    expect(page.locator("img[src^='data:image/png']")).to_be_visible(timeout=LEARNING)
    assert grave_problems(page) == []
