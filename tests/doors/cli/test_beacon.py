"""How a command finds the studio: server.json, and the locks that say who uses it."""

import json
import os
import subprocess
import sys

import pytest

from safelight.doors.cli import beacon
from safelight.doors.cli.beacon import Beacon


@pytest.fixture
def gone() -> int:
    """A process id that was."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_running_studio_is_found_and_leaves_nothing_behind(studio, tmp_path):
    with beacon.lit(tmp_path, Beacon(studio.url, os.getpid())):
        assert beacon.find(tmp_path) == Beacon(studio.url, os.getpid())
    assert beacon.find(tmp_path) is None
    assert not (tmp_path / beacon.BEACON).exists()


def test_a_file_of_a_dead_process_is_ignored(studio, tmp_path, gone):
    (tmp_path / beacon.BEACON).write_text(json.dumps({"url": studio.url, "pid": gone, "transient": False}))
    assert beacon.find(tmp_path) is None


def test_a_file_whose_server_does_not_answer_is_ignored(tmp_path):
    with beacon.lit(tmp_path, Beacon("http://127.0.0.1:9", os.getpid())):
        assert beacon.find(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"url": 1}', '{"url": "x", "pid": "y", "transient": 0}'])
def test_a_broken_file_is_ignored(content, tmp_path):
    (tmp_path / beacon.BEACON).write_text(content)
    assert beacon.find(tmp_path) is None


def test_the_first_of_two_is_found_again_when_the_second_has_ended(studio, tmp_path, gone):
    first, second = Beacon(studio.url, os.getpid()), Beacon("http://127.0.0.1:9", os.getpid())
    with beacon.lit(tmp_path, first):
        with beacon.lit(tmp_path, second):
            assert beacon.standing(tmp_path) == second
        assert beacon.find(tmp_path) == first
    (tmp_path / beacon.BEACON).write_text(json.dumps({"url": studio.url, "pid": gone, "transient": False}))
    with beacon.lit(tmp_path, second):
        pass
    assert not (tmp_path / beacon.BEACON).exists(), "one that is gone is not brought back"


def test_the_file_of_a_newer_studio_is_left_alone(tmp_path):
    newer = Beacon("http://127.0.0.1:2", 2)
    with beacon.lit(tmp_path, Beacon("http://127.0.0.1:1", 1)), beacon.lit(tmp_path, newer):
        pass
    with beacon.lit(tmp_path, Beacon("http://127.0.0.1:1", 1)):
        (tmp_path / beacon.BEACON).write_text(json.dumps({"url": newer.url, "pid": newer.pid, "transient": False}))
    assert json.loads((tmp_path / beacon.BEACON).read_text())["pid"] == 2


def test_many_use_it_and_one_ends_it(tmp_path):
    first, second, ending = (beacon.users_lock(tmp_path) for _ in range(3))
    assert first.try_take(shared=True)
    assert second.try_take(shared=True)
    assert not ending.try_take()
    first.release()
    assert not ending.try_take()
    second.release()
    assert ending.try_take()
    ending.release()


def test_a_killed_user_holds_nothing(tmp_path):
    code = f"""
import time
from pathlib import Path
from safelight.doors.cli import beacon
lock = beacon.users_lock(Path({str(tmp_path)!r}))
print(lock.try_take(shared=True), flush=True)
time.sleep(60)
"""
    user = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    with user:
        assert user.stdout.readline() == b"True\n"
        ending = beacon.users_lock(tmp_path)
        assert not ending.try_take()
        user.kill()
        user.wait()
    ending.take()
    ending.release()


def test_a_command_uses_the_studio_that_runs_on_its_data(studio, typed, tmp_path):
    studio.on("GET", "/api/v1/workers", {"items": [], "next": None})
    with beacon.lit(tmp_path / "data", Beacon(studio.url, os.getpid())):
        done = typed("workers", "list")
    assert done.code == 0
    assert "starting one" not in done.err
    assert ("GET", "/api/v1/workers") in [(method, path) for method, path, _ in studio.asked]
