"""Each picture decoded once: small uint8 copies of all of a dataset's pictures in one memory-mapped file.

A folder of copies is there whole or not at all, and shared by all runs on the machine.
"""

import errno
import fcntl
import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from safelight.engine.classify.decode import Pixels, copy_size
from safelight.engine.classify.folder import ClassFolder, Item
from safelight.engine.classify.readers import process_pool, read_copies, reader_failed, usual_workers
from safelight.kit.files import publish
from safelight.kit.logs import get_logger
from safelight.specs.classify import Channels

LAYOUT = 1
"""Part of every key: raise it when what is stored, or how a picture is read, changes."""
LARGEST_SIDE = 2.0
"""Copies are at most so many times as large as what is learnt from: smaller crops than a quarter are rare."""
CHUNK = 8
"""Pictures that a process reads at a time: a cancel waits for no more."""
ALONE_PIXELS = 100_000_000
"""To here this process reads alone: about a second, less than others take to start and read."""
KEPT_FREE = 1 << 30
"""Bytes of the disk that copies leave free."""

log = get_logger(__name__)


def copy_side(size: int, crop_scale: float) -> int:
    """Short side in pixels of the copies: the smallest crop still has about `size` pixels a side; at most 2 x size.

    `crop_scale`: smallest share of the area that a crop keeps (`AugmentPlan.smallest_crop`).
    """
    return round(size * min(LARGEST_SIDE, crop_scale**-0.5))


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
    """Where the copies of this dataset lie, made if they are not there yet; None where they go beyond budget or disk.

    A second run waits for the first. What was used longest ago is removed, so that all copies in `home` keep to the
    budget. `check` raises to cancel, and nothing is left then. Raises ReaderFailed.
    """
    kept = home / "copies"
    path = kept / sha256(f"{LAYOUT}/{side}/{channels}/{folder.fingerprint}".encode()).hexdigest()[:32]
    with _alone(kept, path.name, check):
        if path.is_dir():
            os.utime(path)
            return path
        items = list({item.digest: item for item in folder.items}.values())
        plan = _Plan(items, side, channels)
        _clear(kept, path.name, budget - plan.total)
        if plan.total > budget or plan.total > shutil.disk_usage(kept).free - KEPT_FREE:
            log.info("copies_too_large", bytes=plan.total, budget=budget)
            return None
        part = kept / f".{path.name}.{uuid.uuid4().hex[:8]}.part"
        part.mkdir()
        try:
            _write(part, plan, usual_workers() if workers is None else workers, on_progress, check)
            publish(part, path)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            log.warning("copies_without_room", bytes=plan.total, path=str(kept))
            return None
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return path


class Copies:
    """A finished cache, open for reading. Several threads and processes may read it."""

    def __init__(self, path: Path) -> None:
        index = json.loads((path / "index.json").read_bytes())
        self._rows: dict[str, tuple[int, int, int]] = {name: tuple(row) for name, row in index["rows"].items()}
        self._reasons: dict[str, str] = index["reasons"]
        self._channels: int = index["channels"]
        self._pixels = np.memmap(path / "pixels.u8", np.uint8, "r")

    def has(self, item: Item) -> bool:
        """Whether it is known, if only as broken."""
        return item.digest in self._rows or item.digest in self._reasons

    def of(self, item: Item) -> Pixels | None:
        """(height, width, channels), not copied out of the file; None where it is not in it."""
        row = self._rows.get(item.digest)
        if row is None:
            return None
        start, height, width = row
        extent = height * width * self._channels
        return np.asarray(self._pixels[start : start + extent]).reshape(height, width, self._channels)

    def reasons(self, items: Sequence[Item]) -> dict[int, str]:
        """Which of these could not be decoded, and why."""
        return {at: self._reasons[item.digest] for at, item in enumerate(items) if item.digest in self._reasons}


class _Plan:
    """Where in the file each picture comes to lie, known from their headers."""

    def __init__(self, items: Sequence[Item], side: int, channels: Channels) -> None:
        self.items, self.side, self.channels = items, side, channels
        self.depth = 1 if channels == "grey" else 3
        self.room = [width * height * self.depth for width, height in (copy_size(item.size, side) for item in items)]
        self.starts = [0, *np.cumsum(self.room, dtype=np.int64).tolist()]
        self.total: int = self.starts[-1]


def _write(
    part: Path, plan: _Plan, workers: int, on_progress: Callable[[int, int], None], check: Callable[[], None]
) -> None:
    pixels = part / "pixels.u8"
    with pixels.open("wb") as file:
        if plan.total and hasattr(os, "posix_fallocate"):  # not on macOS
            os.posix_fallocate(file.fileno(), 0, plan.total)  # a full disk shows here, not in the middle
        file.truncate(max(1, plan.total))  # nothing cannot be mapped
    rows: dict[str, tuple[int, int, int]] = {}
    reasons: dict[str, str] = {}
    done = 0
    for start, found in _read_all(plan, pixels, workers, check):
        for at, shape in enumerate(found, start):
            if isinstance(shape, str):
                reasons[plan.items[at].digest] = shape
            else:
                rows[plan.items[at].digest] = (plan.starts[at], *shape)
        done += len(found)
        on_progress(done, len(plan.items))
    index: dict[str, Any] = {"rows": rows, "reasons": reasons, "channels": plan.depth}
    (part / "index.json").write_text(json.dumps(index, separators=(",", ":")))
    for name in ("pixels.u8", "index.json"):
        with (part / name).open("rb+") as file:
            os.fsync(file.fileno())


Found = list[tuple[int, int] | str]
"""Of each picture of a chunk the height and width of its copy, or why there is none."""


def _read_all(plan: _Plan, pixels: Path, workers: int, check: Callable[[], None]) -> Iterator[tuple[int, Found]]:
    """Chunk by chunk, in any order: where it starts, what was found."""
    starts = range(0, len(plan.items), CHUNK)
    alone = sum(item.size[0] * item.size[1] for item in plan.items) < ALONE_PIXELS
    if not workers or alone:
        for at in range(len(plan.items)):
            check()
            yield at, _copied(*_task(plan, pixels, at, 1))
        return
    pool = process_pool(workers)
    pending: dict[Future[Found], int] = {}
    coming = iter(starts)
    try:
        while True:
            for at in islice(coming, 3 * workers - len(pending)):
                pending[pool.submit(_copied, *_task(plan, pixels, at, CHUNK))] = at
            if not pending:
                return
            check()
            finished, _ = wait(pending, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in finished:
                yield pending.pop(future), future.result()
    except BrokenProcessPool as error:
        raise reader_failed() from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _task(plan: _Plan, pixels: Path, at: int, count: int) -> tuple[Path, list[tuple[Path, int, int]], int, Channels]:
    rows = range(at, min(at + count, len(plan.items)))
    places = [(plan.items[row].path, plan.starts[row], plan.room[row]) for row in rows]
    return pixels, places, plan.side, plan.channels


def _copied(pixels: Path, places: list[tuple[Path, int, int]], side: int, channels: Channels) -> Found:
    """Run in a reading process: the copies go into the file themselves, each to its own place."""
    found: Found = []
    with pixels.open("rb+") as file:
        for path, start, room in places:
            copy = read_copies([path], side, channels)[0]
            if isinstance(copy, str):
                found.append(copy)
            elif copy.nbytes > room:
                found.append("is of another size than its header says")
            else:
                file.seek(start)
                file.write(np.ascontiguousarray(copy).data)
                found.append((copy.shape[0], copy.shape[1]))
    return found


@contextmanager
def _alone(kept: Path, name: str, check: Callable[[], None]) -> Iterator[None]:
    """One builder of this cache at a time; the lock of a killed one is let go by the system."""
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / f".{name}.lock").open("w") as file:
        while True:
            check()
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.1)
        yield


def _clear(kept: Path, name: str, allowed: int) -> None:
    """Remove what killed builders of this cache left, and those used longest ago, until the rest takes `allowed`.

    A run that has one of these open reads on: a file that is removed is there until it is closed.
    """
    for part in kept.glob(f".{name}.*.part"):
        shutil.rmtree(part, ignore_errors=True)
    others = sorted(
        (path for path in kept.iterdir() if (path / "pixels.u8").is_file()), key=lambda path: path.stat().st_mtime
    )
    sizes = {path: (path / "pixels.u8").stat().st_size for path in others if not path.name.startswith(".")}
    for path in others:
        if path in sizes and 0 <= allowed < sum(sizes.values()):
            log.info("copies_removed", path=path.name, bytes=sizes.pop(path))
            shutil.rmtree(path, ignore_errors=True)
