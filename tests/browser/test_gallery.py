"""The gallery by keyboard, mouse and finger: find, star, throw away and bring back, look large, compare, make again."""

import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from safelight.db import Database
from safelight.kit.signing import LinkSigner
from safelight.storage.local import LocalStorage
from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio
from tests.factories.gallery import seed_pictures

pytestmark = pytest.mark.slow  # the long way through one page; make test-slow

SEEDED = 300
DRAWN = "a red heart on a white background"


@pytest.fixture(scope="module", autouse=True)
def _pictures(studio: RunningStudio) -> None:
    """Three hundred pictures of two months, and two that the starter model draws."""
    data = studio.folder / "data"
    database = Database(f"sqlite:///{data / 'safelight.db'}")
    storage = LocalStorage(data / "storage", signer=LinkSigner(bytes(32)))
    seed_pictures(database, storage, SEEDED, newest=datetime.now(UTC) - timedelta(days=1), days=60)
    database.dispose()
    draw(studio, DRAWN)
    draw(studio, DRAWN)


def test_by_keyboard(open_page: OpenPage, studio: RunningStudio):
    page = opened(open_page, "/gallery")
    grid = page.get_by_role("grid", name="Pictures")
    total = studio.get("/gallery/skeleton")["total"]
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search pictures")).to_be_focused()
    reach(page, grid)

    # Walk, choose a range, star it.
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    bar = page.get_by_role("toolbar", name="Chosen pictures")
    expect(bar).to_contain_text("3 chosen")
    page.screenshot(path=SCREENSHOTS / "gallery-chosen-dark.png")
    assert grave_problems(page) == []
    page.keyboard.press("s")
    expect(page.get_by_text("3 pictures starred")).to_be_visible()
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()

    # Throw the one away that the keyboard is at; the next one takes its place; Ctrl Z brings it back to its own.
    label = active(page)
    place = re.search(r"[\d,]+ of", label)
    assert place is not None
    assert "starred" in label
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").filter(has_text="pictures")).to_have_text(f"{total - 1:,} pictures")
    assert place.group() in active(page)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="pictures")).to_have_text(f"{total:,} pictures")
    expect(page.get_by_role("gridcell", name=label)).to_be_visible()

    # To the end, a quick look, large, one picture back, and home again: the focus is where one looked last.
    page.keyboard.press("End")
    expect(page.get_by_role("gridcell", name=f"{total:,} of {total:,}")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("dialog", name=re.compile(f"{total:,} of"))).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/gallery/pic_"))
    expect(page.get_by_text(f"{total:,} of {total:,}")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text(f"{total - 1:,} of {total:,}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url("/gallery")
    expect(grid).to_be_focused()
    assert f"{total - 1:,} of" in active(page)

    # By date.
    page.keyboard.press("d")
    page.get_by_role("dialog", name="Go to a date").get_by_role("button").first.press("Enter")
    expect(grid).to_be_focused()
    assert ", 1 of" in active(page)


def test_by_mouse_to_the_bin_and_back(open_page: OpenPage, studio: RunningStudio):
    page = opened(open_page, "/gallery")
    total = studio.get("/gallery/skeleton")["total"]
    page.mouse.wheel(0, 1500)
    page.wait_for_function("() => scrollY > 1000")
    tile = whole_tile(page)
    name = tile.get_attribute("aria-label") or ""
    before = page.evaluate("scrollY")
    tile.click()
    expect(page.get_by_role("region", name="Picture: ")).to_be_visible()
    expect(page.get_by_role("region", name="Words")).to_be_visible()
    page.go_back()
    expect(page).to_have_url("/gallery")
    assert page.evaluate("scrollY") == before

    tile = page.get_by_role("gridcell", name=name)
    choose(tile)
    neighbour = page.locator(f"[data-place='{int(tile.get_attribute('data-place') or 0) + 3}']")
    neighbour.click(modifiers=["Shift"])
    bar = page.get_by_role("toolbar", name="Chosen pictures")
    expect(bar).to_contain_text("4 chosen")
    bar.get_by_role("button", name="Bin").click()
    expect(page.get_by_text("4 pictures moved to the bin")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="pictures")).to_have_text(f"{total - 4:,} pictures")

    page.get_by_role("link", name="Bin").click()
    expect(page.get_by_role("grid", name="Pictures in the bin").get_by_role("gridcell")).to_have_count(4)
    choose(page.get_by_role("gridcell").first)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("1 picture back in the gallery")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(3)
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+R")
    expect(page.get_by_text("The bin is empty.")).to_be_visible()
    assert studio.get("/gallery/skeleton")["total"] == total


def test_for_ever_is_asked_first(open_page: OpenPage, studio: RunningStudio):
    draw(studio, "a pink square on a black background", n=2)
    page = opened(open_page, "/gallery?q=pink+square")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.get_by_role("heading", name="No picture matches.")).to_be_visible()
    page.goto("/gallery/bin")
    choose(page.get_by_role("gridcell").first)
    page.get_by_role("button", name="Delete for ever").click()
    question = page.get_by_role("dialog", name="Delete for ever?")
    question.get_by_role("button", name="Keep them").click()
    expect(page.get_by_role("gridcell")).to_have_count(2)
    page.get_by_role("button", name="Delete for ever").click()
    question.get_by_role("button", name="Delete for ever").click()
    expect(page.get_by_role("gridcell")).to_have_count(1)
    page.get_by_role("button", name="Empty the bin").click()
    page.get_by_role("dialog", name="Empty the bin?").get_by_role("button", name="Empty the bin").click()
    expect(page.get_by_text("The bin is empty.")).to_be_visible()


def test_the_search_is_in_the_address_and_says_what_to_leave_out(open_page: OpenPage, studio: RunningStudio):
    hearts = f"{studio.get('/gallery/skeleton?q=heart')['total']} pictures"
    page = opened(open_page, "/gallery")
    field = page.get_by_role("combobox", name="Search pictures")
    count = page.get_by_role("status").filter(has_text=re.compile("pictures?$"))
    field.fill("heart")
    expect(count).to_have_text(hearts)
    field.press("Enter")
    field.press_sequentially("*")
    page.get_by_role("option", name="*starred").click()
    expect(page).to_have_url(re.compile(r"\?q=heart&star=true$"))
    expect(page.get_by_role("heading", name="No picture matches.")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Remove *starred", exact=True).last.click()
    expect(count).to_have_text(hearts)
    page.go_back()
    expect(page.get_by_role("heading", name="No picture matches.")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    field.fill("ada")
    page.get_by_role("option", name="Ada character").click()
    expect(page).to_have_url(re.compile("character=char_ada"))
    expect(page.get_by_role("gridcell").first).to_be_visible()


def test_the_large_view_makes_a_picture_again_to_the_bit(open_page: OpenPage, studio: RunningStudio):
    picture = studio.get("/gallery?q=heart")["items"][0]
    page = open_page(f"/gallery/{picture['id']}")  # alone: its own address
    recipe = page.get_by_role("complementary", name="How it was made")
    expect(recipe).to_contain_text(str(picture["seed"]))
    expect(page.get_by_role("img", name=DRAWN)).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "picture-dark.png")
    assert grave_problems(page) == []
    page.keyboard.press("Shift+R")
    expect(page.get_by_text("Identical to the bit.")).to_be_visible()
    page.keyboard.press("z")
    page.screenshot(path=SCREENSHOTS / "picture-again-dark.png")
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("i")
    expect(recipe).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid", name="Pictures")).to_be_focused()


def test_new_pictures_wait_while_one_looks_further_down(open_page: OpenPage, studio: RunningStudio):
    page = opened(open_page, "/gallery")
    draw(studio, "a blue house on a pink background")
    expect(page.get_by_role("gridcell", name=re.compile("^a blue house .*, 1 of"))).to_be_visible()
    page.evaluate("scrollTo(0, 3000)")
    first = whole_tile(page).get_attribute("aria-label")
    draw(studio, "a green cat on a white background")
    pill = page.get_by_role("button", name="1 new, go to top")
    expect(pill).to_be_visible()
    assert whole_tile(page).get_attribute("aria-label") == first
    pill.click()
    expect(page.get_by_role("gridcell", name=re.compile("^a green cat .*, 1 of"))).to_be_visible()
    assert page.evaluate("scrollY") == 0


def test_two_are_compared_and_downloaded(open_page: OpenPage, studio: RunningStudio):
    page = opened(open_page, "/gallery?q=heart")
    choose(page.get_by_role("gridcell").first)
    choose(page.get_by_role("gridcell").last)
    bar = page.get_by_role("toolbar", name="Chosen pictures")
    with page.expect_download() as saved:
        bar.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(saved.value.path()) as files:
        assert files.testzip() is None
        assert len(files.namelist()) == 2
        assert all(name.startswith(DRAWN) for name in files.namelist())
    bar.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/compare\?ids="))
    expect(page.get_by_role("img", name=DRAWN)).to_have_count(2)
    table = page.get_by_role("region", name="Recipes")
    expect(table.get_by_role("row", name=re.compile("^Seed"))).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("^Model"))).to_be_hidden()
    page.screenshot(path=SCREENSHOTS / "compare-dark.png")
    page.keyboard.press("z")
    expect(page.get_by_role("img", name=DRAWN)).to_have_count(1)
    assert grave_problems(page) == []


def test_what_failed_is_said_and_tried_again(open_page: OpenPage):
    page = open_page("/queue")
    page.route("**/api/v1/gallery/skeleton*", lambda route: route.fulfill(status=500, body="no"))
    page.get_by_role("link", name="Gallery").first.click()
    expect(page.get_by_role("alert")).to_contain_text("The gallery did not arrive.")
    page.screenshot(path=SCREENSHOTS / "gallery-failed-dark.png")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    open_page.troubles.clear()  # the failure was meant


def test_by_finger_at_380_pixels(open_page: OpenPage):
    page = opened(open_page, "/gallery", width=380, height=800)
    tiles = page.get_by_role("gridcell")
    tops = [box["y"] for box in (tiles.nth(i).bounding_box() for i in range(4)) if box]
    assert tops[0] == tops[1] == tops[2] < tops[3], "three columns"
    page.screenshot(path=SCREENSHOTS / "gallery-narrow-dark.png")
    press_long(page, tiles.nth(4))
    expect(page.get_by_role("toolbar", name="Chosen pictures")).to_contain_text("1 chosen")
    tiles.nth(5).tap()
    expect(page.get_by_role("toolbar", name="Chosen pictures")).to_contain_text("2 chosen")
    page.screenshot(path=SCREENSHOTS / "gallery-chosen-narrow.png")
    page.get_by_role("button", name="Choose nothing").tap()
    tiles.nth(2).tap()
    expect(page.get_by_text(re.compile("^3 of"))).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "picture-narrow.png")
    assert grave_problems(page) == []
    page.get_by_role("button", name="How it was made").tap()
    expect(page.get_by_role("dialog", name="How it was made")).to_contain_text("Seed")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_a_million_pictures_can_be_reached(open_page: OpenPage):
    page = open_page("/queue")
    page.route("**/api/v1/gallery/skeleton*", lambda route: route.fulfill(json=a_million()))
    page.route("**/api/v1/gallery?*", page_of_a_million)
    page.get_by_role("link", name="Gallery").first.click()
    expect(page.get_by_role("gridcell", name="number 0, 1 of 1,000,000")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="pictures")).to_have_text("1,000,000 pictures")
    assert page.evaluate("document.documentElement.scrollHeight") < 2**23
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.get_by_role("gridcell", name="the last, 1,000,000 of 1,000,000")
    expect(last).to_be_in_viewport()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    expect(page.get_by_role("gridcell", name=re.compile("^number (4[89]|5[01]).* of 1,000,000")).first).to_be_visible()
    page.mouse.move(700, 450)
    for _ in range(40):  # wheeling goes through all that lies there, one row after the other
        before = {int(tile) for tile in places(page)}
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(20)
        assert min(int(tile) for tile in places(page)) <= max(before) + 1
    assert len(places(page)) <= 600


def test_in_light(open_page: OpenPage, studio: RunningStudio):
    page = opened(open_page, "/gallery", theme="light")
    page.screenshot(path=SCREENSHOTS / "gallery-seeded-light.png")
    page.goto(f"/gallery/{studio.get('/gallery')['items'][3]['id']}")
    expect(page.get_by_role("region", name="Words")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "picture-light.png")
    assert grave_problems(page) == []


def draw(studio: RunningStudio, prompt: str, n: int = 1) -> None:
    """Have the starter model draw, and wait for it."""
    made = studio.post("/generations", json={"prompt": prompt, "n": n}, headers={"Prefer": "wait=120"})
    assert made["status"] == "succeeded"


def opened(open_page: OpenPage, path: str, **look: Any) -> Page:
    """A page of the gallery whose pictures are there."""
    page = open_page(path, **look)
    page.wait_for_function("""() => {
        const tiles = [...document.querySelectorAll('[role=gridcell] img')];
        return tiles.length > 0 && tiles.every((tile) => tile.complete);
    }""")
    return page


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    pytest.fail("Tab does not lead to it")


def active(page: Page) -> str:
    """The name of the picture that the keyboard is at."""
    return str(
        page.evaluate(
            "document.getElementById(document.querySelector('[role=grid]').getAttribute('aria-activedescendant'))"
            ".getAttribute('aria-label')"
        )
    )


def choose(tile: Locator) -> None:
    """Choose a picture by the corner of its tile."""
    tile.hover()
    tile.get_by_role("button", name="Choose").click()


def whole_tile(page: Page) -> Locator:
    """The first tile that stands on the screen with all of it, under the head and above the strip."""
    place = page.wait_for_function("""() => [...document.querySelectorAll('[data-place]')].find((tile) => {
        const {top, bottom} = tile.getBoundingClientRect();
        return top > 130 && bottom < innerHeight - 60 && tile.ariaBusy === 'false';
    })?.dataset.place""").json_value()
    return page.locator(f"[data-place='{place}']")


def places(page: Page) -> list[str]:
    """The places of all tiles that are drawn."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('[data-place]')].map((tile) => tile.dataset.place)")
    return found


def press_long(page: Page, tile: Locator) -> None:
    """A finger that rests on a tile."""
    box = tile.bounding_box()
    assert box is not None
    point = {"x": box["x"] + 30, "y": box["y"] + 30}
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.wait_for_timeout(650)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def a_million() -> dict[str, Any]:
    """A skeleton of a hundred months, each of ten thousand pictures."""
    months = [
        {
            "month": f"{2026 - i // 12}-{12 - i % 12:02}",
            "count": 10_000,
            "shapes": "gYogs" * 2000,
            "anchors": [f"pic_{9_999_999 - i * 10_000 - j:07}" for j in range(0, 10_000, 200)],
        }
        for i in range(100)
    ]
    return {"total": 1_000_000, "months": months}


def page_of_a_million(route: Route) -> None:
    """Any part of it."""
    query = re.search(r"from=pic_(\d+).*", route.request.url)
    limit = re.search(r"limit=(\d+)", route.request.url)
    assert query is not None
    assert limit is not None
    first = 9_999_999 - int(query.group(1))
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs="
    items = [
        {
            "id": f"pic_{9_999_999 - place:07}",
            "generation_id": "gen_1",
            "url": dot,
            "thumbnail_url": dot,
            "width": 512,
            "height": 512,
            "thumbhash": None,
            "favourite": False,
            "kind": "image",
            "created_at": "2026-11-20T12:00:00Z",
            "deleted_at": None,
            "prompt": "the last" if place == 999_999 else f"number {place}",
            "character_id": None,
            "character_name": None,
            "model": "tiny",
            "seed": place,
        }
        for place in range(first, first + int(limit.group(1)))
    ]
    route.fulfill(json={"items": items, "next": None})
