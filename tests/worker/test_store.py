"""Files kept on a worker's machine: fetched once, whole, and given up in the order in which they were used."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from safelight.kit.errors import InternalError
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage, StorageAway, open_storage
from safelight.worker.patience import Answer, PatientStorage
from safelight.worker.store import CacheFull, FileCache


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage((tmp_path / "store").as_uri(), signer=LinkSigner(b"0123456789abcdef"))


@pytest.fixture
def cache(storage: Storage, tmp_path: Path) -> FileCache:
    return FileCache(storage, tmp_path / "cache", 3000)


def kept(storage: Storage, data: bytes) -> tuple[str, str]:
    """Its digest, and its key."""
    key = f"models/{hashlib.sha256(data).hexdigest()}"
    return storage.put(key, data, content_type="application/octet-stream").sha256, key


def test_a_file_comes_once_and_is_there_without_the_storage(storage: Storage, cache: FileCache) -> None:
    digest, key = kept(storage, b"weights" * 50)
    came: list[int] = []
    first = cache.fetch(digest, key, on_bytes=came.append)
    storage.delete(key)
    assert cache.fetch(digest, key) == first
    assert first.read_bytes() == b"weights" * 50
    assert sum(came) == 350


def test_a_damaged_file_is_fetched_anew_and_a_touched_one_is_not(storage: Storage, cache: FileCache) -> None:
    digest, key = kept(storage, b"a" * 100)
    path = cache.fetch(digest, key)
    path.write_bytes(b"a" * 100)  # another time, the same bytes
    at = path.stat().st_ino
    assert cache.fetch(digest, key).stat().st_ino == at
    path.write_bytes(b"b" * 100)
    assert cache.fetch(digest, key).read_bytes() == b"a" * 100


def test_what_the_storage_has_must_be_what_was_recorded(storage: Storage, cache: FileCache) -> None:
    _, key = kept(storage, b"other")
    with pytest.raises(InternalError) as refused:
        cache.fetch("0" * 64, key)
    assert refused.value.code == "stored_file_changed"
    assert cache.used_bytes() == 0
    assert not list(cache.folder.rglob("*.part"))


def test_the_longest_unused_goes_first_and_what_is_used_stays(storage: Storage, cache: FileCache) -> None:
    names = [kept(storage, bytes([number]) * 1000) for number in range(5)]
    paths = [cache.fetch(*name) for name in names[:3]]
    for age, path in zip((30, 20, 10), paths, strict=True):  # the first is the oldest
        os.utime(path.with_name(f".{path.name}.use"), (time.time() - age,) * 2)
    held = cache.hold(paths[1])
    cache.fetch(*names[0])  # and is used again
    cache.fetch(*names[3])
    assert [path.exists() for path in paths] == [True, True, False]
    cache.fetch(*names[4])
    assert paths[1].exists()
    del held
    assert cache.used_bytes() <= 3000


def test_a_file_larger_than_the_limit_is_refused_in_words(storage: Storage, cache: FileCache) -> None:
    digest, key = kept(storage, b"x" * 3001)
    with pytest.raises(CacheFull, match="GB"):
        cache.fetch(digest, key)


def test_a_full_disk_is_said_and_leaves_nothing(
    storage: Storage, cache: FileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, key = kept(storage, b"x" * 100)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CacheFull, match="disk"):
        cache.fetch(digest, key)
    assert cache.used_bytes() == 0


def test_workers_that_want_the_same_file_fetch_it_once(storage: Storage, tmp_path: Path) -> None:
    digest, key = kept(storage, b"y" * 1000)
    streams: list[str] = []

    class Slow(PatientStorage):
        def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
            streams.append(key)
            time.sleep(0.05)
            return super().stream(key, start=start)

    caches = [FileCache(Slow(storage, seconds=1), tmp_path / "cache", 3000) for _ in range(4)]
    threads = [threading.Thread(target=each.fetch, args=(digest, key)) for each in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert streams == [key]


class Flaky(PatientStorage):
    """A storage that is away for so many questions, and breaks off in the middle of files."""

    def __init__(self, of: Storage, away: int) -> None:
        super().__init__(of, seconds=0)
        self.away, self.starts = away, list[int]()

    def _patiently(self, act: Callable[[], Answer]) -> Answer:
        self._left()
        return act()

    def _left(self) -> None:
        if self.away > 0:
            self.away -= 1
            raise StorageAway("away", hint="")

    def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
        self._left()
        self.starts.append(start)
        return self._broken(b"".join(self._of.stream(key, start=start)), start)

    def _broken(self, data: bytes, start: int) -> Iterator[bytes]:
        yield data[:400]
        if start == 0:
            self.away = 2
            raise StorageAway("broke off", hint="")
        yield data[400:]


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safelight.worker.patience.LOOK_SECONDS", 0.001)


def test_a_storage_that_comes_back_is_noticed_by_nobody(storage: Storage, brisk: None) -> None:
    digest, key = kept(storage, bytes(range(250)) * 4)
    flaky = Flaky(storage, 3)
    patient = PatientStorage(flaky, seconds=20)
    assert hashlib.sha256(patient.get(key)).hexdigest() == digest
    assert flaky.starts == [0, 400]  # what was there already is not read again
    flaky.away = 2
    assert patient.put("models/new", b"z", content_type="text/plain").size == 1
    assert {file.key for file in patient.list("models")} == {key, "models/new"}


def test_patience_ends_and_a_refusal_is_not_waited_for(storage: Storage, brisk: None) -> None:
    patient = PatientStorage(Flaky(storage, 10**6), seconds=0.05)
    with pytest.raises(StorageAway):
        patient.exists("models/any")
    tries = SimpleNamespace(count=0)

    class Refusing(Flaky):
        def _left(self) -> None:
            tries.count += 1
            raise StorageAway("no", hint="", code="storage_refused")

    with pytest.raises(StorageAway):
        PatientStorage(Refusing(storage, 0), seconds=20).exists("models/any")
    assert tries.count == 1
