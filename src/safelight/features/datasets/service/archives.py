"""Zip files from strangers: looked into without believing what they say of themselves."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from safelight.features.datasets.errors import ArchiveUnreadable
from safelight.kit.errors import FieldProblem, shorten

MAX_DIRECTORY = 200_000_000
"""Bytes of the list of contents, which is read as a whole: more than a million files have."""
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_TAIL = 70_000  # bytes: the end record stands in them, behind it at most a comment of 64 kB
_FAULTS = (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error)


def is_archive(file: IO[bytes], name: str) -> bool:
    """Whether it is a zip file, by its content. Raises ArchiveUnreadable for what is damaged, or only named so."""
    file.seek(0)
    if file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}:
        check(file, name)
        return True
    if name.lower().endswith(".zip"):
        raise unreadable(name, "it is no zip file")
    return False


def check(file: IO[bytes], name: str) -> None:
    """Raise ArchiveUnreadable unless the list of contents is there, and of a size that can be read."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise unreadable(name, "it is cut off: its list of contents is missing")
    length = struct.unpack_from("<I", tail, at + 12)[0]
    wide = tail.rfind(_END_64, 0, at)
    if length == 0xFFFFFFFF and wide >= 0 and len(tail) >= wide + 48:
        length = struct.unpack_from("<Q", tail, wide + 40)[0]
    if length > min(size, MAX_DIRECTORY):
        raise unreadable(name, "its list of contents is larger than any of pictures")


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises ArchiveUnreadable."""
    check(file, name)
    try:
        archive = zipfile.ZipFile(file)
    except _FAULTS as error:
        raise unreadable(name, str(error)) from error
    with archive:
        yield archive


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes | str:
    """At most `limit` + 1 bytes of a file in it, or why it cannot be read."""
    try:
        with archive.open(entry) as stream:
            return stream.read(limit + 1)  # what its header says of its size is not believed
    except _FAULTS as error:
        return str(error) or type(error).__name__


def unreadable(name: str, why: str) -> ArchiveUnreadable:
    """The error for an archive of that name."""
    message = f"{shorten(name)} cannot be unpacked: {why}."
    return ArchiveUnreadable(
        message, hint="Pack it again as a plain zip file.", fields=(FieldProblem("files", message, shorten(name)),)
    )
