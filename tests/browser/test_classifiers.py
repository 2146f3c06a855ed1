"""The pages of classifiers: runs found and compared, watched as they learn, their mistakes put right, tried."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import classified
from tests.browser.axe import grave_problems
from tests.browser.conftest import OpenPage
from tests.browser.learnt import LearntStudio, learnt_studio


@pytest.fixture(scope="module")
def studio(built_app: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LearntStudio]:
    with learnt_studio(tmp_path_factory.mktemp("classified")) as running:
        yield running


@pytest.fixture(scope="module")
def tools(studio: LearntStudio) -> dict[str, Any]:
    return classified.tools(studio)


def test_runs_are_compared_and_the_labels_of_a_mix_up_put_right(
    open_page: OpenPage, studio: LearntStudio, tools: dict[str, Any]
):
    quick = classified.finished(studio, tools, "quick", epochs=4)
    good = classified.finished(studio, tools, "good", classified.BETTER, epochs=4, lr=0.003)
    page = open_page("/classifiers/all/runs")
    for name in ("quick", "good"):
        page.get_by_role("link", name=name).focus()
        page.keyboard.press("x")
    page.keyboard.press("c")
    row = page.get_by_role("row", name=re.compile("^Accuracy"))
    expect(row).to_contain_text("66.7 %")
    expect(row.get_by_role("cell").filter(has=page.get_by_label("best"))).to_contain_text("83.3 %")
    expect(page.get_by_role("row", name=re.compile("^lr "))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("^epochs "))).to_have_count(0)

    matrix = page.get_by_role("grid", name=re.compile(f"^Run {quick['number']}:"))
    matrix.get_by_role("button", name=re.compile("^saw taken for knife: 5 pictures")).click()
    expect(page).to_have_url(re.compile(f"/runs/{quick['number']}.*cell="))
    cell = page.get_by_role("region", name="saw taken for knife")
    pictures = cell.get_by_role("button", name=re.compile("is saw, said knife"))
    expect(pictures).to_have_count(5)
    pictures.first.focus()
    page.keyboard.press("2")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Train again with 2 fixes")).to_be_visible()
    page.keyboard.press("Control+z")
    again = page.get_by_role("button", name="Train again with 1 fix")
    expect(again).to_be_visible()
    assert grave_problems(page) == []
    again.click()
    expect(page.get_by_role("heading", name=re.compile("^Waiting"))).to_be_visible()
    expect(page.get_by_text(f"Run {good['number'] + 1} · quick")).to_be_visible()
    changed = studio.get(f"/api/v1/datasets/{tools['id']}/pictures", params={"label": "knife", "split": "val"}).json()
    assert len(changed["items"]) == classified.VAL + 1


@pytest.mark.slow
def test_a_run_is_watched_as_it_learns_and_stopped(open_page: OpenPage, studio: LearntStudio, tools: dict[str, Any]):
    run = classified.learning(studio, tools, "live", epochs=10, early_stop_patience=3)
    page = open_page(f"/classifiers/all/runs/{run['number']}", width=380, height=800)
    expect(page.get_by_role("heading", name=re.compile("Epoch 1 of 10"))).to_be_visible()
    for epoch, accuracy in ((1, 0.6), (2, 0.7), (3, 0.65)):
        classified.learn(studio, run, epoch=epoch, accuracy=accuracy)
    expect(page.get_by_role("heading", name=re.compile("Epoch 4 of 10"))).to_be_visible()
    expect(page.get_by_role("img", name="Accuracy rose from 60.0 % to 65.0 %")).to_be_visible()
    expect(page.get_by_text("Accuracy has not improved for 1 epoch; it stops after 3.")).to_be_visible()
    expect(page.get_by_role("region", name="Each class after this epoch")).to_contain_text("saw45.0 %")
    assert grave_problems(page) == []
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Stopping…")).to_be_visible()
