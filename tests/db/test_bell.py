"""A bell rings for writes to its file, and for nothing else."""

import sys
import threading

import pytest

from safelight.db.bell import Bell

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "journal"
    path.write_bytes(b"")
    return path


@pytest.fixture
def bell(path):
    bell = Bell.at(path)
    assert bell is not None
    yield bell
    bell.close()


def test_it_rings_once_for_all_that_was_written_since(bell, path):
    with path.open("ab", buffering=0) as file:
        for _ in range(3):
            file.write(b"frame")
    assert bell.rings(10)
    assert not bell.rings(0)


def test_it_keeps_silent_without_a_write(bell, path):
    path.read_bytes()
    (path.parent / "other").write_bytes(b"frame")
    assert not bell.rings(0.01)


def test_what_is_written_while_it_waits_ends_the_wait(bell, path):
    thread = threading.Timer(0.05, path.write_bytes, [b"frame"])
    thread.start()
    assert bell.rings(30)
    thread.join()


def test_without_a_file_there_is_no_bell(tmp_path):
    assert Bell.at(tmp_path / "none") is None
