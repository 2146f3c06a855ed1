"""From a zip with faults to a classifier that says what it sees: every click, and a worker that learns."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.archives import png, shapes_zip
from tests.browser.axe import grave_problems
from tests.browser.conftest import OpenPage
from tests.browser.studio import RunningStudio

LEARNING = 240_000  # ms, of a machine that does other things too


@pytest.mark.slow
@pytest.mark.computes
def test_a_zip_becomes_a_classifier(open_page: OpenPage, studio: RunningStudio, tmp_path: Path):
    page = open_page("/datasets")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a zip file").click()
    chooser.value.set_files(shapes_zip(tmp_path / "shapes.zip"))
    page.get_by_role("dialog", name="New dataset").get_by_role("button", name="Make it").click()
    last = page.get_by_role("group", name="Last import")
    expect(last).to_contain_text("13 added")
    last.get_by_text("1 file was not taken").click()
    expect(last.get_by_role("list", name="Files that were not taken")).to_contain_text("torn.png")

    page.get_by_role("tab", name=re.compile("Doctor")).click()
    leak = page.get_by_role("region", name=re.compile("In two parts"))
    expect(leak).to_contain_text("again.png")
    leak.get_by_role("button", name=re.compile("Leave.* out")).first.click()
    expect(leak).to_have_count(0)

    page.get_by_role("link", name="Train a classifier").click()
    page.get_by_label("Name", exact=True).fill("Shapes")
    for field, value in (("model_flavour", "vit-tiny"), ("epochs", "3"), ("batch_size", "5"), ("image_size", "32")):
        page.get_by_label(field, exact=True).fill(value)
    train = page.get_by_role("button", name="Train", exact=True)
    expect(page.get_by_role("status").filter(has_text="steps")).to_be_visible()
    train.click()

    # It learns before one's eyes, and again with the same settings.
    expect(page).to_have_url(re.compile("/runs/1$"))
    result = page.get_by_role("heading", name=re.compile("^Accuracy "))
    expect(result).to_be_visible(timeout=LEARNING)
    expect(page.get_by_role("img", name=re.compile("^Loss "))).to_be_visible()
    page.get_by_role("button", name="Run again").click()
    expect(page).to_have_url(re.compile("/runs/2$"))
    expect(result).to_be_visible(timeout=LEARNING)
    runs = studio.get("/classifiers/runs")["items"]
    first, second = (run["val"] for run in sorted(runs, key=lambda run: run["number"]))
    assert first == second, "the same seed, the same numbers"

    page.get_by_role("link", name="Classifiers").first.click()
    expect(page.get_by_role("checkbox").nth(1)).to_be_visible()
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name=re.compile("^Compare")).click()
    expect(page.get_by_role("row", name=re.compile("^Accuracy"))).to_be_visible()
    assert grave_problems(page) == []
    page.get_by_role("grid", name=re.compile("^Run")).first.get_by_role("button").first.click()
    expect(page.get_by_role("region", name=re.compile("^circle "))).to_be_visible()

    page.get_by_role("link", name="Try it").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "unseen.png", "mimeType": "image/png", "buffer": png("circle", 3, side=80)}
    )
    said = page.get_by_role("list", name="How likely each class is").get_by_role("listitem")
    expect(said).to_have_count(2, timeout=LEARNING)
    page.get_by_role("switch", name="Show what it looked at").click()
    expect(page.locator("img[src^='data:image/png']")).to_be_visible(timeout=LEARNING)
    assert grave_problems(page) == []
