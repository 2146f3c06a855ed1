"""A draft's page: findings answered and taken back, masks, what contradicts, and the memory it takes."""

import re
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.pictures import references
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # a studio of its own; make test-slow


@pytest.fixture
def draft(studio: RunningStudio, tmp_path: Path) -> str:
    """Address of a draft with five pictures: one of them blurred, one nearly the same as another."""
    made = studio.post("/characters/drafts", json={"class_word": "robot"})
    blurred, again = tmp_path / "soft.png", tmp_path / "again.png"
    with Image.open(references(3)[2]) as picture:
        picture.convert("RGB").filter(ImageFilter.GaussianBlur(9)).save(blurred)
    with Image.open(references(1)[0]) as picture:
        picture.convert("RGB").resize((216, 216)).save(again)
    for path in [*references(3), blurred, again]:
        studio.post(f"/characters/{made['id']}/references", files={"file": (path.name, path.read_bytes())})
    return f"/characters/new/{made['id']}"


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 380)])
def test_findings_are_answered_and_taken_back(open_page: OpenPage, draft: str, theme: str, width: int):
    page = open_page(draft, theme=theme, width=width)
    doctor = page.get_by_role("complementary", name="Doctor")
    if width < 640:
        doctor.get_by_role("button", name="Show what the doctor found").press("Enter")
    expect(doctor.get_by_role("region", name="Blurred")).to_contain_text("soft.png")
    page.screenshot(path=SCREENSHOTS / f"draft-{theme}-{width}.png", full_page=True)
    assert grave_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"

    doctor.get_by_role("button", name="Look at again.png beside").press("Enter")
    pair = page.get_by_role("dialog", name="Nearly the same")
    expect(pair.get_by_role("figure")).to_have_count(2)
    pair.get_by_role("button", name="Keep this one, leave out").press("Enter")
    expect(page.get_by_text("5 pictures, 1 left out")).to_be_visible()
    expect(doctor.get_by_role("region", name="Nearly the same")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("5 pictures, 1 left out")).to_have_count(0)

    doctor.get_by_role("button", name="Keep it as it is: soft.png").press("Enter")
    expect(doctor.get_by_text("1 thing kept as it is")).to_be_visible()


def test_settings_say_what_contradicts_and_whether_it_fits(open_page: OpenPage, studio: RunningStudio, draft: str):
    page = open_page(draft)
    expect(page.get_by_role("region", name="Memory")).to_contain_text(re.compile("Fits: needs .* on "))
    page.get_by_role("radio", name="The whole model").press("Space")
    expect(page.get_by_text("1 changed from Good")).to_be_visible()

    # What another program sets is shown as well, with the server's reason at the field.
    rank = {"overrides": {"rank": 8}}
    httpx.patch(f"{studio.url}/api/v1/characters/{draft.rsplit('/', 1)[1]}", json=rank).raise_for_status()
    field = page.get_by_label("Size of what is learnt", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("button", name="Start learning")).to_be_disabled()
    page.get_by_role("button", name="Size of what is learnt: as the preset has it").press("Enter")
    expect(page.get_by_role("button", name="Start learning")).to_be_enabled()
    open_page.troubles.clear()  # the browser logs the refusal


def test_a_mask_and_a_project(open_page: OpenPage, draft: str):
    page = open_page(draft)
    page.get_by_role("list", name="Pictures").get_by_role("button").first.press("Enter")
    page.get_by_role("button", name="More often").press("Enter")
    page.get_by_role("button", name="Paint a mask").press("Enter")
    editor = page.get_by_role("dialog", name="Paint over what is to be learnt")
    editor.get_by_role("application").focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "Space", "Control+Enter"):
        page.keyboard.press(key)
    expect(editor).to_have_count(0)
    page.keyboard.press("Escape")
    tile = page.get_by_role("list", name="Pictures").get_by_role("button").first
    expect(tile).to_have_accessible_name(re.compile("has a mask, 2 times"))

    page.get_by_label("Project", exact=True).press("Enter")
    page.get_by_role("option", name="New project…").press("Enter")
    page.get_by_label("New project", exact=True).fill("Robots")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Project")).to_have_text("Robots")
