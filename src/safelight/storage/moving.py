"""All files of one storage into another: goes on after any end, is verified, and comes again for what changed.

Nothing is deleted at the source. What was copied stands in a journal, so that a second run copies only the rest.
"""

import hashlib
import itertools
import tempfile
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from safelight.kit.errors import InvalidInput
from safelight.storage.base import ListedFile, Storage
from safelight.storage.errors import BadKey, StorageAway, StorageCorrupt, StorageNotFound
from safelight.storage.journal import Entry, Journal
from safelight.storage.keys import check_key
from safelight.storage.layout import content_type_of

SMALL = 4 << 20  # bytes; larger ones go through a file
YOUNG_SECONDS = 2.0  # storages tell times in whole seconds: what was just written may be written again in the same one
SAVE_SECONDS = 0.25
PAUSE_SECONDS, LONGEST_PAUSE = 0.5, 15.0
SHOWN_FAILURES = 50
GIVEN_UP_AFTER = 32  # files in a row that failed: then it is the storage, not the file
PASSES = 5


@dataclass
class Progress:
    """How far it is; what was there from an earlier run is in `total` and `done` both."""

    total_files: int = 0
    total_bytes: int = 0
    done_files: int = 0
    done_bytes: int = 0
    here_files: int = 0
    here_bytes: int = 0
    failed: int = 0
    phase: str = "looking"


@dataclass
class Moved:
    """What one run did."""

    files: int
    bytes: int
    copied_files: int
    copied_bytes: int
    removed_files: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Everything is at the target, and was read back."""
        return not self.failures


@dataclass(frozen=True)
class Plan:
    """What a run would do."""

    files: int
    bytes: int
    to_copy_files: int
    to_copy_bytes: int
    gone_files: int


def refuse_overlap(source: Storage, target: Storage) -> None:
    """Raise InvalidInput where one of them lies in the other."""
    if source.kind != target.kind or source.endpoint != target.endpoint:
        return
    one, other = (f"{storage.where.rstrip('/')}/" for storage in (source, target))
    if one.startswith(other) or other.startswith(one):
        raise InvalidInput.of("to", target.where, f"it is the same place as {source.where}, or lies in it")


class Move:
    """One run from `source` to `target`; `patience` is for how many seconds a storage that is away is asked again."""

    def __init__(
        self,
        source: Storage,
        target: Storage,
        journal: Journal,
        *,
        at_once: int = 16,
        patience: float = 120.0,
        tell: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        refuse_overlap(source, target)
        self._source, self._target, self._journal = source, target, journal
        self._at_once, self._patience, self._tell = at_once, patience, tell
        self._progress = Progress()
        self._failures: dict[str, str] = {}
        self._copied = [0, 0]
        self._stopping = threading.Event()

    def plan(self) -> Plan:
        """Look at both sides, and note what differs. Raises StorageAway."""
        self._progress = Progress()
        theirs = iter(self._target.list())
        their: ListedFile | None = next(theirs, None)
        with self._journal.passing() as passing:
            for file in self._source.list():
                if file.key.startswith("safelight-check/"):
                    continue
                while their is not None and their.key < file.key:
                    their = next(theirs, None)
                size_there = their.size if their is not None and their.key == file.key else None
                passing.see(Entry(file.key, file.size, file.modified.timestamp()), size_there=size_there)
                self._progress.total_files += 1
                if self._progress.total_files % 500 == 0:
                    self._tell(self._progress)
        counts = self._journal.counts()
        return Plan(counts.files, counts.bytes, counts.waiting_files, counts.waiting_bytes, counts.gone_files)

    def run(self, *, finish: bool = False) -> Moved:
        """Copy what differs. With `finish`, until nothing does, and take away from the target what is gone here.

        Raises StorageFull at once, StorageAway when the patience is over.
        """
        began = time.monotonic()
        plan, removed = self.plan(), 0
        self._copy(plan)
        if finish:
            for _ in range(PASSES):
                removed += self._remove_gone()
                plan = self.plan()
                if not plan.to_copy_files or self._failures:
                    break
                self._stopping.wait(YOUNG_SECONDS)  # then what was young is so no more
                self._copy(plan)
        moved = Moved(
            plan.files,
            plan.bytes,
            copied_files=self._copied[0],
            copied_bytes=self._copied[1],
            removed_files=removed,
            failures=self._failures,
        )
        if finish and plan.to_copy_files and not self._failures:
            moved.failures[""] = f"{plan.to_copy_files} files change again and again; stop what writes them."
        moved.seconds = time.monotonic() - began
        return moved

    def _copy(self, plan: Plan) -> None:
        there = plan.files - plan.to_copy_files, plan.bytes - plan.to_copy_bytes
        self._progress = Progress(plan.files, plan.bytes, *there, *there, phase="copying")
        saved_at, failed_in_a_row = time.monotonic(), 0
        with (
            tempfile.TemporaryDirectory(dir=self._journal.folder, prefix="part-") as folder,
            closing(self._at_once_over(Path(folder))) as outcomes,
        ):
            for entry, outcome in outcomes:
                if isinstance(outcome, str):
                    self._journal.done(entry, sha256=outcome, is_young=_is_young(entry))
                    self._count(entry)
                    failed_in_a_row = 0
                elif isinstance(outcome, StorageNotFound):
                    self._journal.skip(entry.key)
                    self._progress.total_files -= 1
                    self._progress.total_bytes -= entry.size
                else:
                    failed_in_a_row += isinstance(outcome, StorageAway)
                    self._progress.failed += 1
                    if len(self._failures) < SHOWN_FAILURES:
                        self._failures[entry.key] = outcome.args[0]
                    if failed_in_a_row >= GIVEN_UP_AFTER:
                        raise outcome
                if time.monotonic() - saved_at > SAVE_SECONDS:
                    self._journal.save()
                    self._tell(self._progress)
                    saved_at = time.monotonic()
        self._journal.save()
        self._tell(self._progress)

    def _at_once_over(self, folder: Path) -> Generator[tuple[Entry, "str | Exception"]]:
        """Each waiting file with its SHA-256 or why it failed, in the order in which they end."""
        waiting = self._journal.waiting()
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="move") as pool:
            running: dict[Future[str], Entry] = {}
            try:
                while True:
                    for entry in itertools.islice(waiting, self._at_once * 2 - len(running)):
                        running[pool.submit(self._patiently, entry, folder)] = entry
                    if not running:
                        return
                    ended, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in ended:
                        entry = running.pop(future)
                        problem = future.exception()
                        if problem is None:
                            yield entry, future.result()
                        elif isinstance(problem, (BadKey, StorageAway, StorageNotFound)):
                            yield entry, problem
                        else:
                            raise problem
            finally:
                self._stopping.set()
                pool.shutdown(cancel_futures=True)
                self._stopping.clear()

    def _patiently(self, entry: Entry, folder: Path) -> str:
        deadline, pause = time.monotonic() + self._patience, PAUSE_SECONDS
        while True:
            try:
                return self._copy_one(entry.key, entry.size, folder)
            except StorageAway:
                if time.monotonic() + pause > deadline:
                    raise
                if self._stopping.wait(pause):
                    raise
                pause = min(2 * pause, LONGEST_PAUSE)

    def _copy_one(self, key: str, size: int, folder: Path) -> str:
        check_key(key)
        data: bytes | Path = (
            self._source.get(key) if size <= SMALL else folder / hashlib.sha256(key.encode()).hexdigest()
        )
        try:
            if isinstance(data, Path):
                self._source.download(key, data)
            stored = self._target.put(key, data, content_type=content_type_of(key))
        finally:
            if isinstance(data, Path):
                data.unlink(missing_ok=True)
        digest, length = hashlib.sha256(), 0
        for piece in self._target.stream(key):
            digest.update(piece)
            length += len(piece)
        if (digest.hexdigest(), length) != (stored.sha256, stored.size):
            raise StorageCorrupt(key)
        return stored.sha256

    def _count(self, entry: Entry) -> None:
        self._progress.done_files += 1
        self._progress.done_bytes += entry.size
        self._copied[0] += 1
        self._copied[1] += entry.size

    def _remove_gone(self) -> int:
        gone = self._journal.gone()
        self._target.delete(*gone)
        for key in gone:
            self._journal.forget(key)
        self._journal.save()
        return len(gone)


def _is_young(entry: Entry) -> bool:
    return entry.modified > entry.seen_at - YOUNG_SECONDS
