"""What the commands ask of the API, and what they print."""

import json

import pytest

from safelight.doors.cli import problems
from tests.doors.cli.conftest import job

PLAN = {
    "width": 64, "height": 64, "num_inference_steps": 8, "guidance_scale": 4.0, "scheduler": "dpmpp_2m",
    "model": "starter", "prompt": "a cat", "seed": 7,
}  # fmt: skip
CHARACTER = {
    "id": "char_1", "name": "pip", "description": "", "trigger": "pip", "class_word": "monster",
    "base_model": "starter", "source": "trained", "status": "ready", "version": 1, "job_id": "job_1", "progress": None,
    "failure": None, "created_at": "2026-01-01T10:00:00Z", "updated_at": "2026-01-01T10:00:00Z", "lora_size": 1200000,
    "training": None, "references": [{"caption": "pip"}, {"caption": None}], "samples": [],
}  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


@pytest.fixture
def drawing(studio):
    """A studio that draws two pictures."""
    pictures = [{"url": f"{studio.url}/files/{n}.png", "seed": 7 + n} for n in range(2)]
    made = {"id": "gen_1", "job_id": "job_1", "prompt": "A cat!", "plan": PLAN, "pictures": pictures, "notes": ["Cut."]}
    studio.on("POST", "/api/v1/generations", {"id": "gen_1", "job_id": "job_1"}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job("queued", position=1), job("succeeded"))
    studio.on("GET", "/api/v1/generations/gen_1", made)
    for number in range(2):
        studio.on("GET", f"/files/{number}.png", f"picture {number}".encode())
    return studio


def sent(studio, path):
    return next(json.loads(body) for method, asked, body in studio.asked if (method, asked) == ("POST", path))


def test_generate_sends_what_was_given_and_nothing_else(drawing, at):
    at("generate", "A cat!", "-c", "pip", "--size", "64x128", "--seed", "7", "-n", "2", "--steps", "8")
    assert sent(drawing, "/api/v1/generations") == {
        "prompt": "A cat!", "character_id": "pip", "width": 64, "height": 128, "seed": 7, "n": 2,
        "num_inference_steps": 8,
    }  # fmt: skip


def test_generate_saves_the_pictures_and_says_where_and_the_seed(drawing, at, tmp_path):
    done = at("generate", "A cat!")
    assert done.code == 0
    assert (tmp_path / "a-cat-7.png").read_bytes() == b"picture 0"
    assert (tmp_path / "a-cat-8.png").read_bytes() == b"picture 1"
    assert "✓ a-cat-7.png  seed 7" in done.out
    assert "! Cut." in done.err


def test_generate_replaces_no_picture_unless_it_was_named(drawing, at, tmp_path):
    (tmp_path / "a-cat-7.png").write_bytes(b"older")
    at("generate", "A cat!")
    assert (tmp_path / "a-cat-7.png").read_bytes() == b"older"
    assert (tmp_path / "a-cat-7-2.png").read_bytes() == b"picture 0"


def test_generate_can_name_a_file_or_a_folder(drawing, at, tmp_path):
    at("generate", "A cat!", "-o", "one/cat.png")
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["cat-1.png", "cat-2.png"]
    at("generate", "A cat!", "-o", "two")
    assert sorted(path.name for path in (tmp_path / "two").iterdir()) == ["a-cat-7.png", "a-cat-8.png"]


def test_generate_with_json_prints_one_document(drawing, at, tmp_path):
    done = at("generate", "A cat!", "--json")
    assert done.json["files"] == [str(tmp_path / "a-cat-7.png"), str(tmp_path / "a-cat-8.png")]
    assert done.json["plan"]["seed"] == 7


def test_create_uploads_pictures_with_captions_and_settings(studio, at, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"a")
    (folder / "a.txt").write_text("pip on red")
    created = {
        "character": CHARACTER, "job_id": "job_1",
        "refused": [{"filename": "x.png", "code": "c", "message": "It is no picture.", "hint": "Send a PNG."}],
    }  # fmt: skip
    studio.on("POST", "/api/v1/characters", created, status=202)
    finding = {"picture": "a.png", "problem": "small", "advice": "Use a larger one."}
    studio.on("GET", "/api/v1/jobs/job_1", job("succeeded", results={"check": {"findings": [finding]}}))
    studio.on("GET", "/api/v1/characters/char_1", CHARACTER)
    done = at("characters", "create", "pip", "photos", "--class-word", "monster", "--steps", "9", "--lr", "0.001")
    assert done.code == 0
    body = next(body for method, path, body in studio.asked if path == "/api/v1/characters").decode()
    for part in (
        '{"a.png": "pip on red"}',
        '{"max_train_steps": 9, "learning_rate": 0.001}',
        "monster",
        'filename="a.png"',
    ):
        assert part in body
    assert "! x.png was refused: It is no picture. Send a PNG." in done.err
    assert "! a.png: small. Use a larger one." in done.err
    assert 'safelight generate "a photo of pip monster" --character pip' in done.out


def test_create_without_waiting_says_how_to_follow(studio, at, tmp_path):
    (tmp_path / "a.png").write_bytes(b"a")
    studio.on("POST", "/api/v1/characters", {"character": CHARACTER, "job_id": "job_1", "refused": []}, status=202)
    done = at("characters", "create", "pip", "a.png", "--no-wait")
    assert "safelight jobs watch job_1" in done.out


def test_create_says_what_to_do_about_a_taken_name(studio, at, tmp_path):
    (tmp_path / "a.png").write_bytes(b"a")
    studio.on("POST", "/api/v1/characters", {"code": "character_name_taken", "detail": "There is one."}, status=409)
    done = at("characters", "create", "pip", "a.png")
    assert done.code == problems.FAILED
    assert "safelight characters delete pip" in done.err


def test_characters_are_listed(studio, at):
    studio.on("GET", "/api/v1/characters", {"items": [CHARACTER], "next": None})
    done = at("characters", "list")
    assert done.out.splitlines()[1].split() == ["pip", "ready", "pip", "starter", "2", "2026-01-01", "10:00"]
    assert at("characters", "list", "--json").json == [CHARACTER]


def test_a_list_follows_the_pages(studio, at):
    studio.on(
        "GET", "/api/v1/characters",
        {"items": [CHARACTER] * 2, "next": "c2"}, {"items": [CHARACTER] * 2, "next": "c4"}, {"items": [], "next": None},
    )  # fmt: skip
    assert len(at("characters", "list", "--limit", "3", "--json").json) == 3
    assert [path for _, path, _ in studio.asked if "after" in path] == ["/api/v1/characters?after=c2&limit=1"]


def test_delete_asks_first(studio, at, monkeypatch):
    studio.on("GET", "/api/v1/characters/pip", CHARACTER)
    studio.on("DELETE", "/api/v1/characters/char_1", b"", status=204)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: (_ for _ in ()).throw(__import__("typer").Abort))
    assert at("characters", "delete", "pip").code == problems.CANCELLED
    assert all(method != "DELETE" for method, _, _ in studio.asked)
    assert at("characters", "delete", "pip", "--yes").code == 0
    assert any(method == "DELETE" for method, _, _ in studio.asked)


def test_rename_show_and_download(studio, at, tmp_path):
    studio.on("PATCH", "/api/v1/characters/pip", CHARACTER | {"name": "pop"})
    studio.on("GET", "/api/v1/characters/pip", CHARACTER)
    studio.on("GET", "/api/v1/characters/pip/lora", b"lora")
    assert "pop" in at("characters", "rename", "pip", "pop").out
    assert "1.2 MB" in at("characters", "show", "pip").out
    done = at("characters", "download", "pip", "--layout", "kohya", "-o", "pip.safetensors", "--json")
    assert done.json["size"] == 4
    assert (tmp_path / "pip.safetensors").read_bytes() == b"lora"
    assert ("GET", "/api/v1/characters/pip/lora?layout=kohya", b"") in studio.asked


def test_jobs_are_listed_shown_cancelled_and_resumed(studio, at):
    running = job("running", progress={"stage": "draw", "step": 3, "total": 8, "fraction": 0.375})
    studio.on("GET", "/api/v1/jobs", {"items": [running], "next": None})
    studio.on("GET", "/api/v1/jobs/job_1", running)
    studio.on("POST", "/api/v1/jobs/job_1/cancel", running | {"cancel_requested": True})
    studio.on("POST", "/api/v1/jobs/job_1/resume", job("queued"))
    assert "38% · draw · step 3/8" in at("jobs", "list", "--state", "running").out
    assert ("GET", "/api/v1/jobs?limit=20&state=running", b"") in studio.asked
    assert "generation" in at("jobs", "show", "job_1").out
    assert "will stop in a moment" in at("jobs", "cancel", "job_1").out
    assert "queued again" in at("jobs", "resume", "job_1", "--no-wait").out


def test_watching_a_job_to_its_end(studio, at):
    studio.on("GET", "/api/v1/jobs/job_1", job("running"), job("succeeded"))
    assert "job_1 has succeeded" in at("jobs", "watch", "job_1").out


def test_models_and_workers(studio, at):
    defaults = {"width": 64, "height": 64, "num_inference_steps": 8}
    model = {
        "name": "starter", "family": "sd", "pipeline": "StableDiffusionPipeline", "size_bytes": 17_000_000,
        "defaults": defaults, "training": {"rank": 16, "prior_prompts": ["a"]},
    }  # fmt: skip
    worker = {
        "id": "worker_1", "name": "here-cpu", "state": "ready", "device_name": "CPU", "memory_total": 8e9,
        "memory_free": 4e9, "loaded_models": ["starter"], "job_id": None,
    }  # fmt: skip
    studio.on("GET", "/api/v1/models", {"items": [model], "next": None})
    studio.on("GET", "/api/v1/models/starter", model)
    studio.on("GET", "/api/v1/workers", {"items": [worker], "next": None})
    assert at("models", "list").out.splitlines()[1].split() == ["starter", "sd", "64x64", "8", "17.0", "MB"]
    assert "trains: rank" in at("models", "show", "starter").out
    assert "4.0 GB of 8.0 GB" in at("workers", "list").out


def test_no_color_and_pipes_are_honoured(studio, at, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    studio.on("GET", "/api/v1/characters", {"items": [CHARACTER], "next": None})
    assert "\x1b" not in at("characters", "list").out
