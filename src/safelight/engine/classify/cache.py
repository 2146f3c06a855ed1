"""Each picture decoded once: small uint8 copies of all of a dataset's pictures in one memory-mapped file."""

from collections.abc import Callable
from pathlib import Path

from safelight.engine.classify.folder import ClassFolder
from safelight.specs.classify import Channels


def copy_side(size: int, crop_scale: float) -> int:
    """Short side in pixels of the copies: the smallest crop still has about `size` pixels a side; at most 2 x size."""
    raise NotImplementedError


def build_cache(
    folder: ClassFolder,
    home: Path,
    *,
    side: int,
    channels: Channels,
    budget: int,
    workers: int | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    check: Callable[[], None] = lambda: None,
) -> Path | None:
    """Where the copies of this dataset lie, made if they are not there yet; None where `budget` bytes do not hold them.

    Several runs share it; a second one waits for the first. `check` raises to cancel, and nothing is left then.
    """
    raise NotImplementedError
