"""A picture that is dropped becomes a request: ours to the same plan, AUTOMATIC1111's as far as it goes."""

import io
import json
import struct
import tracemalloc
import zlib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import delete, update

from safelight.engine.diffusion.picture_file import encode_png, parameters_text
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.features.recipes.service import a1111
from safelight.kit import png_text
from safelight.specs.generation import GenerationPlan, GenerationSpec, Recipe, SchedulerName
from tests import hostile
from tests.engine import tiny

PICTURE = Image.linear_gradient("L").convert("RGB").resize((64, 64))
READ, GENERATIONS, CHARACTERS = "/api/v1/recipes/read", "/api/v1/generations", "/api/v1/characters"


def read(client: TestClient, data: bytes, name: str = "a.png") -> Any:
    return client.post(READ, files={"file": (name, data, "image/png")})


def with_texts(**texts: str) -> bytes:
    return png_text.write(PICTURE, texts)


def drawn(plan: dict[str, Any], **changes: object) -> bytes:
    """The PNG that a worker would make of a plan."""
    fields = {**GenerationPlan.model_validate(plan).model_dump(exclude={"n", "kind"}), **changes}
    return encode_png(PICTURE, Recipe(safelight="0.2.0", **fields))


@pytest.fixture
def ada(client: TestClient, tmp_path: Any) -> dict[str, Any]:
    file = tiny.lora_file(tiny.sd(), tmp_path / "ada.safetensors")
    made = client.post(
        f"{CHARACTERS}/import", data={"name": "Ada", "class_word": "woman"}, files={"file": file.read_bytes()}
    )
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def test_a_picture_of_ours_becomes_a_request_with_the_same_plan(client: TestClient, ada: dict[str, Any]) -> None:
    style = {"name": "Dusk", "prompt": "{prompt}, at dusk, 35mm", "negative_prompt": "blurry, grain", "group": "Mine"}
    assert client.post("/api/v1/styles", json=style).status_code == 201
    for asked in (
        {"prompt": "a cat"},
        {"prompt": "Ada reading, „schön“ 東京", "character_id": ada["id"], "lora_scale": 0.7},
        {"prompt": "reading", "character_id": ada["id"], "styles": ["Dusk"], "negative_prompt": "hat"},
        {"prompt": "reading", "styles": ["Dusk"]},
        {"prompt": "x", "num_inference_steps": 7, "guidance_scale": 3.5, "width": 128, "height": 72, "seed": 0,
         "scheduler": "euler_a"},
    ):  # fmt: skip
        plan = client.post(GENERATIONS, json=asked).json()["plan"]
        found = read(client, drawn(plan)).json()
        assert (found["source"], found["exact"], found["missing"]) == ("safelight", True, [])
        again = client.post(GENERATIONS, json=found["spec"]).json()["plan"]
        assert again == plan
        assert found["spec"]["prompt"] == asked["prompt"], "in the person's own words"
        assert found["spec"]["styles"] == asked.get("styles", [])


def test_a_style_that_is_gone_or_says_something_else_is_written_out(client: TestClient) -> None:
    style = {"name": "Dusk", "prompt": "{prompt}, at dusk", "group": "Mine"}
    made = client.post("/api/v1/styles", json=style).json()
    plan = client.post(GENERATIONS, json={"prompt": "a cat", "styles": ["Dusk"]}).json()["plan"]
    changed = client.patch(f"/api/v1/styles/{made['id']}", json={"prompt": "{prompt}, at dawn"})
    assert changed.status_code == 200, changed.text
    spec = read(client, drawn(plan)).json()["spec"]
    assert (spec["prompt"], spec["styles"]) == ("a cat, at dusk", [])
    assert client.delete(f"/api/v1/styles/{made['id']}").status_code == 204
    spec = read(client, drawn(plan)).json()["spec"]
    assert (spec["prompt"], spec["styles"]) == ("a cat, at dusk", [])


def test_what_is_not_here_is_said(client: TestClient, ada: dict[str, Any]) -> None:
    plan = client.post(GENERATIONS, json={"prompt": "Ada", "character_id": ada["id"]}).json()["plan"]

    found = read(client, drawn(plan, model="sdxl-secret", loras=[])).json()
    assert not found["exact"]
    assert [each["field"] for each in found["missing"]] == ["model"]
    assert "'sdxl-secret' is not installed" in found["missing"][0]["message"]
    assert found["spec"]["model"] is None

    studio = client.app.state.studio
    with studio.db.transaction() as session:  # trained anew, the old version kept
        session.execute(update(Character).values(version=2, lora_sha256="2" * 64, lora_key="characters/x/lora/v2.st"))
    found = read(client, drawn(plan)).json()
    assert found["exact"], "made again by version 1"
    assert found["missing"][0]["message"] == "Ada has learnt anew since: a request is drawn by version 2."

    with studio.db.transaction() as session:
        session.execute(delete(CharacterVersion))
    found = read(client, drawn(plan)).json()
    assert not found["exact"]
    assert found["missing"] == [
        {
            "field": "loras",
            "message": "The version of Ada that drew this picture is gone.",
            "hint": "Ada can be drawn by version 2, which makes another picture.",
        }
    ]
    assert found["spec"]["character_id"] == ada["id"]

    client.delete(f"{CHARACTERS}/{ada['id']}")
    found = read(client, drawn(plan)).json()
    assert [each["field"] for each in found["missing"]] == ["character_id"]
    assert "The LoRA of Ada is not here" in found["missing"][0]["message"]
    assert found["spec"]["character_id"] is None
    assert client.post(GENERATIONS, json=found["spec"]).status_code == 202, "the rest can be made"


@pytest.mark.parametrize(
    ("name", "scheduler"), [(s, s) for s in SchedulerName.__args__], ids=list(SchedulerName.__args__)
)  # fmt: skip
def test_the_text_that_we_write_for_others_is_understood(name: str, scheduler: str) -> None:
    recipe = Recipe(
        safelight="0.2.0", model="tiny", prompt="a cat, sitting\non a mat", negative_prompt="dog", seed=5,
        num_inference_steps=12, guidance_scale=6.5, width=512, height=768, scheduler=scheduler,
    )  # fmt: skip
    found = a1111.parse(parameters_text(recipe))
    assert found.missing == []
    assert found.model == "tiny"
    assert found.values == {
        "prompt": recipe.prompt, "negative_prompt": "dog", "seed": 5, "num_inference_steps": 12, "guidance_scale": 6.5,
        "width": 512, "height": 768, "scheduler": scheduler,
    }  # fmt: skip


FOREIGN = """portrait of ada, (soft light:1.2) <lora:Ada:0.8>, <lora:film grain:0.5>
second line
Negative prompt: blurry,
ugly
Steps: 30, Sampler: DPM++ 2M SDE, Schedule type: Karras, CFG scale: 6.5, Seed: 12345, Size: 513x768, \
Model hash: 1a2b3c4d5e, Model: dreamshaper_8, Clip skip: 2, Denoising strength: 0.45, \
Hires upscale: 2, Hires steps: 12, Hires upscaler: Latent, Token merging ratio: 0.5, \
Lora hashes: "Ada: 12ab, film: 34cd", Version: v1.10.1"""


def test_a_picture_of_automatic1111(client: TestClient, ada: dict[str, Any]) -> None:
    found = read(client, with_texts(parameters=FOREIGN)).json()
    assert (found["source"], found["recipe"], found["exact"]) == ("a1111", None, False)
    assert GenerationSpec(**found["spec"]).model_dump(exclude_defaults=True) == {
        "prompt": "portrait of ada, (soft light:1.2) , \nsecond line", "negative_prompt": "blurry,\nugly",
        "num_inference_steps": 30, "scheduler": "dpmpp_2m_sde", "scheduler_options": {"use_karras_sigmas": True},
        "guidance_scale": 6.5, "seed": 12345, "width": 512, "height": 768, "character_id": ada["id"],
        "lora_scale": 0.8, "clip_skip": 1,
        "hires": {"scale": 2.0, "strength": 0.45, "upscaler": "latent", "num_inference_steps": 12},
    }  # fmt: skip
    missing = {each["field"]: each["message"] for each in found["missing"]}
    assert missing.keys() == {"width", "model", "Token merging ratio", "loras"}
    assert missing["loras"] == "LoRA: film grain"
    assert missing["Token merging ratio"] == "Token merging ratio: 0.5"
    assert client.post(GENERATIONS, json=found["spec"]).status_code == 202


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("just a prompt", {"prompt": "just a prompt"}),
        ("a\nNegative prompt: b", {"prompt": "a", "negative_prompt": "b"}),
        ("Steps: 5, Sampler: Euler", {"prompt": "Steps: 5, Sampler: Euler"}),
        ("a\nSteps: 5, Sampler: Euler a, Seed: 7", {"prompt": "a", "num_inference_steps": 5, "scheduler": "euler_a",
                                                    "seed": 7}),
        ("a\nSteps: 5, Sampler: DPM++ 2M, Schedule type: Karras, Seed: 1",
         {"prompt": "a", "num_inference_steps": 5, "scheduler": "dpmpp_2m_karras", "seed": 1}),
        ("a\nSteps: 999, Sampler: DPM adaptive, Seed: 18446744073709551615, CFG scale: nan, Size: 9999x5",
         {"prompt": "a", "width": 2048, "height": 64}),
        ("a\nSteps: x, Sampler: , Size: axb", {"prompt": "a"}),
        ("", {}),
    ],
)  # fmt: skip
def test_parts_of_a_text(text: str, values: dict[str, object]) -> None:
    assert a1111.parse(text).values == values


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    ["(" * 900_000, " " * 900_000 + "x", "<lora:" * 150_000, "a:" * 450_000, "a\n" + "b " * 400_000, "a\n" * 400_000,
     "a\n" + "a b" * 1300 + ",", "x\n" + 'a: "' * 1000],
    ids=range(8),
)  # fmt: skip
def test_no_text_holds_the_server_up(text: str) -> None:
    a1111.parse(text)


def test_a_picture_that_says_nothing(client: TestClient) -> None:
    for data in (with_texts(), with_texts(Comment="hello", Software="Paint")):
        found = read(client, data).json()
        assert (found["source"], found["recipe"], found["spec"]) == ("none", None, None)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
HUGE = chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0))
END = chunk(b"IEND", b"")
BOMB = zlib.compress(bytes(200_000_000))
TEXT = chunk(b"tEXt", b"Comment\0hello")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_png"),
        (b"text", "not_a_png"),
        (hostile.zip_renamed(), "not_a_png"),
        (hostile.truncated_jpeg()[:300], "metadata_damaged"),
        (SIGNATURE, "png_damaged"),
        (SIGNATURE + HEADER + TEXT, "png_damaged"),
        (hostile.truncated_png(), "png_damaged"),
        (SIGNATURE + HEADER + chunk(b"zTXt", b"safelight\0\0" + BOMB) + END, "png_too_much_text"),
        (SIGNATURE + HEADER + chunk(b"iTXt", b"safelight\0\1\0\0\0" + BOMB) + END, "png_too_much_text"),
        (SIGNATURE + HEADER + chunk(b"tEXt", b"safelight\0" + bytes(1_100_000)) + END, "png_too_much_text"),
        (SIGNATURE + HEADER + b"".join(chunk(b"tEXt", b"%d\0x" % i) for i in range(100)) + END, "png_too_much_text"),
        (SIGNATURE + HEADER + chunk(b"juNk", b"") * 100_001 + END, "png_too_much_text"),
        (SIGNATURE + HEADER + chunk(b"zTXt", b"safelight\0\0not zlib") + END, "png_damaged"),
        (SIGNATURE + HEADER + TEXT[:-1] + b"!" + END, "png_damaged"),
        (SIGNATURE + struct.pack(">I", 2**32 - 1) + b"tEXt", "png_too_much_text"),
        (SIGNATURE + struct.pack(">I", 2**32 - 1) + b"IDAT", "png_damaged"),
        (with_texts(safelight="{"), "recipe_unusable"),
        (with_texts(safelight="[" * 100_000), "recipe_unusable"),
        (with_texts(safelight="{}"), "recipe_unusable"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_file_that_cannot_be_read_says_why(client: TestClient, data: bytes, code: str) -> None:
    answer = read(client, data)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer.json()["hint"]
    assert len(answer.content) < 3000


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_huge_canvas_costs_nothing(client: TestClient) -> None:
    """Ten thousand million pixels by their header: not one of them is looked at."""
    data = SIGNATURE + HUGE + chunk(b"tEXt", b"parameters\0a cat") + chunk(b"IDAT", bytes(1000)) + END
    tracemalloc.start()
    found = read(client, data).json()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found["spec"]["prompt"] == "a cat"
    assert peak < 30_000_000


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("field", "value"),
    [("width", 100_000), ("width", 65), ("num_inference_steps", 10**9), ("seed", -1), ("seed", 2**64),
     ("guidance_scale", float("nan")), ("scheduler", "magic"), ("prompt", "x" * 20_000),
     ("asked_prompt", "x" * 5000), ("styles", ["x"] * 100),
     ("loras", [{"key": "../../secret.key", "sha256": "0" * 64, "scale": 1e9}])],
)  # fmt: skip
def test_a_recipe_that_no_request_could_have_made_is_refused(client: TestClient, field: str, value: object) -> None:
    plan = client.post(GENERATIONS, json={"prompt": "a cat"}).json()["plan"]
    recipe = {**json.loads(Image.open(io.BytesIO(drawn(plan))).text["safelight"]), field: value}
    answer = read(client, with_texts(safelight=json.dumps(recipe)))
    assert answer.status_code == 400, answer.text
    before = len(client.get("/api/v1/jobs").json()["items"])
    body = json.dumps({"recipe": recipe})
    again = client.post("/api/v1/recipes/again", content=body, headers={"content-type": "application/json"})
    if field not in {"asked_prompt", "styles"}:  # those are not drawn
        assert again.status_code == 400, again.text
        assert len(client.get("/api/v1/jobs").json()["items"]) == before


def test_a_text_behind_the_pixels_is_found_too() -> None:
    end = png_text.write(PICTURE, {})[:-12] + chunk(b"tEXt", b"late\0yes") + END
    assert png_text.read(end) == {"late": "yes"}
    info = PngInfo()
    info.add_itxt("own", "東京", zip=True)
    info.add_text("packed", "abc", zip=True)
    buffer = io.BytesIO()
    PICTURE.save(buffer, "PNG", pnginfo=info)
    assert png_text.read(buffer.getvalue()) == {"own": "東京", "packed": "abc"}
