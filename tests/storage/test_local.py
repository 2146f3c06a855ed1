"""The local folder: power cuts, full disks, symbolic links, and several processes."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from safelight.kit.errors import Forbidden
from safelight.kit.signing import LinkSigner
from safelight.storage import BadKey, Storage, StorageAway, StorageFull, StorageNotFound, open_storage
from safelight.storage import usage as usage_module


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_nothing_half_written(small_disk: Path, tmp_path: Path, signer: LinkSigner) -> None:
    store = open_storage((small_disk / "store").as_uri(), signer=signer)
    store.put("a/kept.bin", bytes(500_000), content_type="application/octet-stream")
    before = everything_in(small_disk)
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(900_000))
    for data in (bytes(900_000), large):
        for key in ("b/new.bin", "a/kept.bin"):
            with pytest.raises(StorageFull) as caught:
                store.put(key, data, content_type="application/octet-stream")
            assert "disk" in caught.value.message
    assert [path for path in everything_in(small_disk) if path != "store/b"] == before
    assert store.get("a/kept.bin") == bytes(500_000)
    store.put("b/fits.bin", bytes(300_000), content_type="application/octet-stream")


def test_a_download_onto_a_full_disk_leaves_nothing(small_disk: Path, store: Storage) -> None:
    store.put("big.bin", bytes(2_000_000), content_type="application/octet-stream")
    with pytest.raises(StorageFull):
        store.download("big.bin", small_disk / "copy.bin")
    assert everything_in(small_disk) == []


def test_puts_and_deletes_in_one_folder_do_not_disturb_each_other(local: Storage) -> None:
    """A folder that became empty is removed while others write into it. (rclone's S3 loses such files now and then.)"""

    def put_and_delete(number: int) -> None:
        for turn in range(10):
            key = f"shared/folder/{number}-{turn}.txt"
            local.put(key, b"x", content_type="text/plain")
            assert local.get(key) == b"x"
            local.delete(key)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(put_and_delete, range(6)))
    assert list(local.list("")) == []


def test_the_file_and_its_folders_are_on_the_disk_before_put_returns(
    local: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order: new folders, the content, the rename, the name; what a power cut may take is only the unfinished."""
    events: list[str] = []
    sync, replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        events.append(Path(f"/proc/self/fd/{handle}").readlink().name.split(".")[-1])
        sync(handle)

    def rename(source: str, target: str, **options: object) -> None:
        events.append(f"rename to {Path(target).name}")
        replace(source, target, **options)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    monkeypatch.setattr(Path, "replace", lambda self, target: rename(str(self), str(target)))
    local.put("a/b/c.txt", b"x", content_type="text/plain")
    assert events == ["store", "a", "part", "rename to c.txt", "b"]


@pytest.mark.parametrize("planted", ["file", "folder", "chain", "loop", "dangling"])
def test_a_symbolic_link_leads_nowhere(local: Storage, tmp_path: Path, planted: str) -> None:
    root, secret = tmp_path / "store", tmp_path / "outside"
    secret.mkdir()
    (secret / "passwd").write_text("root")
    (root / "a").mkdir()
    key = "a/link"
    match planted:
        case "file":
            (root / key).symlink_to(secret / "passwd")
        case "folder":
            (root / "a" / "out").symlink_to(secret)
            key = "a/out/passwd"
        case "chain":
            (root / "b").symlink_to(secret / "passwd")
            (root / key).symlink_to(root / "b")
        case "loop":
            (root / key).symlink_to(root / key)
        case "dangling":
            (root / key).symlink_to(secret / "new")
    for use in (local.get, local.exists, local.local_path, local.delete):
        with pytest.raises(BadKey):
            use(key)
    with pytest.raises(BadKey):
        local.put(key, b"overwritten", content_type="text/plain")
    assert list(local.list("")) == []
    assert local.usage() == 0
    local.delete_prefix("a")
    assert everything_in(secret) == ["passwd"]
    assert (secret / "passwd").read_text() == "root"


def test_the_root_itself_may_be_a_symbolic_link(tmp_path: Path, signer: LinkSigner) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "disk")
    store = open_storage((tmp_path / "link").as_uri(), signer=signer)
    store.put("a.txt", b"x", content_type="text/plain")
    assert (tmp_path / "disk" / "a.txt").read_bytes() == b"x"


@pytest.mark.timeout(20)
def test_what_is_no_plain_file_is_no_file(local: Storage, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "store" / "pipe")
    (tmp_path / "store" / "folder").mkdir()
    for key in ("pipe", "folder"):
        assert not local.exists(key)
        for read in (local.get, local.local_path):
            with pytest.raises(StorageNotFound):
                read(key)


def test_a_file_is_no_folder_and_a_folder_no_file(local: Storage) -> None:
    local.put("a/b", b"x", content_type="text/plain")
    for key in ("a", "a/b/c"):
        with pytest.raises(BadKey):
            local.put(key, b"y", content_type="text/plain")
    assert not local.exists("a/b/c")
    assert local.get("a/b") == b"x"


def test_empty_folders_go_with_their_last_file(local: Storage, tmp_path: Path) -> None:
    local.put("a/b/1.txt", b"x", content_type="text/plain")
    local.put("a/2.txt", b"x", content_type="text/plain")
    local.delete("a/b/1.txt")
    assert everything_in(tmp_path / "store") == ["a", "a/2.txt"]
    local.delete_prefix("a")
    assert everything_in(tmp_path) == ["store"]


def test_the_local_path_is_for_serving(local: Storage, tmp_path: Path) -> None:
    local.put("a.txt", b"x", content_type="text/plain")
    assert local.local_path("a.txt") == tmp_path / "store" / "a.txt"
    with pytest.raises(StorageNotFound):
        local.local_path("b.txt")


def test_a_folder_that_is_gone_is_away_and_not_made_anew(local: Storage, tmp_path: Path) -> None:
    """A disk that was unmounted: the folder below its mount point must not fill up."""
    (tmp_path / "store").rmdir()
    with pytest.raises(StorageAway):
        local.put("a/b.txt", b"x", content_type="text/plain")
    with pytest.raises(StorageAway):
        local.check()
    assert not (tmp_path / "store").exists()


def test_a_disk_error_is_said_as_such(local: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StorageAway, match="Input/output error"):
        local.put("a.txt", b"x", content_type="text/plain")
    assert list(local.list("")) == []


def test_leftovers_of_a_killed_process_are_swept_when_they_are_old(local: Storage, tmp_path: Path) -> None:
    old, young = tmp_path / "store" / ".a.png.1.part", tmp_path / "store" / ".b.png.2.part"
    for leftover in (old, young):
        leftover.write_bytes(b"half")
    day = 25 * 3600
    os.utime(old, (time.time() - day, time.time() - day))
    assert local.usage() == 4
    assert everything_in(tmp_path / "store") == [".b.png.2.part"]
    assert list(local.list("")) == []


def test_what_another_process_stores_counts_after_a_few_seconds(
    tmp_path: Path, signer: LinkSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(usage_module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(usage_module.UsageLedger.__init__, "__kwdefaults__", {"now": lambda: now[0]})
    one, other = (open_storage(tmp_path.as_uri(), signer=signer, quota_bytes=1000) for _ in range(2))
    one.put("a.bin", bytes(400), content_type="application/octet-stream")
    other.put("b.bin", bytes(500), content_type="application/octet-stream")
    now[0] += 6
    assert one.usage() == other.usage() == 900
    with pytest.raises(StorageFull):
        one.put("c.bin", bytes(200), content_type="application/octet-stream")
    other.delete("b.bin")
    now[0] += 2
    one.put("c.bin", bytes(200), content_type="application/octet-stream")


def test_the_folder_is_not_walked_for_every_put(tmp_path: Path, signer: LinkSigner) -> None:
    store = open_storage(tmp_path.as_uri(), signer=signer, quota_bytes=1_000_000)
    walks = 0
    measure = store._ledger._measure

    def counting() -> int:
        nonlocal walks
        walks += 1
        return measure()

    store._ledger._measure = counting
    store._ledger._now = lambda: 1000.0
    for number in range(50):
        store.put(f"f/{number}.txt", b"x", content_type="text/plain")
    assert walks == 1


def test_processes_that_put_the_same_key_leave_one_whole_file(tmp_path: Path, signer: LinkSigner) -> None:
    program = """
import sys
from safelight.kit.signing import LinkSigner
from safelight.storage import open_storage
store = open_storage(sys.argv[1], signer=LinkSigner(bytes(16)))
for turn in range(20):
    store.put("a/same.bin", sys.argv[2].encode() * 100_000, content_type="application/octet-stream")
"""
    with ThreadPoolExecutor(3) as pool:
        runs = [
            pool.submit(subprocess.run, [sys.executable, "-c", program, tmp_path.as_uri(), letter], check=True)
            for letter in "abc"
        ]
        for run in runs:
            run.result()
    store = open_storage(tmp_path.as_uri(), signer=signer)
    assert store.get("a/same.bin") in [letter * 100_000 for letter in (b"a", b"b", b"c")]
    assert everything_in(tmp_path) == ["a", "a/same.bin"]


Verify = Callable[[str], None]


@pytest.fixture
def verify(signer: LinkSigner) -> Verify:
    """What the route behind `/files/<key>` does with a link."""

    def verify(link: str) -> None:
        parts = urlsplit(link)
        query = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
        key = parts.path.partition("/files/")[2]
        signer.verify(key, query["expires"], query["signature"], query.get("name"))

    return verify


def test_a_link_opens_its_file_and_no_other(local: Storage, verify: Verify) -> None:
    link = local.link("a/b.png", seconds=60, base_url="https://studio.example/", download_name="Mädchen & 1.png")
    assert link.startswith("https://studio.example/files/a/b.png?expires=")
    verify(link)
    for changed in (
        link.replace("b.png", "c.png", 1),
        link.replace("expires=1", "expires=9"),
        link.replace("%26", "%27"),
        link.partition("&name")[0],
    ):
        assert changed != link
        with pytest.raises(Forbidden):
            verify(changed)


def test_the_base_of_links_may_be_text_or_asked_each_time(tmp_path: Path, signer: LinkSigner) -> None:
    def link(**options: object) -> str:
        return open_storage(tmp_path.as_uri(), signer=signer, **options).link("a.png", seconds=60)

    assert link().startswith("/files/a.png?")
    assert link(link_base="http://one").startswith("http://one/files/")
    assert link(link_base=lambda: "http://two/").startswith("http://two/files/")


def test_the_name_of_a_download_is_harmless_before_it_is_signed(local: Storage, verify: Verify) -> None:
    link = local.link("a.png", seconds=60, download_name='../x"\r\nSet-Cookie: a=b; .png')
    verify(link)
    assert parse_qs(urlsplit(link).query)["name"] == ["x_ Set-Cookie_ a=b; .png"]
