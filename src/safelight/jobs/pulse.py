"""A worker's pulse: a file that it touches at each heartbeat, so that its own machine can see that it lives.

It tells that the process is not stuck, and nothing of the database: no restart of a worker brings that back.
"""

import os
import socket
import time
from contextlib import suppress
from pathlib import Path


class Pulse:
    """The file of this process. Its folder may be shared with other machines."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"worker-{socket.gethostname()}-{os.getpid()}.pulse"

    def beat(self) -> None:
        """Say that the process is there. A full disk is no reason to stop work."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch()

    def end(self) -> None:
        """The process leaves in order."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def silence(folder: Path) -> float | None:
    """Seconds since a worker of this machine was last there; None if none was."""
    last = max((path.stat().st_mtime for path in folder.glob(f"worker-{socket.gethostname()}-*.pulse")), default=None)
    return None if last is None else max(0.0, time.time() - last)
