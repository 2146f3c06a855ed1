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
    "training": None, "samples": [], "versions": [], "reference_count": 2, "pictures_made": 0,
    "references": [
        {"id": "ref_1", "filename": "a.png", "caption": "pip", "excluded": False, "findings": []},
        {"id": "ref_2", "filename": "b.png", "caption": None, "excluded": True,
         "findings": [{"kind": "near_duplicate", "message": "It looks almost like another picture.",
                       "other_id": "ref_1"}]},
    ],
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
    finding = {"picture": "a.png", "kind": "blurred", "message": "It looks blurred."}
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
    assert "! a.png: It looks blurred." in done.err
    assert 'safelight generate "a photo of pip" --character pip' in done.out, "as most captions call it"


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
    goes = {
        "references": 20,
        "samples": 8,
        "versions": 1,
        "models": [],
        "bytes": 3_000_000,
        "stays": ["Pictures stay."],
    }
    studio.on("GET", "/api/v1/characters/pip/deletion", {"id": "char_1", "name": "pip", **goes})
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


def test_workers(studio, at):
    worker = {
        "id": "worker_1", "name": "here-cpu", "state": "ready", "device_name": "CPU", "memory_total": 8e9,
        "memory_free": 4e9, "loaded_models": ["starter"], "job_id": None,
    }  # fmt: skip
    studio.on("GET", "/api/v1/workers", {"items": [worker], "next": None})
    assert "4.0 GB of 8.0 GB" in at("workers", "list").out


def test_no_color_and_pipes_are_honoured(studio, at, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    studio.on("GET", "/api/v1/characters", {"items": [CHARACTER], "next": None})
    assert "\x1b" not in at("characters", "list").out


def test_a_character_is_begun_and_given_pictures(studio, at, tmp_path):
    for name in ("a.png", "b.png", "c.png", "d.png"):
        (tmp_path / name).write_bytes(b"picture " + name.encode())
    (tmp_path / "a.txt").write_text("pip waves")
    studio.on("POST", "/api/v1/characters/drafts", CHARACTER, status=201)
    assert "prompts will call it pip" in at("characters", "draft", "pip", "--class-word", "monster").out
    assert sent(studio, "/api/v1/characters/drafts") == {"name": "pip", "class_word": "monster"}

    there = {"detail": "“c.png” is there already.", "code": "already_there", "status": 409}
    unusable = {"detail": "“d.png” is not a picture.", "code": "picture_truncated", "hint": "Use PNG.", "status": 422}
    answers = [(201, {"id": "ref_1"}), (201, {"id": "ref_2"}), (409, there), (422, unusable)]
    studio.answers["POST", "/api/v1/characters/pip/references"] = answers
    studio.on("GET", "/api/v1/characters/pip", CHARACTER)
    done = at("characters", "add", "pip", ".")

    assert done.code == 0
    assert "2 pictures added; pip has 2." in done.out
    assert "b.png: It looks almost like another picture. (a.png)" in done.err
    assert "“c.png” is there already." in done.err
    assert "“d.png” is not a picture. Use PNG." in done.err
    uploads = [body for method, path, body in studio.asked if (method, path.split("/")[-1]) == ("POST", "references")]
    assert [b"pip waves" in body for body in uploads] == [True, False, False, False]


def test_add_stops_at_what_is_no_fault_of_a_picture(studio, at, tmp_path):
    (tmp_path / "a.png").write_bytes(b"picture")
    refusal = {"detail": "pip is being trained.", "code": "character_in_training", "status": 409}
    studio.on("POST", "/api/v1/characters/pip/references", refusal, status=409)
    done = at("characters", "add", "pip", "a.png")
    assert done.code == 1
    assert "pip is being trained." in done.err


def test_captions_are_shown_and_changed(studio, at, tmp_path):
    studio.on("GET", "/api/v1/characters/pip", CHARACTER)
    assert "near_duplicate" in at("characters", "captions", "pip").out
    change = {"id": "ref_1", "filename": "a.png", "before": "pip", "after": "a photo of pip"}
    studio.on(
        "POST",
        "/api/v1/characters/pip/references/captions",
        {"changes": [change], "repeats": {}, "applied": False, "unmatched": []},
    )

    done = at("characters", "captions", "pip", "--template", "a photo of {subject}", "--only-empty", "--dry-run")

    assert "a photo of pip" in done.out
    assert sent(studio, "/api/v1/characters/pip/references/captions") == {
        "template": "a photo of {subject}", "only_empty": True, "dry_run": True,
    }  # fmt: skip
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "x.png", "text": "x"}')
    nothing = {"changes": [], "applied": True, "unmatched": ["x.png"], "repeats": {}}
    studio.on("POST", "/api/v1/characters/pip/references/import-captions", nothing)
    done = at("characters", "captions", "pip", "--from", "metadata.jsonl")
    assert "No picture is named like x.png." in done.err
    assert "Nothing changes." in done.out


def test_a_plan_says_how_long_and_what_is_missing(studio, at):
    plan = {
        "preset": "good", "training": {"max_train_steps": 1500, "rank": 16}, "changed": ["rank"], "pictures": 3,
        "seconds": 2400.0, "basis": "measured", "memory_bytes": 12_000_000_000, "disk_bytes": 5_000_000,
        "memory": {
            "phases": [{"name": "pictures", "bytes": 3_000_000_000}, {"name": "learning", "bytes": 11_000_000_000}],
            "needed_bytes": 11_000_000_000, "fits": False, "workers": [{"worker": "attic"}],
            "remedies": [{"changes": {"gradient_checkpointing": True}, "needed_bytes": 7e9, "cost": "slower"}],
        },
        "workers": [{"name": "attic"}], "jobs_ahead": 0, "can_start": False,
        "problems": ["Needs at least 5 pictures; 3 so far."],
    }  # fmt: skip
    studio.on("GET", "/api/v1/characters/pip/plan", plan)
    done = at("characters", "plan", "pip", "--preset", "good")
    assert "about 40 min (measured)" in done.out
    assert "Needs at least 5 pictures; 3 so far." in done.out
    assert "about 11.0 GB of device memory, for learning: more than any worker has" in done.out
    assert "gradient_checkpointing=True: 7.0 GB, slower" in done.out
    assert studio.asked[-1][1] == "/api/v1/characters/pip/plan?preset=good"


def test_versions_are_listed_used_and_deleted(studio, at):
    version = {
        "number": 2, "in_use": True, "steps": 400, "final_loss": 0.0712, "size": 5_000_000,
        "created_at": "2026-01-01T10:00:00Z",
    }  # fmt: skip
    studio.on("GET", "/api/v1/characters/pip", CHARACTER | {"versions": [version]})
    studio.on("POST", "/api/v1/characters/pip/versions/2/use", CHARACTER)
    studio.on("DELETE", "/api/v1/characters/pip/versions/1", None, status=200)
    assert "2 (in use)" in at("characters", "versions", "pip", "--use", "2", "--delete", "1").out
    changes = [(method, path) for method, path, _ in studio.asked if method != "GET"]
    assert changes == [
        ("POST", "/api/v1/characters/pip/versions/2/use"),
        ("DELETE", "/api/v1/characters/pip/versions/1"),
    ]


def test_a_job_is_run_next_and_asked_for_a_sample(studio, at):
    studio.on("POST", "/api/v1/jobs/job_1/next", job("queued", title="Learn Ada"))
    studio.on("POST", "/api/v1/jobs/job_1/sample", job("running", title="Learn Ada"), status=202)
    assert "Learn Ada is next." in at("jobs", "next", "job_1").out
    assert "Learn Ada will show samples" in at("jobs", "sample", "job_1").out


def test_a_waiting_job_says_why(studio, at):
    waiting = job("queued", position=2, title="Learn Ada", waiting_for="1 job before it")
    studio.on("GET", "/api/v1/jobs", {"items": [waiting], "next": None})
    listed = at("jobs", "list").out
    assert "Learn Ada" in listed
    assert "place 2 · 1 job before it" in listed


def test_the_system_is_told_in_a_few_lines(studio, at):
    studio.on("GET", "/api/v1/system", {
        "version": "1.0", "python": "3.11", "platform": "Linux", "data_dir": "/data", "database": "sqlite",
        "database_bytes": 1_200_000, "storage": "folder", "storage_bytes": 5_000_000_000, "workers": 1,
        "jobs_waiting": 2, "disk": {"total": 10**12, "free": 2 * 10**11}, "counts": {"characters": 3, "jobs": 0},
    })  # fmt: skip
    told = at("system").out
    assert "sqlite, 1.2 MB" in told
    assert "200 GB free of 1.0 TB" in told
    assert "characters" in told
    assert "jobs  " not in told
