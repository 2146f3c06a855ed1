"""A first look at each file of a dataset: is it a picture, how large, what is its hash. Remembered from run to run."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from safelight.engine.classify.decode import Unreadable, picture_size
from safelight.kit.files import sha256_of, whole_file
from safelight.kit.logs import get_logger

LAYOUT = 1
"""Part of every memory: raise it when what is remembered, or what is read, changes."""
STRIDE = 64
"""Files between two looks at whether to go on."""

log = get_logger(__name__)


class Look(NamedTuple):
    """What a file was found to be."""

    bytes: int
    mtime_ns: int
    digest: str
    width: int
    height: int
    reason: str
    """Why it is left out; empty where it is not."""


def look_at_all(
    paths: Sequence[Path],
    *,
    root: Path,
    cache: Path | None,
    on_progress: Callable[[int, int], None],
    check: Callable[[], None],
) -> list[Look]:
    """A look at each file, in order; a file whose size and time are those of the last look is not read again."""
    memory = cache / "looks" / f"{hashlib.sha256(os.fsencode(root)).hexdigest()[:32]}.json" if cache else None
    known = _recalled(memory)
    looks: list[Look] = []
    with ThreadPoolExecutor(min(16, 2 * (os.cpu_count() or 1)), "look") as pool:
        for start in range(0, len(paths), STRIDE):
            check()
            on_progress(start, len(paths))
            piece = paths[start : start + STRIDE]
            looks += pool.map(_look_at, piece, (known.get(str(path.relative_to(root))) for path in piece))
    on_progress(len(paths), len(paths))
    if memory:
        seen = {str(path.relative_to(root)): look for path, look in zip(paths, looks, strict=True)}
        if seen != known:
            with whole_file(memory) as file:
                file.write(json.dumps({"layout": LAYOUT, "looks": seen}, separators=(",", ":")).encode())
    return looks


def _look_at(path: Path, known: Look | None) -> Look:
    try:
        state = path.stat()
        if known and (known.bytes, known.mtime_ns) == (state.st_size, state.st_mtime_ns):
            return known
        width, height = picture_size(path)
        return Look(state.st_size, state.st_mtime_ns, sha256_of(path), width, height, "")
    except Unreadable as error:
        return Look(state.st_size, state.st_mtime_ns, "", 0, 0, str(error))
    except OSError as error:
        return Look(0, 0, "", 0, 0, f"cannot be read: {error.strerror or error}")


def _recalled(memory: Path | None) -> dict[str, Look]:
    if memory is None or not memory.is_file():
        return {}
    try:
        kept = json.loads(memory.read_bytes())
        if kept["layout"] != LAYOUT:
            return {}
        return {name: Look(*look) for name, look in kept["looks"].items()}
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("remembered_looks_unreadable", path=memory.name, error=str(error))
        return {}
