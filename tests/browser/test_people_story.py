"""People on one studio, by every click: a shared project, a key that draws, its end, and what the books say of it."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.people import PASSWORD, invite, log_in, make_first_account
from tests.browser.studio import RunningStudio

pytestmark = pytest.mark.slow  # draws, and looks at every page of people in three ways

SECTIONS = ["account", "keys", "usage", "people", "audit"]
LOOKS = {"dark": ("dark", 1440), "light": ("light", 1440), "narrow": ("dark", 380)}
DRAWN = {"Prefer": "wait=120"}


def test_people_share_a_studio(open_page: OpenPage, studio: RunningStudio) -> None:
    project = studio.post("/projects", json={"name": "Robots", "description": ""})
    draft = studio.post("/characters/drafts", json={"name": "Bolt"})
    url = f"{studio.url}/api/v1/characters/{draft['id']}"
    httpx.patch(url, json={"project": project["id"]}).raise_for_status()
    ada = open_page("/settings?group=people")
    make_first_account(ada, "ada", "Ada Lovelace")
    password = invite(ada, "jo", role="Viewer")

    # Nothing of Ada's is seen before she shares it.
    jo = open_page("/characters")
    log_in(jo, "jo", password)
    expect(jo.get_by_role("heading", level=1, name="Characters")).to_be_attached()
    expect(jo.get_by_text("Bolt")).to_have_count(0)
    share(ada, project["id"], "jo")
    jo.goto(f"/characters?project={project['id']}")
    expect(jo.get_by_role("list", name="Characters")).to_contain_text("Bolt")
    expect(jo.get_by_text("Shared by ada")).to_be_visible()
    expect(jo.get_by_text("View only")).to_be_visible()
    jo.screenshot(path=SCREENSHOTS / "shared-dark.png")
    jo.get_by_role("button", name="Actions for Bolt").click()
    expect(jo.get_by_role("menuitem", name=re.compile("Rename"))).to_be_disabled()
    jo.goto("/create")
    expect(jo.get_by_role("button", name="Create", exact=True)).to_be_disabled()
    expect(jo.get_by_text("Viewers look at what is shared with them")).to_be_visible()

    # A key is shown once; with it a program draws; revoked, it is turned away.
    key = make_key(ada, "curl")
    assert ask(studio, key, "/auth/state")["me"]["name"] == "ada"
    made = ask(studio, key, "/generations", prompt="a red circle", n=2, seed=1)
    assert made["status"] == "succeeded"
    ada.get_by_role("button", name="Revoke curl").click()
    ada.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(ada.get_by_text("No key works now")).to_be_visible()
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        ask(studio, key, "/jobs")

    ada.goto("/settings?group=usage")
    expect(ada.get_by_role("region", name="The last 30 days")).to_contain_text("2 pictures")
    ada.goto("/settings?group=audit")
    log = ada.get_by_role("list", name="What was done, newest first")
    for action in ("key.made", "key.revoked", "account.made"):
        expect(log).to_contain_text(action)
    assert key not in log.inner_text()


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_people_stand_in_every_look(open_page: OpenPage, studio: RunningStudio, look: str) -> None:
    if not studio.get("/auth/state")["has_accounts"]:
        studio.post("/auth/setup", json={"name": "ada", "password": PASSWORD, "full_name": "Ada Lovelace"})
    theme, width = LOOKS[look]
    page = open_page("/settings?group=account", theme=theme, width=width)
    log_in(page, "ada", PASSWORD)
    expect(page.get_by_role("heading", name="Where you are logged in")).to_be_visible()
    for section in SECTIONS:
        page.goto(f"/settings?group={section}")
        expect(page.get_by_role("heading", level=1, name="Settings")).to_be_attached()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SCREENSHOTS / f"settings-{section}-{look}.png")
        assert grave_problems(page) == [], section
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{section} scrolls sideways"


def share(page: Page, project: str, name: str) -> None:
    """Share a project at its menu, by the first letters of a name."""
    page.goto(f"/characters?project={project}")
    page.get_by_role("button", name="Projects").click()
    page.get_by_role("menuitem", name="Share Robots").click()
    page.get_by_label("Add somebody").fill(name)
    page.get_by_role("list", name="Found").get_by_role("button", name=name).click()
    expect(page.get_by_role("list", name="People")).to_contain_text(name)
    assert grave_problems(page) == []
    page.get_by_role("button", name="Close").click()


def make_key(page: Page, name: str) -> str:
    """Make a key at Settings, Keys; returns it as it is shown once."""
    page.goto("/settings?group=keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Make the key").click()
    key = page.get_by_label("The new key").inner_text()
    page.keyboard.press("Escape")  # a slip does not lose it
    expect(page.get_by_text("It is not shown again")).to_be_visible()
    page.get_by_role("button", name="I have it").click()
    return key


def ask(studio: RunningStudio, key: str, path: str, **body: Any) -> Any:
    """What the API answers to whoever has this key."""
    with httpx.Client(base_url=f"{studio.url}/api/v1", timeout=150) as client:
        headers = {"Authorization": f"Bearer {key}", **DRAWN}
        answer = client.post(path, json=body, headers=headers) if body else client.get(path, headers=headers)
        answer.raise_for_status()
        return answer.json()
