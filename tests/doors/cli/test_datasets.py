"""What `safelight datasets` asks of the API, and what it prints."""

import json
import zipfile

import pytest

from safelight.doors.cli.datasets_packing import packed
from safelight.doors.cli.problems import WrongUsage

PETS = {
    "id": "data_1", "name": "Pets", "description": "", "classes": 2, "parts": {"train": 7, "val": 2, "test": 0},
    "version": 1, "changed": True, "path": None, "pictures": 9,
}  # fmt: skip


@pytest.fixture
def at(studio, typed):
    """Types a command line at the stand-in studio."""
    return lambda *arguments: typed("--server", studio.url, *arguments)


def test_datasets_are_listed_and_an_empty_studio_says_what_to_do(studio, at):
    studio.on("GET", "/api/v1/datasets", {"items": [PETS], "next": None})
    assert "Pets" in at("datasets", "list").out
    assert "1+" in at("datasets", "list").out, "changed since its version"
    studio.on("GET", "/api/v1/datasets", {"items": [], "next": None})
    assert "safelight datasets create" in at("datasets", "list").err


def test_pictures_are_moved_by_filter_or_by_id_and_not_by_both(studio, at):
    studio.on("POST", "/api/v1/datasets/pets/pictures/changes", {"changed": 3, "undo": []})
    done = at("datasets", "move", "pets", "--class", "Dog", "--to-class", "dog")
    assert (done.code, "3 pictures" in done.out) == (0, True)
    body = json.loads(studio.asked[-1][2])
    assert {"where": {"label": "Dog"}, "label": "dog"}.items() <= body.items()
    assert at("datasets", "move", "pets", "--to-class", "dog").code == 2
    assert at("datasets", "move", "pets", "dpic_1", "--part", "val", "--leave-out").code == 2


def test_one_picture_is_one_picture(studio, at):
    studio.on("POST", "/api/v1/datasets/pets/pictures/changes", {"changed": 1, "undo": []})
    studio.on("POST", "/api/v1/datasets/pets/split", {"changed": 1})
    assert "✓ 1 picture changed." in at("datasets", "move", "pets", "dpic_1", "--to-class", "dog").out
    assert "✓ 1 picture put into val." in at("datasets", "split", "pets", "val").out


def test_folders_are_packed_with_their_classes(tmp_path):
    for name in ("set/train/cat/1.png", "set/train/cat/.hidden.png", "set/train/cat/note.txt", "dog/2.JPG"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    with packed([tmp_path / "set", tmp_path / "dog"]) as files:
        [(_, names)] = [(name, zipfile.ZipFile(file).namelist()) for name, file in files]
    assert names == ["train/cat/1.png", "dog/2.JPG"]
    with pytest.raises(WrongUsage, match="no file or folder"), packed([tmp_path / "none"]):
        pass
