"""A folder of pictures by class: what is in it, which part each picture belongs to, what is no picture.

Knows no torch: the scan is also run where nothing is trained.
"""

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from safelight.engine.classify.errors import UnusableDataset, listed
from safelight.engine.classify.looks import Look, look_at_all
from safelight.specs.classify import Split

PARTS: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}
"""What the folders of parts are called in the wild."""
LABELS = ".safelight-labels.json"
"""In a folder that the studio has made: folder → class, of classes that could not give their folders their names."""
_NOT_OURS = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN"})
"""What file managers leave; with all that begins with a dot it is passed over in silence."""


class Item(NamedTuple):
    """A picture of a dataset."""

    path: Path
    label: int
    name: str
    """In its part, as class/file."""
    digest: str = ""
    """SHA-256 of the file."""
    size: tuple[int, int] = (0, 0)
    """Width and height, as the header says."""


@dataclass(frozen=True)
class ClassFolder:
    """A dataset that can be learnt from."""

    root: Path
    labels: tuple[str, ...]
    parts: dict[Split, tuple[Item, ...]]
    """train and val always; test where there is one."""
    skipped: tuple[str, ...]
    """Files that are left out, each with the reason."""
    fingerprint: str
    """Of names, classes and contents as they lie in the folder, whatever the split."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The pictures of all parts."""
        return tuple(item for part in self.parts.values() for item in part)


@dataclass(frozen=True)
class _Found:
    """A file in the folder of a class."""

    path: Path
    part: Split | None
    """None where the folder has no parts."""
    label: str
    name: str

    @property
    def place(self) -> str:
        return f"{self.part}/{self.name}" if self.part else self.name


def read_folder(
    root: Path,
    *,
    val_fraction: float = 0.2,
    test_fraction: float = 0.0,
    seed: int = 0,
    cache: Path | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    check: Callable[[], None] = lambda: None,
) -> ClassFolder:
    """The dataset in `root`: train/, val/, test/ with a folder per class, or a folder per class.

    Pictures for a part that is missing are taken out of train, the same share of each class, by seed and content: a
    picture that is added or renamed moves hardly another. Pictures may lie deeper in the folder of their class.
    `cache`: folder in which hashes are remembered by path, size and time. `check` raises to cancel.

    Raises UnusableDataset: no such folder, no pictures, a single class, a class without readable pictures, or one that
    train has and a val/ of its own has not (what is monitored would be blind to it), or that train does not know.
    A class with a single picture stays in train, and test/ may lack classes: it is only reported on.
    """
    if not root.is_dir():
        raise UnusableDataset.at(
            root, "there is no such folder.", code="dataset_missing", hint="Give the path of a folder of pictures."
        )
    root = root.resolve()
    skipped: list[str] = []
    found: list[_Found] = []
    empty: list[tuple[Split | None, str]] = []
    for part, folder in _parts_of(root):
        for label, home in _folders_in(folder, root, skipped):
            before = len(found)
            found += (_Found(path, part, label, f"{label}/{name}") for path, name in _files_in(home, root, skipped))
            if len(found) == before:
                empty.append((part, label))
    looks = look_at_all([each.path for each in found], root=root, cache=cache, on_progress=on_progress, check=check)
    sound = [(each, look) for each, look in zip(found, looks, strict=True) if not look.reason]
    skipped += [f"{each.place}: {look.reason}" for each, look in zip(found, looks, strict=True) if look.reason]
    named = {(each.part, each.label) for each in found} | set(empty)
    labels = tuple(sorted({label for part, label in named if part in {None, "train"}}, key=natural))
    _refuse_unusable(root, labels, sound, named, skipped)
    return ClassFolder(
        root=root,
        labels=labels,
        parts=_split(sound, labels, val_fraction=val_fraction, test_fraction=test_fraction, seed=seed),
        skipped=tuple(sorted(skipped, key=natural)),
        fingerprint=_fingerprint(sound, labels),
    )


def natural(name: str) -> tuple[object, ...]:
    """Sorts names as people do: 2 before 10, and regardless of capitals before it looks at them."""
    pieces = re.split(r"(\d+)", name.casefold())
    return (*((1, 0, piece) if at % 2 == 0 else (0, int(piece), "") for at, piece in enumerate(pieces)), (2, 0, name))


def _parts_of(root: Path) -> list[tuple[Split | None, Path]]:
    """The folders of parts, or the root alone where it has no train/."""
    parts = [(PARTS[entry.name.casefold()], entry) for entry in _visible(root) if entry.name.casefold() in PARTS]
    named = [part for part, entry in parts if entry.is_dir()]
    if "train" not in named:
        return [(None, root)]
    if len(named) != len(set(named)):
        twice = sorted(entry.name for part, entry in parts if named.count(part) > 1)
        raise UnusableDataset.at(
            root,
            f"several folders are for the same part: {listed(twice)}.",
            code="dataset_part_twice",
            hint="Keep one train, one val and at most one test folder.",
        )
    return [(part, entry) for part, entry in parts if entry.is_dir()]


def _visible(folder: Path) -> list[Path]:
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith(".") and entry.name not in _NOT_OURS)


def _folders_in(folder: Path, root: Path, skipped: list[str]) -> Iterator[tuple[str, Path]]:
    """The classes of a part: name, folder. Files beside them are told."""
    named = _labels_of(root)
    for entry in _visible(folder):
        place = _shown(entry, root)
        if not entry.is_dir():
            skipped.append(f"{place}: is in no folder of a class")
        elif not _is_within(entry, root):
            skipped.append(f"{place}: is a link out of the folder")
        elif not _is_text(entry.name):
            skipped.append(f"{place}: its name is not valid UTF-8")
        else:
            name = unicodedata.normalize("NFC", entry.name)  # zips made on a Mac decompose their letters
            yield named.get(name, name), entry


def _labels_of(root: Path) -> dict[str, str]:
    """Classes of folders that could not be called like them, as the studio writes them down."""
    file = root / LABELS
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return found


def _files_in(home: Path, root: Path, skipped: list[str]) -> Iterator[tuple[Path, str]]:
    """All files of a class, those in folders within it too: path, and name from the class on."""
    pending, seen = [home], {home.resolve()}
    while pending:
        for entry in _visible(pending.pop()):
            place = _shown(entry, root)
            if not _is_within(entry, root):
                skipped.append(f"{place}: is a link out of the folder")
            elif entry.is_dir():
                if entry.resolve() not in seen:  # links can go round in circles
                    seen.add(entry.resolve())
                    pending.append(entry)
            elif not _is_text(entry.name):
                skipped.append(f"{place}: its name is not valid UTF-8")
            elif not entry.is_file():
                skipped.append(f"{place}: is no file")
            else:
                yield entry, unicodedata.normalize("NFC", entry.relative_to(home).as_posix())


def _is_within(entry: Path, root: Path) -> bool:
    return not entry.is_symlink() or entry.resolve().is_relative_to(root)


def _is_text(name: str) -> bool:
    return os.fsencode(name).decode(errors="ignore") == name


def _shown(entry: Path, root: Path) -> str:
    return os.fsencode(entry.relative_to(root)).decode(errors="replace")


def _refuse_unusable(
    root: Path,
    labels: tuple[str, ...],
    sound: Sequence[tuple[_Found, Look]],
    named: set[tuple[Split | None, str]],
    skipped: Sequence[str],
) -> None:
    why = f" The first that was left out: {skipped[0]}." if skipped else ""
    if not sound:
        raise UnusableDataset.at(
            root,
            f"no readable picture lies in it.{why}",
            code="dataset_without_pictures",
            hint="Put pictures into a folder for each class, or into train/<class> and val/<class>.",
        )
    if len(labels) < 2:
        raise UnusableDataset.at(
            root,
            f"it has one class only: {listed(labels)}." if labels else "it has no classes.",
            code="dataset_one_class",
            hint="A classifier tells classes apart: put the pictures into a folder for each class, at least two.",
        )
    have = {(each.part, each.label) for each, look in sound}
    learnt = {label for part, label in have if part in {None, "train"}}
    if bare := [label for label in labels if label not in learnt]:
        raise UnusableDataset.at(
            root,
            f"no readable picture to learn from in {listed(bare)}.{why}",
            code="dataset_empty_class",
            hint="Add pictures to these folders, or remove them.",
        )
    others = sorted({label for part, label in named if part in {"val", "test"} and label not in learnt}, key=natural)
    if others:
        raise UnusableDataset.at(
            root,
            f"val or test has classes that train has not: {listed(others)}.",
            code="dataset_unknown_class",
            hint="Add them to train, or remove them; names must be the same letter by letter.",
        )
    unseen = [label for label in labels if ("val", label) not in have]
    if unseen and any(part == "val" for part, label in named):
        raise UnusableDataset.at(
            root,
            f"no readable picture in val of {listed(unseen)}.",
            code="dataset_class_missing",
            hint="Move some of these classes' pictures there, or remove val: then a share of train is set aside.",
        )


def _split(
    sound: Sequence[tuple[_Found, Look]],
    labels: tuple[str, ...],
    *,
    val_fraction: float,
    test_fraction: float,
    seed: int,
) -> dict[Split, tuple[Item, ...]]:
    """By part; what is missing is taken from train, class by class, in the order of a hash of seed and content."""
    number = {label: at for at, label in enumerate(labels)}
    parts: dict[Split, list[Item]] = {"train": [], "val": [], "test": []}
    own: list[list[Item]] = [[] for _ in labels]
    for each, look in sound:
        item = Item(each.path, number[each.label], each.name, look.digest, (look.width, look.height))
        if each.part is None or each.part == "train":
            own[item.label].append(item)
        else:
            parts[each.part].append(item)
    wanted: dict[Split, float] = {"val": val_fraction, "test": test_fraction}
    shares = {part: share for part, share in wanted.items() if share and not parts[part]}
    for members in own:
        ranked = sorted(members, key=lambda item: (_drawn(seed, item.digest), item.name))
        for part, share in shares.items():
            if len(ranked) > 1:  # at least one stays to learn from
                taken = min(len(ranked) - 1, max(1, round(share * len(members))))
                parts[part] += ranked[:taken]
                ranked = ranked[taken:]
        parts["train"] += ranked
    return {
        part: tuple(sorted(items, key=lambda item: natural(item.name)))
        for part, items in parts.items()
        if items or part != "test"
    }


def _drawn(seed: int, digest: str) -> bytes:
    return hashlib.blake2b(f"{seed}/{digest}".encode(), digest_size=16).digest()


def _fingerprint(sound: Sequence[tuple[_Found, Look]], labels: tuple[str, ...]) -> str:
    whole = hashlib.sha256("\0".join(labels).encode())
    for line in sorted(f"{each.place}\0{look.bytes}\0{look.digest}" for each, look in sound):
        whole.update(b"\n" + line.encode())
    return whole.hexdigest()
