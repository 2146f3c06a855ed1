"""`safelight health`: what it asks, and how it ends."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from safelight.doors.cli import main
from safelight.jobs.pulse import Pulse, silence

READY = {part: {"ok": True, "detail": None} for part in ("database", "storage", "workers")} | {"status": "ready"}


class Studio(ThreadingHTTPServer):
    """Says what it is told to, and keeps what it was asked."""

    status, said = 200, READY

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    server: Studio

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFELIGHT_DATA_DIR", str(tmp_path))


@pytest.fixture
def studio(monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    server = Studio()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    monkeypatch.setenv("SAFELIGHT_PORT", str(server.server_port))
    yield server
    server.shutdown()
    server.server_close()


def test_a_ready_server_is_well(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["health", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "found": "ready"}
    assert main.main(["health", "--alone"]) == 0
    assert studio.asked == ["/health/ready", "/health/ready?workers=optional"]


def test_what_is_away_is_named(studio: Studio, capsys: pytest.CaptureFixture[str]) -> None:
    away = {"ok": False, "detail": "the bucket is gone"}
    studio.status, studio.said = 503, READY | {"status": "not ready", "storage": away}
    assert main.main(["health"]) == 1
    assert "not ready; storage: the bucket is gone" in capsys.readouterr().out


def test_nobody_there_is_not_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("SAFELIGHT_PORT", str(taken.getsockname()[1]))
        assert main.main(["health"]) == 1
    assert "does not answer" in capsys.readouterr().out


def test_a_studio_on_another_port_is_found_by_its_folder(studio: Studio, tmp_path: Path, monkeypatch) -> None:
    url = f"http://127.0.0.1:{studio.server_port}"
    (tmp_path / "server.json").write_text(json.dumps({"url": url, "pid": os.getpid(), "transient": False}))
    monkeypatch.setenv("SAFELIGHT_PORT", "1")
    assert main.main(["health"]) == 0


def test_a_worker_is_well_while_its_heart_beats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["health", "--worker"]) == 1
    pulse = Pulse(tmp_path / "work")
    pulse.beat()
    assert main.main(["health", "--worker"]) == 0
    (file,) = (tmp_path / "work").iterdir()
    os.utime(file, (0, file.stat().st_mtime - 61))
    assert main.main(["health", "--worker"]) == 1
    pulse.beat()
    assert main.main(["health", "--worker"]) == 0
    pulse.end()
    assert silence(tmp_path / "work") is None


def test_another_machine_on_the_same_folder_is_not_meant(tmp_path: Path) -> None:
    (tmp_path / "worker-elsewhere-7.pulse").touch()
    assert silence(tmp_path) is None
