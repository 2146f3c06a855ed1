"""Which part and class a file belongs to, by its path."""

import pytest

from safelight.features.datasets.service.places import Misplaced, Place, is_ignored, places_of


def told(paths: list[str], **given: str) -> list[str]:
    return [
        f"{each.split}/{each.label}" if isinstance(each, Place) else each.code for each in places_of(paths, **given)
    ]


@pytest.mark.parametrize(
    ("paths", "places"),
    [
        (["train/cat/1.png", "val/cat/2.png", "test/dog/3.png"], ["train/cat", "val/cat", "test/dog"]),
        (["Pets/Training/cat/1.png", "Pets/validation/cat/2.png"], ["train/cat", "val/cat"]),
        (["cat/1.png", "dog/2.png"], ["train/cat", "train/dog"]),
        (["pets/cat/1.png", "pets/dog/2.png"], ["train/cat", "train/dog"]),
        (["cat/1.png"], ["train/cat"]),
        (["pets/cat/1.png"], ["train/cat"]),
        (["train/cat/close/1.png", "train/cat/2.png"], ["train/cat", "train/cat"]),
        (["pets\\train\\cat\\1.png"], ["train/cat"]),
        (["train/cat/1.png", "extra/cat/2.png", "3.png"], ["train/cat", "no_part", "no_part"]),
        (["train/1.png"], ["no_class"]),
        (["train/cat /1.png", "train/a\tb/2.png", "train/.. /3.png"], ["train/cat", "train/a b", "no_class"]),
        (["train/cafe\u0301/1.png"], ["train/caf\xe9"]),
        (["cat/1.png", "../2.png", "/etc/3.png", "C:\\a\\4.png", "cat/../5.png"], ["train/cat", *4 * ["path_unsafe"]]),
        ([f"{'x' * 201}/1.png"], ["label_too_long"]),
    ],
)  # fmt: skip
def test_folders_say_part_and_class(paths: list[str], places: list[str]) -> None:
    assert told(paths) == places


def test_what_is_given_wins_over_folders() -> None:
    assert told(["a/1.png", "2.png"], label="cat", split="val") == ["val/cat", "val/cat"]
    assert told(["train/cat/1.png"], split="test") == ["test/cat"]
    assert told(["1.png"], split="val") == ["no_class"]


def test_a_misplaced_file_is_told_why() -> None:
    [found] = places_of(["../a.png"])
    assert found == Misplaced("path_unsafe", "Its path leads out of the archive.")


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("__MACOSX/cat/._1.png", True), ("cat/.DS_Store", True), ("cat/Thumbs.db", True), ("cat/labels.csv", True),
        ("cat/", True), ("cat/1.PNG", False), ("cat/1.exe", False), ("../1.png", False),
    ],
)  # fmt: skip
def test_what_is_beside_pictures_is_passed_over(path: str, ignored: bool) -> None:
    assert is_ignored(path) is ignored
