"""A command line to type into, and a stand-in studio that answers what a test tells it to."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from safelight.doors.cli.main import main


@dataclass
class Typed:
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test in an empty folder, with no setting from outside."""
    for name in list(os.environ):
        if name.startswith("SAFELIGHT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def typed(capfd: pytest.CaptureFixture[str]) -> Callable[..., Typed]:
    """Runs a command line in this process."""

    def run(*arguments: str) -> Typed:
        capfd.readouterr()
        code = main(arguments)
        said = capfd.readouterr()
        return Typed(code, said.out, said.err)

    return run


@dataclass
class StandIn:
    """A studio that answers from a table of (method, path) and keeps what it was asked."""

    url: str = ""
    answers: dict[tuple[str, str], list[tuple[int, Any]]] = field(default_factory=dict)
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)

    def on(self, method: str, path: str, *answers: Any, status: int = 200) -> None:
        """Answer with these, in turn; the last one for good."""
        self.answers[method, path] = [(status, answer) for answer in answers]

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        waiting = self.answers.get((method, path))
        if not waiting:
            return 404, {"detail": f"nothing at {path}", "code": "not_found", "status": 404}
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@pytest.fixture
def studio() -> Iterator[StandIn]:
    """A stand-in on a free port of the loopback."""
    made = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path.partition("?")[0]
            made.asked.append((self.command, self.path, body))
            status, answer = made.answer(self.command, path)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815  http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}"
    made.on("GET", "/ping", {"status": "ok", "version": "0"})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def job(state: str = "succeeded", **more: Any) -> dict[str, Any]:
    """A job as the API shows it."""
    progress = {
        "stage": None, "stages": [], "step": 0, "total": 0, "fraction": 0.0, "loss": None, "rate": None,
        "eta_seconds": None, "message": None, **more.pop("progress", {}),
    }  # fmt: skip
    return {
        "id": "job_1", "kind": "generation", "title": "", "subject": None, "waiting_for": None, "worker_name": None,
        "state": state, "priority": 50, "position": None,
        "progress": progress, "failure": None, "attempts": 1, "worker": None, "cancel_requested": False,
        "created_at": "2026-01-01T10:00:00Z", "started_at": None, "finished_at": None, "results": {}, **more,
    }  # fmt: skip
