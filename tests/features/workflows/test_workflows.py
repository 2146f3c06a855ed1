"""Workflow templates: brought, kept in a folder, refused, checked against a server, and run as a job."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from safelight.features.workflows import repository
from safelight.features.workflows.errors import WorkflowInputBad
from safelight.features.workflows.service.checking import checkpoints, lacks
from safelight.features.workflows.service.servers import Servers
from safelight.features.workflows.service.values import checked
from safelight.settings import Settings
from safelight.specs.workflows import Template
from tests.comfy_server import ComfyServer
from tests.fixtures_server import client, settings

__all__ = ["client", "settings"]  # what pytest finds here by name

WORKFLOWS = "/api/v1/workflows"


def shipped(name: str = "sd-lora") -> dict[str, Any]:
    template = repository.shipped()[name].template
    assert template is not None
    return template.model_dump(mode="json")


def changed(**manifest: Any) -> dict[str, Any]:
    found = shipped()
    found["manifest"] |= {"name": "mine", **manifest}
    return found


@pytest.fixture(scope="module")
def comfy() -> Iterator[ComfyServer]:
    with ComfyServer() as server:
        yield server


def test_a_template_is_brought_changed_and_forgotten(client: TestClient) -> None:
    made = client.post(WORKFLOWS, json=changed(title="Mine"))
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"{WORKFLOWS}/mine"
    assert (made.json()["source"], made.json()["takes_characters"]) == ("own", True)
    taken = client.post(WORKFLOWS, json=changed())
    assert (taken.status_code, taken.json()["code"]) == (409, "workflow_name_taken")

    other = client.put(f"{WORKFLOWS}/mine", json=changed(title="Other"))
    assert other.json()["title"] == "Other"
    assert other.json()["sha256"] != made.json()["sha256"]
    assert client.put(f"{WORKFLOWS}/yours", json=changed()).status_code == 400
    shipped_one = client.put(f"{WORKFLOWS}/sd-lora", json=shipped())
    assert (shipped_one.status_code, shipped_one.json()["code"]) == (409, "workflow_not_ones_own")

    assert client.delete(f"{WORKFLOWS}/mine").status_code == 204
    gone = client.get(f"{WORKFLOWS}/mine")
    assert gone.status_code == 404
    assert "sdxl-lora" in gone.json()["hint"]
    actions = [each["action"] for each in client.get("/api/v1/audit").json()["items"]]
    assert actions[:3] == ["workflow.removed", "workflow.changed", "workflow.added"]


def test_a_folder_is_read_again_when_it_changes(client: TestClient, settings: Settings) -> None:
    folder = settings.effective_workflows_dir
    folder.mkdir(parents=True)
    (folder / "one.json").write_text(json.dumps(changed(name="one")))
    pair = changed(name="two")
    (folder / "two.json").write_text(json.dumps(pair["graph"]))
    (folder / "two.manifest.json").write_text(json.dumps(pair["manifest"]))
    (folder / "bad.json").write_text("{")
    (folder / "bare.json").write_text(json.dumps(pair["graph"]))
    (folder / "drawn.json").write_text(json.dumps({"nodes": [], "links": []}))
    found = {each["name"]: each for each in client.get(WORKFLOWS).json()["items"]}
    assert (found["one"]["source"], found["two"]["source"]) == ("folder", "folder")
    assert "not valid JSON" in found["bad"]["problem"]
    assert "bare.manifest.json" in found["bare"]["problem"]
    assert "Export (API)" in found["drawn"]["problem"]
    ran = client.post(f"{WORKFLOWS}/bad/run", json={})
    assert (ran.status_code, ran.json()["code"]) == (409, "workflow_broken")

    (folder / "one.json").write_text(json.dumps(changed(name="one", title="A new title")))
    assert client.get(f"{WORKFLOWS}/one").json()["title"] == "A new title"
    (folder / "one.json").unlink()
    assert client.get(f"{WORKFLOWS}/one").status_code == 404


def without(path: tuple[str, ...]) -> dict[str, Any]:
    found = changed()
    inside: Any = found
    for part in path[:-1]:
        inside = inside[part]
    del inside[path[-1]]
    return found


def with_value(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    found = changed()
    inside: Any = found
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] = value
    return found


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (with_value(("graph",), {"nodes": [], "links": []}), "Export (API)"),
        (with_value(("graph",), {}), "1 to 500 nodes"),
        (without(("graph", "8")), "no node '8'"),
        (without(("graph", "6", "class_type")), "no class_type"),
        (with_value(("graph", "6", "inputs", "model"), ["99", 0]), "comes from node '99'"),
        (with_value(("graph", "1", "inputs", "model"), ["2", 0]), "in a ring"),
        (with_value(("graph", "8", "inputs", "filename_prefix"), "../../etc/x"), "no plain name"),
        (with_value(("graph", "1", "inputs", "ckpt_name"), "C:\\models\\x"), "no plain name"),
        (with_value(("graph", "3", "inputs", "text"), "x" * 30_000), "longer than"),
        (with_value(("manifest", "inputs", 0, "input"), "words"), "has no input 'words'"),
        (with_value(("manifest", "inputs", 0, "kind"), "python"), "Input should be"),
        (with_value(("manifest", "inputs", 0, "default"), 3), "is a text"),
        (with_value(("manifest", "inputs", 1, "name"), "prompt"), "two inputs are called"),
        (with_value(("manifest", "outputs"), []), "at least 1 item"),
        (with_value(("manifest", "loras", "node"), "6"), "has no input 'lora_name'"),
        (with_value(("manifest", "needs", 0, "folder"), "../loras"), "no plain name"),
        (with_value(("manifest", "eval"), "1+1"), "not permitted"),
        (with_value(("manifest", "name"), "../x"), "pattern"),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(template: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Template.model_validate(template)
    assert words in str(refused.value)


def test_a_graph_nested_beyond_measure_is_refused() -> None:
    deep: Any = 0
    for _ in range(20_000):
        deep = [deep]
    graph = {"1": {"class_type": "X", "inputs": {"a": deep}}}
    with pytest.raises((ValidationError, RecursionError)):
        Template.model_validate({"manifest": {"name": "x", "outputs": ["1"]}, "graph": graph})


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"colour": "red"}, "values.colour", "no such input"),
        ({"seed": -1}, "values.seed", "at least 0"),
        ({"seed": "7"}, "values.seed", "a number"),
        ({"width": 100}, "values.width", "multiple of 8"),
        ({"height": 10_000}, "values.height", "at most 8192"),
        ({"num_inference_steps": 2.5}, "values.num_inference_steps", "whole number"),
        ({"guidance_scale": 99}, "values.guidance_scale", "at most 30"),
        ({"prompt": 3}, "values.prompt", "a text"),
        ({"model": "../../secret.safetensors"}, "values.model", "no plain name"),
    ],
)
def test_a_bad_value_is_refused_with_its_name(values: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(WorkflowInputBad) as refused:
        checked(Template.model_validate(shipped()), values)
    assert refused.value.fields[0].field == field
    assert words in refused.value.message


def test_a_run_is_a_job_with_a_complete_plan(client: TestClient) -> None:
    answer = client.post(f"{WORKFLOWS}/sd-lora/run", json={"values": {"prompt": "a cat", "width": 640}, "n": 3})
    assert answer.status_code == 202, answer.text
    started = answer.json()
    assert answer.headers["Location"] == f"/api/v1/jobs/{started['job_id']}"
    job = client.get(f"/api/v1/jobs/{started['job_id']}").json()
    assert (job["kind"], job["state"], job["title"]) == ("workflow", "queued", "sd-lora: a cat")
    plan = client.get(f"/api/v1/generations/{started['generation_id']}").json()["plan"]
    assert (plan["n"], plan["width"], plan["num_inference_steps"], plan["scheduler"]) == (3, 640, 30, "dpmpp_2m_karras")
    assert (plan["engine"], plan["workflow"]["values"]["sampler_name"]) == ("comfyui", "dpmpp_2m")
    needed = client.post(f"{WORKFLOWS}/upscale/run", json={})
    assert needed.json()["errors"][0]["field"] == "values.image"
    assert client.post(f"{WORKFLOWS}/upscale/run", json={"values": {"image": "img_x"}}).status_code == 400


def test_servers_are_asked_what_they_lack(client: TestClient, comfy: ComfyServer) -> None:
    nobody = client.post(f"{WORKFLOWS}/sd-lora/check")
    assert (nobody.status_code, nobody.json()["code"]) == (503, "no_comfyui")
    client.app.state.comfyui = Servers([comfy.url, "http://127.0.0.1:9"])  # type: ignore[attr-defined]  # a FastAPI app
    up, away = client.get(f"{WORKFLOWS}/servers").json()["items"]
    assert (up["up"], up["version"], up["queue_pending"], up["worker"]) == (True, "0.3.64", 0, None)
    assert up["checkpoints"][:2] == ["sd_xl_base_1.0.safetensors", "tiny.safetensors"]
    assert up["lacks"]["sdxl-lora"] == []
    (model,) = up["lacks"]["sd-lora"]
    assert model["kind"] == "model"
    assert "Get it from https://" in model["hint"]
    assert "Flux" not in str(up["lacks"]["sdxl-lora"])
    assert {lack["kind"] for lack in up["lacks"]["flux"]} >= {"node"}
    assert (away["up"], "does not answer" in away["problem"]) == (False, True)

    answer = client.post(f"{WORKFLOWS}/sdxl-lora/check").json()
    assert answer["ok"] is True
    assert [server["ok"] for server in answer["servers"]] == [True, False]


def test_lacks_name_the_package_of_a_node(comfy: ComfyServer) -> None:
    template = changed(nodes=[{"class_type": "IPAdapter", "install": "ComfyUI_IPAdapter_plus"}])
    template["graph"]["20"] = {"class_type": "IPAdapter", "inputs": {}}
    found = lacks(Template.model_validate(template), comfy.object_info())
    assert next((lack.kind, lack.name) for lack in found) == ("node", "IPAdapter")
    assert "ComfyUI_IPAdapter_plus" in found[0].hint


def test_every_shipped_template_suits_what_the_real_server_lists() -> None:
    for name, found in repository.shipped().items():
        assert found.template is not None, name
        manifest = found.template.manifest
        assert manifest.title, name
        assert manifest.description, name
        assert all(one.title or one.kind == "seed" for one in manifest.inputs), name
        assert copy.deepcopy(found.template).sha256 == found.template.sha256


def test_checkpoints_are_found_in_either_way_of_writing() -> None:
    older = {"CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["a.safetensors"], {}]}}}}
    newer = {"UNETLoader": {"input": {"required": {"unet_name": ["COMBO", {"options": ["b.safetensors"]}]}}}}
    assert checkpoints({**older, **newer, "X": None}) == ["a.safetensors", "b.safetensors"]
