"""What every command has at hand: one call to the studio, what is said of lists and of what is done."""

import json

import pytest

from safelight.doors.cli.shell import Shell, counted, said

COLUMNS = ("NAME", "SIZE")
FOUND = [{"name": "ada", "size": 3}]
ROWS = [("ada", 3)]


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_one_call_goes_to_the_studio_that_was_named(studio, method):
    studio.on(method.upper(), "/api/v1/keys", {"name": "ada"})
    sent = {"json": {"days": 3}} if method in {"post", "put", "patch"} else {}
    assert getattr(Shell(server=studio.url), method)("/api/v1/keys", **sent) == {"name": "ada"}
    verb, path, body = studio.asked[-1]
    assert (verb, path, json.loads(body or "null")) == (method.upper(), "/api/v1/keys", sent.get("json"))


def test_pages_and_files_come_by_one_call_too(studio, tmp_path):
    studio.on("GET", "/api/v1/jobs", {"items": [1, 2], "next": "b"}, {"items": [3], "next": None})
    studio.on("GET", "/files/a.png", b"bytes")
    shell = Shell(server=studio.url)
    assert shell.pages("/api/v1/jobs", limit=5, state="queued") == [1, 2, 3]
    assert [path for _, path, _ in studio.asked if "jobs" in path] == [
        "/api/v1/jobs?limit=5&state=queued", "/api/v1/jobs?after=b&limit=3&state=queued",
    ]  # fmt: skip
    assert shell.download("/files/a.png", tmp_path).read_bytes() == b"bytes"


def test_a_list_is_a_table_and_nothing_but_a_note_when_there_is_none(capfd):
    Shell().listing(FOUND, COLUMNS, ROWS, empty="Nobody.")
    assert [line.split() for line in capfd.readouterr().out.splitlines()] == [["NAME", "SIZE"], ["ada", "3"]]
    Shell().listing([], COLUMNS, [], empty="Nobody.")
    said = capfd.readouterr()
    assert (said.out, said.err) == ("", "Nobody.\n")


def test_as_json_a_list_is_the_document_also_when_it_is_empty(capfd):
    for document, rows in ((FOUND, ROWS), ([], [])):
        Shell(json=True).listing(document, COLUMNS, rows, empty="Nobody.")
        told = capfd.readouterr()
        assert (json.loads(told.out), told.err) == (document, "")


def test_what_is_done_is_said_with_what_may_come_next(capfd):
    Shell().done({"id": 1}, "It is made.")
    Shell().done({"id": 1}, "It is made.", then="Look at it: safelight jobs show 1")
    assert capfd.readouterr().out == "✓ It is made.\n✓ It is made.\n→ Look at it: safelight jobs show 1\n"
    Shell(json=True).done({"id": 1}, "It is made.", then="Look at it")
    assert json.loads(capfd.readouterr().out) == {"id": 1}


def test_what_is_not_said_is_left_to_the_studio():
    assert said(seed=0, steps=None, name="") == {"seed": 0, "name": ""}


def test_one_of_a_thing_is_one():
    assert [counted(count, "picture") for count in (0, 1, 2)] == ["0 pictures", "1 picture", "2 pictures"]
    assert [counted(count, "class", "classes") for count in (1, 3)] == ["1 class", "3 classes"]
