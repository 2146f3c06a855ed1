"""Characters in the web app: from dropped pictures to a picture of one's own, by keyboard; and what can go wrong."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.pictures import references
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # the long way through one page; make test-slow

STEPS = 8
SECONDS = 240_000


def test_the_list_says_when_it_did_not_arrive_and_comes_on_request(open_page: OpenPage):
    page = open_page("/create")
    page.route("**/api/v1/characters?*", fail)
    page.get_by_role("link", name="Characters").first.click()
    failed = page.get_by_role("alert")
    expect(failed).to_contain_text("The list of characters did not arrive.")
    expect(failed).to_contain_text("Characters that are learning go on.")

    page.unroute("**/api/v1/characters?*")
    failed.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name=re.compile("Drop 15 to 30 pictures"))).to_be_visible()
    open_page.troubles.clear()  # the failure that was provoked


def test_pictures_become_a_character_by_keyboard(open_page: OpenPage, tmp_path: Any):
    broken = tmp_path / "broken.png"
    broken.write_bytes(references(1)[0].read_bytes()[:700])
    page = open_page("/characters")
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()

    # Eight files, one of them broken: seven are pictures, one says why it is none.
    page.keyboard.press("n")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").press("Enter")
    chooser.value.set_files([*references(7), broken])
    expect(page).to_have_url(re.compile("/characters/new/char_"))
    refused = page.get_by_role("list", name="Uploads").get_by_role("listitem").filter(has_text="broken.png")
    expect(refused).to_contain_text("damaged or cut off", timeout=60_000)
    expect(page.get_by_role("list", name="Pictures").get_by_role("listitem")).to_have_count(7, timeout=60_000)
    open_page.troubles.clear()  # the browser logs the refusal
    look(page, "characters-new-dark")

    # Its name, and what it is.
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Pip")
    page.keyboard.press("Tab")
    page.keyboard.type("monster")
    expect(page.get_by_role("textbox", name="Trigger word")).to_have_value("pip")

    # What is broken leaves the list, and the focus goes on to where more can be brought.
    refused.get_by_role("button", name="Remove broken.png").press("Enter")
    expect(refused).to_have_count(0)
    expect(page.get_by_role("button", name="Add pictures")).to_be_focused()

    # One is left out, and taken in again.
    first = page.get_by_role("list", name="Pictures").get_by_role("button").first
    first.press("x")
    expect(page.get_by_text("7 pictures, 1 left out")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("7 pictures, 1 left out")).to_have_count(0)

    # Words: typed, copied from above, replaced everywhere, and put back.
    captions = page.get_by_role("list", name="Captions").get_by_role("textbox")
    captions.nth(0).press_sequentially("a purple monster waves")
    page.keyboard.press("Tab")
    expect(captions.nth(1)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(captions.nth(1)).to_have_value("a purple monster waves")
    page.keyboard.press("Control+h")
    page.get_by_role("textbox", name="Find").fill("waves")
    page.get_by_role("textbox", name="Replace with").fill("sleeps")
    expect(page.get_by_role("button", name="Change 2 captions")).to_be_enabled()
    page.keyboard.press("Enter")
    expect(captions.nth(0)).to_have_value("a purple monster sleeps")
    page.get_by_role("link", name="Plan").focus()
    page.keyboard.press("Control+z")
    expect(captions.nth(0)).to_have_value("a purple monster waves")

    # The plan, with few steps; then it learns.
    page.keyboard.press("3")
    page.get_by_role("button", name="Fine controls").press("Enter")
    page.get_by_label("How long", exact=True).fill(str(STEPS))
    page.get_by_label("Try out every", exact=True).fill(str(STEPS // 2))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 changed from Good")).to_be_visible()
    expect(page.get_by_text(re.compile(f"{STEPS} steps from 7 pictures"))).to_be_visible()
    look(page, "characters-plan-dark")
    page.keyboard.press("Control+Enter")
    watch(page)


def watch(page: Page) -> None:
    """The training, from its first step over a stop to the first picture."""
    expect(page).to_have_url(re.compile("/training"))
    headline = page.get_by_role("heading", level=1)
    samples = page.get_by_role("grid", name=re.compile("Samples")).get_by_role("img")
    expect(samples.first).to_be_visible(timeout=SECONDS)
    expect(headline).to_contain_text("Step", timeout=SECONDS)

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(headline).to_contain_text(re.compile(r"Stopped\. Step \d is kept"), timeout=60_000)
    look(page, "characters-stopped-dark")
    page.get_by_role("button", name=re.compile("Go on from step")).press("Enter")

    expect(headline).to_contain_text("Pip is ready", timeout=SECONDS)
    expect(samples).to_have_count(12)  # 4 prompts at the start, in the middle and at the end
    page.get_by_role("grid", name=re.compile("Samples")).get_by_role("button").last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(f"prompt=2.*step={STEPS // 2}|step={STEPS // 2}.*prompt=2"))
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name=f"Step {STEPS // 2}")
    expect(large).to_be_visible()
    page.keyboard.down("z")
    expect(page.get_by_role("dialog", name="Before it learnt")).to_be_visible()
    page.keyboard.up("z")
    expect(large).to_be_visible()
    page.keyboard.press("Escape")
    look(page, "characters-ready-dark")

    page.get_by_role("textbox", name="What is to be seen?").fill("a photo of pip monster on a red background")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("region", name="Try it").get_by_role("img")).to_be_visible(timeout=60_000)


def test_the_character_has_its_page(open_page: OpenPage, studio: RunningStudio):
    pip = trained(studio)
    page = open_page(f"/characters/{pip}", theme="light")
    expect(page.get_by_role("heading", name="Pip", level=1)).to_be_visible()
    for key, words in (
        ("2", "Version 1"),
        ("3", "Pictures of Pip"),
        ("4", "a purple monster waves"),
        ("5", "$SAFELIGHT_KEY"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_text(words).or_(page.get_by_label(words)).first).to_be_visible()
        look(page, f"characters-tab-{key}-light")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download for ComfyUI, A1111, Forge").click()
    assert download.value.suggested_filename == "pip-kohya.safetensors"

    # A name that is taken is refused with the reason, and stays in the field to be mended.
    studio.post("/characters/drafts", json={"name": "Milo"})
    page.keyboard.press("F2")
    page.get_by_role("textbox", name="New name of Pip").fill("Milo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is a character named 'Milo' already.")
    page.keyboard.press("Escape")
    open_page.troubles.clear()  # the browser logs the refusal
    expect(page.get_by_role("heading", name="Pip", level=1)).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_characters_on_a_phone(open_page: OpenPage, studio: RunningStudio, theme: str):
    pip = trained(studio)
    page = open_page("/characters", theme=theme, width=380, height=800)
    expect(page.get_by_role("link", name=re.compile("^Pip, ready")).first).to_be_visible()
    look(page, f"characters-list-phone-{theme}")
    for path in (f"/characters/{pip}", f"/characters/{pip}?tab=versions", f"/characters/{pip}/plan"):
        page.goto(path)
        expect(page.get_by_text("Pip").first).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_count(0)
        look(page, f"characters{path.replace(pip, 'pip').partition('/pip')[2].translate(NAMES)}-phone-{theme}")
        assert page.evaluate("document.documentElement.scrollWidth") == 380
    page.goto(f"/characters/{pip}/training")
    page.get_by_role("radiogroup", name="Prompt").get_by_role("radio", name="3").click()
    expect(page.get_by_role("columnheader", name=re.compile("white background"))).to_be_visible()
    look(page, f"characters-training-phone-{theme}")
    assert page.evaluate("document.documentElement.scrollWidth") == 380


NAMES = str.maketrans("/?=", "---")


def trained(studio: RunningStudio) -> str:
    """The id of the character that an earlier test of this file has trained."""
    found = [one for one in studio.get("/characters")["items"] if one["name"] == "Pip" and one["status"] == "ready"]
    if not found:
        pytest.skip("the test that trains Pip did not come to its end")
    return str(found[0]["id"])


def look(page: Page, name: str) -> None:
    """Keep how the page looks, and see that axe finds nothing serious."""
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    assert grave_problems(page) == []


def fail(route: Route) -> None:
    """Answer a request as a server with a defect does."""
    problem = '{"status": 500, "code": "internal_error", "title": "Internal", "detail": "Something went wrong."}'
    route.fulfill(status=500, content_type="application/problem+json", body=problem)
