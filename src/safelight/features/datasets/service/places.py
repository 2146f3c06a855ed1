"""Which part and class a file of an archive belongs to, by its path; and which files are none of a dataset's."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from safelight.specs.classify import Split

PART_NAMES: dict[str, Split] = {
    "train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val", "dev": "val",
    "test": "test", "testing": "test",
}  # fmt: skip
MAX_LABEL = 200
_BESIDE = {".txt", ".json", ".jsonl", ".csv", ".tsv", ".md", ".xml", ".yaml", ".yml", ".html", ".py", ".ini", ".db"}
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Place:
    """Where a picture goes."""

    split: Split
    label: str


@dataclass(frozen=True)
class Misplaced:
    """Why a file has no place."""

    code: str
    message: str


def is_ignored(path: str) -> bool:
    """Folders, what systems and file managers hide beside pictures, and lists of labels and the like."""
    if path.endswith(("/", "\\")):
        return True
    parts = [part for part in _parts(path) if part not in {".", ".."}]
    hidden = any(part.startswith(".") or part in {"__MACOSX", "Thumbs.db", "desktop.ini"} for part in parts)
    return hidden or PurePosixPath(path.lower()).suffix in _BESIDE


def places_of(paths: Sequence[str], *, split: Split | None = None, label: str | None = None) -> list[Place | Misplaced]:
    """The place of each file: `split` and `label` where they are given, else by its folders.

    Understood are train/val/test with a folder per class in each, and a folder per class; below folders that hold all
    of it. What lies deeper belongs to the class above it.
    """
    unsafe = [_is_unsafe(path) for path in paths]
    folders = [_parts(path)[:-1] for path in paths]
    sane = [each for each, is_bad in zip(folders, unsafe, strict=True) if not is_bad]
    has_parts, above = _layout(sane)
    return [
        Misplaced("path_unsafe", "Its path leads out of the archive.")
        if is_bad
        else _place(each[above:], has_parts=has_parts, split=split, label=label)
        for each, is_bad in zip(folders, unsafe, strict=True)
    ]


def clean_label(text: str) -> str:
    """A folder's name as a class: one form of accents, no control characters, no blanks around."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _layout(folders: Sequence[Sequence[str]]) -> tuple[bool, int]:
    """Whether there are folders of parts, and how many folders stand above those of parts or classes."""
    for depth in range(3):
        named = [each for each in folders if len(each) > depth and each[depth].lower() in PART_NAMES]
        if named and len({tuple(each[:depth]) for each in named}) == 1:
            return True, depth
    above = 0
    deep = [each for each in folders if each]
    while deep and min(map(len, deep)) > above + 1 and len({each[above] for each in deep}) == 1:
        above += 1
    return False, above


def _place(folders: Sequence[str], *, has_parts: bool, split: Split | None, label: str | None) -> Place | Misplaced:
    part: Split = split or "train"
    rest = list(folders)
    if has_parts:
        named = PART_NAMES.get(folders[0].lower()) if folders else None
        if named is None:
            if split is None:
                return Misplaced("no_part", "It lies beside the folders train, val and test, in none of them.")
        else:
            part, rest = split or named, rest[1:]
    name = clean_label(label if label is not None else rest[0] if rest else "")
    if not name.strip(". "):
        return Misplaced("no_class", "It lies in no folder of a class.")
    if len(name) > MAX_LABEL:
        return Misplaced("label_too_long", f"The name of its class is longer than {MAX_LABEL} characters.")
    return Place(part, name)


def _parts(path: str) -> list[str]:
    return [part for part in path.replace("\\", "/").split("/") if part and part != "."]


def _is_unsafe(path: str) -> bool:
    return path.startswith(("/", "\\")) or bool(_DRIVE.match(path)) or ".." in _parts(path)
