"""Backups on a real S3 server by the real commands, killed half-way: what is put back is what was there."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from safelight.kit.ids import new_id
from tests.backup.conftest import Place
from tests.storage.conftest import S3Server, s3_server

__all__ = ["s3_server"]  # what pytest finds here by name

FILES, SIZE = 1500, 50_000


@dataclass(frozen=True)
class Commands:
    """The command line, with the keys of a bucket."""

    keys: dict[str, str]

    def begin(self, place: Place, folder: Path, *args: str) -> "subprocess.Popen[bytes]":
        """A command on the installation in a folder."""
        environment = os.environ | self.keys
        environment |= {
            "SAFELIGHT_DATA_DIR": str(folder),
            "SAFELIGHT_DATABASE_URL": place.url,
            "SAFELIGHT_STORAGE_URL": (folder / "storage").as_uri(),
        }
        command = [sys.executable, "-m", "safelight", *args, "--json"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, place: Place, folder: Path, *args: str) -> None:
        """One that must succeed."""
        process = self.begin(place, folder, *args)
        said, complained = process.communicate(timeout=300)
        assert process.returncode == 0, (said + complained).decode()

    def kill_when(self, place: Place, folder: Path, *args: str, is_half_way: Callable[[], bool]) -> None:
        """One that is killed, as by a loss of power."""
        process = self.begin(place, folder, *args)
        while not is_half_way():
            assert process.poll() is None, "it was done before it could be killed"
            time.sleep(0.002)
        process.kill()
        process.communicate(timeout=60)


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_wiped_installation_comes_back_from_s3_though_both_ways_were_killed(
    small: Place, make_place: Callable[..., Place], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: S3Server = request.getfixturevalue("s3_server")
    commands = Commands(
        {
            "SAFELIGHT_S3_ENDPOINT": server.options.endpoint or "",
            "SAFELIGHT_S3_ACCESS_KEY_ID": server.options.access_key_id,
            "SAFELIGHT_S3_SECRET_ACCESS_KEY": server.options.secret_access_key,
        }
    )
    noise = Random(7)
    for at in range(FILES):
        small.storage.put(f"characters/char_ada/file/{at}.bin", noise.randbytes(SIZE), content_type="x/y")
    prefix = new_id("test")
    place, there = f"s3://{server.bucket}/{prefix}", server.folder / server.bucket / prefix
    source, target_folder = tmp_path / "source", tmp_path / "target"

    commands.kill_when(small, source, "backup", place, is_half_way=lambda: _count(there) > FILES // 2)
    assert not list(there.glob("backups/*")), "half a backup is none"
    kept = _count(there)
    commands.run(small, source, "backup", place)
    assert _count(there) > kept > FILES // 2
    commands.run(small, source, "backup", "verify", place)
    rows, files = small.rows(tmp_path), small.files()
    small.storage.delete_prefix("characters")  # the disk it was on is gone

    target = make_place("sqlite", "target")
    commands.kill_when(
        target, target_folder, "restore", place, is_half_way=lambda: _count(target_folder / "storage") > FILES // 2
    )
    commands.run(target, target_folder, "restore", place)
    assert target.files() == files
    after = target.rows(tmp_path)
    for table in ("job", "audit_log", "audit_entry"):  # what ran waits again, and that it was copied is written down
        rows.pop(table, None)
        after.pop(table, None)
    assert after == rows
