"""A dataset's page: a zip with faults comes in, the doctor finds them, one key answers; then a setup for it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.archives import shapes_zip
from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # a studio of its own; make test-slow


def test_a_zip_with_faults_is_answered_and_trained_on(open_page: OpenPage, studio: RunningStudio, tmp_path: Path):
    page = open_page("/datasets")
    expect(page.get_by_role("heading", name="Make one folder per class")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "datasets-empty.png")
    assert grave_problems(page) == []
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a zip file").press("Enter")
    chooser.value.set_files(shapes_zip(tmp_path / "shapes.zip"))
    dialog = page.get_by_role("dialog", name="New dataset")
    expect(dialog.get_by_label("Name", exact=True)).to_have_value("shapes")
    dialog.get_by_role("button", name="Make it").press("Enter")

    # What came in, and what did not, with the reason.
    last = page.get_by_role("group", name="Last import")
    expect(last).to_contain_text("13 added")
    last.get_by_text("1 file was not taken").click()
    expect(last.get_by_role("list", name="Files that were not taken")).to_contain_text("torn.png")
    tiles = page.get_by_role("list", name="Pictures").locator("[data-item]")
    expect(tiles).to_have_count(13)
    page.screenshot(path=SCREENSHOTS / "dataset-dark-1440.png")
    assert grave_problems(page) == []

    # A key puts a picture into the second class; Undo brings it back.
    page.get_by_role("group", name="Class").get_by_role("button", name="circle").press("Enter")
    expect(tiles).to_have_count(7)
    tiles.first.focus()
    page.keyboard.press("2")
    expect(tiles).to_have_count(6)
    page.keyboard.press("Control+z")
    expect(tiles).to_have_count(7)

    # The doctor knows what is judged by and was learnt; one click leaves it out.
    page.get_by_role("tab", name=re.compile("Doctor")).press("Enter")
    leak = page.get_by_role("region", name=re.compile("In two parts"))
    expect(leak).to_contain_text("again.png")
    page.screenshot(path=SCREENSHOTS / "dataset-doctor.png")
    assert grave_problems(page) == []
    leak.get_by_role("button", name=re.compile("Leave.* out")).first.press("Enter")
    expect(leak).to_have_count(0)

    # A setup for it: a wrong value is said at its field, then it is kept.
    page.get_by_role("link", name="Train a classifier").press("Enter")
    page.get_by_label("Name", exact=True).fill("Shapes, quick")
    page.get_by_label("epochs", exact=True).fill("0")
    expect(page.get_by_text("1 thing to fix")).to_be_visible()
    expect(page.get_by_label("epochs", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("epochs", exact=True).fill("2")
    expect(page.get_by_text("it is more than the 10 pictures that there are to learn from")).to_be_visible()
    page.get_by_label("batch_size", exact=True).fill("5")
    expect(page.get_by_role("status").filter(has_text="steps")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "setup.png")
    assert grave_problems(page) == []
    page.get_by_role("button", name="Keep", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Kept")).to_be_visible()
    page.get_by_role("button", name="Sweep…").press("Enter")
    expect(page.get_by_role("button", name="Start 3 runs")).to_be_enabled()
    assert [each["name"] for each in studio.get("/classifiers/configs")["items"]] == ["Shapes, quick"]

    narrow = open_page("/datasets/shapes", theme="light", width=380)
    expect(narrow.get_by_role("list", name="Pictures").locator("[data-item]")).to_have_count(13)
    narrow.screenshot(path=SCREENSHOTS / "dataset-light-380.png")
    assert grave_problems(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 380, "the page scrolls sideways"
