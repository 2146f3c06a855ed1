"""The content hash of a model: of one file its SHA-256, of a folder the SHA-256 of the list of its weights'."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from safelight.kit.identify.files import SUFFIX

SMALL_BYTES = 1 << 30  # up to this it is hashed when it is asked for: a second or so
_PIECE = 4 << 20


def content_hash(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> str:
    """Read all weights and return 64 hex digits.

    Of a folder: over lines of `<sha256>  <path below it>`, sorted by path, as `sha256sum` prints them. `on_bytes` is
    told of each piece read, and may raise.
    """
    if path.is_file():
        return _of_file(path, on_bytes)
    listing = "".join(
        f"{_of_file(file, on_bytes)}  {file.relative_to(path).as_posix()}\n"
        for file in sorted(path.rglob(f"*{SUFFIX}"))
        if file.is_file()
    )
    return hashlib.sha256(listing.encode()).hexdigest()


def _of_file(path: Path, on_bytes: Callable[[int], None]) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            on_bytes(len(piece))
    return digest.hexdigest()
