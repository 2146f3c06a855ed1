"""The files of a classifier's run in the storage while it learns: what another worker goes on from, and event files.

One thread copies them there, the newest only, and no step waits for it. A stored state is a folder of two: the state
itself and the best weights so far, with a list that is written last and says that both are whole.
"""

import contextlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from safelight.engine.classify.outputs import BEST, EPOCHS, STATE
from safelight.jobs.errors import HandedBack
from safelight.kit.errors import SafelightError
from safelight.kit.files import sha256_of, whole_file
from safelight.kit.logs import get_logger
from safelight.storage import Storage, StorageAway, StorageNotFound, layout

log = get_logger(__name__)

WHOLE = "whole.json"
EVENTS = "tb"
LOOK_SECONDS = 0.5
HAND_BACK_SECONDS = 10.0
"""For the last copy, when another worker is to go on; a supervisor waits for twice as long."""
OnBytes = Callable[[int, int], None]


@dataclass(frozen=True)
class _Leaving:
    """A state on its way to the storage: hard links, which stay when the training removes the files."""

    name: str
    folder: Path


class RunFiles:
    """The files of one run, here in `home` and in the storage. Use it as a context around the training.

    `look` is for the thread of the training, between two steps: then the state and the best weights belong together.
    """

    def __init__(self, storage: Storage, home: Path, *, run_id: str, attempt: int) -> None:
        self._storage, self._home, self._run, self._attempt = storage, home, run_id, attempt
        self._changed = threading.Condition()
        self._next: _Leaving | None = None
        self._is_copying = self._is_over = False
        self._thread: threading.Thread | None = None
        self._offered = ""
        self._looked = 0.0
        self._sent: dict[str, tuple[int, int]] = {}
        self._best: tuple[str, str] | None = None  # digest of the best weights that are stored, and where

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """However it ended: the last state is copied too, for which only a worker that leaves waits."""
        if kind is not None:
            self.look(now=True)
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
            if isinstance(error, HandedBack):
                self._changed.wait_for(self._is_idle, HAND_BACK_SECONDS)

    def look(self, *, now: bool = False) -> bool:
        """Whether there is a state that was not there the last time; if so, it is copied as soon as possible."""
        if not now and time.monotonic() - self._looked < LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        name = _newest(self._home / STATE)
        if name is None or name <= self._offered:
            return False
        try:
            leaving = self._linked(name)
        except OSError as error:  # the disk is full: the next one will do
            log.warning("state_not_copied", state=name, error=str(error))
            return False
        self._offered = name
        with self._changed:
            if self._next is not None:
                shutil.rmtree(self._next.folder, ignore_errors=True)
            self._next = leaving
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._copy_all, name=f"states-{self._run}", daemon=True)
                self._thread.start()
        return True

    def wait(self, check: Callable[[], None]) -> None:
        """Until all that was offered is there, or could not be copied; `check` may raise to give up."""
        with self._changed:
            while not self._changed.wait_for(self._is_idle, LOOK_SECONDS):
                check()

    def fetch(self, on_bytes: OnBytes = lambda done, total: None) -> str | None:
        """Bring the newest whole state here, unless one as new is here already; returns its name.

        `on_bytes` may raise to stop. Raises StorageAway where there is none here: to begin anew could throw hours away.
        """
        here = _newest(self._home / STATE) or ""
        try:
            for place in self._stored():
                facts = self._facts(place)
                if facts is None:
                    continue
                if str(facts["name"]) <= here:
                    break
                if self._bring(facts, on_bytes):
                    log.info("state_fetched", state=facts["name"])
                    return str(facts["name"])
        except StorageAway as error:
            if not here:
                raise
            log.warning("stored_states_unknown", error=str(error))
        return None

    def forget(self) -> None:
        """The run has ended well, or begins anew: nobody will go on from here."""
        with self._changed:
            self._next = None
        self._storage.delete_prefix(layout.run_states(self._run))

    def begin_anew(self) -> None:
        """Nothing is here to go on from: what an earlier attempt has stored of its curves is of another beginning."""
        self._storage.delete_prefix(layout.run_events(self._run))

    def send_events(self) -> None:
        """Copy the event files that have grown since the last time, so that a TensorBoard elsewhere sees them."""
        for path in sorted((self._home / EVENTS).glob("events.out.tfevents.*")):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                if self._sent.get(path.name) == (stat.st_size, stat.st_mtime_ns):
                    continue
                # Not the path: it may grow between the look at its size and the end of the copy.
                self._put(layout.file_below(layout.run_events(self._run), path.name), path.read_bytes())
                self._sent[path.name] = (stat.st_size, stat.st_mtime_ns)

    def send_epochs(self) -> None:
        """Copy the weights of each epoch that are kept and not there yet."""
        for folder in sorted((self._home / EPOCHS).glob("[0-9]*")):
            if folder.name not in self._sent:
                self._send(folder, layout.run_epoch(self._run, int(folder.name)))
                self._sent[folder.name] = (0, 0)

    # Copying

    def _is_idle(self) -> bool:
        return self._next is None and not self._is_copying

    def _linked(self, name: str) -> _Leaving:
        folder = self._home / f".leaving-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            _link(self._home / STATE / name, folder / STATE)
            if (self._home / BEST).is_dir():
                _link(self._home / BEST, folder / BEST)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return _Leaving(name, folder)

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
                self.send_events()
                self.send_epochs()
            except (SafelightError, OSError) as error:
                # The training goes on; the next state is another chance.
                log.warning("state_not_copied", state=leaving.name, error=str(error))
            except Exception:  # the thread's edge
                log.exception("state_not_copied", state=leaving.name)
            finally:
                shutil.rmtree(leaving.folder, ignore_errors=True)

    def _copy(self, leaving: _Leaving) -> None:
        place = layout.run_state(self._run, _number_of(leaving.name), self._attempt)
        digest = _digest(leaving.folder / BEST)
        if digest is not None and (self._best is None or self._best[0] != digest):
            best = f"{place}/{BEST}"
            self._send(leaving.folder / BEST, best)
            self._best = (digest, best)
        self._send(leaving.folder / STATE, f"{place}/{STATE}")
        facts = {
            "name": leaving.name,
            "state": f"{place}/{STATE}",
            "best": self._best[1] if digest and self._best else None,
        }
        self._put(f"{place}/{WHOLE}", json.dumps(facts).encode())
        self._forget_older(place, str(facts["best"]))

    def _forget_older(self, place: str, best: str) -> None:
        """All but this state, and the best weights that it stands with."""
        old = [
            file.key
            for file in self._storage.list(layout.run_states(self._run))
            if not file.key.startswith((f"{place}/", f"{best}/")) and _place_of(file.key) < place
        ]
        self._storage.delete(*old)

    def _send(self, folder: Path, prefix: str) -> None:
        for path in sorted(folder.iterdir()):
            key = layout.file_below(prefix, path.name)
            self._storage.put(key, path, content_type=layout.content_type_of(key))

    def _put(self, key: str, data: bytes) -> None:
        self._storage.put(key, data, content_type=layout.content_type_of(key))

    # Fetching

    def _stored(self) -> list[str]:
        """Prefixes of the states that are whole, newest first."""
        keys = [file.key for file in self._storage.list(layout.run_states(self._run))]
        return sorted((_place_of(key) for key in keys if key.endswith(f"/{WHOLE}")), reverse=True)

    def _facts(self, place: str) -> dict[str, str | None] | None:
        try:
            facts = json.loads(self._storage.get(f"{place}/{WHOLE}"))
            return {"name": str(facts["name"]), "state": str(facts["state"]), "best": facts["best"]}
        except (StorageNotFound, ValueError, KeyError, TypeError) as error:
            log.warning("stored_state_unreadable", state=place, error=str(error))
            return None

    def _bring(self, facts: dict[str, str | None], on_bytes: OnBytes) -> bool:
        coming = self._home / ".coming"
        shutil.rmtree(coming, ignore_errors=True)
        parts = {STATE: facts["state"], BEST: facts["best"]}
        try:
            files = [(part, file) for part, prefix in parts.items() if prefix for file in self._storage.list(prefix)]
            total, done = sum(file.size for _, file in files), 0
            for part, file in files:
                with whole_file(coming / part / layout.name_on_disk(file.key)) as target:
                    for piece in self._storage.stream(file.key):
                        target.write(piece)
                        done += len(piece)
                        on_bytes(done, total)
            if not (coming / STATE).is_dir():
                log.warning("stored_state_unreadable", state=facts["name"], error="its files are gone")
                return False
            for old in (self._home / STATE, self._home / BEST):
                shutil.rmtree(old, ignore_errors=True)
            if (coming / BEST).is_dir():  # first: a state is never newer than what it stands with
                (coming / BEST).rename(self._home / BEST)
            (self._home / STATE).mkdir()
            (coming / STATE).rename(self._home / STATE / str(facts["name"]))
        except StorageNotFound as error:
            log.warning("stored_state_unreadable", state=facts["name"], error=str(error))
            return False
        finally:
            shutil.rmtree(coming, ignore_errors=True)
        return True


def _newest(folder: Path) -> str | None:
    """The name of the newest state: names sort as steps and epochs do."""
    return max((path.name for path in folder.glob("step-*")), default=None)


def _number_of(name: str) -> int:
    """step-00000250-00003 → 250 00003: as the names, so the numbers."""
    return int("".join(part for part in name.split("-")[1:]))


def _place_of(key: str) -> str:
    """runs/<id>/state/<number>.<attempt> of any key below it."""
    return "/".join(key.split("/")[:4])


def _digest(folder: Path) -> str | None:
    weights = folder / "model.safetensors"
    return sha256_of(weights) if weights.is_file() else None


def _link(folder: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in folder.iterdir():
        try:
            os.link(path, target / path.name)
        except PermissionError:  # a file system without hard links
            shutil.copyfile(path, target / path.name)
