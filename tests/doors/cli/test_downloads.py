"""What `safelight models download` and `token` ask of the API, and what they print."""

import json

import pytest

from safelight.doors.cli import problems

API = "/api/v1/downloads"
PLAN = {
    "hub": "https://huggingface.co", "repo": "org/painter", "revision": None, "commit": "a" * 40,
    "url": "https://huggingface.co/org/painter", "name": "painter", "kind": "base",
    "pipeline": "StableDiffusionPipeline", "licence": "openrail++", "gated": False, "variant": "fp16",
    "variants": ["fp16", "full"], "choices": [], "total_bytes": 2_000_000_000, "here_bytes": 0,
    "free_bytes": 9_000_000_000, "installed": False, "job_id": None, "refusal": None,
    "files": [
        {"path": "unet/model.fp16.safetensors", "size": 2_000_000_000, "wanted": True, "reason": None},
        {"path": "unet/diffusion_pytorch_model.bin", "size": 5, "wanted": False, "reason": "pickled"},
    ],
}  # fmt: skip
STARTED = {"job_id": "job_1", "name": "painter", "joined": False}


def download(state: str = "succeeded", done: int = 2_000_000_000, **more):
    return {
        "job_id": "job_1", "name": "painter", "repo": "org/painter", "revision": None, "source": {}, "state": state,
        "total_bytes": 2_000_000_000, "done_bytes": done, "files_total": 2, "files_done": 1, "bytes_per_second": 5e7,
        "eta_seconds": 20.0, "message": None, "failure": None, "created_at": "2026-01-01T10:00:00Z",
        "finished_at": None, "files": [], **more,
    }  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, "models", *arguments)


def sent(studio, path):
    return [json.loads(body) for _, asked, body in studio.asked if asked == path and body.startswith(b"{")]


def test_a_plan_shows_what_would_come_and_starts_nothing(studio, at):
    studio.on("POST", f"{API}/plan", PLAN)
    done = at("download", "org/painter", "--plan")
    assert done.code == 0
    for word in ("https://huggingface.co/org/painter", "openrail++", "fp16 (also: full)", "2.0 GB", "9.0 GB free"):
        assert word in done.out
    assert "1 other files stay there" in done.out
    assert "pytorch_model.bin" not in done.out
    assert sent(studio, API) == []
    assert at("download", "org/painter", "--plan", "--json").json == PLAN


def test_options_are_sent_as_they_were_given(studio, at):
    studio.on("POST", API, STARTED, status=202)
    studio.on("GET", f"{API}/job_1", download())
    done = at(
        "download", "org/painter", "--revision", "v2", "--variant", "full", "--include", "a*", "--include", "b*",
        "--exclude", "c", "--name", "mine", "--yes",
    )  # fmt: skip
    assert done.code == 0
    assert sent(studio, API) == [
        {"source": "org/painter", "revision": "v2", "variant": "full", "include": ["a*", "b*"], "exclude": ["c"],
         "name": "mine"}
    ]  # fmt: skip
    assert "painter is here: 2.0 GB" in done.out
    assert sent(studio, f"{API}/plan") == [], "who says yes is not asked"


def test_progress_is_told_in_lines_where_nobody_watches(studio, at):
    studio.on("POST", API, STARTED, status=202)
    studio.on("GET", f"{API}/job_1", download("running", 500_000_000), download())
    done = at("download", "org/painter", "--yes")
    assert "painter: 500 MB of 2.0 GB · 1 of 2 files · 50.0 MB/s · about 20 s left" in done.err
    assert at("download", "org/painter", "--yes", "--json").json["name"] == "painter"


def test_what_cannot_be_downloaded_is_refused_before_it_begins(studio, at):
    refusal = {"code": "disk_full", "message": "It needs 7 GB.", "hint": "Make space."}
    studio.on("POST", f"{API}/plan", {**PLAN, "refusal": refusal})
    done = at("download", "org/painter")
    assert done.code == problems.FAILED
    assert "It needs 7 GB." in done.err
    assert "Make space." in done.err
    assert sent(studio, API) == []


def test_a_failed_download_says_why_and_how_to_go_on(studio, at):
    failure = {"code": "wrong_bytes", "message": "unet: not what was announced.", "hint": "Try again later."}
    studio.on("POST", API, STARTED, status=202)
    studio.on("GET", f"{API}/job_1", download("failed", failure=failure))
    done = at("download", "org/painter", "--yes", "--json")
    assert done.code == problems.FAILED
    assert done.json["code"] == "wrong_bytes"


def test_a_cancelled_download_ends_with_its_own_code(studio, at):
    studio.on("POST", API, STARTED, status=202)
    studio.on("GET", f"{API}/job_1", download("cancelled"))
    done = at("download", "org/painter", "--yes")
    assert done.code == problems.CANCELLED
    assert "safelight jobs resume job_1" in done.err


def test_without_waiting_the_job_is_named(studio, at):
    studio.on("POST", API, STARTED, status=202)
    done = at("download", "org/painter", "--yes", "--no-wait")
    assert "safelight jobs watch job_1" in done.out


def test_downloads_are_listed(studio, at):
    studio.on("GET", API, {"items": [download("running", 500_000_000)], "next": None})
    header, line = at("downloads").out.splitlines()
    assert header.split() == ["JOB", "MODEL", "STATE", "HERE", "FILES"]
    assert "500 MB of 2.0 GB" in line
    studio.on("GET", API, {"items": [], "next": None})
    assert "safelight models download" in at("downloads").err


def test_a_token_is_sent_and_never_printed(studio, at, monkeypatch):
    kept = {"host": "huggingface.co", "user": "ada", "added_at": "2026-01-01T10:00:00Z"}
    studio.on("PUT", f"{API}/tokens/huggingface.co", kept)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    done = at("token", "set")
    assert done.code == 0
    assert sent(studio, f"{API}/tokens/huggingface.co") == [{"token": "hf_secret"}]
    assert "The token of ada is kept for huggingface.co" in done.out
    assert "hf_secret" not in done.out + done.err


def test_tokens_are_listed_and_removed(studio, at):
    kept = {"host": "huggingface.co", "user": "ada", "added_at": "2026-01-01T10:00:00Z"}
    studio.on("GET", f"{API}/tokens", {"items": [kept], "next": None})
    assert "ada" in at("token", "list").out
    studio.on("DELETE", f"{API}/tokens/huggingface.co", b"", status=204)
    assert at("token", "remove").code == 0
    assert studio.asked[-1][:2] == ("DELETE", f"{API}/tokens/huggingface.co")
