"""`safelight gallery` and `safelight generate --from`: what they ask of the API, what they print and save."""

import json

import pytest

from tests.doors.cli.conftest import job
from tests.doors.cli.test_commands import PLAN

SPEC = {"prompt": "a cat", "seed": 7, "n": 1, "model": "starter", "character_id": None, "styles": []}
RECIPE = {"prompt": "a cat", "seed": 7, "model": "starter"}


@pytest.fixture
def at(studio, typed):
    return lambda *arguments: typed("--server", studio.url, *arguments)


def item(studio, number, **more):
    return {
        "id": f"pic_000{number}", "url": f"{studio.url}/files/{number}.png?signature=x", "prompt": "A [cat]!",
        "width": 64, "height": 64, "seed": 7 + number, "favourite": number == 0, "character_name": None,
        "created_at": f"2026-11-0{number + 1}T10:00:00Z", "deleted_at": None, **more,
    }  # fmt: skip


@pytest.fixture
def gallery(studio):
    studio.on(
        "GET", "/api/v1/gallery", {"items": [item(studio, 0), item(studio, 1, character_name="Pip")], "next": None}
    )
    for number in range(2):
        studio.on("GET", f"/files/{number}.png", f"picture {number}".encode())
    return studio


@pytest.fixture
def drawing(studio, tmp_path):
    pictures = [{"url": f"{studio.url}/files/0.png", "seed": 7}]
    made = {"id": "gen_1", "job_id": "job_1", "prompt": "a cat", "plan": PLAN, "pictures": pictures, "notes": []}
    for path in ("/api/v1/generations", "/api/v1/recipes/again"):
        studio.on("POST", path, {"id": "gen_1", "job_id": "job_1"}, status=202)
    studio.on("GET", "/api/v1/jobs/job_1", job("succeeded"))
    studio.on("GET", "/api/v1/generations/gen_1", made)
    studio.on("GET", "/files/0.png", b"picture")
    (tmp_path / "old.png").write_bytes(b"\x89PNG the picture")
    return studio


def reads(studio, **found):
    nothing = {"source": "safelight", "recipe": RECIPE, "spec": SPEC, "exact": True, "missing": []}
    studio.on("POST", "/api/v1/recipes/read", nothing | found)


def sent(studio, path):
    return [json.loads(body) for method, asked, body in studio.asked if (method, asked) == ("POST", path)]


def test_a_picture_is_made_again_by_its_own_plan(drawing, at, tmp_path):
    reads(drawing)
    done = at("generate", "--from", "old.png")
    assert (done.code, (tmp_path / "a-cat-7.png").read_bytes()) == (0, b"picture")
    at("generate", "--from", "old.png", "--seed", "new", "-n", "3")
    assert sent(drawing, "/api/v1/recipes/again") == [
        {"recipe": RECIPE, "seed": "same", "n": 1},
        {"recipe": RECIPE, "seed": "new", "n": 3},
    ]
    assert sent(drawing, "/api/v1/generations") == []
    assert any(b"\x89PNG the picture" in body for _, path, body in drawing.asked if path.endswith("/read"))


def test_what_else_is_given_changes_the_request(drawing, at):
    reads(drawing, missing=[{"field": "model", "message": "No sdxl here.", "hint": "Choose one."}])
    done = at("generate", "a dog", "--from", "old.png", "--style", "Film", "--style", "Noir", "--seed", "9")
    assert sent(drawing, "/api/v1/generations") == [
        {"prompt": "a dog", "seed": 9, "n": 1, "model": "starter", "styles": ["Film", "Noir"]}
    ]
    assert "! No sdxl here. Choose one." in done.err
    done = at("generate", "--from", "old.png", "--model", "tiny", "--seed", "new")
    assert sent(drawing, "/api/v1/generations")[1] == {"prompt": "a cat", "n": 1, "model": "tiny", "styles": []}
    assert "sdxl" not in done.err, "what was missing was given"


def test_a_picture_of_another_program_is_a_request(drawing, at):
    reads(drawing, source="a1111", recipe=None, exact=False)
    assert at("generate", "--from", "old.png").code == 0
    assert sent(drawing, "/api/v1/generations") == [
        {"prompt": "a cat", "seed": 7, "n": 1, "model": "starter", "styles": []}
    ]


def test_a_picture_without_a_recipe_says_so(drawing, at):
    reads(drawing, source="none", recipe=None, spec=None, exact=False)
    done = at("generate", "--from", "old.png")
    assert done.code == 2
    assert "old.png does not say how it was made" in done.err


@pytest.mark.parametrize("arguments", [(), ("a cat", "--seed", "old"), ("a cat", "--seed", "-5"), ("--from", "no.png")])
def test_what_cannot_be_generated(at, arguments):
    assert at("generate", *arguments).code == 2


def test_list(gallery, at):
    gallery.on("GET", "/api/v1/characters/pip", {"id": "char_1"})
    done = at("gallery", "list", "-s", "a cat", "--favourite", "-c", "pip", "--month", "2026-11", "--bin")
    assert done.code == 0
    assert "pic_0000" in done.out
    assert "A [cat]!" in done.out
    asked = next(path for _, path, _ in gallery.asked if path.startswith("/api/v1/gallery"))
    for part in ("q=a", "favourite=true", "character_id=char_1", "month=2026-11", "bin=true"):
        assert part in asked
    assert at("gallery", "list", "--json").json[1]["character_name"] == "Pip"
    gallery.on("GET", "/api/v1/gallery", {"items": [], "next": None})
    assert "No picture matches" in at("gallery", "list", "--favourite").err
    assert "no pictures yet" in at("gallery", "list").err


def test_show(gallery, at):
    recipe = {"prompt": "pip, A [cat]!", "negative_prompt": "", "styles": ["Film"], "model": "starter",
              "num_inference_steps": 8, "guidance_scale": 4.0, "scheduler": "euler"}  # fmt: skip
    character = {"id": "char_1", "name": "Pip", "version": 2, "exists": False}
    lineage = {"job_id": "job_1", "character": character}
    found = item(gallery, 0, recipe=recipe, lineage=lineage, size=1200, download_url="http://x/y")
    gallery.on("GET", "/api/v1/gallery/pic_0000", found)
    done = at("gallery", "show", "pic_0000")
    assert "Pip, version 2 (gone)" in done.out
    assert "pip, A [cat]!" in done.out
    assert at("gallery", "show", "pic_nobody").code == 3


@pytest.mark.parametrize(
    ("arguments", "action", "said"),
    [
        (("favourite", "a", "b"), "favourite", "1 picture starred (1 were so already, or are not there)"),
        (("favourite", "--off", "a", "b"), "unfavourite", "not starred any more"),
        (("bin", "a", "b"), "bin", "in the bin"),
        (("restore", "a", "b"), "restore", "back in the gallery"),
    ],
)
def test_acting(studio, at, arguments, action, said):
    studio.on("POST", "/api/v1/gallery/actions", {"changed": 1, "ids": ["a"]})
    assert said in at("gallery", *arguments).out
    assert sent(studio, "/api/v1/gallery/actions") == [{"action": action, "ids": ["a", "b"]}]


def test_export_saves_each_picture_once(gallery, at, tmp_path):
    first = at("gallery", "export", "out", "--json").json
    names = ["20261101100000-a-cat-7-0000.png", "20261102100000-pip-a-cat-8-0001.png"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert (first["saved"], first["kept"]) == (2, 0)
    (tmp_path / "out" / names[0]).unlink()
    assert "1 picture saved in out, 1 there already" in at("gallery", "export", "out").out
    assert at("gallery", "export", "out", "--limit", "1", "--json").json["files"] == []
