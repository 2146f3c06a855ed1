"""A training's checkpoints in the storage, so that a worker which has none of its own goes on where another was lost.

One thread copies them there, the newest only, and no step waits for it.
"""

import contextlib
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from safelight.engine.training.checkpoint import FACTS, STATE, facts_of, name_of, newest_first
from safelight.features.characters.tables import Character
from safelight.jobs.errors import HandedBack
from safelight.jobs.task import JobContext
from safelight.kit.errors import SafelightError
from safelight.kit.files import whole_file
from safelight.kit.logs import get_logger
from safelight.specs.characters import CharacterJobSpec
from safelight.storage import Storage, StorageAway, StorageNotFound, layout
from safelight.worker.workshop import Workshop

log = get_logger(__name__)

KEPT = "checkpoints"
HAND_BACK_SECONDS = 10.0
"""For the last copy, when another worker is to go on; a supervisor waits for twice as long."""
OnBytes = Callable[[int, int], None]


class StoredCheckpoints:
    """The checkpoints of one job, here in `folder` and in the storage. Use it as a context around the training."""

    def __init__(
        self,
        storage: Storage,
        folder: Path,
        *,
        character_id: str,
        job_id: str,
        attempt: int,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """`is_wanted`: asked after each copy; what nobody will go on from is removed again."""
        self._storage, self._folder = storage, folder
        self._character, self._job, self._attempt = character_id, job_id, attempt
        self._is_wanted = is_wanted
        self._changed = threading.Condition()
        self._next: Path | None = None
        self._is_copying = self._is_over = False
        self._thread: threading.Thread | None = None
        self._offered = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """However it ended: the last checkpoint is copied too, for which only a worker that leaves waits."""
        if kind is not None:
            # A training that is stopped keeps one more, of which nobody is told.
            for folder in newest_first(self._folder)[:1]:
                self.offer(folder)
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
            if isinstance(error, HandedBack):
                self._changed.wait_for(lambda: self._next is None and not self._is_copying, HAND_BACK_SECONDS)

    def offer(self, folder: Path) -> None:
        """Copy this checkpoint as soon as the one before it is there, unless a newer one comes first."""
        step = _step_of(folder.name)
        if step <= self._offered:
            return
        leaving = self._folder / f".leaving-{folder.name}"
        try:
            _link(folder, leaving)
        except OSError as error:  # the disk is full, or it was replaced: the next one will do
            log.warning("checkpoint_not_copied", checkpoint=folder.name, error=str(error))
            shutil.rmtree(leaving, ignore_errors=True)
            return
        self._offered = step
        with self._changed:
            if self._next is not None:
                shutil.rmtree(self._next, ignore_errors=True)
            self._next = leaving
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._copy_all, name=f"checkpoints-{self._job}", daemon=True)
                self._thread.start()

    def fetch(self, on_bytes: OnBytes = lambda done, total: None) -> int | None:
        """Bring the newest whole checkpoint here, unless one as new is here already. Returns its step.

        `on_bytes` may raise to stop. Raises StorageAway where there is none here, and StorageFull.
        """
        if self._attempt <= 1:
            return None
        here = next((_step_of(folder.name) for folder in newest_first(self._folder) if _is_whole(folder)), -1)
        try:
            for place, step in self._stored():
                if step <= here:
                    break
                if self._bring(place, step, on_bytes):
                    log.info("checkpoint_fetched", step=step)
                    return step
        except StorageAway as error:
            if here < 0:  # to begin anew could throw hours away
                raise
            log.warning("stored_checkpoints_unknown", error=str(error))
        return None

    def forget(self) -> None:
        """The job has ended well: nobody will go on from here."""
        self._is_wanted = lambda: False  # one that is under way is removed when it is there
        with self._changed:
            self._next = None
        self._storage.delete_prefix(layout.training_states(self._character, self._job))

    # Copying

    def _copy_all(self) -> None:
        while True:
            with self._changed:
                self._is_copying = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._next is not None or self._is_over)
                if self._next is None:
                    return
                leaving, self._next, self._is_copying = self._next, None, True
            try:
                self._copy(leaving)
            except (SafelightError, OSError) as error:
                # The training goes on; the next checkpoint is another chance.
                log.warning("checkpoint_not_copied", checkpoint=leaving.name, error=str(error))
            except Exception:  # the thread's edge
                log.exception("checkpoint_not_copied", checkpoint=leaving.name)
            finally:
                shutil.rmtree(leaving, ignore_errors=True)

    def _copy(self, leaving: Path) -> None:
        step = _step_of(leaving.name)
        for name in (STATE, FACTS):  # the second says that the first is whole
            key = layout.training_state(self._character, self._job, step, self._attempt, name)
            self._storage.put(key, leaving / name, content_type=layout.content_type_of(name))
        if not self._is_wanted():
            self._storage.delete_prefix(layout.training_states(self._character, self._job))
            return
        old = [place for place, its_step in self._stored(with_broken=True) if its_step < step]
        for place in old:
            self._storage.delete_prefix(place)

    # Fetching

    def _stored(self, *, with_broken: bool = False) -> list[tuple[str, int]]:
        """Prefix and step of what is stored, newest first."""
        keys = [file.key for file in self._storage.list(layout.training_states(self._character, self._job))]
        places = {key.rpartition("/")[0] for key in keys if with_broken or key.endswith(f"/{FACTS}")}
        return [(place, layout.step_of_training_state(place)) for place in sorted(places, reverse=True)]

    def _bring(self, place: str, step: int, on_bytes: OnBytes) -> bool:
        coming = self._folder / f".coming-{name_of(step)}"
        shutil.rmtree(coming, ignore_errors=True)
        try:
            sizes = {file.key: file.size for file in self._storage.list(place)}
            for name in (STATE, FACTS):
                with whole_file(coming / name) as file:
                    done = 0
                    for piece in self._storage.stream(f"{place}/{name}"):
                        file.write(piece)
                        done += len(piece)
                        on_bytes(done, sizes.get(f"{place}/{name}", 0))
            facts_of(coming)
            final = self._folder / name_of(step)
            shutil.rmtree(final, ignore_errors=True)  # a broken one
            coming.rename(final)
        except (StorageNotFound, ValueError, KeyError, TypeError) as error:
            log.warning("stored_checkpoint_unreadable", step=step, error=str(error))
            return False
        finally:
            shutil.rmtree(coming, ignore_errors=True)
        return True


def of(workshop: Workshop, job: JobContext) -> StoredCheckpoints:
    """Those of a character's job; the same for all its stages on this worker."""
    if KEPT not in job.kept:
        assert isinstance(job.spec, CharacterJobSpec)  # noqa: S101  the character task's spec
        character_id = job.spec.character_id

        def is_wanted() -> bool:
            with workshop.db.reading() as session:
                return session.get(Character, character_id) is not None

        job.kept[KEPT] = StoredCheckpoints(
            workshop.storage,
            job.work_dir / "training" / "checkpoints",
            character_id=character_id,
            job_id=job.job_id,
            attempt=job.attempt,
            is_wanted=is_wanted,
        )
    kept: StoredCheckpoints = job.kept[KEPT]
    return kept


def _step_of(name: str) -> int:
    return int(name.rpartition("-")[2])


def _is_whole(folder: Path) -> bool:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        facts_of(folder)
        return True
    return False


def _link(folder: Path, target: Path) -> None:
    """The state of a checkpoint under another name: there when the training has removed it, and taking no room."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in (STATE, FACTS):
        try:
            os.link(folder / name, target / name)
        except PermissionError:  # a file system without hard links
            shutil.copyfile(folder / name, target / name)
