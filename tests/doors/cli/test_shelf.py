"""`safelight models`: what is asked of the studio, and what a person reads."""

import json

import pytest

from safelight.features.models.repository import ModelShelf
from safelight.features.models.schemas import ModelSettings, ModelShown
from tests.factories import weights

API = "/api/v1/models"


@pytest.fixture
def at(typed, studio):
    return lambda *words: typed("--server", studio.url, *words)


@pytest.fixture
def starter(tmp_path):
    info = ModelShelf.at(tmp_path, default="starter").info(None)
    shown = ModelShown(**dict(info), location="/starter", settings=ModelSettings(), loaded_on=["here"])
    return shown.model_dump(mode="json")


def test_the_shelf_is_a_table_and_what_cannot_be_used_is_named(studio, at, starter):
    broken = {
        "name": "a.ckpt",
        "location": "a.ckpt",
        "code": "pickled_weights",
        "message": "No.",
        "hint": "Convert it.",
    }
    studio.on("GET", API, {"items": [starter], "broken": [broken], "next": None})

    told = at("models", "list", "--kind", "base")

    assert told.out.splitlines()[1].split() == ["starter", "base", "sd", "diffusers", "20.7", "MB", "Apache-2.0"]
    assert "a.ckpt: No. Convert it." in told.err
    assert json.loads(at("models", "list", "--json").out)["broken"] == [broken]


def test_one_model_is_a_sheet_with_defaults_and_preset(studio, at, starter):
    studio.on("GET", f"{API}/starter", starter)
    told = at("models", "show", "starter").out
    for line in ("draws: num_inference_steps", "trains: rank", "10,338,931 numbers, float16", "in memory of"):
        assert line in told


def test_identify_needs_no_studio(at, tmp_path):
    path = weights.lora(tmp_path / "ink.safetensors")
    assert "lora of rank 2" in at("models", "identify", str(path)).out
    found = json.loads(at("models", "identify", str(path), "--json").out)
    assert (found["kind"], found["family"], found["version"]) == ("lora", "sd", "1.x")
    assert at("models", "identify", str(tmp_path / "nothing")).code == 2
    (tmp_path / "old.ckpt").write_bytes(b"x")
    refused = at("models", "identify", str(tmp_path / "old.ckpt"))
    assert (refused.code, "can run code" in refused.err) == (2, True)


def test_a_model_elsewhere_is_named_by_its_whole_path(studio, at, starter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    weights.lora(tmp_path / "ink.safetensors")
    studio.on("POST", API, starter, status=201)
    assert at("models", "add", "ink.safetensors", "--name", "ink").code == 0
    asked = json.loads(next(body for method, path, body in studio.asked if method == "POST"))
    assert asked == {"path": str(tmp_path / "ink.safetensors"), "name": "ink"}


def test_a_copy_is_sent(studio, at, starter, tmp_path):
    path = weights.lora(tmp_path / "ink.safetensors")
    studio.on("POST", f"{API}/upload", starter, status=201)
    assert at("models", "add", str(path), "--copy").code == 0
    assert any(path.read_bytes() in body for method, _, body in studio.asked if method == "POST")
    assert at("models", "add", str(tmp_path), "--copy").code == 2
    assert at("models", "add", str(path), "--copy", "--name", "x").code == 2


def test_settings_are_sent_as_they_are_meant(studio, at, starter):
    starter["settings"]["load"] = {"vae_slicing": True}
    studio.on("GET", f"{API}/starter", starter)
    studio.on("PATCH", f"{API}/starter", starter)

    words = ["--steps", "9", "--size", "512x768", "--load", "vae_tiling=true", "--train", "rank=8", "--licence", "mit"]
    assert at("models", "set", "starter", *words).code == 0

    sent = json.loads(next(body for method, _, body in studio.asked if method == "PATCH"))
    assert sent == {
        "licence": "mit",
        "load": {"vae_slicing": True, "vae_tiling": True},
        "defaults": {"num_inference_steps": 9, "width": 512, "height": 768},
        "training": {"rank": 8},
    }


@pytest.mark.parametrize("words", [[], ["--size", "big"], ["--load", "vae_tiling"], ["--train", "=3"]])
def test_what_cannot_be_set_is_wrong_usage(studio, at, starter, words):
    assert at("models", "set", "starter", *words).code == 2


def test_removing_asks_first_and_tells_what_became_of_the_files(studio, at, starter):
    studio.on("GET", API, {"items": [starter], "broken": [], "next": None})
    studio.on("GET", f"{API}/starter", starter)
    studio.on("DELETE", f"{API}/starter", {"name": "starter", "files": "deleted", "freed_bytes": 5_000_000})

    assert "5.0 MB freed" in at("models", "remove", "starter", "--yes").out
    assert sum(method == "DELETE" for method, _, _ in studio.asked) == 1


def test_an_export_is_saved_where_it_shall_be(studio, at, tmp_path):
    studio.on("GET", f"{API}/ink/export", {"weights": 1})
    told = at("models", "export", "ink", "--layout", "kohya", "-o", str(tmp_path / "out.safetensors"), "--json")
    assert told.code == 0
    assert (tmp_path / "out.safetensors").stat().st_size == json.loads(told.out)["size_bytes"] > 0
