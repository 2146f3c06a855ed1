"""Commands with a real server and a real worker: they start what they need, and leave nothing running."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safelight.doors.cli import problems
from tests.installation import TINY, tiny_models

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SMALL = {"SAFELIGHT_DEFAULT_MODEL": TINY, "SAFELIGHT_CPU_THREADS": "1", "COLUMNS": "120"}


@pytest.fixture
def environment(tmp_path):
    return os.environ | SMALL | {
        "SAFELIGHT_DATA_DIR": str(tmp_path / "data"),
        "SAFELIGHT_MODELS_DIR": str(tmp_path / "models"),
    }  # fmt: skip


@pytest.fixture
def start(environment, tmp_path):
    """Starts a command as a process of its own."""
    # A copy: the folder that the test process shares goes when it ends.
    (tmp_path / "models").symlink_to(tiny_models(), target_is_directory=True)
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "safelight", *arguments],
            env=environment, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def processes_of(folder: Path) -> list[str]:
    """What still runs with this data folder in its environment, other than this test."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (entry / "environ").read_bytes() and int(entry.name) != os.getpid():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_until(true, seconds=400.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def logged(tmp_path, words):
    log = tmp_path / "data" / "logs" / "studio.log"
    return log.exists() and words in log.read_text()


def test_generate_starts_a_studio_and_leaves_a_picture_and_nothing_else(start, tmp_path):
    process = start("generate", "a cat", "--seed", "7", "-o", "cat.png", "--json")
    out, err = process.communicate()
    assert process.returncode == 0, err
    made = json.loads(out)
    assert made["files"] == [str(tmp_path / "cat.png")]
    assert made["pictures"][0]["seed"] == 7
    assert (tmp_path / "cat.png").read_bytes().startswith(b"\x89PNG")
    assert "starting one for this command" in err
    assert processes_of(tmp_path / "data") == []
    assert not (tmp_path / "data" / "server.json").exists()


def test_ctrl_c_cancels_and_leaves_no_process(start, tmp_path):
    process = start("generate", "a cat", "--steps", "150", "-n", "64")
    wait_until(lambda: logged(tmp_path, "job_started"))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == problems.CANCELLED, err
    assert "jobs resume" in err
    assert "Traceback" not in err
    assert processes_of(tmp_path / "data") == []


def test_two_commands_at_once_share_a_studio(start, tmp_path):
    first, second = (start("generate", "a cat", "--seed", str(n), "-o", f"{n}.png") for n in range(2))
    errors = [process.communicate()[1] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], errors
    assert (tmp_path / "0.png").exists()
    assert (tmp_path / "1.png").exists()
    assert sum("starting one" in error for error in errors) in {1, 2}
    wait_until(lambda: processes_of(tmp_path / "data") == [], 60)


def test_a_killed_command_leaves_no_studio_behind(start, tmp_path):
    process = start("generate", "a cat", "--steps", "150", "-n", "64")
    wait_until(lambda: logged(tmp_path, "job_started"))
    process.kill()
    wait_until(lambda: processes_of(tmp_path / "data") == [], 60)


def test_serve_stops_in_order_on_ctrl_c(start, tmp_path):
    process = start("serve", "--port", "0")
    wait_until((tmp_path / "data" / "server.json").exists)
    listing = start("jobs", "list", "--json")
    assert json.loads(listing.communicate()[0]) == []
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert "Safelight" in err
    assert "Stopping" in err
    assert "Traceback" not in err
    assert processes_of(tmp_path / "data") == []
    assert not (tmp_path / "data" / "server.json").exists()
