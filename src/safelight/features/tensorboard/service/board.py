"""One TensorBoard: a child process on loopback, its copies of event files, and when somebody last looked."""

import asyncio
import contextlib
import contextvars
import os
import re
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

from safelight.features.tensorboard.service import BoardRun
from safelight.features.tensorboard.service.mirror import Mirror
from safelight.jobs.upbringing import WORKER_PARENT
from safelight.kit.errors import NotFound, SafelightError
from safelight.kit.logs import get_logger

log = get_logger(__name__)

SYNC_SECONDS = 3.0
RELOAD_SECONDS = 5  # between two looks of TensorBoard at its folder
START_SECONDS = 90.0  # a busy machine imports slowly
STOP_SECONDS = 5.0
_LISTENS = re.compile(r" at (http://127\.0\.0\.1:\d+)/")
# The kernel ends it when the server dies, however that dies.
_DIE_WITH_US = "from safelight.jobs.upbringing import die_with_parent\ndie_with_parent()\n"
_RUN = "from tensorboard.main import run_main\nrun_main()\n"


class Board:
    """TensorBoard of one target, from `start` until it has `ended`; lives in one event loop."""

    def __init__(
        self,
        target: str,
        *,
        path: str,
        mirror: Mirror,
        runs: Callable[[], list[BoardRun]],
        idle_seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self.target = target
        self.address: str | None = None
        """Where it listens, such as http://127.0.0.1:41234, once it is ready."""
        self.failure: str | None = None
        self.shown = 0
        self.ending = False
        self.process: Process | None = None
        self._path = path
        self._mirror = mirror
        self._runs = runs
        self._idle_seconds = idle_seconds
        self._clock = clock
        self._last_used = clock()
        self._looking = 0
        self._news = asyncio.Event()
        self._ready = asyncio.Event()
        self._said: deque[str] = deque(maxlen=20)
        self._life: asyncio.Task[None] | None = None

    def start(self, *, after: "Board | None" = None) -> None:
        """Begin, once the one before it in the same folder has ended."""
        # A context of its own: it outlives the request that opened it, and its logs are not that request's.
        context = contextvars.Context()
        self._life = asyncio.create_task(self._live(after), name=f"tensorboard {self.target}", context=context)

    def end(self) -> None:
        """Ask it to end; `ended` returns when it has."""
        self.ending = True
        self._news.set()

    async def ended(self) -> None:
        """Return once the process and the copies are gone."""
        if self._life is not None:
            await asyncio.shield(self._life)

    @property
    def is_over(self) -> bool:
        """Whether it ends, or has ended."""
        return self.ending

    @property
    def is_gone(self) -> bool:
        """Whether it has ended, and nothing of it is left."""
        return self._life is not None and self._life.done()

    async def ready(self, *, within: float) -> str | None:
        """Its address, or None if it is not there within so many seconds or will not be."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), within)
        return None if self.is_over else self.address

    @contextlib.contextmanager
    def looked_at(self) -> Iterator[None]:
        """Somebody looks at it: until then, and for its idle time after, it does not end by itself."""
        self._looking += 1
        try:
            yield
        finally:
            self._looking -= 1
            self.touch()

    def touch(self) -> None:
        """Somebody has looked."""
        self._last_used = self._clock()

    @property
    def idle_seconds(self) -> float:
        """Since somebody last looked."""
        return 0.0 if self._looking else self._clock() - self._last_used

    @property
    def memory_bytes(self) -> int | None:
        """Resident memory of its process; None where the system does not tell, and when it has ended."""
        if self.process is None or self.process.returncode is not None:
            return None
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:  # no such file system, or it has just ended
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    async def _live(self, after: "Board | None") -> None:
        try:
            if after is not None:
                await after.ended()
            if self.ending:
                return
            await asyncio.to_thread(self._sync)
            self.process = await self._spawn()
            draining = asyncio.create_task(self._drain(self.process))
            try:
                await self._serve(self.process)
            finally:
                await _stop(self.process)
                await draining
        except Exception as error:  # the edge of a task: told in the log, and to who asks
            self.failure = error.message if isinstance(error, SafelightError) else f"{type(error).__name__}: {error}"
            log.exception("tensorboard_failed", target=self.target, said=list(self._said))
        finally:
            self.ending = True
            self._ready.set()
            await asyncio.to_thread(self._mirror.clear)
            log.info("tensorboard_ended", target=self.target)

    async def _spawn(self) -> Process:
        # It has no use for the settings, among which are secrets, nor for a GPU, should TensorFlow be there.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _DIE_WITH_US + _RUN, "--logdir", str(self._mirror.folder), "--host", "127.0.0.1"),
            *("--port", "0", "--path_prefix", self._path, "--load_fast", "false"),
            *("--reload_interval", str(RELOAD_SECONDS)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            env=environment | {WORKER_PARENT: str(os.getpid()), "CUDA_VISIBLE_DEVICES": ""},
            start_new_session=True,  # Ctrl-C is for the server, which ends it in order
        )

    async def _drain(self, process: Process) -> None:
        """Read what it says, so that it never waits for a full pipe; its first words say where it listens."""
        assert process.stdout is not None  # noqa: S101  asked for above
        async for line in process.stdout:
            text = line.decode(errors="replace").strip()
            self._said.extend([text] if text else [])
            if self.address is None and (found := _LISTENS.search(text)):
                self.address = found[1]
                self.touch()
                self._ready.set()
                log.info("tensorboard_started", target=self.target, pid=process.pid, runs=self.shown)
        await process.wait()
        self._news.set()

    async def _serve(self, process: Process) -> None:
        """Keep its files fresh until it ends, is asked to, or nobody looks any more. Raises RuntimeError, unready."""
        deadline = self._clock() + START_SECONDS
        while not self.ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), max(0.05, min(SYNC_SECONDS, self._left())))
            is_over = process.returncode is not None
            if self.address is None and not self.ending and (is_over or self._clock() > deadline):
                raise RuntimeError(self._said[-1] if self._said else "it said nothing")
            if is_over or self._left() <= 0:
                self.ending = True
            else:
                await asyncio.to_thread(self._resync)

    def _left(self) -> float:
        # While it starts nobody can look, and whoever waits for it comes right after.
        return self._idle_seconds - self.idle_seconds if self.address else SYNC_SECONDS

    def _sync(self) -> None:
        runs = self._runs()
        self._mirror.sync(runs)
        self.shown = len(runs)

    def _resync(self) -> None:
        try:
            self._sync()
        except NotFound:  # the run or the project was deleted
            self.ending = True
        except (SafelightError, OSError) as error:  # database or storage away: it shows what it has
            log.warning("tensorboard_not_fresh", target=self.target, error=str(error))


async def _stop(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
