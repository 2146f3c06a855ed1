"""`safelight load`, which needs no studio, and `safelight memory`: what a person reads, and the exit codes."""

import json

import pytest
from PIL import Image

from tests.doors.cli.conftest import job
from tests.engine import tiny


@pytest.fixture
def at(typed, studio):
    return lambda *words: typed("--server", studio.url, *words)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny.save_pipeline(tiny.FAMILIES["sd"], tmp_path_factory.mktemp("models") / "ink")


def test_a_model_is_tried_alone_and_draws(typed, model, tmp_path):
    picture = tmp_path / "new" / "fox.png"
    told = typed("load", str(model), "--device", "cpu", "--vae-tiling", "--draw", "a fox", "--out", str(picture))
    assert told.code == 0, told.err
    lines = [line.split() for line in told.out.splitlines()]
    for start in (["model", "ink"], ["pipeline", "StableDiffusionPipeline"], ["device", "cpu"]):
        assert start in lines
    for word in ("vae_tiling=on", "time", "weights", "highest use", "to draw", "UNet2DConditionModel", "float32"):
        assert word in told.out
    with Image.open(picture) as drawn:
        assert drawn.format == "PNG"


def test_the_report_is_whole_as_json(typed, model):
    told = typed("load", str(model), "--device", "cpu", "--precision", "bf16", "--json")
    assert told.code == 0, told.err
    report = told.json
    assert report["options"] == {"precision": "bf16"}
    assert report["seconds"] > 0
    assert report["weights_bytes"] == sum(part["bytes"] for part in report["parts"])
    parts = {part["name"]: part for part in report["parts"]}
    assert parts.keys() == {"unet", "vae", "text_encoder"}
    assert parts["unet"]["dtypes"] == ["bfloat16"]
    assert parts["unet"]["bytes"] >= 2 * parts["unet"]["parameters"]
    assert "picture" not in report


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--precision", "f8"], "precision"),
        (["--quantize", "int3"], "quantization"),
        (["--cpu-offload", "--group-offload"], "cpu_offload=on does not go with group_offload=on"),
        (["--quantize", "nf4"], "quantization=nf4 does not go with"),
        (["--quantize", "fp8", "--quantize-part", "text_encoder"], "quantize_parts=text_encoder"),
        (["--quantize", "fp8", "--quantize-part", "transformer"], "the model has no such part"),
        (["--pipeline", "NoSuchPipeline"], "NoSuchPipeline"),
    ],
)
def test_what_cannot_be_is_a_clear_error(typed, model, words, said):
    told = typed("load", str(model), "--device", "cpu", *words)
    assert told.code == 2, told.err
    assert said in " ".join(told.err.split())
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_model_that_is_not_there(typed, tmp_path):
    told = typed("load", str(tmp_path / "nothing"))
    assert told.code != 0
    assert "nothing" in told.err


def test_memory_shows_what_workers_hold(studio, at):
    held = {"name": "ink", "size_bytes": 2_000_000, "running": False, "pinned": True, "idle_seconds": 3.0, "loras": 0,
            "options": {"quantization": "int8"}}  # fmt: skip
    studio.on("GET", "/api/v1/memory", {"workers": [{"name": "attic", "models": [held]}]}, {"workers": []})
    told = at("memory", "show")
    assert told.out.splitlines()[1].split() == ["attic", "ink", "2.0", "MB", "quantization=int8", "pinned"]
    assert "No worker holds a model." in at("memory", "show").err


def test_memory_load_asks_with_options_and_waits(studio, at):
    started = {"job_id": "j1", "model": "ink", "worker": None, "options": {}}
    studio.on("POST", "/api/v1/models/ink/load", started, status=202)
    studio.on("GET", "/api/v1/jobs/j1", job(id="j1", kind="load"))
    told = at("memory", "load", "ink", "-o", "quantization=int8", "-o", "vae_tiling=true", "--pin", "--json")
    assert (told.code, told.json["status"]) == (0, "succeeded"), told.err
    method, path, body = next(one for one in studio.asked if one[0] == "POST")
    assert (method, path) == ("POST", "/api/v1/models/ink/load")
    assert json.loads(body) == {
        "options": {"quantization": "int8", "vae_tiling": True}, "worker": None, "pin": True,
    }  # fmt: skip


@pytest.mark.parametrize("option", ["vae_tiling", "no_such=1", "precision=f8"])
def test_memory_load_refuses_what_is_no_option_before_it_asks(studio, at, option):
    told = at("memory", "load", "ink", "-o", option)
    assert told.code == 2
    assert option.partition("=")[0] in told.err
    assert not studio.asked


def test_memory_unload_names_the_job_that_uses_it(studio, at):
    studio.on("POST", "/api/v1/models/ink/unload", {"model": "ink", "status": "not_loaded", "job_ids": []})
    assert "ink was not in memory" in at("memory", "unload", "ink").out
    problem = {"status": 409, "code": "model_in_use", "detail": "ink is in use by job j7.", "title": "Conflict"}
    studio.on("POST", "/api/v1/models/ink/unload", problem, status=409)
    told = at("memory", "unload", "ink")
    assert told.code != 0
    assert "job j7" in told.err


def test_memory_fit_ends_with_one_where_it_does_not_fit(studio, at):
    worker = {"worker": "attic", "fits": False, "needed_bytes": 9_000_000_000, "available_bytes": 8_000_000_000,
              "confidence": "estimated"}  # fmt: skip
    remedy = {"changed": ["vae_tiling=on"], "needed_bytes": 7_000_000_000, "cost": "faint seams"}
    found = {"weights_bytes": 6, "needed_bytes": 9_000_000_000, "fits": False, "workers": [worker],
             "remedies": [remedy]}  # fmt: skip
    studio.on("GET", "/api/v1/models/ink/fit", found)
    told = at("memory", "fit", "ink", "--width", "1024")
    assert told.code == 1
    for words in ("does not fit", "9.0 GB of 8.0 GB", "vae_tiling=on", "faint seams"):
        assert words in " ".join(told.out.split())
