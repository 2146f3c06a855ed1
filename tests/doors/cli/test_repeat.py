"""`safelight repeat`: the same to the bit, or what differs; and the workers' hardware as people read it."""

import io
import json

import pytest
from PIL import Image

from safelight.doors.cli.repeat import compared
from tests.doors.cli.conftest import job

PICTURE = Image.linear_gradient("L").convert("RGB").resize((8, 8))
RECIPE = {"batch": {"index": 1, "seeds": [4, 5]}, "device": "cpu", "seed": 5}
DIFFERENCE = {
    "field": "versions.torch", "then": "2.12", "now": "2.13", "effect": "close",
    "message": "torch was 2.12 and is 2.13.",
}  # fmt: skip


def png(image: Image.Image = PICTURE, level: int = 1) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=level)
    return buffer.getvalue()


def altered(by: int) -> Image.Image:
    image = PICTURE.copy()
    red, green, blue = image.getpixel((3, 3))
    image.putpixel((3, 3), (red + by, green, blue))
    return image


@pytest.fixture
def at(studio, typed):
    return lambda *arguments: typed("--server", studio.url, *arguments)


@pytest.fixture
def repeated(studio, tmp_path):
    """A studio that makes `house.png` again, as these bytes and with these differences."""
    (tmp_path / "house.png").write_bytes(png())

    def answer(again: bytes, differences=()) -> None:
        read = {"source": "safelight", "recipe": RECIPE, "differences": list(differences), "missing": []}
        pictures = [{"url": f"{studio.url}/files/{at}.png", "recipe": RECIPE} for at in range(2)]
        studio.on("POST", "/api/v1/recipes/read", read)
        studio.on("POST", "/api/v1/recipes/again", {"id": "gen_1", "job_id": "job_1"}, status=202)
        studio.on("GET", "/api/v1/jobs/job_1", job())
        studio.on("GET", "/api/v1/generations/gen_1", {"id": "gen_1", "pictures": pictures})
        studio.on("GET", "/files/1.png", again)
        studio.on("POST", "/api/v1/recipes/compare", {"differences": list(differences)})
        studio.on("DELETE", "/api/v1/generations/gen_1", {})

    return answer


def asked(studio, path: str) -> list[bytes]:
    return [body for _, where, body in studio.asked if where == path]


def test_the_same_to_the_bit(studio, at, repeated, tmp_path):
    repeated(png())
    done = at("repeat", "house.png")
    assert done.code == 0
    assert "Identical to the bit: every pixel is the same, and so is the file." in done.out
    assert "drawn together with 1 more" in done.err
    assert (tmp_path / "house-again.png").read_bytes() == png()
    assert json.loads(asked(studio, "/api/v1/recipes/again")[0]) == {"recipe": RECIPE, "batch": "same"}
    assert at("repeat", "house.png", "-o", "new/").code == 0
    assert (tmp_path / "new" / "house-again.png").exists()


def test_what_differs_is_told_before_and_after(at, repeated):
    repeated(png(altered(3)), [DIFFERENCE])
    done = at("repeat", "house.png")
    assert done.code == 0, "a picture was made, as it was asked"
    assert "! torch was 2.12 and is 2.13." in done.err
    assert "values differ by up to 3 of 255" in done.out
    assert "1 pixel is not the same" in done.out
    assert "Likely cause: torch was 2.12 and is 2.13." in done.out
    assert "house-again.png" in done.out


def test_a_check_keeps_nothing_and_has_an_exit_code(studio, at, repeated, tmp_path):
    repeated(png(level=9))
    done = at("repeat", "house.png", "--check", "--json")
    assert (done.code, done.json["identical"], done.json["same_file"], done.json["saved"]) == (0, True, False, None)
    repeated(png(altered(100)))
    done = at("repeat", "house.png", "--check", "--json")
    assert (done.code, done.json["identical"], done.json["largest"]) == (1, False, 100)
    assert "may have been edited" in done.json["likely_cause"]
    assert [path.name for path in tmp_path.iterdir()] == ["house.png"]
    assert [path for method, path, _ in studio.asked if method == "DELETE"] == ["/api/v1/generations/gen_1"] * 2
    assert at("repeat", "house.png", "--check", "-o", "x.png").code == 2


@pytest.mark.parametrize(("source", "said"), [("none", "does not say how"), ("comfyui", "generate --from house.png")])
def test_only_a_picture_of_ours_can_be_repeated(studio, at, tmp_path, source, said):
    (tmp_path / "house.png").write_bytes(png())
    studio.on("POST", "/api/v1/recipes/read", {"source": source, "recipe": None})
    done = at("repeat", "house.png")
    assert done.code == 2
    assert said in done.err
    assert asked(studio, "/api/v1/recipes/again") == []


def test_pixels_side_by_side():
    assert compared("a", png(), png())["identical"]
    found = compared("a", png(), png(altered(-2)))
    assert (found["largest"], found["pixels_changed"], found["mean"]) == (2, 1, pytest.approx(2 / 64 / 3))
    found = compared("a", png(), png(PICTURE.resize((4, 4))))
    assert (found["identical"], found["largest"], found["size_now"]) == (False, None, "4x4")


def test_a_worker_and_its_hardware(studio, at):
    facts = {
        "backend": "cuda", "driver": "570.1", "runtime": "12.8", "compute_capability": "9.0", "dtypes": ["float16"],
        "temperature_celsius": 61.0, "utilisation_percent": 97.0, "power_watts": 301.4, "memory_limit_bytes": 10**10,
        "memory_reserved_bytes": 4 * 10**9, "cpu": "Xeon", "cpu_cores": 1, "machine_memory_bytes": 64 * 10**9,
        "versions": {"torch": "2.13.0"},
        "models": [
            {"name": "sdxl", "size_bytes": 7e9, "running": False, "pinned": True, "loras": 2, "idle_seconds": 90.0},
        ],
    }  # fmt: skip
    worker = {
        "id": "worker_1", "name": "here-cuda:0", "host": "here", "state": "ready", "device": "cuda:0",
        "device_name": "NVIDIA L4", "memory_total": 10**10, "memory_free": 6 * 10**9, "loaded_models": ["sdxl"],
        "job_id": None, "job_title": None, "version": "0", "seen_seconds_ago": 0.4, "facts": facts,
    }  # fmt: skip
    studio.on("GET", "/api/v1/workers", {"items": [worker], "next": None})
    studio.on("GET", "/api/v1/workers/here-cuda%3A0", worker)
    assert "61 °C, 97 % busy, 301 W" in at("workers", "list").out
    shown = at("workers", "show", "here-cuda:0").out
    for words in (
        "NVIDIA L4 (cuda:0)",
        "6.0 GB free of 10.0 GB, its limit",
        "cuda 12.8",
        "Xeon, 1 core",
        "torch 2.13.0",
    ):
        assert words in shown
    assert ["sdxl", "7.0", "GB", "idle", "for", "1", "min", "30", "s", "pinned", "2"] in [
        line.split() for line in shown.splitlines()
    ]
    assert at("workers", "show", "nobody").code == 3
    studio.on("GET", "/api/v1/workers", {"items": [worker | {"facts": None}], "next": None})
    assert at("workers", "list").code == 0


def test_the_devices_of_this_machine(typed):
    listed = typed("workers", "devices", "--json").json
    assert listed[-1]["device"] == "cpu"
    assert listed[-1]["facts"]["dtypes"][0] == "float32"
    assert listed[-1]["memory_total"] >= listed[-1]["memory_free"] > 0
    assert listed[-1]["device_name"] in typed("workers", "devices").out
