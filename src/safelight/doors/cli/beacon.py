"""`server.json` in the data folder: where the studio on this data answers, while it does.

Locks beside it tell who uses it. The kernel gives a lock back however its holder ends, so nothing here can go stale.
"""

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from safelight.kit.files import whole_file

BEACON = "server.json"
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Beacon:
    """Where a studio answers, and which process it is. `transient`: it ends when no command uses it any more."""

    url: str
    pid: int
    transient: bool = False


@contextlib.contextmanager
def lit(data_dir: Path, beacon: Beacon) -> Iterator[None]:
    """Let commands on this machine find the studio while the block runs; after it the one they found before, if any."""
    path, before = data_dir / BEACON, standing(data_dir)
    _write(path, beacon)
    try:
        yield
    finally:
        if _read(path) == beacon:
            if before is not None and _exists(before.pid):
                _write(path, before)
            else:
                path.unlink(missing_ok=True)


def find(data_dir: Path) -> Beacon | None:
    """The studio that runs on this data folder; what a killed one left behind is ignored."""
    beacon = standing(data_dir)
    if beacon is None:
        return None
    from safelight.doors.cli.client import is_alive

    return beacon if is_alive(beacon.url) else None


def standing(data_dir: Path) -> Beacon | None:
    """The studio whose process is there, whether or not it answers."""
    beacon = _read(data_dir / BEACON)
    return beacon if beacon is not None and _exists(beacon.pid) else None


class Lock:
    """A lock between processes: shared by those who use a thing, alone for who starts or ends it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("ab")

    def take(self, *, shared: bool = False, waiting: Callable[[], None] | None = None) -> None:
        """Wait for it; `waiting` is called once if that takes a moment."""
        started, told = time.monotonic(), False
        while not self.try_take(shared=shared):
            if waiting and not told and time.monotonic() - started > 0.5:
                told = True
                waiting()
            time.sleep(LOOK_SECONDS)

    def try_take(self, *, shared: bool = False) -> bool:
        """Take it if it is free."""
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give it back."""
        self._file.close()


def starting_lock(data_dir: Path) -> Lock:
    """Held by the command that looks for a studio and perhaps starts one."""
    return Lock(data_dir / ".starting.lock")


def users_lock(data_dir: Path) -> Lock:
    """Shared by the commands that use the studio; a transient studio ends when it can take it alone."""
    return Lock(data_dir / ".users.lock")


def _write(path: Path, beacon: Beacon) -> None:
    with whole_file(path) as file:
        file.write(json.dumps(asdict(beacon)).encode())


def _read(path: Path) -> Beacon | None:
    try:
        content = json.loads(path.read_bytes())
        return Beacon(url=str(content["url"]), pid=int(content["pid"]), transient=bool(content["transient"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
