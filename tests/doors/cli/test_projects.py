"""What `safelight projects` and `characters lineage` ask of the API, and what they print."""

import json

import pytest

from safelight.doors.cli import problems

COMIC = {"id": "proj_1", "name": "Summer comic", "description": "All of them", "created_at": "2026-11-21T10:00:00Z",
         "updated_at": "2026-11-21T10:00:00Z"}  # fmt: skip
ADA = {"id": "char_1", "name": "Ada", "status": "ready", "base_model": "tiny", "version": 2}


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def last(studio):
    method, path, body = studio.asked[-1]
    return method, path, json.loads(body) if body.startswith(b"{") else body


def test_projects_are_listed_and_an_empty_studio_says_what_to_do(studio, at):
    studio.on("GET", "/api/v1/projects", {"items": [COMIC], "next": None})
    assert "Summer comic" in at("projects", "list").out

    studio.on("GET", "/api/v1/projects", {"items": [], "next": None})
    done = at("projects", "list")
    assert "safelight projects add" in done.err
    assert at("projects", "list", "--json").json == []


def test_characters_are_gathered_into_a_project_by_its_name(studio, at):
    studio.on("GET", "/api/v1/projects/Summer%20comic", COMIC)
    studio.on("PATCH", "/api/v1/characters/ada", ADA)

    done = at("projects", "gather", "Summer comic", "ada")

    assert done.code == 0
    assert last(studio) == ("PATCH", "/api/v1/characters/ada", {"project": "proj_1"})
    assert "Ada" in done.out
    at("projects", "release", "ada")
    assert last(studio)[2] == {"project": None}


def test_a_project_is_shared_and_shared_no_more(studio, at):
    ben = {"account_id": "acc_1", "name": "ben", "full_name": "Ben B.", "role": "editor", "created_at": "2026-11-22T10"}
    studio.on("GET", "/api/v1/projects/Summer%20comic", COMIC)
    studio.on("PUT", "/api/v1/projects/Summer%20comic/members/ben", ben)
    studio.on("GET", "/api/v1/projects/proj_1/members", [ben])
    studio.on("DELETE", "/api/v1/projects/Summer%20comic/members/ben", b"", status=204)

    done = at("projects", "share", "Summer comic", "ben", "--as", "editor")
    assert last(studio) == ("PUT", "/api/v1/projects/Summer%20comic/members/ben", {"role": "editor"})
    assert "ben is an editor of Summer comic" in done.out
    assert "Ben B." in at("projects", "members", "Summer comic").out
    assert at("projects", "unshare", "Summer comic", "ben").code == 0
    studio.on("GET", "/api/v1/projects/proj_1/members", [])
    assert "projects share" in at("projects", "members", "Summer comic").err


def test_consent_is_written_down_and_taken_away(studio, at):
    studio.on("PATCH", "/api/v1/characters/ada", ADA | {"consent": {"person": "Ada L.", "basis": "consent"}})
    done = at("characters", "consent", "ada", "--basis", "consent", "--person", "Ada L.")
    assert last(studio)[2] == {"consent": {"basis": "consent", "person": "Ada L.", "note": ""}}
    assert "Ada L. (consent)" in done.out
    studio.on("PATCH", "/api/v1/characters/ada", ADA | {"consent": None})
    assert "nothing is written down" in at("characters", "consent", "ada", "--clear").out
    assert last(studio)[2] == {"consent": None}
    assert at("characters", "consent", "ada").code == problems.WRONG_USAGE


def test_lineage_of_the_version_in_use_is_told_on_one_sheet(studio, at):
    told = {
        "character_name": "Ada", "version": 2, "in_use": True, "step": 800, "job_id": "job_1", "model": None,
        "sha256": "a" * 64, "base_model": "tiny", "training": {"method": "lora", "seed": 7},
        "created_at": "2026-11-21T10:00:00Z",
        "learnt": {
            "dataset": "f" * 64, "pictures": [{"filename": "1.png"}], "environment": {
                "safelight": "1.2", "revision": "c" * 40, "packages": {"torch": "2.13"}, "device_name": "CPU",
            },
        },
    }  # fmt: skip
    studio.on("GET", "/api/v1/characters/ada", ADA)
    studio.on("GET", "/api/v1/characters/ada/versions/2/lineage", told)

    said = at("characters", "lineage", "ada").out

    for word in ("version 2", "800", "job_1", "torch 2.13", "Safelight 1.2 (cccccccccc)", "1, fingerprint ffffffff"):
        assert word in said
    assert at("characters", "lineage", "ada", "--json").json == told
