"""A folder of pictures by class: what is in it, which part each picture belongs to, what is no picture.

Knows no torch: the scan is also run where nothing is trained.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from safelight.specs.classify import Split


class Item(NamedTuple):
    """A picture of a dataset."""

    path: Path
    label: int
    name: str
    """In its part, as class/file."""
    digest: str = ""
    """SHA-256 of the file."""
    size: tuple[int, int] = (0, 0)
    """Width and height, as the header says."""


@dataclass(frozen=True)
class ClassFolder:
    """A dataset that can be learnt from."""

    root: Path
    labels: tuple[str, ...]
    parts: dict[Split, tuple[Item, ...]]
    """train and val always; test where there is one."""
    skipped: tuple[str, ...]
    """Files that are left out, each with the reason."""
    fingerprint: str
    """Of names, classes and contents as they lie in the folder, whatever the split."""

    @property
    def items(self) -> tuple[Item, ...]:
        """The pictures of all parts."""
        return tuple(item for part in self.parts.values() for item in part)


def read_folder(
    root: Path,
    *,
    val_fraction: float = 0.2,
    test_fraction: float = 0.0,
    seed: int = 0,
    cache: Path | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
    check: Callable[[], None] = lambda: None,
) -> ClassFolder:
    """The dataset in `root`: train/, val/, test/ with a folder per class, or a folder per class.

    `cache`: folder in which hashes are remembered by path, size and time. `check` raises to cancel.
    Raises UnusableDataset.
    """
    raise NotImplementedError
