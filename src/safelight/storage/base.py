"""What every storage does, whatever it keeps the files in."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal
from urllib.parse import quote, urlsplit

from safelight.kit.errors import InvalidInput
from safelight.kit.files import sha256_of, whole_file
from safelight.kit.ids import new_id
from safelight.kit.pictures.names import safe_name
from safelight.kit.signing import LinkSigner
from safelight.storage.areas import Counting
from safelight.storage.errors import NO_SPACE, StorageAway, StorageFull, StorageNotFound
from safelight.storage.keys import check_key, check_prefix
from safelight.storage.usage import UsageLedger

Kind = Literal["file", "s3", "supabase", "gs", "az"]

MAX_LINK_SECONDS = 7 * 24 * 3600  # S3 refuses longer ones, and only when they are used


@dataclass(frozen=True)
class StoredFile:
    """A file that is safely stored; hash and content type are kept by the caller, for no storage keeps them alike."""

    key: str
    size: int
    sha256: str
    content_type: str


@dataclass(frozen=True)
class ListedFile:
    """A file as a listing shows it."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True)
class Upload:
    """How somebody else stores one file without us between: a PUT to `url` with exactly these headers."""

    url: str
    headers: Mapping[str, str]


class Storage(ABC):
    """Files under keys. Methods are synchronous and safe to call from several threads.

    Each method may raise BadKey and StorageAway; those that read raise StorageNotFound, those that write StorageFull.
    """

    kind: ClassVar[Kind]

    def __init__(self, *, quota_bytes: int | None, signer: LinkSigner, link_base: str | Callable[[], str]) -> None:
        self._ledger = UsageLedger(self._measure, quota_bytes=quota_bytes)
        self._signer = signer
        self._link_base = link_base

    def put(self, key: str, data: bytes | Path, *, content_type: str) -> StoredFile:
        """Store bytes or a local file, whole or not at all; an older file under the key is replaced.

        When it returns, the file survives a power cut.
        """
        check_key(key)
        if isinstance(data, Path):
            size, digest = data.stat().st_size, sha256_of(data)
        else:
            size, digest = len(data), hashlib.sha256(data).hexdigest()
        with self._ledger.room_for(size):
            self._write(key, data, content_type, digest)
        return StoredFile(key, size, digest, content_type)

    def get(self, key: str) -> bytes:
        """The whole file."""
        return b"".join(self.stream(key))

    @abstractmethod
    def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
        """The file piece by piece, from a byte within it. A missing file raises here, before the first piece."""

    def download(self, key: str, path: Path) -> None:
        """Copy the file to a local path, whole or not at all."""
        pieces = self.stream(key)
        try:
            with whole_file(path) as target:
                for piece in pieces:
                    target.write(piece)
        except OSError as error:
            if error.errno in NO_SPACE:
                raise StorageFull("The disk that the file should be copied to is full.") from error
            raise

    @abstractmethod
    def exists(self, key: str) -> bool:
        """Whether there is a file under the key."""

    @abstractmethod
    def size(self, key: str) -> int:
        """How many bytes the file has."""

    @abstractmethod
    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """The files below a prefix (whole segments: `a/b` holds `a/b/c`, not `a/bc`), in order of their keys."""

    def delete(self, *keys: str) -> None:
        """Delete files; those that are not there are fine."""
        self._delete([check_key(key) for key in keys])

    def delete_prefix(self, prefix: str) -> int:
        """Delete every file below the prefix, and say how many there were."""
        keys = [file.key for file in self.list(check_prefix(prefix))]
        self._delete(keys)
        return len(keys)

    def link(
        self,
        key: str,
        *,
        seconds: float,
        base_url: str | None = None,
        download_name: str | None = None,
        through_us: bool = False,
    ) -> str:
        """A link that works without log-in until `seconds` from now.

        `through_us`: to our own server wherever the file lies, for clients that send our key along with it, which
        another server would refuse.

        With `download_name`, made safe, a browser saves the file under that name instead of showing it. `base_url` is
        our own address as the client sees it; without it, and without a link base, the link is relative.
        """
        check_key(key)
        if not 1 <= seconds <= MAX_LINK_SECONDS:
            raise InvalidInput.of("seconds", seconds, f"a link works for 1 to {MAX_LINK_SECONDS} seconds")
        # The name travels signed into a header of the answer, so it must be harmless before it is signed.
        name = None if download_name is None else safe_name(download_name, fallback="file")
        return (
            Storage._link(self, key, seconds, base_url, name)
            if through_us
            else self._link(key, seconds, base_url, name)
        )

    def upload_link(self, key: str, *, seconds: int, content_type: str, size: int) -> Upload | None:
        """How a file of `size` bytes comes here from elsewhere without us between, within `seconds`.

        None where the storage offers no such thing, or not for a file as large as that. The quota must have room for
        it. What came is not trusted: ask for its size, and read it.
        """
        check_key(key)
        if not 1 <= seconds <= MAX_LINK_SECONDS:
            raise InvalidInput.of("seconds", seconds, f"a link works for 1 to {MAX_LINK_SECONDS} seconds")
        with self._ledger.room_for(size):
            upload = self._upload_link(key, seconds, content_type, size)
        self._ledger.removed(size)
        return upload

    @property
    @abstractmethod
    def where(self) -> str:
        """Its address as the setting has it: file:///folder, s3://bucket/prefix."""

    @property
    def endpoint(self) -> str | None:
        """The server that keeps the files; None for a folder."""
        return None

    def link_origin(self) -> str | None:
        """The other server to which links lead, such as https://s3.example.org; None when they lead to ours."""
        link = urlsplit(self.link("safelight-check/origin.txt", seconds=60, base_url=""))
        return f"{link.scheme}://{link.netloc}" if link.netloc else None

    def local_path(self, key: str) -> Path | None:
        """Where the file lies on this machine, or None if it lies elsewhere; raises StorageNotFound if nowhere."""
        check_key(key)
        return None

    @cached_property
    def counting(self) -> Counting:
        """How much there is of each kind of file."""
        return Counting(self.list)

    def usage(self) -> int:
        """Bytes in use."""
        return self._ledger.used()

    def check(self) -> None:
        """Write, read and delete a small file; raises StorageAway or StorageFull when one of them fails."""
        key, content = f"safelight-check/{new_id('probe')}.txt", b"Safelight was here.\n"
        self.exists(key)  # a question has a short time-out: a storage that is away is noticed at once
        self._write(key, content, "text/plain", hashlib.sha256(content).hexdigest())
        try:
            found = self.get(key)
        except StorageNotFound:
            found = b""
        self._delete([key])
        if found != content:
            raise StorageAway(
                "The storage gave back something else than was written to it.",
                hint="Check what stands between Safelight and the storage (proxy, cache, network disk).",
                code="storage_corrupts",
            )

    @abstractmethod
    def _write(self, key: str, data: bytes | Path, content_type: str, sha256: str) -> None:
        """Write the file, durable on return, and tell the ledger of a file it replaced."""

    @abstractmethod
    def _delete(self, keys: Sequence[str]) -> None:
        """Delete files that may be missing, and tell the ledger."""

    @abstractmethod
    def _measure(self) -> int:
        """Add up the sizes of all files."""

    def _upload_link(self, key: str, seconds: int, content_type: str, size: int) -> Upload | None:
        return None

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        expires = self._signer.expiry(seconds)
        signature = self._signer.sign(key, expires, download_name)
        if base_url is None:
            base_url = self._link_base if isinstance(self._link_base, str) else self._link_base()
        name = "" if download_name is None else f"&name={quote(download_name, safe='')}"
        return f"{base_url.rstrip('/')}/files/{key}?expires={expires}&signature={signature}{name}"


def attachment(name: str) -> str:
    """The Content-Disposition by which a browser saves a file under this name."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
