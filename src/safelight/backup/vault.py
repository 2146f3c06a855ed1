"""Where backups lie: a folder or a bucket, which hold many and keep each content once, or a single ZIP file."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from safelight.backup.errors import BackupDamaged, BadDestination, NoBackup
from safelight.backup.manifest import Manifest, manifest_key
from safelight.kit.signing import LinkSigner
from safelight.storage import Storage
from safelight.storage.base import ListedFile
from safelight.storage.errors import StorageNotFound
from safelight.storage.opening import open_storage

CHUNK = 1 << 20


class Vault(Protocol):
    """Contents by key; a part of what a Storage does."""

    def put(self, key: str, data: bytes | Path, *, content_type: str) -> object:
        """Keep it, whole or not at all."""

    def stream(self, key: str) -> Iterator[bytes]:
        """It, piece by piece. Raises StorageNotFound."""

    def exists(self, key: str) -> bool:
        """Whether it is there."""

    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """What is there."""

    def delete(self, *keys: str) -> None:
        """Drop it."""


class ZipVault:
    """One backup in one file, nothing packed twice. Whoever writes it calls `close`; until then it is not there."""

    def __init__(self, path: Path, *, writing: bool) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        if writing:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._zip = zipfile.ZipFile(self._part, "w", zipfile.ZIP_STORED)
        else:
            try:
                self._zip = zipfile.ZipFile(path)
            except FileNotFoundError:
                raise NoBackup(str(path)) from None
            except (OSError, zipfile.BadZipFile) as error:
                raise BackupDamaged(f"{path.name} is no whole ZIP file") from error
        self._writing = writing
        self._names = set(self._zip.namelist())

    def put(self, key: str, data: bytes | Path, *, content_type: str) -> None:
        """See Vault."""
        if isinstance(data, bytes):
            self._zip.writestr(key, data)
        else:
            with data.open("rb") as source, self._zip.open(key, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, CHUNK)
        self._names.add(key)

    def stream(self, key: str) -> Iterator[bytes]:
        """See Vault."""
        if key not in self._names:
            raise StorageNotFound(key)
        return self._pieces(key)

    def _pieces(self, key: str) -> Iterator[bytes]:
        try:
            with self._zip.open(key) as file:
                while piece := file.read(CHUNK):
                    yield piece
        except zipfile.BadZipFile as error:
            raise BackupDamaged(f"{key} is not what was written") from error

    def exists(self, key: str) -> bool:
        """See Vault."""
        return key in self._names

    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """See Vault."""
        from datetime import UTC, datetime  # noqa: PLC0415  here alone

        for info in self._zip.infolist():
            if info.filename.startswith(f"{prefix}/"):
                yield ListedFile(info.filename, info.file_size, datetime(*info.date_time, tzinfo=UTC))

    def delete(self, *keys: str) -> None:
        """Not of a file that is written once."""
        raise BadDestination("Nothing is taken out of a backup file.", hint="Delete the file itself.")

    def close(self, *, keep: bool = True) -> None:
        """The end: what was written is there now, unless it is not to be kept."""
        self._zip.close()
        if self._writing and keep:
            self._part.replace(self._path)
        self._part.unlink(missing_ok=True)


@contextmanager
def opened(place: str, *, bucket: Callable[[str], Storage], writing: bool = False) -> Iterator[Vault]:
    """The vault at a place: `file.zip`, `folder`, or an address such as `s3://bucket/prefix`, which `bucket` opens.

    Raises BadDestination, NoBackup, and what `bucket` does.
    """
    if place.endswith(".zip") and "://" not in place:
        path = Path(place).absolute()
        if writing and path.exists():
            raise BadDestination(
                f"There is a file {place} already.", hint="Choose another name; a folder takes many backups."
            )
        vault = ZipVault(path, writing=writing)
        try:
            yield vault
        except BaseException:
            vault.close(keep=False)
            raise
        vault.close()
        return
    yield bucket(place) if "://" in place else _folder(place, writing=writing)


def backups(vault: Vault) -> list[str]:
    """The names of the backups there, oldest first."""
    found = [file.key.rpartition("/")[2] for file in vault.list("backups")]
    return sorted(name.removesuffix(".json.gz") for name in found if name.endswith(".json.gz"))


def manifest(vault: Vault, *, place: str, name: str | None = None) -> Manifest:
    """What a backup holds; without a name the newest. Raises NoBackup, BackupDamaged, BackupTooNew."""
    names = backups(vault)
    chosen = name or (names[-1] if names else None)
    if chosen is None or chosen not in names:
        raise NoBackup(place, name)
    return Manifest.unpacked(b"".join(vault.stream(manifest_key(chosen))))


def _folder(place: str, *, writing: bool) -> Storage:
    folder = Path(place).absolute()
    if folder.exists() and not folder.is_dir():
        raise BadDestination(f"{place} is a file, and no ZIP by its name.", hint="Name a folder, or a file.zip.")
    if not folder.exists() and not writing:
        raise NoBackup(place)
    if writing and folder.is_dir() and any(folder.iterdir()) and not (folder / "objects").is_dir():
        raise BadDestination(
            f"The folder {place} holds other things.", hint="Name an empty folder, a new one, or one with backups."
        )
    return open_storage(folder.as_uri(), signer=LinkSigner(bytes(32)))  # nobody is ever given a link to a backup
