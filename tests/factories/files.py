"""Files that cannot be written."""

from io import FileIO
from pathlib import Path


def full_disk(**_: object) -> FileIO:
    """A temporary file on a disk without room: the system refuses each byte with ENOSPC."""
    return Path("/dev/full").open("wb", buffering=0)
