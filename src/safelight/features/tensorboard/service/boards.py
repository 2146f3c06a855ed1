"""The TensorBoards of one server: one for each run or project that somebody looks at, and no more than so many."""

import asyncio
import contextlib
import importlib.util
import shutil
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from safelight.db import Database
from safelight.features.tensorboard import service
from safelight.features.tensorboard.errors import TensorBoardMissing
from safelight.features.tensorboard.service import BoardRun
from safelight.features.tensorboard.service.board import Board
from safelight.features.tensorboard.service.mirror import Mirror
from safelight.storage import Storage

PATH = "/tensorboard"


def is_installed() -> bool:
    """Whether the package is there; does not load it."""
    return importlib.util.find_spec("tensorboard") is not None


class Boards:
    """Opens and ends them; used in the event loop of the server alone."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        folder: Path,
        *,
        at_once: int,
        idle_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.idle_seconds = idle_seconds
        self._db = database
        self._storage = storage
        self._folder = folder
        self._at_once = at_once
        self._clock = clock
        self._boards: dict[str, Board] = {}
        self._closed = False

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """End them all at the end; copies that a killed server has left are removed first."""
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        try:
            yield
        finally:
            self._closed = True
            for board in self._boards.values():
                board.end()
            await asyncio.gather(*(board.ended() for board in self._boards.values()))

    def live(self, target: str) -> Board | None:
        """The one that starts or runs on a target."""
        board = self._boards.get(target)
        return None if board is None or board.is_over else board

    def failure_of(self, target: str, *, forget: bool = False) -> str | None:
        """Why the last one on a target did not start, if it did not."""
        board = self._boards.get(target)
        if board is None or not board.is_over or board.failure is None:
            return None
        failure = board.failure
        if forget:
            board.failure = None
        return failure

    def open(self, target: str) -> Board:
        """The one on a target, started if need be; the longest unused makes room. Raises TensorBoardMissing."""
        if (board := self.live(target)) is not None:
            board.touch()
            return board
        if self._closed or not is_installed():
            raise TensorBoardMissing
        self._boards = {name: b for name, b in self._boards.items() if not b.is_gone or b.failure}
        others = sorted((b for b in self._boards.values() if not b.is_over), key=lambda b: b.idle_seconds)
        for unused in others[self._at_once - 1 :]:
            unused.end()
        board = Board(
            target,
            path=f"{PATH}/{target}",
            mirror=Mirror(self._storage, self._folder / target),
            runs=partial(self._runs, target),
            idle_seconds=self.idle_seconds,
            clock=self._clock,
        )
        board.start(after=self._boards.get(target))
        self._boards[target] = board
        return board

    async def close(self, target: str) -> None:
        """End the one on a target; fine if there is none."""
        if (board := self._boards.pop(target, None)) is not None:
            board.end()
            await board.ended()

    def _runs(self, target: str) -> list[BoardRun]:
        with self._db.reading() as session:
            return service.runs_of(session, target=target)
