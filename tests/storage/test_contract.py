"""What every storage keeps, on a local folder and on a real S3 server."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from safelight.kit.errors import InvalidInput
from safelight.storage import BadKey, Storage, StorageFull, StorageNotFound
from tests.storage.conftest import Opener

BIG = os.urandom(1 << 20) * 20  # over one S3 part


def keys(store: Storage, prefix: str = "") -> list[str]:
    return [file.key for file in store.list(prefix)]


def test_what_is_put_comes_back(store: Storage) -> None:
    stored = store.put("generations/gen_1/0.png", b"pixels", content_type="image/png")
    assert (stored.key, stored.size, stored.content_type) == ("generations/gen_1/0.png", 6, "image/png")
    assert stored.sha256 == hashlib.sha256(b"pixels").hexdigest()
    assert store.get("generations/gen_1/0.png") == b"pixels"
    assert store.exists("generations/gen_1/0.png")


def test_a_local_file_is_stored_and_fetched_whole(store: Storage, tmp_path: Path) -> None:
    source, target = tmp_path / "big.bin", tmp_path / "below" / "copy.bin"
    source.write_bytes(BIG)
    stored = store.put("big/one.safetensors", source, content_type="application/octet-stream")
    assert (stored.size, stored.sha256) == (len(BIG), hashlib.sha256(BIG).hexdigest())
    store.download("big/one.safetensors", target)
    assert target.read_bytes() == BIG
    pieces = list(store.stream("big/one.safetensors"))
    assert b"".join(pieces) == BIG
    assert len(pieces) > 1


def test_a_file_is_read_from_any_byte_of_it(store: Storage) -> None:
    store.put("big.bin", BIG, content_type="application/octet-stream")
    for start in (1, 5_000_000, len(BIG) - 1, len(BIG)):
        assert b"".join(store.stream("big.bin", start=start)) == BIG[start:]
    with pytest.raises(StorageNotFound):
        store.stream("none.bin", start=7)


def test_an_empty_file_is_a_file(store: Storage) -> None:
    store.put("empty.txt", b"", content_type="text/plain")
    assert store.get("empty.txt") == b""
    assert store.exists("empty.txt")


def test_a_second_put_replaces_the_first(store: Storage) -> None:
    store.put("a.txt", b"first", content_type="text/plain")
    store.put("a.txt", b"second one", content_type="text/plain")
    assert store.get("a.txt") == b"second one"
    assert store.usage() == len(b"second one")


def test_a_missing_file_is_said_to_be_missing(store: Storage, tmp_path: Path) -> None:
    assert not store.exists("nothing/here.png")
    for read in (store.get, store.stream, lambda key: store.download(key, tmp_path / "x")):
        with pytest.raises(StorageNotFound) as caught:
            read("nothing/here.png")
        assert (caught.value.status, caught.value.code) == (404, "file_not_found")
    assert not (tmp_path / "x").exists()


def test_deleting_is_done_once_and_twice(store: Storage) -> None:
    for key in ("a.txt", "b.txt", "c.txt"):
        store.put(key, b"x", content_type="text/plain")
    store.delete("a.txt", "b.txt", "never-there.txt")
    store.delete("a.txt")
    store.delete()
    assert keys(store) == ["c.txt"]
    assert store.usage() == 1


def test_a_listing_is_in_order_and_a_prefix_means_whole_segments(store: Storage) -> None:
    for key in ("c/2.png", "c/10.png", "c/sub/1.png", "c1/1.png", "b.png"):
        store.put(key, b"12", content_type="image/png")
    assert keys(store) == ["b.png", "c/10.png", "c/2.png", "c/sub/1.png", "c1/1.png"]
    assert keys(store, "c") == keys(store, "c/") == ["c/10.png", "c/2.png", "c/sub/1.png"]
    assert keys(store, "d") == []
    assert {file.size for file in store.list()} == {2}
    assert all(file.modified.tzinfo for file in store.list())


def test_a_prefix_is_deleted_with_all_below_it(store: Storage) -> None:
    for key in ("c/1.png", "c/sub/2.png", "c1/3.png"):
        store.put(key, b"x", content_type="image/png")
    assert store.delete_prefix("c") == 2
    assert store.delete_prefix("c/") == 0
    assert keys(store) == ["c1/3.png"]
    with pytest.raises(BadKey):
        store.delete_prefix("")


def test_usage_counts_what_is_there(open_one: Opener) -> None:
    store = open_one()
    assert store.usage() == 0
    store.put("a/1.txt", b"12345", content_type="text/plain")
    store.put("a/2.txt", b"123", content_type="text/plain")
    assert store.usage() == 8
    store.delete("a/1.txt")
    assert store.usage() == open_one().usage() == 3


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "/etc/passwd", "../up.txt", "a/../../up.txt", "a/./b", "a//b", "a/", ".hidden", "a/.b.part"),
        *(
            "a b",
            "A.png",
            "ä.png",
            "a\0b",
            "a\nb",
            "a\\b",
            "%2e%2e/x",
            "c:/x",
            "~/x",
            "a.",
            "a" * 151,
            "a/" * 250 + "a",
        ),
    ],
)
def test_names_that_could_lead_astray_are_refused(store: Storage, key: str) -> None:
    for use in (store.get, store.stream, store.exists, store.delete, store.local_path):
        with pytest.raises(BadKey):
            use(key)
    with pytest.raises(BadKey):
        store.put(key, b"x", content_type="text/plain")
    with pytest.raises(BadKey):
        store.link(key, seconds=60)
    assert store.usage() == 0


def test_the_quota_holds_and_leaves_nothing_half_written(open_one: Opener, tmp_path: Path) -> None:
    store = open_one(quota_bytes=1000)
    store.put("a.bin", bytes(600), content_type="application/octet-stream")
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(401))
    for data in (bytes(401), large):
        with pytest.raises(StorageFull) as caught:
            store.put("b.bin", data, content_type="application/octet-stream")
        assert (caught.value.status, caught.value.code) == (507, "storage_full")
        assert "Delete" in str(caught.value)
    assert keys(store) == ["a.bin"]
    store.put("b.bin", bytes(400), content_type="application/octet-stream")
    assert store.usage() == 1000


def test_deleting_makes_room_at_once(open_one: Opener) -> None:
    store = open_one(quota_bytes=1000)
    store.put("a.bin", bytes(900), content_type="application/octet-stream")
    store.delete("a.bin")
    store.put("b/1.bin", bytes(900), content_type="application/octet-stream")
    store.delete_prefix("b")
    store.put("c.bin", bytes(1000), content_type="application/octet-stream")


def test_many_puts_at_once_never_pass_the_quota(open_one: Opener) -> None:
    store = open_one(quota_bytes=10_000)

    def put(number: int) -> bool:
        try:
            store.put(f"f/{number}.bin", bytes(1000), content_type="application/octet-stream")
        except StorageFull:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(put, range(30)))
    assert sum(outcomes) == 10
    assert open_one().usage() == 10_000


def test_concurrent_puts_to_one_key_leave_one_whole_file(store: Storage) -> None:
    contents = [bytes([number]) * 200_000 for number in range(12)]

    def put(content: bytes) -> None:
        store.put("same/key.bin", content, content_type="application/octet-stream")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(put, contents))
    assert store.get("same/key.bin") in contents
    assert keys(store) == ["same/key.bin"]


def test_the_check_passes_and_leaves_nothing(store: Storage) -> None:
    store.check()
    assert keys(store) == []


@pytest.mark.parametrize("seconds", [0, -1, 604801])
def test_a_link_lives_between_a_second_and_a_week(store: Storage, seconds: int) -> None:
    with pytest.raises(InvalidInput):
        store.link("a.png", seconds=seconds)
