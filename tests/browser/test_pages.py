"""Every page in both themes and at 380 px: it stands, asks nobody else, and axe finds nothing serious."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio

PAGES = {
    "create": "/create",
    "gallery": "/gallery",
    "bin": "/gallery/bin",
    "characters": "/characters",
    "queue": "/queue",
    "models": "/models",
    "system": "/system",
    "fleet": "/fleet",
    "fleet-machines": "/fleet?tab=agents",
    "fleet-pods": "/fleet?tab=pods",
    "comfyui": "/comfyui",
    "system-storage": "/system?tab=storage",
    "settings": "/settings",
    "settings-keyboard": "/settings?group=keyboard",
    "settings-studio": "/settings?group=studio",
    "settings-providers": "/settings?group=providers",
    "settings-storage": "/settings?group=storage",
    "settings-people": "/settings?group=people",
    "settings-audit": "/settings?group=audit",
}
LOOKS = {"dark": ("dark", 1440), "light": ("light", 1440), "narrow": ("dark", 380)}


@pytest.fixture(scope="module", autouse=True)
def _pictures(studio: RunningStudio) -> None:
    """Something to show: four pictures that the starter model draws."""
    made = studio.post(
        "/generations",
        json={"prompt": "a red circle on a blue background", "n": 4, "seed": 7},
        headers={"Prefer": "wait=120"},
    )
    assert made["status"] == "succeeded"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_every_look(open_page: OpenPage, name: str, look: str):
    theme, width = LOOKS[look]
    page = open_page(PAGES[name], theme=theme, width=width)
    settle(page)
    page.screenshot(path=SCREENSHOTS / f"{name}-{look}.png")
    assert grave_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_the_first_load_is_light(open_page: OpenPage):
    page = open_page("/create")
    settle(page)
    sizes: list[tuple[str, int]] = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => [one.name, one.encodedBodySize])"
    )
    scripts = sum(size for name, size in sizes if name.endswith(".js"))
    assert 0 < scripts <= 250_000, f"{scripts} bytes of JavaScript"


def test_every_address_that_nobody_has_says_so_and_leads_back(open_page: OpenPage):
    page = open_page("/no/such/page")
    expect(page.get_by_role("heading", name="There is no page at this address")).to_be_visible()
    page.get_by_role("link", name="Create").first.click()
    expect(page).to_have_url("/create")


def settle(page: Page) -> None:
    """Return once the page shows its heading and nothing is on its way."""
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    page.wait_for_load_state("networkidle")
