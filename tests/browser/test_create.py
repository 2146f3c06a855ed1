"""Create: from words to pictures, what can be done with them, and what a picture says of itself."""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # the long way through one page; make test-slow

PROMPT = "a big purple monster with a green hat"
DRAWN = 60_000  # milliseconds that a few pictures may take on a busy machine
LONG = "40"  # steps: long enough to be watched


def words(page: Page) -> Locator:
    """The prompt's field."""
    return page.get_by_role("textbox", name="What you want to see")


def pictures(page: Page) -> Locator:
    """The pictures on the stage that are there."""
    return page.get_by_role("region", name="Pictures", exact=True).get_by_role("link", name=re.compile(r"^Picture \d"))


def fine(page: Page, **values: str) -> None:
    """Set fine controls by their names."""
    page.get_by_text("Fine controls").click()
    for name, value in values.items():
        page.get_by_label(name, exact=True).fill(value)


def draw(page: Page, n: int = 1) -> None:
    """Ask for pictures, and wait for them."""
    page.get_by_role("radio", name=str(n), exact=True).click()
    words(page).fill(PROMPT)
    page.keyboard.press("Control+Enter")
    expect(pictures(page)).to_have_count(n, timeout=DRAWN)


@pytest.fixture(scope="module")
def recipe(studio: RunningStudio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture file that the studio made."""
    spec = {"prompt": PROMPT, "seed": 7, "num_inference_steps": 3}
    made = studio.post("/generations", json=spec, headers={"Prefer": "wait=60"})
    file = tmp_path_factory.mktemp("files") / "monster.png"
    file.write_bytes(httpx.get(made["pictures"][0]["url"], timeout=30).content)
    return file


def test_words_become_pictures_by_keys_alone(open_page: OpenPage) -> None:
    """`/`, words, Ctrl Enter; step progress and previews; then the pictures, and keys that act on them."""
    page = open_page("/create")
    fine(page, Steps=LONG)
    page.get_by_role("radio", name="2", exact=True).click()
    page.get_by_role("main").focus()
    page.keyboard.press("/")
    page.keyboard.type(PROMPT)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile(r"^Step \d+ of 80"))).to_be_visible(timeout=DRAWN)
    expect(page.locator("[data-preview]").first).to_be_visible(timeout=DRAWN)
    expect(page.get_by_role("button", name="Add to queue")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "create-developing.png")
    expect(pictures(page)).to_have_count(2, timeout=DRAWN)

    page.get_by_role("main").focus()
    page.keyboard.press("2")
    expect(pictures(page).nth(1)).to_be_focused()
    page.keyboard.press("Space")
    look = page.get_by_role("dialog", name=re.compile(PROMPT))
    expect(look).to_be_visible()
    page.keyboard.press("Escape")
    expect(look).to_be_hidden()
    page.keyboard.press("Shift+C")
    code = page.get_by_role("dialog", name="Copy as")
    expect(code.get_by_label("The request")).to_contain_text(f'"num_inference_steps": {LONG}')
    expect(code.get_by_label("The request")).to_contain_text("$SAFELIGHT_KEY")


def test_a_picture_is_varied_reused_and_binned_with_undo(open_page: OpenPage) -> None:
    """The row at a picture does what it says; what goes into the bin comes back."""
    page = open_page("/create")
    draw(page, 2)
    pictures(page).first.hover()
    row = page.get_by_role("group", name="With this picture")
    row.get_by_role("button", name="Vary").click()
    expect(pictures(page)).to_have_count(1, timeout=DRAWN)

    words(page).fill("something else")
    pictures(page).first.hover()
    row.get_by_role("button", name="Reuse recipe").click()
    expect(words(page)).to_have_value(PROMPT)

    page.get_by_role("navigation", name="Pictures of before").get_by_role("button").nth(2).click()
    expect(pictures(page)).to_have_count(2)
    page.get_by_role("main").focus()
    page.keyboard.press("1")
    page.keyboard.press("Delete")
    expect(pictures(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(pictures(page)).to_have_count(2)


def test_a_dropped_picture_gives_its_recipe(open_page: OpenPage, recipe: Path) -> None:
    """A PNG of ours fills the form; one that carries nothing says so, and offers another use."""
    page = open_page("/create")
    words(page).wait_for()
    drop(page, recipe.read_bytes(), "monster.png")
    expect(page.get_by_text("The form has the recipe of monster.png")).to_be_visible()
    expect(words(page)).to_have_value(PROMPT)
    page.get_by_text("Fine controls").click()
    expect(page.get_by_label("Seed", exact=True)).to_have_value("7")
    expect(page.get_by_label("Steps", exact=True)).to_have_value("3")

    open_page.troubles.clear()
    drop(page, b"no picture at all", "note.png")
    expect(page.get_by_text("This picture carries no recipe")).to_be_visible()
    expect(page.get_by_role("link", name="Make a character from it")).to_be_visible()
    open_page.troubles.clear()  # the browser logs the refusal


def test_what_is_wrong_is_said_and_focused(open_page: OpenPage) -> None:
    """Nothing is asked with a wrong field; a request that the server refuses says why, and loses no word."""
    page = open_page("/create", theme="light")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("Say what you want to see")).to_be_visible()
    expect(words(page)).to_be_focused()
    expect(page.get_by_role("button", name="1 thing to fix")).to_be_visible()

    words(page).fill(PROMPT)
    fine(page, Width="65")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Between 64 and 2,048, in steps of 8")).to_be_visible()
    expect(page.get_by_label("Width", exact=True)).to_be_focused()
    page.get_by_label("Width", exact=True).fill("")

    page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage.getItem("safelight.create"));
            kept.state.form.styles = ["No such style"];
            localStorage.setItem("safelight.create", JSON.stringify(kept));
        }"""
    )
    page.reload()
    expect(words(page)).to_have_value(PROMPT)
    page.get_by_role("button", name="Create", exact=True).click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("The pictures were not asked for.")
    expect(refusal).to_contain_text("No such style")
    expect(words(page)).to_have_value(PROMPT)
    page.screenshot(path=SCREENSHOTS / "create-refused.png")
    open_page.troubles.clear()  # the browser logs the refusal


def test_styles_are_made_chosen_and_deleted_with_undo(open_page: OpenPage) -> None:
    """The sheet of styles: one of one's own, chosen, drawn with, deleted, brought back."""
    page = open_page("/create")
    page.get_by_role("button", name="Choose styles").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_role("button", name="New").click()
    sheet.get_by_label("Name").fill("On pink")
    sheet.get_by_label("Words around yours").fill("{prompt} on a pink background")
    sheet.get_by_role("button", name="Make the style").click()
    mine = sheet.get_by_role("button", name="On pink", exact=True)
    mine.click()
    expect(mine).to_have_attribute("aria-pressed", "true")
    expect(sheet.get_by_text("1 of 8 chosen")).to_be_visible()
    sheet.get_by_role("button", name="More with On pink").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(mine).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(mine).to_be_visible()
    sheet.get_by_role("button", name="Done").click()
    expect(sheet).to_be_hidden()


def test_on_a_phone_the_picture_comes_first(open_page: OpenPage) -> None:
    """380 px: words and Create at the bottom, settings in a sheet, nothing wider than the screen."""
    page = open_page("/create", width=380, height=800)
    words(page).fill(PROMPT)
    page.get_by_role("button", name="Settings", exact=True).click()
    sheet = page.get_by_role("dialog", name="Settings")
    sheet.get_by_role("radio", name="2", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(pictures(page)).to_have_count(2, timeout=DRAWN)
    expect(page.get_by_role("button", name="Create", exact=True)).to_be_in_viewport()
    expect(pictures(page).first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    page.screenshot(path=SCREENSHOTS / "create-380.png")


def drop(page: Page, content: bytes, name: str) -> None:
    """Drop a file onto the page."""
    transfer = page.evaluate_handle(
        """([bytes, name]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            return transfer;
        }""",
        [list(content), name],
    )
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
