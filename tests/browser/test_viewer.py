"""Somebody who may only look goes through every page: nothing that can be pressed there is refused by the studio."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, expect
from sqlalchemy import update

from safelight.features.generations.tables import Generation, Picture
from tests.browser import classified
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.learnt import LearntStudio, draw, learn, learnt_studio
from tests.browser.people import PASSWORD, log_in
from tests.factories import characters as make
from tests.factories.gallery import seed_pictures

pytestmark = pytest.mark.slow  # presses every button of every page

LOOKS = "Viewers look, and change nothing"
SHARED = "ada shares it to look at"
PRESSED = "main button:enabled:visible, [role=dialog] button:enabled:visible"
KEYS = ["n", "s", "u", "v", "x", "t", "m", "r", "l", "f", "1", "F2", "Delete", "Shift+r", "Control+Enter", "Control+h"]
STAYS = "e => e.closest('a') || /^(Close|Cancel|Log out)/.test(e.ariaLabel ?? e.textContent)"


@dataclass(frozen=True)
class Shared:
    """What Ada shares, by the addresses of its pages."""

    pages: dict[str, str]


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LearntStudio]:
    with learnt_studio(tmp_path_factory.mktemp("viewer")) as running:
        yield running


@pytest.fixture(scope="module")
def shared(studio: LearntStudio) -> Shared:
    """A project of Ada's with one of everything, which Jo, who only looks, may see; and pictures of Jo's own."""
    project = made(studio, "/projects", name="Robots")["id"]
    rob = learn(studio, "Rob")["id"]
    version = f"/characters/{rob}/versions/1"
    spec = {"steps": [10, 40], "prompts": ["rob on a hill"], "strengths": [1.0], "seed": 0}
    draw(studio, made(studio, f"{version}/grids", **spec)["job_id"])
    bolt = make.draft(studio, 3, name="Bolt", class_word="robot")["id"]
    tools = classified.tools(studio)
    for kind, each in (("characters", rob), ("characters", bolt), ("datasets", tools["id"])):
        changed = studio.patch(f"/api/v1/{kind}/{each}", json={"project": project})
        assert changed.is_success, changed.text
    run = classified.finished(studio, tools, "quick", epochs=4)
    setup = made(studio, "/classifiers/configs", name="small", settings={}, dataset=tools["id"], project=project)["id"]
    parts = studio.app.state.studio
    picture, *_ = seed_pictures(parts.db, parts.storage, 6)

    made(studio, "/auth/setup", name="ada", password=PASSWORD, full_name="Ada Lovelace")
    token = made(studio, "/auth/login", name="ada", password=PASSWORD)["access_token"]
    studio.headers["authorization"] = f"Bearer {token}"
    jo = made(studio, "/accounts", name="jo", password=PASSWORD, role="viewer")["id"]
    studio.put(f"/api/v1/projects/{project}/members/jo", json={"role": "viewer"}).raise_for_status()
    with parts.db.transaction() as session:
        for table in (Generation, Picture):
            session.execute(update(table).values(account_id=jo))

    of = f"/classifiers/{project}"
    return Shared(
        {
            "create": "/create",
            "gallery": "/gallery",
            "picture": f"/gallery/{picture}",
            "bin": "/gallery/bin",
            "characters": f"/characters?project={project}",
            "new character": "/characters/new/start",
            "draft": f"/characters/new/{bolt}",
            "versions": f"/characters/{rob}?tab=versions&version=1",
            "try it": f"/characters/{rob}",
            "learned from": f"/characters/{rob}?tab=learned-from",
            "training": f"/characters/{rob}/training",
            "train again": f"/characters/{rob}/plan",
            "grid": f"/characters/{rob}/grid/1",
            "datasets": f"/datasets?project={project}",
            "dataset": f"/datasets/{tools['id']}",
            "doctor": f"/datasets/{tools['id']}?tab=doctor",
            "dataset versions": f"/datasets/{tools['id']}?tab=versions",
            "data": f"{of}/data",
            "setups": f"{of}/setups",
            "setup": f"{of}/setups/{setup}",
            "new setup": f"{of}/setups/new",
            "runs": f"{of}/runs",
            "run": f"{of}/runs/{run['number']}",
            "compare": f"{of}/compare?runs={run['number']}",
            "try": f"{of}/try",
            "queue": "/queue",
            "models": "/models",
            "model": "/models/starter",
            "comfyui": "/comfyui",
            "system": "/system",
            "fleet": "/fleet",
            "settings": "/settings",
        }
    )


def test_what_a_viewer_is_not_offered_says_why(open_page: OpenPage, shared: Shared) -> None:
    page = open_page(shared.pages["runs"])
    log_in(page, "jo", PASSWORD)
    expect(page.get_by_role("button", name="New run")).to_have_accessible_description(SHARED)
    page.keyboard.press("n")
    expect(page.get_by_text(SHARED)).to_be_visible()
    page.goto("/datasets")
    expect(page.get_by_role("button", name="New dataset")).to_have_accessible_description(LOOKS)


def test_a_viewer_is_offered_nothing_that_is_refused(open_page: OpenPage, studio: LearntStudio, shared: Shared) -> None:
    page = open_page("/create")
    log_in(page, "jo", PASSWORD)
    expect(page.get_by_role("button", name="Create", exact=True)).to_be_disabled()
    refused: list[str] = []
    here = ""

    def note(answer: Response) -> None:
        if answer.status == 403:
            refused.append(f"{here}: {answer.request.method} {answer.url}")

    page.on("response", note)
    for here, path in shared.pages.items():
        come(page, path)
        if here in {"draft", "dataset"}:
            expect(page.get_by_text(SHARED).or_(page.get_by_text("View only")).first).to_be_visible()
            page.screenshot(path=SCREENSHOTS / f"viewer-{here}.png")
        for number in range(page.locator(PRESSED).count()):
            press(page, path, number)
        for key in KEYS:
            page.keyboard.press(key)
            leave(page, path)
        page.wait_for_load_state("networkidle")
        assert refused == []
    # Refusals were looked for above; the browser also logs files that no worker ever made here.
    open_page.troubles[:] = [each for each in open_page.troubles if "Failed to load resource" not in each]


def made(studio: LearntStudio, path: str, **body: Any) -> Any:
    """What the API answers to a request that makes something."""
    answer = studio.post(f"/api/v1{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


def come(page: Page, path: str) -> None:
    """Go to a page, and wait until it is there."""
    page.goto(path)
    page.wait_for_load_state("networkidle")


def press(page: Page, path: str, number: int) -> None:
    """Press one of the buttons, and all that it leads to: the rows of a menu, the buttons of a dialog."""
    button = page.locator(PRESSED).nth(number)
    if button.count() == 0 or button.evaluate(STAYS):
        return
    if button.get_attribute("aria-haspopup") == "menu":
        for row in range(opened(page, button).count()):
            opened(page, button).nth(row).evaluate("e => e.click()")
            leave(page, path)
        page.keyboard.press("Escape")
        return
    button.evaluate("e => e.click()")
    inner = page.locator("[role=dialog] button:enabled:visible")
    for at in range(inner.count()):
        if inner.nth(at).count() and not inner.nth(at).evaluate(STAYS):
            inner.nth(at).evaluate("e => e.click()")
    leave(page, path)


def opened(page: Page, button: Locator) -> Locator:
    """The rows of a menu that can be chosen."""
    rows = page.locator("[role^=menuitem]:not([data-disabled])")
    if page.get_by_role("menu").count() == 0:
        button.focus()
        page.keyboard.press("Enter")
    return rows


def leave(page: Page, path: str) -> None:
    """Close what has opened; back to the page where it led away."""
    if page.locator("[role=dialog]:visible, [role=menu]:visible").count():
        page.keyboard.press("Escape")
    if not page.url.endswith(path):
        come(page, path)
