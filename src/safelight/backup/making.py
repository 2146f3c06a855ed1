"""Making a backup while the studio works: rows of one moment, and every file that they name."""

import base64
import gzip
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from safelight import __version__
from safelight.backup import rows
from safelight.backup.checking import damaged
from safelight.backup.errors import BackupDamaged, ChangedTooFast, NotUpgraded
from safelight.backup.manifest import Content, Manifest, TableDump, manifest_key, object_key
from safelight.backup.vault import Vault, backups
from safelight.db import Database
from safelight.kit.clock import utcnow
from safelight.kit.files import sha256_of
from safelight.migrations import runner
from safelight.migrations.tables import metadata
from safelight.storage import Storage
from safelight.storage.base import ListedFile
from safelight.storage.errors import StorageNotFound

ATTEMPTS = 5
NOTE_SECONDS = 30.0
PARTIAL = "partial/files.json.gz"
PREFIXES = ("characters/", "generations/", "inputs/", "runs/", "datasets/")
_NO_KEYS = frozenset({"model_key", "group_key", "idempotency_key"})

Tell = Callable[[str, int, int], None]
"""What is being done, and how many bytes (or rows) of how many are done."""


@dataclass
class Making:
    """One backup on its way. `models_dir`: take the models too; `secrets`: files by name that go along as they are."""

    database: Database
    storage: Storage
    vault: Vault
    models_dir: Path | None = None
    secrets: Mapping[str, bytes] = field(default_factory=dict)
    tell: Tell = lambda what, done, total: None

    def run(self) -> Manifest:
        """Make it; what it wrote is read back. Raises NotUpgraded, StorageAway, DatabaseAway, BackupDamaged.

        Interrupted at any point, it leaves no backup, and contents that the next one finds there.
        """
        url = self.database.url.render_as_string(hide_password=False)
        if (revision := runner.current(url)) != runner.head():
            raise NotUpgraded(revision)
        self._there = {file.key for file in self.vault.list("objects")}
        self._known = self._remembered()
        self._written: set[str] = set()
        self._noted_at = time.monotonic()
        with TemporaryDirectory(prefix="safelight-backup-") as folder:
            self._folder = Path(folder)
            models = self._models() if self.models_dir else {}
            tables, files, missing = self._rows_and_files()
        at = utcnow()
        manifest = Manifest(
            name=f"{at:%Y%m%dt%H%M%S}-{at.microsecond:06d}",
            made_at=at,
            program=__version__,
            revision=runner.head(),
            database="sqlite" if self.database.is_sqlite else "postgresql",
            tables=tables,
            files=files,
            models=models,
            has_models=self.models_dir is not None,
            secrets={name: _text(data) for name, data in self.secrets.items()},
            missing=missing,
        )
        fresh = {sha256: size for sha256, size in manifest.objects.items() if sha256 in self._written}
        if found := list(damaged(self.vault, fresh, tell=self.tell)):
            raise BackupDamaged(f"{len(found)} of the files just written cannot be read back")
        self.vault.put(manifest_key(manifest.name), manifest.packed(), content_type="application/gzip")
        if self.vault.exists(PARTIAL):
            self.vault.delete(PARTIAL)
        return manifest

    def _rows_and_files(self) -> tuple[list[TableDump], dict[str, Content], list[str]]:
        """Files first, then rows, then the files that came between.

        A file is stored before its row is, and its row is deleted before the file: what the rows name now was there
        at the first look, or is at the second. Only what came and went between needs rows of a later moment.
        """
        copied = dict(self._files())
        before: set[str] | None = None
        for _ in range(ATTEMPTS):
            tables, named = self._tables()
            now = dict(self._files())
            copied |= now
            missing = named - copied.keys()
            files = now | {key: copied[key] for key in named & copied.keys()}
            if not missing or missing == before:  # twice the same: lost before, and no matter of ours
                return tables, files, sorted(missing)
            before = missing
        raise ChangedTooFast(
            "Files come and go faster than they can be copied.", hint="Try again when less is going on."
        )

    def _tables(self) -> tuple[list[TableDump], set[str]]:
        wanted = [table for table in metadata().sorted_tables if table.name not in rows.LEFT_OUT]
        dumps, named, done = [], set[str](), 0
        with self.database.reading() as session:
            for table in wanted:
                path = self._folder / f"{table.name}.jsonl.gz"

                def on_rows(count: int, name: str = table.name) -> None:
                    nonlocal done
                    done += count
                    self.tell(f"Rows: {name}", done, 0)

                dumped = rows.dump(session, table, path, on_rows=on_rows)
                dumps.append(dumped)
                named |= _keys_in(dumped, path)
        for dumped in dumps:
            path = self._folder / f"{dumped.name}.jsonl.gz"
            self._put(dumped.sha256, path)
            path.unlink()
        return dumps, named

    def _files(self) -> Iterator[tuple[str, Content]]:
        listed = [file for file in self.storage.list() if file.key.startswith(PREFIXES)]
        total, done = sum(file.size for file in listed), 0
        for file in listed:
            content = self._known.get(file.key)
            if content is None or not self._is_same(content, file):
                content = self._copied(file)
            done += file.size
            self.tell("Files", done, total)
            if content is not None:  # else it was deleted while we looked
                self._known[file.key] = content
                self._note()
                yield file.key, content

    def _is_same(self, content: Content, file: ListedFile) -> bool:
        same = content.size == file.size and content.modified == file.modified
        return same and object_key(content.sha256) in self._there

    def _copied(self, file: ListedFile) -> Content | None:
        """A copy of the file as it was at one moment: what is replaced meanwhile is still read to its old end."""
        fetched = self._folder / "file"
        try:
            self.storage.download(file.key, fetched)
        except StorageNotFound:
            return None
        content = Content(sha256=sha256_of(fetched), size=fetched.stat().st_size, modified=file.modified)
        self._put(content.sha256, fetched)
        fetched.unlink()
        return content

    def _models(self) -> dict[str, Content]:
        root = self.models_dir
        assert root is not None  # noqa: S101  asked before
        paths = sorted(_files_below(root))
        total, done = sum(path.stat().st_size for path in paths), 0
        found = {}
        for path in paths:
            name, status = path.relative_to(root).as_posix(), path.stat()
            modified = datetime.fromtimestamp(status.st_mtime, UTC)
            content = self._known.get(f"models/{name}")
            listed = ListedFile(name, status.st_size, modified)
            if content is None or not self._is_same(content, listed):
                digest = sha256_of(path)
                self._put(digest, path)
                content = Content(sha256=digest, size=status.st_size, modified=modified)
            found[name] = self._known[f"models/{name}"] = content
            done += content.size
            self.tell("Models", done, total)
            self._note()
        return found

    def _put(self, sha256: str, path: Path) -> None:
        key = object_key(sha256)
        if key not in self._there:
            self.vault.put(key, path, content_type="application/octet-stream")
            self._there.add(key)
            self._written.add(sha256)

    def _remembered(self) -> dict[str, Content]:
        """What was copied before, by the last backup and by one that was interrupted since."""
        known: dict[str, Content] = {}
        if names := backups(self.vault):
            last = Manifest.unpacked(b"".join(self.vault.stream(manifest_key(names[-1]))))
            known |= last.files | {f"models/{name}": content for name, content in last.models.items()}
        if self.vault.exists(PARTIAL):
            noted = json.loads(gzip.decompress(b"".join(self.vault.stream(PARTIAL))))
            known |= {key: Content.model_validate(content) for key, content in noted.items()}
        return known

    def _note(self) -> None:
        """Now and then: what is copied, for the next run if this one does not come to its end."""
        if time.monotonic() - self._noted_at < NOTE_SECONDS or not hasattr(self.vault, "local_path"):
            return
        self._noted_at = time.monotonic()
        noted = {key: content.model_dump(mode="json") for key, content in self._known.items()}
        self.vault.put(PARTIAL, gzip.compress(json.dumps(noted).encode()), content_type="application/gzip")


def prune(vault: Vault, *, keep: int) -> tuple[int, int]:
    """Delete all backups but the newest, and contents that none needs; how many of each."""
    names = backups(vault)
    old, kept = (names[:-keep], names[-keep:]) if keep else (names, [])
    needed: set[str] = set()
    for name in kept:
        needed |= {object_key(each) for each in Manifest.unpacked(b"".join(vault.stream(manifest_key(name)))).objects}
    vault.delete(*(manifest_key(name) for name in old))
    unused = [file.key for file in vault.list("objects") if file.key not in needed]
    vault.delete(*unused)
    return len(old), len(unused)


def _keys_in(dumped: TableDump, path: Path) -> set[str]:
    """The files of the storage that rows of a dump name."""
    places = [
        number
        for number, column in enumerate(dumped.columns)
        if (column.name == "key" or column.name.endswith("_key")) and column.name not in _NO_KEYS
    ]
    if not places:
        return set()
    found = {row[number] for row in rows.lines(path) for number in places if row[number]}
    return {key for key in found if key.startswith(PREFIXES)}


def _files_below(root: Path) -> Iterable[Path]:
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
