"""Pictures and captions as people keep them."""

import json

import pytest

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.references import collect


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "pip"
    made.mkdir()
    for name in ("b.png", "a.JPG", "c.webp"):
        (made / name).write_bytes(b"picture")
    return made


def test_a_folder_gives_its_pictures_by_name(folder):
    (folder / ".hidden.png").write_bytes(b"")
    (folder / "notes.md").write_text("no picture")
    found = collect([folder])
    assert [path.name for path in found.pictures] == ["a.JPG", "b.png", "c.webp"]
    assert [path.name for path in found.skipped] == ["notes.md"]
    assert found.captions == {}


def test_captions_stand_beside_the_pictures_as_kohya_has_them(folder):
    (folder / "a.txt").write_text("pip on a red background\n")
    assert collect([folder]).captions == {"a.JPG": "pip on a red background"}


def test_captions_json_of_the_folder_wins_over_text_files(folder):
    (folder / "a.txt").write_text("old")
    (folder / "captions.json").write_text(json.dumps({"a.JPG": "new", "b.png": "pip"}))
    found = collect([folder])
    assert found.captions == {"a.JPG": "new", "b.png": "pip"}
    assert found.skipped == []


def test_named_caption_files_win_over_all(folder, tmp_path):
    (folder / "captions.json").write_text(json.dumps({"a.JPG": "old"}))
    (tmp_path / "mine.json").write_text(json.dumps({"a.JPG": "mine"}))
    (tmp_path / "b.txt").write_text("by name")
    assert collect([folder], [tmp_path / "mine.json", tmp_path / "b.txt"]).captions == {
        "a.JPG": "mine",
        "b.png": "by name",
    }


def test_files_can_be_named_one_by_one(folder):
    assert [path.name for path in collect([folder / "c.webp", folder / "b.png"]).pictures] == ["c.webp", "b.png"]


@pytest.mark.parametrize(
    ("content", "said"), [("{", "no JSON"), ("[]", "captions by file name"), ('{"a": 1}', "captions by file name")]
)
def test_captions_that_cannot_be_read_are_refused(folder, content, said):
    (folder / "captions.json").write_text(content)
    with pytest.raises(WrongUsage, match=said):
        collect([folder])


def test_what_is_not_there_is_refused(folder, tmp_path):
    with pytest.raises(WrongUsage, match="no file or folder"):
        collect([tmp_path / "nothing"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongUsage, match="no pictures"):
        collect([tmp_path / "empty"])
    with pytest.raises(WrongUsage, match="Two pictures"):
        collect([folder, folder / "b.png"])
