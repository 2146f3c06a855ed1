"""Models: on the shelf, in memory, and on their way here from a hub, a path or a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import safelight.engine.starter
from tests.browser.axe import grave_problems
from tests.browser.conftest import OpenPage
from tests.browser.studio import RunningStudio
from tests.hub_server import HubServer, Repo

pytestmark = pytest.mark.slow

PIPELINE = Path(safelight.engine.starter.__file__).parent / "weights" / "pipeline"


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    """A hub with the starter model under two names; one of them asks for consent."""
    files = {
        str(path.relative_to(PIPELINE)): path.read_bytes()
        for path in sorted(PIPELINE.rglob("*"))
        if path.is_file() and path.name != "safelight.json"
    }
    with HubServer() as hub:
        hub.repos["someone/painter"] = Repo(files, card={"license": "openrail++"})
        hub.repos["someone/secret"] = Repo(files, gated=True, card={"license": "other"})
        hub.tokens, hub.consents = {"hf_right": "mara"}, {"mara"}
        yield hub


@pytest.fixture(scope="module")
def studio(built_app: None, hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    """A studio that knows that hub."""
    running = RunningStudio(tmp_path_factory.mktemp("studio"), hub_url=hub.url, download_hosts="localhost")
    try:
        running.start()
        running.wait_for_worker()
        yield running
    finally:
        running.stop()


def row(page: Page, name: str):
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=name, exact=True))


def look_at(page: Page, source: str) -> None:
    page.get_by_label("Where it is").fill(source)
    page.get_by_label("Where it is").press("Enter")


def test_a_model_is_loaded_and_unloaded_by_keys(open_page: OpenPage):
    page = open_page("/models")
    expect(row(page, "starter")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="starter", exact=True)).to_be_focused()
    page.keyboard.press("l")
    expect(row(page, "starter")).to_contain_text("in memory of")

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="starter", level=1)).to_be_visible()
    memory = page.get_by_role("region", name="In memory")
    expect(memory).to_contain_text("Fits on")
    expect(memory).to_contain_text("idle")
    page.keyboard.press("Shift+L")
    expect(memory).to_contain_text("It is not in memory")
    assert grave_problems(page) == []


def test_what_is_on_a_device_is_seen_and_taken_off_there(open_page: OpenPage, studio: RunningStudio):
    studio.post("/models/starter/load", json={"pin": True})
    page = open_page("/system")
    held = page.get_by_role("list", name="Models on").get_by_role("listitem")
    expect(held).to_contain_text("pinned")
    page.get_by_role("button", name="Unload starter").click()
    expect(page.get_by_text("No model is loaded.")).to_be_visible()


def test_a_model_comes_from_a_hub(open_page: OpenPage):
    page = open_page("/models")
    page.get_by_role("button", name="Add a model").first.click()
    look_at(page, "someone/painter")
    plan = page.get_by_role("region", name="What would come")
    expect(plan).to_contain_text("openrail++, free to use")
    expect(plan).to_contain_text("free")
    page.get_by_role("button", name="Get it").click()
    expect(row(page, "painter")).to_be_visible()
    expect(page.get_by_role("list", name="Downloads")).to_have_count(0)


def test_a_gated_model_asks_for_a_token_and_says_when_it_is_wrong(open_page: OpenPage):
    page = open_page("/models?add=1&url=someone/secret")
    expect(page.get_by_role("alert")).to_contain_text("accept terms")
    page.get_by_label("Token").fill("hf_wrong")
    page.get_by_role("button", name="Keep and look again").click()
    expect(page.get_by_text("does not know this token")).to_be_visible()
    page.get_by_label("Token").fill("hf_right")
    page.get_by_role("button", name="Keep and look again").click()
    expect(page.get_by_role("region", name="What would come")).to_contain_text("asks for consent")
    open_page.troubles.clear()  # the browser logs the refusals


def test_a_stopped_download_goes_on(open_page: OpenPage, hub: HubServer):
    page = open_page("/models")
    expect(row(page, "starter")).to_be_visible()
    hub.allow(3_000_000)
    try:
        page.keyboard.press("a")
        look_at(page, "someone/secret")
        page.get_by_role("button", name="Get it").click()
        downloads = page.get_by_role("list", name="Downloads")
        downloads.get_by_role("button", name="Stop").click()
        expect(downloads).to_contain_text("what came is kept")
        downloads.get_by_role("button", name="files").click()
        expect(downloads).to_contain_text("model_index.json")
        downloads.get_by_role("button", name="Go on").click()
    finally:
        hub.allow(None)
    expect(row(page, "secret")).to_be_visible()


def test_a_model_of_this_machine_is_used_where_it_lies_and_taken_off_with_undo(open_page: OpenPage):
    page = open_page("/models?add=1")
    look_at(page, "/nowhere/at/all")
    expect(page.get_by_role("alert")).to_contain_text("That cannot be used.")
    open_page.troubles.clear()  # the browser logs the refusal
    look_at(page, str(PIPELINE))
    found = page.get_by_role("region", name="What was found")
    expect(found).to_contain_text("Stable Diffusion")
    found.get_by_label("Name").fill("lent")
    found.get_by_role("button", name="Use it where it lies").click()
    expect(page.get_by_role("heading", name="lent", level=1)).to_be_visible()

    page.keyboard.press("Delete")
    page.get_by_role("button", name="Take off").click()
    expect(page.get_by_role("heading", name="Models", level=1)).to_be_visible()
    expect(row(page, "lent")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "lent")).to_be_visible()


def test_a_broken_file_says_why_it_cannot_be_added(open_page: OpenPage, tmp_path: Path):
    page = open_page("/models?add=1")
    broken = tmp_path / "ink.safetensors"
    broken.write_bytes(b"no weights at all")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files(broken)
    expect(page.get_by_role("list", name="Uploads")).to_contain_text("cannot be used")
    open_page.troubles.clear()  # the browser logs the refusal


def test_options_that_clash_say_so_where_they_are_set_and_at_380_px(open_page: OpenPage):
    page = open_page("/models/starter", width=380)
    options = page.get_by_role("region", name="How it is loaded")
    options.get_by_label("Compile").click()
    page.get_by_role("option", name="The whole network").click()
    options.get_by_role("switch", name="Layers wait in main memory").click()
    expect(options.get_by_text("Use compile=regional with group_offload")).to_have_count(3)
    expect(options.get_by_role("button", name="Keep for this model")).to_be_disabled()
    open_page.troubles.clear()  # the browser logs the refusal
    options.get_by_label("Compile").click()
    page.get_by_role("option", name="Repeated blocks").click()
    options.get_by_role("button", name="Keep for this model").click()
    expect(options.get_by_role("button", name="As the studio does")).to_be_visible()
    assert grave_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 380, "the page scrolls sideways"


def test_what_a_model_draws_by_default_is_changed_and_taken_back(open_page: OpenPage):
    page = open_page("/models/starter")
    steps = page.get_by_label("Steps")
    steps.fill("999")
    steps.press("Enter")
    expect(page.get_by_text("Between 1 and 150")).to_be_visible()
    steps.fill("12")
    steps.press("Enter")
    page.get_by_role("button", name="Undo").click()
    expect(steps).to_have_value("")
    expect(steps).to_have_attribute("placeholder", "8")
