"""What `safelight styles` asks of the API, and what it prints."""

import json

import pytest

from safelight.doors.cli import problems

INK = {
    "id": "sty_1", "name": "My ink", "group": "My styles", "prompt": "ink drawing of {prompt}",
    "negative_prompt": "colour", "built_in": False, "updated_at": None, "thumbnail_url": None, "thumbnail_model": None,
    "drawing": None,
}  # fmt: skip
NOIR = {**INK, "id": "mood-noir", "name": "Film noir", "group": "Mood & light", "prompt": "", "built_in": True}


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, "styles", *arguments)


def last(studio):
    method, path, body = studio.asked[-1]
    return method, path, json.loads(body) if body.startswith(b"{") else body


def test_the_list_has_a_line_for_each(studio, at):
    groups = [{"name": "My styles", "styles": [INK]}, {"name": "Mood & light", "styles": [NOIR]}]
    studio.on("GET", "/api/v1/styles", {"groups": groups, "total": 2})
    done = at("list")
    assert done.code == 0
    header, ink, noir = done.out.splitlines()
    assert header.split() == ["STYLE", "GROUP", "WORDS"]
    assert ink.startswith("My ink")
    assert "ink drawing of {prompt}" in ink
    assert "without colour" in noir
    assert [style["id"] for style in at("list", "--json").json] == ["sty_1", "mood-noir"]


def test_an_empty_list_says_so(studio, at):
    studio.on("GET", "/api/v1/styles", {"groups": [], "total": 0})
    assert "There are no such styles." in at("list", "--search", "x").err
    assert at("list", "--json").json == []


def test_a_style_is_made_of_what_was_given(studio, at):
    studio.on("POST", "/api/v1/styles", INK, status=201)
    done = at("add", "My ink", "--prompt", "ink drawing of {prompt}")
    assert last(studio) == ("POST", "/api/v1/styles", {"name": "My ink", "prompt": "ink drawing of {prompt}"})
    assert '--style "My ink"' in done.out


def test_a_style_is_changed_copied_and_deleted_by_name(studio, at):
    studio.on("PATCH", "/api/v1/styles/My%20ink", INK)
    assert at("edit", "My ink", "--rename", "Ink", "--negative", "").code == 0
    assert last(studio) == ("PATCH", "/api/v1/styles/My%20ink", {"name": "Ink", "negative_prompt": ""})

    studio.on("POST", "/api/v1/styles/Film%20noir/copy", INK, status=201)
    assert at("copy", "Film noir", "Mine").code == 0
    assert last(studio)[2] == {"name": "Mine"}

    studio.on("DELETE", "/api/v1/styles/My%20ink", b"", status=204)
    assert "My ink is deleted." in at("remove", "My ink").out


def test_nothing_to_change_is_wrong_usage(at):
    done = at("edit", "My ink")
    assert done.code == problems.WRONG_USAGE
    assert "nothing to change" in done.err


def test_the_apis_words_reach_the_person(studio, at):
    problem = {"status": 409, "code": "style_built_in", "detail": "Film noir is built in.", "hint": "Copy it."}
    studio.on("DELETE", "/api/v1/styles/mood-noir", problem, status=409)
    done = at("remove", "mood-noir")
    assert done.code == problems.FAILED
    assert "Film noir is built in." in done.err
    assert "Copy it." in done.err


def test_an_import_tells_what_became_of_each(studio, at, tmp_path):
    (tmp_path / "styles.csv").write_text("name,prompt\nInk,ink\n")
    item = {"row": 1, "name": "Ink", "action": "rename", "saved_as": "Ink 2", "message": None}
    studio.on("POST", "/api/v1/styles/import", {"dry_run": True, "saved": 1, "items": [item]})
    done = at("import", "styles.csv", "--taken", "rename", "--dry-run")
    assert done.out.splitlines()[1].split() == ["Ink", "rename", "Ink", "2"]
    assert "1 would be saved." in done.err
    body = last(studio)[2]
    for part in (b'name="conflicts"\r\n\r\nrename', b'name="dry_run"\r\n\r\ntrue', b"Ink,ink"):
        assert part in body


def test_an_export_goes_to_a_file_or_to_the_next_program(studio, at, tmp_path):
    file = {"safelight_styles": 1, "styles": [{"name": "Ä", "group": "G", "prompt": "p", "negative_prompt": ""}]}
    studio.on("GET", "/api/v1/styles/export", file)
    assert at("export").json == file
    assert at("export", "-o", "out/mine.json", "--json").json["styles"] == 1
    assert json.loads((tmp_path / "out/mine.json").read_text(encoding="utf-8")) == file
