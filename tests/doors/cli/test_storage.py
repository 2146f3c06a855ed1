"""`safelight storage`, typed on the machine of a studio."""

import os
import time
from pathlib import Path

import pytest

from safelight.doors.cli import beacon, problems
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage, open_storage
from tests.storage.conftest import ACCESS_KEY, SECRET_KEY, S3Server, fetch, s3_server

__all__ = ["s3_server"]  # a fixture


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a studio that does not run, with a few files an hour old."""
    storage = open_storage((tmp_path / "data" / "storage").as_uri(), signer=LinkSigner(bytes(32)))
    for number in range(5):
        storage.put(f"generations/g{number}/0.png", b"pixels", content_type="image/png")
    storage.put("characters/c/lora/v1.safetensors", b"weights", content_type="application/octet-stream")
    for path in (tmp_path / "data" / "storage").rglob("*.*"):
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    return tmp_path / "data"


def keys_of(store: Storage) -> list[str]:
    return [file.key for file in store.list()]


def test_a_move_its_last_run_and_what_to_set(typed, data, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("SAFELIGHT_DATA_DIR", str(data))
    planned = typed("storage", "move", "elsewhere", "--dry-run", "--json")
    assert (planned.code, planned.json["to_copy_files"]) == (problems.OK, 6), planned.err
    moved = typed("storage", "move", "elsewhere", "--json")
    assert (moved.code, moved.json["copied_files"], moved.json["finished"]) == (problems.OK, 6, False), moved.err
    ended = typed("storage", "move", "elsewhere", "--finish")
    assert (ended.code, "0 files" in ended.out) == (problems.OK, True)
    assert "SAFELIGHT_STORAGE_URL=file:///" in ended.out.replace("\n", "")
    target = open_storage((tmp_path / "elsewhere").as_uri(), signer=LinkSigner(bytes(32)))
    assert keys_of(target)[0] == "characters/c/lora/v1.safetensors"
    assert len(keys_of(target)) == 6


def test_the_last_run_waits_until_the_studio_is_stopped(typed, data) -> None:
    with beacon.lit(data, beacon.Beacon("http://127.0.0.1:1", os.getpid())):
        refused = typed("--data-dir", str(data), "storage", "move", "elsewhere", "--finish", "--json")
    assert refused.code == problems.FAILED
    assert "Stop it" in refused.out + refused.err
    assert not Path("elsewhere/generations").exists()


def test_into_a_bucket_with_keys_of_its_own_and_none_of_ours(
    typed,
    data,
    s3_server: S3Server,
    monkeypatch,
) -> None:
    """What the file does not say is not taken from this studio's settings."""
    monkeypatch.setenv("SAFELIGHT_S3_ACCESS_KEY_ID", "ours")
    monkeypatch.setenv("SAFELIGHT_S3_PUBLIC_ENDPOINT", "http://127.0.0.1:1")
    Path("new.env").write_text(
        f"SAFELIGHT_STORAGE_URL=s3://{s3_server.bucket}/moved-by-hand\nSAFELIGHT_S3_ENDPOINT={s3_server.options.endpoint}\n"
        f"SAFELIGHT_S3_ACCESS_KEY_ID={ACCESS_KEY}\nSAFELIGHT_S3_SECRET_ACCESS_KEY={SECRET_KEY}\n"
    )
    checked = typed("--data-dir", str(data), "storage", "check", "--env", "new.env", "--json")
    states = {step["name"]: step["state"] for step in checked.json["findings"]}
    assert checked.code == problems.OK, checked.out
    assert states | {"browsers": "-"} == dict.fromkeys(states, "ok") | {"browsers": "-"}
    moved = typed("--data-dir", str(data), "storage", "move", "--env", "new.env", "--json")
    assert (moved.code, moved.json["copied_files"]) == (problems.OK, 6), moved.err
    store = open_storage(f"s3://{s3_server.bucket}/moved-by-hand", signer=LinkSigner(bytes(32)), s3=s3_server.options)
    assert fetch(store.link("generations/g0/0.png", seconds=60))[:2] == (200, b"pixels")


def test_nothing_that_says_where_to_is_wrong_usage(typed, data) -> None:
    assert typed("--data-dir", str(data), "storage", "move").code == problems.WRONG_USAGE


def test_what_takes_the_room(typed, data) -> None:
    found = typed("--data-dir", str(data), "storage", "usage", "--json").json
    assert {area["name"]: area["files"] for area in found["areas"]} == {"pictures": 5, "loras": 1}
    assert (found["files"], found["bytes"]) == (6, 37)
    assert "pictures" in typed("--data-dir", str(data), "storage", "usage").out


def test_a_check_that_fails_says_so_by_its_exit_code(typed, data, monkeypatch) -> None:
    assert typed("--data-dir", str(data), "storage", "check").code == problems.OK
    monkeypatch.setenv("SAFELIGHT_STORAGE_URL", "s3://nowhere")
    monkeypatch.setenv("SAFELIGHT_S3_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("SAFELIGHT_S3_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("SAFELIGHT_S3_SECRET_ACCESS_KEY", "secret")
    failed = typed("storage", "check")
    assert failed.code == problems.FAILED
    assert "SAFELIGHT_S3_ENDPOINT" in failed.out
