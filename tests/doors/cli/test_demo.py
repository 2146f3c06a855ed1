"""The demo's parts that need no model: its folder, its sheet, its verdict, its sample."""

import io
import json
import os
import subprocess
import sys

import pytest
from PIL import Image
from rich.console import Console

from safelight.doors.cli import beacon, demo, demo_report, problems
from safelight.doors.cli.contact_sheet import CELL, Row, contact_sheet, grid
from safelight.doors.cli.problems import Failed, WrongUsage
from safelight.doors.cli.shell import Shell
from safelight.doors.cli.starter import write_sample


def square(colour):
    return Image.new("RGB", (64, 64), colour)


def test_it_takes_an_empty_folder_and_its_own_of_before(tmp_path):
    folder = tmp_path / "demo"
    demo._prepare(folder).release()
    (folder / "data").mkdir()
    (folder / "data" / "safelight.db").write_bytes(b"older")
    (folder / demo.SHEET).write_bytes(b"older")
    demo._prepare(folder).release()
    assert [path.name for path in folder.iterdir()] == [demo.MARKER]


def test_it_touches_no_folder_of_somebody_else(tmp_path, typed):
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "thesis.tex").write_text("dear")
    done = typed("demo")
    assert done.code == problems.WRONG_USAGE
    assert (tmp_path / "demo" / "thesis.tex").read_text() == "dear"


def test_two_at_once_are_refused(tmp_path):
    guard = demo._prepare(tmp_path / "demo")
    with pytest.raises(Failed, match="Another demo"):
        demo._prepare(tmp_path / "demo")
    guard.release()


def test_a_studio_that_serves_its_data_is_not_pulled_away(tmp_path, studio):
    demo._prepare(tmp_path / "demo").release()
    with (
        beacon.lit(tmp_path / "demo" / "data", beacon.Beacon(studio.url, os.getpid())),
        pytest.raises(Failed, match="A studio is running"),
    ):
        demo._prepare(tmp_path / "demo")


def test_it_never_uses_the_database_of_the_environment(tmp_path, monkeypatch):
    from safelight.doors.cli.environment import environment_of

    monkeypatch.setenv("SAFELIGHT_DATABASE_URL", "postgresql+psycopg://production/x")
    monkeypatch.setenv("SAFELIGHT_STORAGE_URL", "s3://production")
    (tmp_path / "own" / "pipeline").mkdir(parents=True)
    (tmp_path / "own" / "pipeline" / "model_index.json").write_text("{}")
    run = demo._plan(Shell(), tmp_path / "demo", tmp_path / "own")
    environment = environment_of(run.settings)
    assert "production" not in environment["SAFELIGHT_DATABASE_URL"] + environment["SAFELIGHT_STORAGE_URL"]
    assert (tmp_path / "demo/data/models/own-starter/model_index.json").exists()


def test_a_missing_starter_model_is_told(tmp_path):

    with pytest.raises(Failed, match="no starter model"):
        demo._plan(Shell(), tmp_path / "demo", tmp_path / "nothing")


@pytest.fixture
def clock(monkeypatch):
    """Seconds of the demo's clock, set by a test."""
    now = [0.0]
    monkeypatch.setattr(demo.time, "monotonic", lambda: now[0])
    return now


def test_a_long_part_says_in_a_log_how_far_it_is_and_how_long_it_may_take(clock, capfd):
    pace = demo.Pace(Shell(), "Drawing", pytest.fail)
    for count in range(8, 97, 8):
        clock[0] = 100 + count / 2
        pace.show(count, 96)
    assert capfd.readouterr().err.splitlines() == [
        "Drawing: 24 of 96 · about 36 s left",
        "Drawing: 48 of 96 · about 24 s left",
        "Drawing: 72 of 96 · about 12 s left",
        "Drawing: 96 of 96",
    ]


def test_a_long_part_says_in_a_terminal_how_far_it_is_each_time(clock):
    shell, said = Shell(), []
    shell.err = Console(force_terminal=True, file=io.StringIO())
    pace = demo.Pace(shell, "Drawing", said.append)
    for count in (8, 16):
        clock[0] = 100 + count * 2
        pace.show(count, 96)
    assert said == ["Drawing: 8 of 96", "Drawing: 16 of 96 · about 2 min 40 s left"]


def test_the_prompts_are_those_of_the_references():
    assert demo.PROMPTS[0] == "a photo of pip on a blue background"
    assert demo.PROMPTS[3] == "a photo of pip on an orange background"


def test_the_sample_character_is_written_with_captions(tmp_path, typed):
    done = typed("starter", "sample", "pip", "--json")
    captions = json.loads((tmp_path / "pip" / "captions.json").read_text())
    assert set(captions) == set(done.json["pictures"]) == {path.name for path in (tmp_path / "pip").glob("*.png")}
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongUsage):
        write_sample(tmp_path / "file")


def test_the_starter_says_what_it_is(typed):
    assert typed("starter", "info", "--json").json["sample_character"]["trigger"] == "pip"


def test_the_sheet_shows_every_row_enlarged():
    rows = (Row("References", "", [square("red")] * 3), Row("After", "likeness 0.9", [square("blue")] * 3))
    page = contact_sheet("Title", "subtitle", ["a", "b", "c"], rows)
    colours = {colour: count for count, colour in page.getcolors(1 << 20)}
    assert colours[255, 0, 0] >= 3 * (CELL - 2) ** 2
    assert colours[0, 0, 255] >= 3 * (CELL - 2) ** 2


def test_a_grid_wraps_long_captions():
    assert grid("Title", [(square("red"), "a very long caption " * 5)] * 9).height > 2 * CELL


def test_it_starts_without_loading_torch():
    code = "import sys; import safelight.doors.cli.demo_report; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"


@pytest.mark.parametrize(("found", "said"), [(None, ".venv/bin/safelight"), ("/usr/bin/safelight", "safelight")])
def test_what_to_try_next_can_be_typed_as_it_stands(monkeypatch, found, said):
    """`make demo` runs it from .venv, which no shell looks into."""
    monkeypatch.setattr(demo_report, "which", lambda name: found)
    monkeypatch.setattr(sys, "argv", [".venv/bin/safelight", "demo"])
    assert demo_report._program() == said
