import errno
import os
import signal
import threading
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pytest

from safelight.engine.classify import cache
from safelight.engine.classify.cache import Copies, build_cache, copy_side
from safelight.engine.classify.decode import read_copy
from safelight.engine.classify.errors import ReaderFailed
from safelight.engine.classify.folder import read_folder
from tests import hostile
from tests.engine.classify.folders import write_dataset

MIB = 1 << 20


def built(folder, home, *, side=32, channels="rgb", budget=MIB, **options):
    return build_cache(folder, home, side=side, channels=channels, budget=budget, **options)


@pytest.fixture
def folder(tmp_path):
    root = write_dataset(tmp_path / "data", {"a": 6, "b": 6}, side=50)
    (root / "a" / "cut.jpg").write_bytes(hostile.truncated_jpeg())
    return read_folder(root)


def left(home):
    """What lies in the folder of copies, locks aside."""
    return sorted(path.name for path in (home / "copies").iterdir() if not path.name.endswith(".lock"))


def test_sides_leave_room_for_the_smallest_crop_within_reason():
    assert copy_side(224, 1.0) == 224
    assert copy_side(224, 0.5) == 317
    assert copy_side(224, 0.08) == 448


def test_a_full_disk_is_found_before_anything_is_decoded(folder, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache.os, "posix_fallocate", full)
    assert built(folder, tmp_path) is None
    assert left(tmp_path) == []


@pytest.mark.parametrize("channels", ["rgb", "grey"])
def test_copies_are_what_reading_gives_and_broken_ones_are_told(folder, tmp_path, channels):
    told = []
    path = built(folder, tmp_path, channels=channels, on_progress=lambda done, total: told.append((done, total)))

    copies = Copies(path)

    broken = copies.reasons(folder.items)
    assert [folder.items[at].name for at in broken] == ["a/cut.jpg"]
    assert "truncated" in next(iter(broken.values()))
    for item in folder.items:
        copy = copies.of(item)
        if copy is not None:
            assert np.array_equal(copy, read_copy(item.path, 32, channels))
    assert sum(copies.of(item) is not None for item in folder.items) == 12
    assert told[-1] == (13, 13)
    assert all(copies.has(item) for item in folder.items)


def test_runs_share_one_whatever_their_split_and_another_size_is_another(folder, tmp_path, monkeypatch):
    path = built(folder, tmp_path)
    other_split = read_folder(folder.root, seed=9)
    monkeypatch.setattr(cache, "_write", None)  # would be called to make one
    assert built(other_split, tmp_path) == path
    with pytest.raises(TypeError):
        built(folder, tmp_path, side=16)
    assert left(tmp_path) == [path.name]


def test_beyond_the_budget_or_the_disk_there_is_none(folder, tmp_path, monkeypatch):
    assert built(folder, tmp_path, budget=1000) is None
    monkeypatch.setattr(cache, "KEPT_FREE", 1 << 60)
    assert built(folder, tmp_path) is None
    assert left(tmp_path) == []


def test_what_was_used_longest_ago_makes_room(folder, tmp_path):
    whole = built(folder, tmp_path, side=32)
    size = (whole / "pixels.u8").stat().st_size
    old, recent = built(folder, tmp_path, side=31), built(folder, tmp_path, side=30)
    for at, path in enumerate((old, recent, whole)):
        os.utime(path, (1000 + at, 1000 + at))
    open_for_reading = Copies(old)

    built(folder, tmp_path, side=29, budget=round(size * 3))

    assert {path.exists() for path in (recent, whole)} == {True}
    assert not old.exists()
    assert open_for_reading.of(folder.items[0]).shape == (31, 31, 3)


def test_a_cancelled_build_leaves_nothing_and_the_next_one_is_whole(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "ALONE_PIXELS", 0)
    asked = []

    def check():
        asked.append(1)
        if len(asked) > 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        built(folder, tmp_path, workers=1, check=check)
    assert left(tmp_path) == []
    monkeypatch.undo()
    assert built(folder, tmp_path).is_dir()


def test_a_killed_builder_blocks_nobody_and_its_rest_is_removed(folder, tmp_path):
    def die(done, total):
        if done > 3:
            os.kill(os.getpid(), signal.SIGKILL)

    if (child := os.fork()) == 0:
        built(folder, tmp_path, on_progress=die)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert [name.endswith(".part") for name in left(tmp_path)] == [True]

    path = built(folder, tmp_path)

    assert left(tmp_path) == [path.name]


def test_two_builders_of_the_same_make_one(folder, tmp_path, monkeypatch):
    wrote = []
    original = cache._write
    monkeypatch.setattr(cache, "_write", lambda *args: wrote.append(1) or original(*args))
    found = []
    threads = [threading.Thread(target=lambda: found.append(built(folder, tmp_path))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert wrote == [1]


def test_processes_write_the_same(folder, tmp_path, monkeypatch):
    alone = built(folder, tmp_path / "alone")
    monkeypatch.setattr(cache, "ALONE_PIXELS", 0)
    monkeypatch.setattr(cache, "CHUNK", 4)

    together = built(folder, tmp_path / "together", workers=1)

    assert (alone / "pixels.u8").read_bytes() == (together / "pixels.u8").read_bytes()


def test_a_process_that_died_is_told_and_nothing_is_left(folder, tmp_path, monkeypatch):
    class Dead:
        def submit(self, *task):
            raise BrokenProcessPool

        def shutdown(self, **options):
            pass

    monkeypatch.setattr(cache, "ALONE_PIXELS", 0)
    monkeypatch.setattr(cache, "process_pool", lambda workers: Dead())
    with pytest.raises(ReaderFailed, match="ended unexpectedly"):
        built(folder, tmp_path, workers=1)
    assert left(tmp_path) == []
