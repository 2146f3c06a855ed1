"""Folders of pictures packed for the way: zip files of a size that a server takes, classes by their folders."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from safelight.doors.cli.problems import WrongUsage
from safelight.doors.cli.references import PICTURES

MAX_BYTES = 400_000_000  # of pictures in one zip file; a server takes a gigabyte at a time
MAX_FILES = 20_000


@contextmanager
def packed(places: Sequence[Path]) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """What is to be sent, one after the other: zip files as they are, all pictures of folders in new ones.

    Raises WrongUsage for what is not there, before anything is packed.
    """
    archives, pictures = [], []
    for place in places:
        if place.is_dir():
            pictures += _below(place)
        elif place.is_file():
            if place.suffix.lower() == ".zip":
                archives.append(place)
            else:
                pictures.append((place, place.name))
        else:
            raise WrongUsage(f"There is no file or folder {str(place)!r}.", hint="Name zip files, folders or pictures.")
    if not archives and not pictures:
        raise WrongUsage(
            f"There are no pictures in {', '.join(map(str, places))}.",
            hint=f"Pictures end in {', '.join(sorted(PICTURES))}.",
        )
    yield _files(archives, pictures)


def _below(folder: Path) -> list[tuple[Path, str]]:
    """The pictures of a folder, and their names below it; of a folder of pictures alone it is the class itself."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in PICTURES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    above = folder.resolve().parent if any(path.parent == folder for path in found) else folder.resolve()
    return [(path, (folder.resolve() / path.relative_to(folder)).relative_to(above).as_posix()) for path in found]


def _files(archives: Sequence[Path], pictures: Sequence[tuple[Path, str]]) -> Iterator[tuple[str, IO[bytes]]]:
    for archive in archives:
        with archive.open("rb") as file:
            yield archive.name, file
    waiting = list(pictures)
    while waiting:
        with tempfile.TemporaryFile() as file:
            size = count = 0
            with zipfile.ZipFile(file, "w") as made:  # pictures are compressed already
                while waiting and count < MAX_FILES and (not count or size < MAX_BYTES):
                    path, name = waiting.pop(0)
                    made.write(path, name)
                    size, count = size + path.stat().st_size, count + 1
            file.seek(0)
            yield "pictures.zip", file
