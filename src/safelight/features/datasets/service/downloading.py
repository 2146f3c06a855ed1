"""A dataset as a zip file that other programs read as an ImageFolder, made while it is sent."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import cast

from safelight.db import Database
from safelight.features.datasets.service import get, of_pictures, versions
from safelight.features.datasets.service.versions import Kept
from safelight.kit.pictures.names import safe_name, with_ending
from safelight.storage import Storage

_FIRST = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: the same content makes the same file


def version(db: Database, storage: Storage, *, id_or_name: str, number: int) -> tuple[str, Iterator[bytes]]:
    """A name for the file of a version, and its bytes. Raises DatasetNotFound, VersionNotFound."""
    with db.reading() as session:
        dataset = get(session, id_or_name)
    manifest = versions.manifest_of(db, storage, dataset_id=dataset.id, number=number)
    return f"{dataset.slug}-v{number}.zip", _packed(storage, manifest.pictures)


def now(db: Database, storage: Storage, *, id_or_name: str) -> tuple[str, Iterator[bytes]]:
    """A name for the file of a dataset as it is, and its bytes. Raises DatasetNotFound, DatasetIsFolder."""
    with db.reading() as session:
        dataset = of_pictures(get(session, id_or_name))
        pictures = versions.now(session, dataset)
    return f"{dataset.slug}.zip", _packed(storage, pictures)


class _Outlet(io.RawIOBase):
    """What zipfile writes into; it cannot seek, so that sizes follow each file."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(cast("bytes", data))
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        piece = b"".join(self._pieces)
        self._pieces.clear()
        return piece


def _packed(storage: Storage, pictures: Sequence[Kept]) -> Iterator[bytes]:
    pieces = _pieces(storage, pictures)
    # What is missing is told before the first byte is sent, not in the middle of an answer.
    return chain([next(pieces)], pieces)


def _pieces(storage: Storage, pictures: Sequence[Kept]) -> Iterator[bytes]:
    outlet, names, folders = _Outlet(), set[str](), _folders(pictures)
    with zipfile.ZipFile(outlet, "w") as archive:  # pictures are compressed already
        for each in pictures:
            ending = each.key.rpartition(".")[2]
            name = f"{each.split}/{folders[each.label]}/{with_ending(safe_name(each.filename), ending)}"
            if name.lower() in names:
                name = f"{name.rpartition('.')[0]}-{each.id[-12:]}.{ending}"
            names.add(name.lower())
            archive.writestr(zipfile.ZipInfo(name, _FIRST), storage.get(each.key))
            yield outlet.taken()
    yield outlet.taken()


def _folders(pictures: Sequence[Kept]) -> dict[str, str]:
    """A folder for each class: its name, made harmless, and unlike every other's."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for label in sorted({each.label for each in pictures}):
        plain = safe_name(label, fallback="class")
        name, number = plain, 2
        while name.lower() in used:
            name, number = f"{plain}_{number}", number + 1
        used.add(name.lower())
        found[label] = name
    return found
