"""Worker processes for tests, forked from one that has imported what they all do: torch and diffusers take it 7 s.

Each is a process of its own from there on, with the life of any worker; that a worker starts from nothing is tested
where `safelight serve` and `safelight agent` are.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

_PROGRAM = """
import json, os, signal, sys
from safelight.kit.logs import configure
from safelight.settings import Settings
from safelight.worker.main import run

def live(environment, log):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(environment)
    if log:
        os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    settings = Settings(_env_file=None)
    if log:
        configure(level="info", as_json=settings.log_as_json)
    return run(settings, device="cpu")

signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the tests, and they end this
asked, answers = (os.fdopen(int(number), mode) for number, mode in zip(sys.argv[1:], "rw"))
for line in asked:
    wish, about = json.loads(line)
    if wish == "wait":
        answer = os.waitstatus_to_exitcode(os.waitpid(about, 0)[1])
    elif (answer := os.fork()) == 0:
        code = 1
        try:
            code = live(**about)
        finally:
            os._exit(code)
    print(answer, file=answers, flush=True)
"""


class Worker:
    """A worker process, as subprocess.Popen would tell of it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def kill(self) -> None:
        """SIGKILL, unless it has ended and that was noticed."""
        if self.returncode is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Return its exit code once it has ended."""
        if self.returncode is None:
            self.returncode = _nursery().ask("wait", self.pid)
        return self.returncode


def start(environment: dict[str, str], *, log: Path | None = None) -> Worker:
    """A worker on the CPU with this environment; its log goes to a file, if one is named, as it is configured."""
    about = {"environment": environment, "log": None if log is None else str(log)}
    return Worker(_nursery().ask("start", about))


@cache
def _nursery() -> "_Nursery":
    return _Nursery()


class _Nursery:
    def __init__(self) -> None:
        asked, ask = os.pipe()
        answer, answered = os.pipe()
        command = [sys.executable, "-c", _PROGRAM, str(asked), str(answered)]
        self._process = subprocess.Popen(command, pass_fds=(asked, answered), stdin=subprocess.DEVNULL)
        os.close(asked)
        os.close(answered)
        self._ask, self._answer = os.fdopen(ask, "w"), os.fdopen(answer)
        atexit.register(self._close)

    def ask(self, wish: str, about: Any) -> int:
        print(json.dumps([wish, about]), file=self._ask, flush=True)
        return int(self._answer.readline())

    def _close(self) -> None:
        self._ask.close()
        self._process.wait()
        self._answer.close()
