"""A move of all files into another storage: whole, verified, and again for what changed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from safelight.kit.errors import Conflict, InvalidInput
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage, StorageAway, StorageFull, open_storage
from safelight.storage.journal import Journal
from safelight.storage.moving import Move, Progress
from tests.storage.conftest import S3Server

MANY = 10_000


@pytest.fixture
def source(tmp_path: Path, signer: LinkSigner) -> Storage:
    made = open_storage((tmp_path / "source").as_uri(), signer=signer)
    for number in range(30):
        made.put(f"generations/g{number:02d}/0.png", os.urandom(100 + number), content_type="image/png")
    age(tmp_path / "source")
    return made


@pytest.fixture
def target(tmp_path: Path, signer: LinkSigner) -> Storage:
    return open_storage((tmp_path / "target").as_uri(), signer=signer)


@pytest.fixture
def journal(tmp_path: Path, source: Storage, target: Storage) -> Iterator[Journal]:
    made = Journal(tmp_path / "moves", source, target)
    yield made
    made.close()


def age(folder: Path) -> None:
    """As if they had been written an hour ago: what is younger than a moment is copied twice."""
    for path in folder.rglob("*.*"):
        os.utime(path, (time.time() - 3600, time.time() - 3600))


def contents(store: Storage) -> dict[str, bytes]:
    return {file.key: store.get(file.key) for file in store.list()}


def test_everything_comes_over_and_nothing_goes(source: Storage, target: Storage, journal: Journal) -> None:
    before, told = contents(source), []
    moved = Move(source, target, journal, tell=lambda progress: told.append(Progress(**vars(progress)))).run()
    assert moved.is_whole
    assert (moved.files, moved.copied_files, moved.copied_bytes) == (30, 30, sum(map(len, before.values())))
    assert contents(source) == contents(target) == before
    assert (told[-1].done_files, told[-1].total_files) == (30, 30)
    assert not list(journal.folder.glob("part-*"))


def test_a_second_run_copies_what_changed(source: Storage, target: Storage, journal: Journal, tmp_path: Path) -> None:
    Move(source, target, journal).run()
    source.put("generations/g01/0.png", b"another", content_type="image/png")
    source.put("inputs/new.png", b"new", content_type="image/png")
    source.delete("generations/g02/0.png")
    target.delete("generations/g03/0.png")
    for changed in ("inputs", "generations/g01"):
        age(tmp_path / "source" / changed)
    plan = Move(source, target, journal).plan()
    assert (plan.files, plan.to_copy_files, plan.gone_files) == (30, 3, 1)
    assert Move(source, target, journal).run().copied_files == 3
    assert target.exists("generations/g02/0.png"), "only the last pass takes away"
    moved = Move(source, target, journal).run(finish=True)
    assert (moved.is_whole, moved.removed_files) == (True, 1)
    assert contents(source) == contents(target)


def test_what_was_written_a_moment_ago_is_copied_once_more(source: Storage, target: Storage, journal: Journal) -> None:
    """A second write in the same second would else look like the first."""
    source.put("a.txt", b"first", content_type="text/plain")
    Move(source, target, journal).run()
    assert Move(source, target, journal).plan().to_copy_files == 1


def test_a_dry_run_copies_nothing(source: Storage, target: Storage, journal: Journal) -> None:
    plan = Move(source, target, journal).plan()
    assert (plan.files, plan.to_copy_files) == (30, 30)
    assert list(target.list()) == []


def test_what_arrives_otherwise_is_not_counted_as_moved(
    source: Storage, target: Storage, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = target.stream
    monkeypatch.setattr(target, "stream", lambda key: iter([b"wrong"]) if "g07" in key else stream(key))
    moved = Move(source, target, journal, patience=0).run()
    assert list(moved.failures) == ["generations/g07/0.png"]
    assert "SHA-256" in moved.failures["generations/g07/0.png"]
    monkeypatch.undo()
    assert Move(source, target, journal).run().copied_files == 1


def test_a_target_that_is_away_for_a_while_is_waited_for(
    source: Storage, target: Storage, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, back_at = target._write, time.monotonic() + 0.3

    def away(*given: object) -> None:
        if time.monotonic() < back_at:
            raise StorageAway("away", hint="wait")
        write(*given)

    monkeypatch.setattr(target, "_write", away)
    assert Move(source, target, journal, patience=20).run().is_whole
    monkeypatch.setattr(target, "_write", lambda *given: (_ for _ in ()).throw(StorageFull("full")))
    source.put("new.txt", b"x", content_type="text/plain")
    with pytest.raises(StorageFull):
        Move(source, target, journal, patience=20).run()


def test_a_file_that_is_none_of_ours_is_named(
    source: Storage, target: Storage, journal: Journal, tmp_path: Path
) -> None:
    (tmp_path / "source" / "Holiday Photo.JPG").write_bytes(b"x")
    moved = Move(source, target, journal).run()
    assert list(moved.failures) == ["Holiday Photo.JPG"]
    assert moved.copied_files == 30


def test_two_moves_of_the_same_are_one_too_many(source: Storage, target: Storage, journal: Journal) -> None:
    with pytest.raises(Conflict):
        Journal(journal.folder, source, target)


def test_a_storage_is_not_moved_into_itself(
    source: Storage, journal: Journal, tmp_path: Path, signer: LinkSigner
) -> None:
    for place in ("source", "source/below"):
        inner = open_storage((tmp_path / place).as_uri(), signer=signer)
        with pytest.raises(InvalidInput):
            Move(source, inner, journal)


PROGRAM = """
import sys
from pathlib import Path
from safelight.kit.signing import LinkSigner
from safelight.storage import S3Options, open_storage
from safelight.storage.journal import Journal
from safelight.storage.moving import Move
source_url, target_url, folder, *s3 = sys.argv[1:]
options = {"signer": LinkSigner(bytes(16)), "s3": S3Options(*s3)}
source, target = open_storage(source_url, **options), open_storage(target_url, **options)
journal = Journal(Path(folder), source, target)
print("begun", flush=True)
moved = Move(source, target, journal, tell=lambda told: print(told.phase, told.done_files, flush=True)).run()
journal.close()
print("ended", moved.files, moved.copied_files, len(moved.failures))
"""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_ten_thousand_files_survive_five_kills(tmp_path: Path, signer: LinkSigner, s3_server: S3Server) -> None:
    source = open_storage((tmp_path / "source").as_uri(), signer=signer)
    for number in range(MANY):
        path = tmp_path / "source" / "generations" / f"g{number // 100:03d}" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(number.to_bytes(4, "big") * (50 + number % 50))
    age(tmp_path / "source")
    url = f"s3://{s3_server.bucket}/moved"
    keys = (s3_server.options.access_key_id, s3_server.options.secret_access_key, s3_server.options.endpoint)
    command = [sys.executable, "-c", PROGRAM, (tmp_path / "source").as_uri(), url, str(tmp_path / "moves"), *keys]
    reached, kills = [0], 0
    while True:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            for line in process.stdout:
                words = line.split()
                if words[0] == "ended":
                    ended = words
                if kills < 5 and words[0] == "copying" and int(words[1]) >= reached[-1] + MANY // 7:
                    reached.append(int(words[1]))
                    kills += 1
                    process.send_signal(signal.SIGKILL)
                    break
            else:
                assert process.wait() == 0
                break
    assert kills == 5
    assert ended[1] == str(MANY)
    assert int(ended[2]) < MANY // 2, "what was copied before the last kill was not copied again"
    assert ended[3] == "0"
    target = open_storage(url, signer=signer, s3=s3_server.options)
    assert contents(target) == contents(source)
