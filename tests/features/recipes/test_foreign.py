"""Pictures of other programs, in files written as those programs write them (tests/golden/recipes)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from safelight.features.recipes.service import a1111, comfyui, others
from safelight.features.recipes.service.parameters import Parameters
from safelight.kit import png_text
from safelight.specs.generation import GenerationSpec

GOLDEN = Path(__file__).parents[2] / "golden" / "recipes"
FILES = sorted(GOLDEN.glob("*.json"))


def understood(texts: dict[str, str]) -> tuple[str, Parameters]:
    if (found := others.parse(texts)) is not None:
        return found
    if "parameters" in texts:
        return "a1111", a1111.parse(texts["parameters"])
    return "comfyui", comfyui.parse(texts.get("prompt"), texts.get("workflow"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_what_other_programs_write_is_understood(file: Path) -> None:
    golden = json.loads(file.read_text())
    source, found = understood(golden["texts"])
    said = asdict(found) | {"missing": [[each.field, each.message] for each in found.missing]}
    assert (source, said) == (golden["source"], golden["understood"])
    assert GenerationSpec(**found.values).prompt == found.values["prompt"], "a request could be made of it"


def test_a_dropped_graph_becomes_a_request(client: TestClient) -> None:
    texts = json.loads((GOLDEN / "comfyui_sdxl_loras.json").read_text())["texts"]
    data = png_text.write(Image.new("RGB", (8, 8)), texts)
    found = client.post("/api/v1/recipes/read", files={"file": ("a.png", data, "image/png")}).json()
    assert (found["source"], found["recipe"], found["exact"]) == ("comfyui", None, False)
    assert {each["field"] for each in found["missing"]} == {"seed", "model", "loras"}
    made = client.post("/api/v1/generations", json=found["spec"])
    assert made.status_code == 202, made.text
    assert made.json()["plan"]["prompt"] == "a fox in the snow"


def ring(size: int) -> dict[str, Any]:
    names = ("latent_image", "model", "positive", "text", "value", "int", "string_a", "string_b")
    return {
        str(at): {
            "class_type": "KSampler",
            "inputs": {name: [str((at + step) % size), 0] for step, name in enumerate(names, start=1)},
        }
        for at in range(size)
    }


HOSTILE = {
    "ring": json.dumps(ring(3)),
    "large ring": json.dumps(ring(2000)),
    "deep": '{"1":' * 200_000,
    "brackets": "[" * 200_000,
    "nothing": "{}",
    "number": "5",
    "nan": '{"1": {"class_type": "KSampler", "inputs": {"seed": NaN, "steps": 1e999, "latent_image": ["1", 0]}}}',
    "odd": '{"1": {"class_type": 5, "inputs": {"steps": {}, "latent_image": [1, 0], "positive": ["no", 0]}}, "2": []}',
    "huge number": '{"1": {"class_type": "KSampler", "inputs": {"latent_image": [1, 0], "seed": ' + "9" * 4000 + "}}}",
    "too many digits": '{"a": ' + "9" * 100_000 + "}",
}  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_graph_holds_the_server_up(text: str) -> None:
    assert "prompt" not in comfyui.parse(text, text).values
    for key in ("invokeai_metadata", "parameters", "Comment"):
        others.parse({key: text, "Software": "NovelAI"})


_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
_KINDS = [
    "KSampler",
    "SamplerCustomAdvanced",
    "CLIPTextEncode",
    "LoraLoader",
    "Reroute",
    "SaveImage",
    "EmptyLatentImage",
]
_NAMES = [
    "latent_image", "positive", "negative", "model", "text", "seed", "steps", "cfg", "sampler_name", "scheduler",
    "images", "width", "height", "lora_name", "strength_model", "guider", "sigmas", "noise", "clip", "guidance",
]  # fmt: skip
_INPUT = _LEAF | st.tuples(st.sampled_from("12345"), st.just(0)).map(list) | st.lists(_LEAF, max_size=3)
_NODE = st.fixed_dictionaries(
    {"class_type": st.sampled_from(_KINDS), "inputs": st.dictionaries(st.sampled_from(_NAMES), _INPUT)}
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("12345"), _NODE))
def test_any_graph_is_read_or_passed_over(graph: dict[str, Any]) -> None:
    found = comfyui.parse(json.dumps(graph), None)
    if "prompt" in found.values:
        GenerationSpec(**found.values)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["prompt", "uc", "seed", "steps", "scale", "sampler", "width", "loras"]), _INPUT)
)
def test_any_settings_are_read_or_passed_over(said: dict[str, Any]) -> None:
    for texts in ({"Comment": json.dumps(said), "Software": "NovelAI"}, {"invokeai_metadata": json.dumps(said)}):
        if found := others.parse(texts):
            assert found[1].values.get("prompt") != ""
