"""Workers beside ComfyUI servers: one in this process, several as processes that are looked after."""

import signal
import sys
import threading

from safelight.db import Database
from safelight.doors.cli.environment import environment_of
from safelight.doors.cli.problems import OK
from safelight.jobs.supervisor import Supervisor
from safelight.jobs.upbringing import COMFYUI
from safelight.settings import Settings


def work_beside(settings: Settings, devices: list[str], *, name: str | None) -> int:
    """Work until SIGTERM or Ctrl-C; `devices` are addresses behind `comfyui:`. Returns the exit code."""
    if len(devices) == 1:
        from safelight.worker.comfyui.main import run

        return run(settings, address=devices[0].removeprefix(COMFYUI), name=name)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    database = Database(settings.effective_database_url, pool_size=1)
    supervisor = Supervisor(
        database,
        (sys.executable, "-m", "safelight", "agent"),
        devices=devices,
        environment=environment_of(settings),
        cancel_grace_seconds=settings.cancel_grace_seconds,
    )
    supervisor.start()
    stopping.wait()
    supervisor.stop()
    database.dispose()
    return OK
