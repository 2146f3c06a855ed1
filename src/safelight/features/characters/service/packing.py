"""A character's captions, and its pictures if wanted, as an archive in the layouts that other programs read."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from safelight.features.characters.service import subject_of
from safelight.features.characters.tables import Character
from safelight.storage import Storage

Layout = Literal["txt", "jsonl", "kohya", "imagefolder"]
_DATE = (1980, 1, 1, 0, 0, 0)  # the same set is the same archive


@dataclass(frozen=True)
class Packed:
    """One picture of an archive: its name there, where it is stored, and its caption."""

    name: str
    key: str
    caption: str | None
    repeats: int


@dataclass(frozen=True)
class Pack:
    """What goes into an archive."""

    slug: str
    subject: str
    pictures: list[Packed]


def pack_of(character: Character) -> Pack:
    """The pictures that are learnt from; names that came twice are told apart by a number."""
    taken: set[str] = set()
    pictures = []
    for reference in character.references:
        if reference.excluded:
            continue
        name = PurePath(reference.filename)
        unique, number = name, 2
        while unique.stem.lower() in taken:
            unique, number = name.with_stem(f"{name.stem}-{number}"), number + 1
        taken.add(unique.stem.lower())
        pictures.append(Packed(str(unique), reference.key, reference.caption, reference.repeats))
    return Pack(character.slug, subject_of(character.trigger, character.class_word), pictures)


def packed(pack: Pack, *, layout: Layout, storage: Storage | None) -> Path:
    """The archive as a temporary file, which is the caller's; with a storage, the pictures are in it."""
    with tempfile.NamedTemporaryFile(prefix="safelight-", suffix=".zip", delete=False) as file:
        path = Path(file.name)
        try:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, text in _texts(pack, layout):
                    archive.writestr(zipfile.ZipInfo(name, _DATE), text, zipfile.ZIP_DEFLATED)
                for each in pack.pictures if storage else ():
                    assert storage is not None  # noqa: S101  the loop is empty without one
                    with archive.open(zipfile.ZipInfo(_folder(pack, each, layout) + each.name, _DATE), "w") as target:
                        for piece in storage.stream(each.key):
                            target.write(piece)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _texts(pack: Pack, layout: Layout) -> Iterator[tuple[str, str]]:
    said = [each for each in pack.pictures if each.caption]
    match layout:
        case "txt":
            for each in said:
                yield f"{PurePath(each.name).stem}.txt", f"{each.caption}\n"
        case "kohya":
            for each in said:
                yield f"{_folder(pack, each, layout)}{PurePath(each.name).stem}.txt", f"{each.caption}\n"
            # Source: sd-scripts' merge_captions_to_metadata.py, by path.
            rows = {_folder(pack, each, layout) + each.name: {"caption": each.caption} for each in said}
            yield "metadata.json", json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        case "jsonl":
            yield "captions.jsonl", _lines({"file_name": each.name, "text": each.caption} for each in said)
        case "imagefolder":
            # Every picture has a row: the column would be missing otherwise.
            yield "metadata.jsonl", _lines({"file_name": e.name, "text": e.caption or ""} for e in pack.pictures)


def _folder(pack: Pack, each: Packed, layout: Layout) -> str:
    """Kohya's `10_trigger class`: what is before the underscore is how often its pictures come in an epoch."""
    if layout != "kohya":
        return ""
    subject = "".join(char for char in pack.subject if char not in '<>:"/\\|?*').strip(" .") or pack.slug
    return f"{each.repeats}_{subject}/"


def _lines(rows: Iterator[dict[str, str | None]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
