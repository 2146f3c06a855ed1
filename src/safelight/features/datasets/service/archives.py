"""Zip files that are sent to a dataset, and the words for what is wrong with one."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from safelight.features.datasets.errors import ArchiveUnreadable
from safelight.kit import archives
from safelight.kit.archives import ArchiveFault
from safelight.kit.errors import FieldProblem, shorten


def is_archive(file: IO[bytes], name: str) -> bool:
    """Whether it is a zip file, by its content. Raises ArchiveUnreadable for what is damaged, or only named so."""
    file.seek(0)
    if file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}:
        with _told(name):
            archives.check(file)
        return True
    if name.lower().endswith(".zip"):
        raise unreadable(name, "it is no zip file")
    return False


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises ArchiveUnreadable."""
    with _told(name), archives.opened(file) as archive:
        yield archive


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes | str:
    """At most `limit` + 1 bytes of a file in it, or why it cannot be read."""
    try:
        return archives.read(archive, entry, limit)
    except ArchiveFault as fault:
        return str(fault)


def unreadable(name: str, why: str) -> ArchiveUnreadable:
    """The error for an archive of that name."""
    message = f"{shorten(name)} cannot be unpacked: {why}."
    return ArchiveUnreadable(
        message, hint="Pack it again as a plain zip file.", fields=(FieldProblem("files", message, shorten(name)),)
    )


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except ArchiveFault as fault:
        raise unreadable(name, str(fault)) from fault
