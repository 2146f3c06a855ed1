"""What the files in a storage are, by their keys, and how much of each there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from safelight.storage.base import ListedFile

Area = Literal["pictures", "references", "loras", "models", "datasets", "checkpoints", "runs", "uploads", "other"]

_OF_A_CHARACTER: dict[str, Area] = {
    "references": "references",
    "lora": "loras",
    "samples": "pictures",
    "grids": "pictures",
    "checkpoints": "checkpoints",
}
_TOP: dict[str, Area] = {
    "generations": "pictures",
    "datasets": "datasets",
    "models": "models",
    "runs": "runs",
    "inputs": "uploads",
    "uploads": "uploads",
}


@dataclass(frozen=True)
class AreaUsage:
    """How much there is of one kind of file."""

    name: Area
    files: int
    bytes: int


def area_of(key: str) -> Area:
    """What a file is, by where it lies."""
    parts = key.split("/")
    if parts[0] == "characters" and len(parts) > 2:
        return _OF_A_CHARACTER.get(parts[2], "other")
    if parts[0] == "runs" and len(parts) > 2 and parts[2] == "state":
        return "checkpoints"
    return _TOP.get(parts[0], "other")


def by_area(files: Iterable[ListedFile]) -> list[AreaUsage]:
    """Files and bytes of each area that has any, the largest first."""
    counts: dict[Area, tuple[int, int]] = {}
    for file in files:
        area = area_of(file.key)
        number, size = counts.get(area, (0, 0))
        counts[area] = number + 1, size + file.size
    found = [AreaUsage(name, number, size) for name, (number, size) in counts.items()]
    return sorted(found, key=lambda area: (-area.bytes, area.name))
