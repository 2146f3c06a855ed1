"""Checkpoints in the storage: copied behind the training's back, fetched whole, and gone when nobody needs them."""

import json
import os
import shutil
import signal
import threading
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from safelight.db import Database
from safelight.engine.training.checkpoint import FACTS, STATE
from safelight.jobs.errors import HandedBack
from safelight.jobs.tables import JobMetric
from safelight.kit.clock import utcnow
from safelight.storage import Storage, StorageAway, StorageFull
from safelight.worker.tasks.checkpoints import StoredCheckpoints
from tests.installation import running_worker
from tests.storage.conftest import open_one, s3_server, signer, store
from tests.worker.test_character import create, curve, ended, training_beyond, wait, weights

__all__ = ["open_one", "s3_server", "signer", "store"]  # what pytest finds here by name
STEPS = 20
CHARACTER, JOB = "chr_1", "job_1"


def checkpoint(folder: Path, step: int) -> Path:
    """As the training leaves it, for all that a copy needs to know."""
    made, state = folder / f"step-{step:06d}", f"weights of {step}".encode()
    made.mkdir(parents=True)
    (made / STATE).write_bytes(state)
    (made / FACTS).write_text(json.dumps({"step": step, "sha256": sha256(state).hexdigest()}))
    return made


def kept_by(storage: Storage, folder: Path, *, attempt: int = 2, **more) -> StoredCheckpoints:
    return StoredCheckpoints(storage, folder, character_id=CHARACTER, job_id=JOB, attempt=attempt, **more)


def leave(checkpoints: StoredCheckpoints) -> None:
    """Wait for all copies, as a worker does that is told to go."""
    checkpoints.__exit__(HandedBack, HandedBack(JOB), None)


def steps(storage: Storage) -> list[str]:
    return [file.key.removeprefix(f"characters/{CHARACTER}/checkpoints/{JOB}/") for file in storage.list("characters")]


def test_another_worker_fetches_the_newest(store: Storage, tmp_path: Path) -> None:
    first = kept_by(store, tmp_path / "first")
    first.offer(checkpoint(tmp_path / "first", 10))
    first.offer(checkpoint(tmp_path / "first", 20))
    leave(first)
    assert steps(store) == [f"000020.2/{FACTS}", f"000020.2/{STATE}"], "the newest alone"
    assert [path.name for path in sorted((tmp_path / "first").iterdir())] == ["step-000010", "step-000020"]

    second = kept_by(store, tmp_path / "second", attempt=3)
    assert second.fetch() == 20
    assert (tmp_path / "second" / "step-000020" / STATE).read_bytes() == b"weights of 20"
    assert second.fetch() is None, "it is here now"

    second.forget()
    assert steps(store) == []


def test_what_is_here_is_newer(local: Storage, tmp_path: Path) -> None:
    leave_one = kept_by(local, tmp_path / "a")
    leave_one.offer(checkpoint(tmp_path / "a", 10))
    leave(leave_one)
    checkpoint(tmp_path / "b", 12)
    assert kept_by(local, tmp_path / "b").fetch() is None


def test_a_broken_one_here_is_replaced_by_the_same_from_the_storage(local: Storage, tmp_path: Path) -> None:
    own = kept_by(local, tmp_path / "a")
    folder = checkpoint(tmp_path / "a", 10)
    own.offer(folder)
    leave(own)
    (folder / STATE).write_bytes(b"torn")
    assert own.fetch() == 10
    assert (folder / STATE).read_bytes() == b"weights of 10"


@pytest.mark.parametrize("harm", ["another content", "half is missing", "no JSON"])
def test_a_stored_one_that_is_not_whole_is_passed_over(harm: str, local: Storage, tmp_path: Path) -> None:
    for step in (20, 10):  # an older one that a lost worker could not remove any more
        own = kept_by(local, tmp_path / str(step))
        own.offer(checkpoint(tmp_path / str(step), step))
        leave(own)
    place = f"characters/{CHARACTER}/checkpoints/{JOB}/000020.2"
    if harm == "another content":
        local.put(f"{place}/{STATE}", b"weights of 21", content_type="application/octet-stream")
    elif harm == "half is missing":
        local.delete(f"{place}/{STATE}")
    else:
        local.put(f"{place}/{FACTS}", b"{", content_type="application/json")
    assert kept_by(local, tmp_path / "new").fetch() == 10
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["step-000010"]


def test_no_step_waits_for_a_slow_storage_and_the_newest_wins(local: Storage, tmp_path: Path, monkeypatch) -> None:
    begun, go_on, put = threading.Event(), threading.Event(), local.put

    def slow(key: str, *args, **kwargs):
        begun.set()
        assert go_on.wait(30)
        return put(key, *args, **kwargs)

    monkeypatch.setattr(local, "put", slow)
    own = kept_by(local, tmp_path)
    own.offer(checkpoint(tmp_path, 1))
    assert begun.wait(30)
    for step in (2, 3, 4):
        own.offer(checkpoint(tmp_path, step))
        shutil.rmtree(tmp_path / f"step-{step:06d}")  # the training keeps few; the copy has its own name for the files
    seen: list[str] = []
    monkeypatch.setattr(local, "delete_prefix", lambda prefix: seen.append(prefix.rpartition("/")[2]))
    go_on.set()
    leave(own)
    assert {key.partition("/")[0] for key in steps(local)} == {"000001.2", "000004.2"}
    assert seen == ["000001.2"]


def test_a_full_storage_keeps_the_one_before_and_stops_nothing(local: Storage, tmp_path: Path, monkeypatch) -> None:
    own = kept_by(local, tmp_path)
    own.offer(checkpoint(tmp_path, 1))
    leave(own)

    def full(*_: object, **__: object) -> None:
        raise StorageFull("There is no room.")

    with monkeypatch.context() as patched:
        patched.setattr(local, "put", full)
        again = kept_by(local, tmp_path)
        again.offer(checkpoint(tmp_path, 2))
        leave(again)
    assert steps(local) == [f"000001.2/{FACTS}", f"000001.2/{STATE}"]


def test_a_copy_that_comes_after_its_character_is_gone_leaves_nothing(local: Storage, tmp_path: Path) -> None:
    own = kept_by(local, tmp_path, is_wanted=lambda: False)
    own.offer(checkpoint(tmp_path, 1))
    leave(own)
    assert steps(local) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_training_that_was_stopped_leaves_its_last_step_too(local: Storage, tmp_path: Path) -> None:
    own = kept_by(local, tmp_path)
    own.offer(checkpoint(tmp_path, 10))
    checkpoint(tmp_path, 13)  # by the loop, on its way out
    leave(own)
    assert {key.partition("/")[0] for key in steps(local)} == {"000013.2"}


def test_a_storage_that_is_away_stops_only_who_has_nothing(local: Storage, tmp_path: Path, monkeypatch) -> None:
    def away(prefix: str) -> None:
        raise StorageAway("It does not answer.", hint="Wait.")

    monkeypatch.setattr(local, "list", away)
    with pytest.raises(StorageAway):
        kept_by(local, tmp_path).fetch()
    assert kept_by(local, tmp_path, attempt=1).fetch() is None, "a first attempt has left nothing anywhere"
    checkpoint(tmp_path, 3)
    assert kept_by(local, tmp_path).fetch() is None


def test_fetching_can_be_stopped(local: Storage, tmp_path: Path) -> None:
    own = kept_by(local, tmp_path / "a")
    own.offer(checkpoint(tmp_path / "a", 10))
    leave(own)

    def stop(done: int, total: int) -> None:
        raise HandedBack(JOB)

    with pytest.raises(HandedBack):
        kept_by(local, tmp_path / "b").fetch(stop)
    assert list((tmp_path / "b").iterdir()) == []


@pytest.fixture
def local(tmp_path_factory: pytest.TempPathFactory, signer) -> Storage:
    from safelight.storage import open_storage

    return open_storage(tmp_path_factory.mktemp("storage").as_uri(), signer=signer)


@pytest.mark.computes
def test_a_worker_lost_with_its_folder_is_replaced_by_another(client: TestClient, settings, stored) -> None:
    with running_worker(settings) as first:
        calm = create(client, "Calm", max_train_steps=STEPS)
        assert wait(client, calm, ended)["state"] == "succeeded"
        lost = create(client, "Lost", max_train_steps=STEPS)
        wait(client, lost, training_beyond(STEPS // 2))
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        died = utcnow()
    shutil.rmtree(settings.work_dir / lost)
    (kept,) = {name.split("/")[4] for name in stored() if f"checkpoints/{lost}" in name and name.endswith(FACTS)}
    with running_worker(settings):
        job = wait(client, lost, ended)

    assert job["state"] == "succeeded", job["failure"]
    assert curve(client, calm) == curve(client, lost)
    assert weights(client, "calm") == weights(client, "lost")
    database = Database(settings.effective_database_url)
    with database.reading() as session:
        points = session.scalars(select(JobMetric).filter_by(job_id=lost, name="loss"))
        again = [point.step for point in points if point.at > died]
    database.dispose()
    assert min(again) == int(kept.partition(".")[0]) + 1, "nothing before the stored checkpoint was done again"
    assert [name for name in stored() if "/checkpoints/" in name] == []
