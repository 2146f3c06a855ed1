"""Zip files from strangers: looked into without believing what they say of themselves."""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

MAX_ENTRIES = 300_000
"""Files in one archive: of each, zipfile keeps 0.6 kB in memory before anybody can look."""
MAX_DIRECTORY = 64_000_000
"""Bytes of the list of contents, which is read as a whole: 200 for each of so many files."""

_END, _END_64, _ENTRY = b"PK\x05\x06", b"PK\x06\x06", b"PK\x01\x02"
_TAIL = 70_000  # bytes: the end record stands in them, behind it at most a comment of 64 kB
# LZMA and bzip2 take what memory the archive names; everybody's pictures are stored or deflated.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FAULTS = (
    zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, OverflowError, struct.error,
    IndexError, zlib.error,
)  # fmt: skip


class ArchiveFault(Exception):
    """Why an archive, or a file in it, cannot be read: the end of a sentence that begins with its name."""


def check(file: IO[bytes], *, most: int = MAX_ENTRIES) -> None:
    """Raise ArchiveFault unless the list of contents is there, and of a size that can be read."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise ArchiveFault("it is cut off: its list of contents is missing")
    length = struct.unpack_from("<I", tail, at + 12)[0]
    wide = tail.rfind(_END_64, 0, at)
    behind = size - len(tail) + at
    if wide >= 0 and len(tail) >= wide + 48:
        length = max(length, struct.unpack_from("<Q", tail, wide + 40)[0]) if length == 0xFFFFFFFF else length
        behind = size - len(tail) + wide
    if length > min(size, MAX_DIRECTORY):
        raise ArchiveFault("its list of contents is larger than any of pictures")
    # What the archive says of their number is not believed: each begins with the same four bytes.
    if length // 46 > most and _count(file, max(0, behind - length), length) > most:
        raise ArchiveFault(f"it holds more than {most} files")


@contextmanager
def opened(file: IO[bytes], *, most: int = MAX_ENTRIES) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises ArchiveFault."""
    check(file, most=most)
    try:
        archive = zipfile.ZipFile(file)
    except _FAULTS as error:
        raise ArchiveFault(str(error) or type(error).__name__) from error
    with archive:
        yield archive


def files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What is in it beside folders; what has no name is none."""
    return [info for info in archive.infolist() if info.filename and not info.filename.endswith(("/", "\\"))]


@contextmanager
def entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """A file in it, to be read piece by piece; what its header says of its size is not believed.

    Raises ArchiveFault, for what is found wrong while it is read as well.
    """
    if info.compress_type not in _METHODS:
        raise ArchiveFault(f"{info.filename} is packed by method {info.compress_type}; use the plain one (deflate)")
    try:
        with archive.open(info) as stream:
            yield stream
    except _FAULTS as error:
        raise ArchiveFault(str(error) or type(error).__name__) from error


def read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """At most `limit` + 1 bytes of a file in it. Raises ArchiveFault."""
    with entry(archive, info) as stream:
        return stream.read(limit + 1)


def _count(file: IO[bytes], start: int, length: int) -> int:
    """How many entries there are at most, piece by piece: the list itself may be 64 MB."""
    file.seek(start)
    found, rest = 0, b""
    while length > 0 and (piece := file.read(min(length, 1 << 20))):
        length -= len(piece)
        found += (rest + piece).count(_ENTRY)
        rest = piece[-3:]
    return found
