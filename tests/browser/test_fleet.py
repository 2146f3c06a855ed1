"""A fleet by every click: a token for a machine, a worker drained, a graph run on ComfyUI, a pod rented and ended."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave_problems
from tests.browser.conftest import SCREENSHOTS, OpenPage
from tests.browser.studio import RunningStudio
from tests.comfy_server import ComfyServer
from tests.runpod_server import FOUR, KEY, RunPodServer

pytestmark = pytest.mark.slow  # a whole studio with two workers, a ComfyUI and a RunPod

LOOKS = {"dark": ("dark", 1440), "light": ("light", 1440), "narrow": ("dark", 380)}
PAGES = {
    "fleet-workers": "/fleet",
    "fleet-machines": "/fleet?tab=agents",
    "fleet-pods": "/fleet?tab=pods",
    "fleet-rules": "/fleet?tab=rules",
    "comfyui": "/comfyui",
    "comfyui-run": "/comfyui/sdxl-lora",
    "settings-providers": "/settings?group=providers",
    "settings-storage": "/settings?group=storage",
}

GRAPH: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 1, "steps": 4, "cfg": 7, "sampler_name": "euler", "scheduler": "normal", "denoise": 1,
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "tiny.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a house", "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blur", "clip": ["4", 1]}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}},
}  # fmt: skip


@pytest.fixture(scope="module")
def comfy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComfyServer]:
    """A ComfyUI that draws quickly."""
    with ComfyServer(loras_dir=tmp_path_factory.mktemp("loras")) as server:
        yield server


@pytest.fixture(scope="module")
def runpod() -> Iterator[RunPodServer]:
    """A RunPod whose pods start at once, and run nothing."""
    with RunPodServer(starts_after=0, runs_after=0) as server:
        yield server


@pytest.fixture(scope="module")
def studio(
    built_app: None, comfy: ComfyServer, runpod: RunPodServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningStudio]:
    """A studio that knows both, with its own worker and one for ComfyUI."""
    folder = tmp_path_factory.mktemp("studio")
    running = RunningStudio(folder, comfyui_servers=comfy.url, runpod_url=runpod.url, local_workers="1")
    running.set(public_url=running.url)  # where pods would find it
    try:
        running.start()
        running.wait_for_worker(count=2)
        yield running
    finally:
        running.stop()


def test_a_machine_is_let_in_and_a_worker_is_drained(open_page: OpenPage, studio: RunningStudio) -> None:
    page = open_page("/fleet?tab=agents")
    page.get_by_role("button", name="Add a machine").click()
    page.get_by_label("Name").fill("Attic")
    page.get_by_label("Labels").fill("zone=attic")
    page.get_by_role("button", name="Make the token").click()
    command = page.get_by_label("The command").inner_text()
    assert re.fullmatch(rf"safelight agent --join {studio.url} --token slj_\S+", command)
    page.get_by_role("button", name="I have it").click()
    tokens = page.get_by_role("list", name="Join tokens")
    expect(tokens).to_contain_text("zone: attic")
    assert command.split()[-1] not in page.content(), "the token is still on the page"
    page.get_by_role("button", name="Revoke Attic").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("1 that let nobody in")).to_be_visible()

    page.goto("/fleet")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="-cpu")
    row.get_by_role("button", name=re.compile("Drain")).click()
    expect(row).to_contain_text("drained")
    row.get_by_role("button", name=re.compile("take jobs again")).click()
    expect(row).to_contain_text("ready")


def test_a_graph_is_brought_and_runs(open_page: OpenPage, studio: RunningStudio) -> None:
    page = open_page("/comfyui")
    expect(page.get_by_role("list", name="ComfyUI servers")).to_contain_text("answers")
    bring(page, "My graph.json", GRAPH)
    manifest = page.get_by_label("Manifest")
    expect(manifest).to_have_value(re.compile('"name": "my-graph"'))
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_url(re.compile("/comfyui/my-graph$"))
    page.get_by_role("button", name="Check the servers").click()
    expect(page.get_by_role("status", name="What the servers say")).to_contain_text("can run it")
    page.get_by_label("Prompt", exact=True).fill("a fox in the snow")
    page.get_by_role("button", name="Run", exact=True).click()
    run = page.get_by_role("region", name="The run")
    expect(run.get_by_text("Done", exact=True)).to_be_visible()
    run.get_by_role("link", name="Picture 1").click()
    expect(page).to_have_url(re.compile("/gallery/pic_"))
    assert studio.get("/gallery")["items"][0]["prompt"] == "a fox in the snow"

    page.goto("/comfyui")
    bring(page, "of-the-editor.json", {"nodes": [], "links": []})
    expect(page.get_by_role("alert")).to_contain_text("Export (API)")


def test_a_pod_is_rented_watched_and_ended(open_page: OpenPage, studio: RunningStudio, runpod: RunPodServer) -> None:
    page = open_page("/fleet?tab=pods")
    page.get_by_role("link", name="Set the key").click()
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Try it and keep it").click()
    expect(page.get_by_text("key set")).to_be_visible()
    page.get_by_role("button", name="Test the key").click()
    expect(page.get_by_text("It answers, with 2 GPU types.")).to_be_visible()

    page.goto("/fleet?tab=pods")
    page.get_by_role("button", name="Rent a pod").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("May cost an hour").fill("0.7")
    expect(dialog.get_by_role("checkbox", name=re.compile("RTX 6000"))).to_be_disabled()
    dialog.get_by_role("checkbox", name=re.compile("RTX 4090")).click()
    dialog.get_by_role("button", name="Rent it").click()
    pods = page.get_by_role("list", name="Pods", exact=True)
    expect(pods).to_contain_text(FOUR)
    expect(page.get_by_role("region", name="Spending")).to_contain_text("$0.690 an hour")
    [made] = runpod.there()
    lost = runpod.forge(f"{made.name.rsplit('-', 1)[0]}-lost")
    expect(page.get_by_role("alert")).to_contain_text(lost.name)
    for name in (made.name, lost.name):
        page.get_by_role("button", name=f"What to do with {name}").click()
        page.get_by_role("menuitem", name="End it").click()
        page.get_by_role("dialog").get_by_role("button", name="End it").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("2 that have gone")).to_be_visible()
    assert runpod.there() == []


def test_a_rule_says_what_it_would_do_before_it_is_on(open_page: OpenPage, studio: RunningStudio) -> None:
    httpx.put(f"{studio.url}/api/v1/pods/providers/runpod", json={"key": KEY}).raise_for_status()
    plan = {"gpus": [FOUR], "dollars_per_hour": 1, "floor": 1}
    studio.post("/pods/rules", json={"name": "Night", "is_on": False, "plan": plan})
    page = open_page("/fleet?tab=rules")
    page.get_by_role("button", name="What would it do?").click()
    expect(page.get_by_role("region", name="What Night would do")).to_contain_text("It would rent 1 more.")


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_stand_in_every_look(open_page: OpenPage, look: str) -> None:
    theme, width = LOOKS[look]
    for name, path in PAGES.items():
        page = open_page(path, theme=theme, width=width)
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SCREENSHOTS / f"{name}-{look}.png")
        assert grave_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} scrolls sideways"
        page.context.close()


def bring(page: Page, name: str, graph: dict[str, Any]) -> None:
    """Choose a file as if it had been dropped."""
    content = json.dumps(graph).encode()
    file = {"name": Path(name).name, "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]  FilePayload, as a plain dict
