"""A whole studio as its user starts it, `safelight serve`, with the starter model and a worker; it can be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

READY_SECONDS = 90
WORKER_SECONDS = 120


class RunningStudio:
    """`safelight serve` as a child process, on a port of its own that stays the same when it is started again."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "serve.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SAFELIGHT_")},
            "SAFELIGHT_DATA_DIR": str(folder / "data"),
            "SAFELIGHT_PORT": str(self.port),
            "SAFELIGHT_CPU_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            **{f"SAFELIGHT_{name.upper()}": value for name, value in settings.items()},
        }
        self._process: subprocess.Popen[bytes] | None = None

    def set(self, **settings: str) -> None:
        """Change settings; they hold from the next start on."""
        self._environment |= {f"SAFELIGHT_{name.upper()}": value for name, value in settings.items()}

    def start(self) -> None:
        """Start the server, and return once it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "safelight", "serve"],
                env=self._environment,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _until(self._answers, READY_SECONDS, f"the studio does not answer; see {self.log}")

    def wait_for_worker(self, count: int = 1) -> None:
        """Return once so many workers are ready."""
        _until(lambda: len(self.get("/workers")["items"]) >= count, WORKER_SECONDS, f"no worker came; see {self.log}")

    def kill_server(self) -> None:
        """SIGKILL the server alone; its worker is left behind."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_worker(self) -> int:
        """SIGKILL one worker; returns its process id."""
        assert self._process is not None
        pid = int(subprocess.check_output(["pgrep", "-f", "safelight agent", "-P", str(self._process.pid)]).split()[0])
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> None:
        """End the server and everything it started."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._session(), signal.SIGKILL)
            self._process.wait()

    def get(self, path: str) -> Any:
        """What the API answers to a GET below /api/v1."""
        answer = httpx.get(f"{self.url}/api/v1{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **request: Any) -> Any:
        """What the API answers to a POST below /api/v1."""
        answer = httpx.post(f"{self.url}/api/v1{path}", timeout=30, **request)
        answer.raise_for_status()
        return answer.json()

    def _session(self) -> int:
        assert self._process is not None
        return self._process.pid  # start_new_session made it the leader of its own

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the studio ended with {self._process.returncode}; see {self.log}"
        try:
            return httpx.get(f"{self.url}/ping", timeout=5).is_success
        except httpx.TransportError:
            return False


def _until(holds: Any, seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)
