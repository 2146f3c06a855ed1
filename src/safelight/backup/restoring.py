"""Putting a backup back: files first, then all rows in one transaction, so that an interrupted one shows nothing."""

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sqlalchemy import Table, func, inspect, select

from safelight import __version__
from safelight.backup import rows
from safelight.backup.errors import BackupDamaged, BackupTooNew, NotEmpty
from safelight.backup.making import PREFIXES
from safelight.backup.manifest import Content, Manifest, TableDump, object_key
from safelight.backup.vault import Vault
from safelight.db import Database
from safelight.kit.files import sha256_of, whole_file
from safelight.migrations import runner
from safelight.storage import Storage, layout
from safelight.storage.errors import StorageNotFound

Tell = Callable[[str, int, int], None]

_OWN_ROWS = frozenset({"preference", "event", "audit_entry", "login_attempt", "measurement", "model"})
"""Tables in which an installation that nobody has used yet may have rows: what it noted of itself."""


@dataclass
class Restoring:
    """One backup on its way back. `force`: what is here goes; `models_dir`: where models go, None leaves them."""

    vault: Vault
    manifest: Manifest
    database_url: str
    storage: Storage
    models_dir: Path | None = None
    force: bool = False
    tell: Tell = lambda what, done, total: None

    def run(self) -> None:
        """Do it. Raises BackupTooNew, NotEmpty, BackupDamaged, StorageFull, DatabaseAway.

        Until the rows are committed, the installation looks as it did before; run again, it goes on.
        """
        if self.manifest.revision not in runner.revisions() or _later(self.manifest.program, __version__):
            raise BackupTooNew(self.manifest.program)
        if not self.force:
            self._refuse_unless_empty()
        with TemporaryDirectory(prefix="safelight-restore-") as folder:
            self._folder = Path(folder)
            dumps = [(dumped, self._fetched(dumped)) for dumped in self.manifest.tables]
            self._put_files()
            if self.models_dir is not None:
                self._put_models(self.models_dir)
            self._fill(dumps)
        if self.force:
            self._drop_others()

    def _refuse_unless_empty(self) -> None:
        database = Database(self.database_url, pool_size=1)
        try:
            with database.reading() as session:
                there = set(inspect(session.connection()).get_table_names())
                for dumped in self.manifest.tables:
                    if dumped.name in there and dumped.name not in _OWN_ROWS:
                        count = session.scalar(select(func.count()).select_from(rows.table_of(dumped)))
                        if count:
                            raise NotEmpty(f"{count} row{'s' * (count != 1)} of {dumped.name}")
        finally:
            database.dispose()
        others = sum(file.key not in self.manifest.files for file in self.storage.list() if _is_ours(file.key))
        if others:
            raise NotEmpty(f"{others} stored file{'s' * (others != 1)}")

    def _fetched(self, dumped: TableDump) -> Path:
        path = self._folder / f"{dumped.name}.jsonl.gz"
        self._fetch(dumped.sha256, path, what=f"the rows of {dumped.name}")
        return path

    def _fetch(self, sha256: str, path: Path, *, what: str) -> None:
        try:
            with whole_file(path) as file:
                for piece in self.vault.stream(object_key(sha256)):
                    file.write(piece)
        except StorageNotFound:
            raise BackupDamaged(f"{what} is gone") from None
        if sha256_of(path) != sha256:
            path.unlink()
            raise BackupDamaged(f"{what} is not what was written")

    def _put_files(self) -> None:
        here = {file.key: file.size for file in self.storage.list()}
        total, done = sum(content.size for content in self.manifest.files.values()), 0
        for key, content in self.manifest.files.items():
            if here.get(key) != content.size or not self._has(key, content):
                path = self._folder / "file"
                self._fetch(content.sha256, path, what=f"the file {key}")
                self.storage.put(key, path, content_type=layout.content_type_of(key))
                path.unlink()
            done += content.size
            self.tell("Files", done, total)

    def _has(self, key: str, content: Content) -> bool:
        path = self._folder / "here"
        self.storage.download(key, path)
        is_same = sha256_of(path) == content.sha256
        path.unlink()
        return is_same

    def _put_models(self, root: Path) -> None:
        total, done = sum(content.size for content in self.manifest.models.values()), 0
        for name, content in self.manifest.models.items():
            parts = PurePosixPath(name)
            if parts.is_absolute() or ".." in parts.parts:
                raise BackupDamaged(f"the model file {name!r} would lie outside the models folder")
            path = root / parts
            if not path.is_file() or path.stat().st_size != content.size or sha256_of(path) != content.sha256:
                self._fetch(content.sha256, path, what=f"the model file {name}")
            os.utime(path, (content.modified.timestamp(),) * 2)
            done += content.size
            self.tell("Models", done, total)

    def _fill(self, dumps: list[tuple[TableDump, Path]]) -> None:
        url, revision = self.database_url, self.manifest.revision
        if runner.current(url) not in {None, revision}:  # its rows go in any case: it is empty, or --force was given
            runner.downgrade(url, to=revision)
        runner.upgrade(url, to=revision)
        total, done = sum(dumped.rows for dumped, _ in dumps), 0
        database = Database(url, pool_size=1)
        try:
            with database.transaction() as session:
                tables = [rows.table_of(dumped) for dumped, _ in dumps]
                highest = _highest_epoch(session.scalar, tables)
                rows.empty(session, tables)
                for dumped, path in dumps:

                    def on_rows(count: int, name: str = dumped.name) -> None:
                        nonlocal done
                        done += count
                        self.tell(f"Rows: {name}", done, total)

                    if rows.fill(session, dumped, path, on_rows=on_rows) != dumped.rows:
                        raise BackupDamaged(f"the rows of {dumped.name} are not as many as were written")
                rows.settle(session, [dumped for dumped, _ in dumps], epochs_from=highest)
        finally:
            database.dispose()
        runner.upgrade(url)

    def _drop_others(self) -> None:
        others = [file.key for file in self.storage.list() if _is_ours(file.key)]
        self.storage.delete(*(key for key in others if key not in self.manifest.files))


def secrets_of(manifest: Manifest) -> dict[str, bytes]:
    """The secrets that went along, by file name."""
    return {name: base64.b64decode(text) for name, text in manifest.secrets.items()}


def _highest_epoch(scalar: Callable[..., int | None], tables: list[Table]) -> int:
    job = next((table for table in tables if table.name == "job"), None)
    return 0 if job is None else scalar(select(func.max(job.c.epoch))) or 0


def _is_ours(key: str) -> bool:
    return key.startswith(PREFIXES)


def _later(one: str, other: str) -> bool:
    """Whether a version is later than another; what is no number counts as 0."""

    def parts(version: str) -> list[int]:
        return [int(part) if part.isdigit() else 0 for part in version.split(".")]

    return parts(one) > parts(other)
