"""The pages of a training and its versions: scores, steps, grids, where weights come from, projects."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import OpenPage
from tests.browser.learnt import LearntStudio, draw, learn, learnt_studio


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LearntStudio]:
    with learnt_studio(tmp_path_factory.mktemp("learnt")) as running:
        yield running


@pytest.fixture(scope="module")
def pip(studio: LearntStudio) -> dict[str, Any]:
    return learn(studio, "Pip")


def step_in_use(studio: LearntStudio, pip: dict[str, Any]) -> int:
    """Of version 1."""
    return int(studio.get(f"/api/v1/characters/{pip['id']}/versions/1/checkpoints").json()["step"])


def test_a_training_shows_its_best_step_to_use_it(open_page: OpenPage, studio: LearntStudio, pip: dict[str, Any]):
    page = open_page(f"/characters/{pip['id']}/training")
    expect(page.get_by_text("It stopped early.")).to_be_visible()
    expect(page.get_by_role("img", name="Best: step 30 with 83 %; 64 % at step 40")).to_be_visible()
    expect(page.get_by_text("They have moved by 31 %.")).to_be_visible()
    page.get_by_role("grid", name=re.compile("Samples")).get_by_role("button").last.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("u")
    expect(page.get_by_text("Version 1 draws with step 30")).to_be_visible()
    assert step_in_use(studio, pip) == 30
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Use this step")).to_be_visible()
    assert step_in_use(studio, pip) == 40


@pytest.mark.slow
def test_steps_are_compared_in_a_grid_as_it_fills(open_page: OpenPage, studio: LearntStudio, pip: dict[str, Any]):
    page = open_page(f"/characters/{pip['id']}?tab=versions&version=1")
    page.get_by_role("link", name="Compare steps in a grid").click()
    page.get_by_role("checkbox", name=re.compile("^10")).uncheck()
    page.get_by_role("checkbox", name=re.compile("^40")).uncheck()
    page.get_by_role("textbox", name="Prompts").fill("pip on a hill\npip in the sea")
    page.get_by_role("button", name="Draw 4 pictures").click()
    cells = page.get_by_role("gridcell")
    expect(cells).to_have_text(["waiting"] * 4)
    version = f"/api/v1/characters/{pip['id']}/versions/1"
    draw(studio, studio.get(f"{version}/grids").json()[0]["job_id"], cells=2)
    expect(cells.get_by_role("img")).to_have_count(2)
    assert grave_problems(page) == []
    cells.first.get_by_role("button").press("ArrowRight")
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Step 20, strength 1")
    expect(large).to_contain_text("pip in the sea")
    page.keyboard.press("u")
    expect(large.get_by_role("button", name="This step is in use")).to_be_visible()
    assert step_in_use(studio, pip) == 20


@pytest.mark.slow
def test_where_a_version_comes_from_and_the_project_it_is_in(
    open_page: OpenPage, studio: LearntStudio, pip: dict[str, Any]
):
    page = open_page(f"/characters/{pip['id']}?tab=versions&version=1&lineage=1", width=380, height=800)
    sheet = page.get_by_role("dialog", name="Where it comes from")
    for words in ("8 instead of 16", "a photo, 4", "A processor", "diffusers"):
        expect(sheet.get_by_text(words).first).to_be_visible()
    assert grave_problems(page) == []
    sheet.get_by_role("button", name="Close").click()

    page.goto("/characters")
    page.get_by_role("link", name=re.compile("^Pip")).first.press("m")
    page.get_by_role("button", name="New project").click()
    page.get_by_role("textbox", name="Name").fill("Monsters")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Pip is in Monsters")).to_be_visible()
    studio.post("/api/v1/characters/drafts", json={"name": "Alone"})
    page.get_by_role("combobox", name="Project").click()
    page.get_by_role("option", name="Monsters").click()
    expect(page).to_have_url(re.compile("project=prj_|project=proj"))
    expect(page.get_by_role("list", name="Characters").get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", name="Nothing is in Monsters yet")).to_be_visible()
