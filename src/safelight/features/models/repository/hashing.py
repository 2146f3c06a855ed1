"""The content hash of a model: of one file its SHA-256, of a folder the SHA-256 of the list of its weights'."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from safelight.kit.identify.files import SUFFIX

SMALL_BYTES = 1 << 30  # up to this it is hashed when it is asked for: a second or so
_PIECE = 4 << 20


def content_hash(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> str:
    """Read all weights and return 64 hex digits.

    Of a folder: over lines of `<sha256>  <path below it>`, sorted by path, as `sha256sum` prints them. `on_bytes` is
    told of each piece read, and may raise.
    """
    if path.is_file():
        return hash_of_file(path, on_bytes)
    weights = [file for file in sorted(path.rglob(f"*{SUFFIX}")) if file.is_file()]
    return hash_of_list({PurePosixPath(file.relative_to(path)): hash_of_file(file, on_bytes) for file in weights})


def hash_of_list(weights: Mapping[PurePosixPath, str]) -> str:
    """The hash of a folder, from the SHA-256 of each weight file by its path below it."""
    listing = "".join(f"{digest}  {path.as_posix()}\n" for path, digest in sorted(weights.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def hash_of_file(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> str:
    """The SHA-256 of one file; `on_bytes` is told of each piece read, and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            on_bytes(len(piece))
    return digest.hexdigest()
