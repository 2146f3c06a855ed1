"""A real worker as an agent, which knows the sleeping task beside its own: `live` is all that its process does.

It is forked from a process that has imported torch: agents that are killed come back without taking seconds of CPU from
the others, as they would not on machines of their own.
"""

import os
import signal
from multiprocessing import get_context
from pathlib import Path

from safelight.jobs.task import Task
from safelight.jobs.upbringing import WORKER_PARENT
from safelight.kit import logs
from safelight.settings import Settings
from safelight.worker import main as worker
from safelight.worker.tasks import all_tasks
from safelight.worker.workshop import Workshop
from tests.fleet.worker import nap_task

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["safelight.worker.main"])


class RealWorker:
    """Its process, as subprocess.Popen would tell of it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._process = _FORKING.Process(target=live, args=(environment, str(log)))
        self._process.start()

    def poll(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Unless it has ended."""
        if self.poll() is None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()

    def wait(self) -> None:
        """Until it has ended."""
        self._process.join()


def live(environment: dict[str, str], log: str) -> None:
    """`safelight agent --device cpu` in this environment, and the task of naps."""
    os.environ.clear()
    os.environ.update(environment | {WORKER_PARENT: str(os.getppid())})
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    logs.configure(level="info", as_json=False)
    worker.all_tasks = with_naps
    os._exit(worker.run(Settings(_env_file=None), device="cpu"))


def with_naps(workshop: Workshop) -> dict[str, Task]:
    """Every kind that a worker knows, and naps."""
    return all_tasks(workshop) | {"nap": nap_task(workshop.storage)}
