"""The whole story of a person who has never trained a model, from twenty dropped files to the same picture again."""

import base64
import re

from playwright.sync_api import Page, expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.pictures import references
from tests.browser.studio import RunningStudio

STEPS = 24
SAMPLE_EVERY = 12
LEARNING_SECONDS = 280

DROP = """(files) => {
    const transfer = new DataTransfer();
    for (const [name, data] of files) {
        const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name, {type: 'image/png'}));
    }
    for (const kind of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(kind, {bubbles: true, cancelable: true, dataTransfer: transfer}));
}"""


def test_twenty_files_become_a_character_and_its_picture_is_made_again(open_page: OpenPage, studio: RunningStudio):
    *good, last = [(path.name, path.read_bytes()) for path in references(20)]
    page = open_page("/characters")

    # Drop 19 pictures and a broken one.
    expect(page.get_by_text("Drop 15 to 30 pictures")).to_be_visible()
    drop(page, [*good, ("broken.png", last[1][:900])])
    expect(page).to_have_url(re.compile("/characters/new/char_"))
    broken = page.get_by_role("list", name="Uploads").get_by_role("listitem").filter(has_text="broken.png")
    expect(broken).to_contain_text("broken.png:", timeout=60_000)
    shown(page, "story-1-dropped")

    # Mend it: take the broken one off the list, and bring the picture whole.
    broken.get_by_role("button", name="Remove broken.png").click()
    expect(broken).to_have_count(0)
    open_page.troubles.clear()  # the browser logs the refusal that was provoked
    drop(page, [last])
    page.get_by_role("textbox", name="Name", exact=True).fill("Pip")
    page.get_by_role("combobox", name="What is it?").or_(page.get_by_role("textbox", name="What is it?")).fill(
        "monster"
    )
    draft = page.url.rpartition("/")[2].partition("#")[0]
    page.get_by_role("textbox", name=f"Caption of {good[0][0]}").fill("pip monster on a plain background")
    page.get_by_role("textbox", name=f"Caption of {good[1][0]}").click()
    page.wait_for_function(SAVED, arg=[draft, "Pip", 20, "pip monster on a plain background"])

    # Few steps, so that the test ends.
    page.get_by_role("button", name="Fine controls").click()
    page.get_by_label("How long", exact=True).fill(str(STEPS))
    page.get_by_label("Try out every", exact=True).fill(str(SAMPLE_EVERY))
    page.get_by_label("Try out every", exact=True).blur()
    expect(page.get_by_text("2 changed from Good")).to_be_visible()
    shown(page, "story-2-plan")
    page.get_by_role("button", name="Start learning").click()

    # Watch it learn.
    expect(page).to_have_url(re.compile("/training"))
    headline = page.get_by_role("heading", level=1)
    expect(headline).to_contain_text(re.compile("Step [1-9]"), timeout=LEARNING_SECONDS * 1000)
    samples = page.get_by_role("grid", name="Samples: rows are steps")
    expect(samples.get_by_role("img").first).to_be_visible(timeout=60_000)
    shown(page, "story-3-learning")
    expect(headline).to_contain_text("Pip is ready", timeout=LEARNING_SECONDS * 1000)
    shown(page, "story-4-ready")

    # Try it on the spot, and find the picture in the gallery.
    page.get_by_role("button", name="Make a picture").click()
    expect(page.get_by_role("region", name="Try it").get_by_role("img")).to_be_visible(timeout=60_000)
    shown(page, "story-5-tried")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Gallery").first.click()
    expect(page.get_by_role("heading", level=1, name="Gallery")).to_be_visible()
    page.get_by_role("gridcell").first.click()
    expect(page).to_have_url(re.compile("/gallery/pic_"))
    shown(page, "story-6-recipe")

    # Make it again: the same pixels.
    page.get_by_role("button", name="Make it again").first.click()
    expect(page.get_by_text(re.compile("identical|the same to the bit", re.IGNORECASE)).first).to_be_visible(
        timeout=60_000
    )
    shown(page, "story-7-again")
    first, second = studio.get("/gallery")["items"]
    assert studio.get(f"/gallery/{first['id']}")["sha256"] == studio.get(f"/gallery/{second['id']}")["sha256"]
    assert studio.get("/characters/pip")["status"] == "ready"


SAVED = """async ([id, name, pictures, caption]) => {
    const character = await (await fetch(`/api/v1/characters/${id}`)).json();
    return character.name === name && character.references.length === pictures &&
        character.references.some((one) => one.caption === caption);
}"""


def drop(page: Page, files: list[tuple[str, bytes]]) -> None:
    """Let files fall on the page."""
    page.evaluate(DROP, [[name, base64.b64encode(data).decode()] for name, data in files])


def shown(page: Page, name: str) -> None:
    """Keep how the page looks, and see that axe finds nothing serious."""
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    assert grave_problems(page) == []
