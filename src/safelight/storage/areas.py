"""What the files in a storage are, by their keys, and how much of each there is."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from safelight.storage.base import ListedFile

Area = Literal["pictures", "references", "loras", "models", "datasets", "checkpoints", "runs", "uploads", "other"]

LEAST_SECONDS, SHARE = 30.0, 20  # counting may take at most one twentieth of the time

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


def by_area(files: "Iterable[ListedFile]") -> list[AreaUsage]:
    """Files and bytes of each area that has any, the largest first."""
    counts: dict[Area, tuple[int, int]] = {}
    for file in files:
        area = area_of(file.key)
        number, size = counts.get(area, (0, 0))
        counts[area] = number + 1, size + file.size
    found = [AreaUsage(name, number, size) for name, (number, size) in counts.items()]
    return sorted(found, key=lambda area: (-area.bytes, area.name))


@dataclass(frozen=True)
class Counted:
    """How much there was of each area, at a Unix time."""

    areas: list[AreaUsage]
    at: float


class Counting:
    """Files by area, counted beside: it means to list them all, which takes minutes where there are millions."""

    def __init__(self, list_files: "Callable[[], Iterable[ListedFile]]") -> None:
        self._list = list_files
        self._lock = threading.Lock()
        self._counted: Counted | None = None
        self._problem: Exception | None = None
        self._next_at = 0.0
        self._running: threading.Thread | None = None

    def latest(self, *, wait_seconds: float) -> Counted | None:
        """The latest count; waits a little for a newer one where it is old. None: there is none yet.

        Raises what the first count failed with.
        """
        with self._lock:
            if self._running is None and time.monotonic() >= self._next_at:
                self._running = threading.Thread(target=self._count, name="storage-areas", daemon=True)
                self._running.start()
            running = self._running
        if running is not None:
            running.join(wait_seconds)
        if self._counted is None and self._problem is not None:
            raise self._problem
        return self._counted

    def _count(self) -> None:
        began, problem = time.time(), None
        try:
            self._counted = Counted(by_area(self._list()), began)
        except Exception as error:  # noqa: BLE001  the edge of a thread: whoever asks is told
            problem = error
        with self._lock:
            self._problem, self._running = problem, None
            self._next_at = time.monotonic() + (0 if problem else max(LEAST_SECONDS, SHARE * (time.time() - began)))
