"""Files in a bucket of some service, through obstore: what S3, Supabase, Google and Azure have in common."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from safelight.kit.signing import LinkSigner
from safelight.storage.base import ListedFile, Storage
from safelight.storage.errors import StorageAway, StorageCorrupt, StorageFull, StorageNotFound
from safelight.storage.keys import check_key, check_prefix

PIECE = 1 << 20
BATCH = 1000  # most keys S3 lists or deletes at once
# Parts of 8 MiB, four at a time: on an uplink of 10 Mbit/s all of them still finish within the read time-out.
PART, PARALLEL_PARTS = 8 << 20, 4
SHA256 = "sha256"  # metadata beside the file: without - or _, which some services or proxies do not take
TRANSFER, QUESTION = timedelta(hours=2), timedelta(seconds=10)
RETRY: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=12)}  # with back-off, on 5xx, 429 and cut lines

_FULL = re.compile(r"EntityTooLarge|QuotaExceeded|StorageFull|InsufficientStorage|507 Insufficient|413 Payload")
_REFUSED = re.compile(
    r"SignatureDoesNotMatch|InvalidAccessKeyId|AccessDenied|InvalidToken|AuthenticationFailed|AuthorizationFailure"
    r"|AuthorizationPermissionMismatch|40[13] (Forbidden|Unauthor)|RequestTimeTooSkewed|RequestExpired"
    r"|AuthorizationHeaderMalformed|PermanentRedirect|IllegalLocationConstraint|301 Moved"
)
# Some servers, such as rclone, answer with the whole file; and past its end there is nothing to answer with.
_NO_RANGES = re.compile(r"non-partial|Not Satisfiable|InvalidRange")
_NO_BUCKET = re.compile(r"NoSuchBucket|ContainerNotFound|ContainerBeingDeleted")
_CLOCK = re.compile(r"RequestTimeTooSkewed|RequestExpired")
_REGION = re.compile(r"AuthorizationHeaderMalformed|PermanentRedirect|IllegalLocationConstraint|301 Moved")
_EXPECTED_REGION = re.compile(r"expecting '([a-z0-9-]+)'|<Region>([a-z0-9-]+)</Region>")


@dataclass(frozen=True)
class Service:
    """How one service is called in messages, and which settings lead to it."""

    name: str
    bucket: str = "bucket"
    keys: str = ""
    address: str = ""
    region: str = ""


class BucketStorage(Storage):
    """A bucket, or the part of it below a prefix.

    `store` is for transfers, which may take long; `questions` for what is answered at once.
    """

    service: ClassVar[Service]

    def __init__(
        self,
        store: Any,
        questions: Any,
        *,
        bucket: str,
        prefix: str,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        super().__init__(quota_bytes=quota_bytes, signer=signer, link_base=link_base)
        self._store, self._questions = store, questions
        self._bucket, self._prefix = bucket, prefix

    @property
    def where(self) -> str:
        """See Storage."""
        return f"{self.kind}://{'/'.join(filter(None, (self._bucket, self._prefix)))}"

    def stream(self, key: str, *, start: int = 0) -> Iterator[bytes]:
        """See Storage."""
        check_key(key)
        with self._translated(key):
            try:
                result = obstore.get(self._store, key, options={"range": {"offset": start}} if start else None)
            except BaseError as error:
                if start and _NO_RANGES.search(str(error)):
                    return _after(start, self.stream(key))
                raise
        return self._pieces(key, result, is_whole=not start)

    def size(self, key: str) -> int:
        """See Storage."""
        check_key(key)
        with self._translated(key):
            return obstore.head(self._questions, key)["size"]

    def exists(self, key: str) -> bool:
        """See Storage."""
        try:
            self.size(key)
        except StorageNotFound:
            return False
        return True

    def list(self, prefix: str = "") -> Iterator[ListedFile]:
        """See Storage."""
        below = check_prefix(prefix) if prefix else None
        with self._translated(prefix):
            for page in obstore.list(self._questions, below, chunk_size=BATCH):
                for entry in page:
                    yield ListedFile(entry["path"], entry["size"], entry["last_modified"])

    def _write(self, key: str, data: bytes | Path, content_type: str, sha256: str) -> None:
        attributes: Any = {"Content-Type": content_type, SHA256: sha256}
        with self._translated(key):
            obstore.put(self._store, key, data, attributes=attributes, chunk_size=PART, max_concurrency=PARALLEL_PARTS)

    def _delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), BATCH):
            with self._translated(""):
                self._delete_batch(keys[start : start + BATCH])
            self._ledger.removed(None)

    def _delete_batch(self, keys: Sequence[str]) -> None:
        try:
            obstore.delete(self._questions, keys)
        except FileNotFoundError:  # of a file, as Google and Azure say it, or of the bucket
            for key in keys:
                try:
                    obstore.delete(self._questions, key)
                except FileNotFoundError as error:
                    if _NO_BUCKET.search(str(error)):
                        raise

    def _measure(self) -> int:
        return sum(file.size for file in self.list())

    def _full_key(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    def _pieces(self, key: str, result: "obstore.GetResult", *, is_whole: bool) -> Iterator[bytes]:
        digest, expected = hashlib.sha256(), result.attributes.get(SHA256)
        with self._translated(key):
            for piece in result.stream(min_chunk_size=PIECE):
                whole = bytes(piece)
                digest.update(whole)
                yield whole
        # Somebody else may have put the file there, by a signed link or by hand: then nobody said what it should be.
        if is_whole and expected and expected != digest.hexdigest():
            raise StorageCorrupt(key)

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        # The texts of these errors are pages of Rust debug output with addresses in them: searched, never shown.
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            raise self._said(key, error) from error

    def _said(self, key: str, error: Exception) -> StorageAway | StorageNotFound | StorageFull:
        text, name, bucket = str(error), self.service.name, self.service.bucket
        if _NO_BUCKET.search(text):
            return StorageAway(
                f"The {name} storage has no {bucket} “{self._bucket}”.",
                hint=f"Create the {bucket}, or correct SAFELIGHT_STORAGE_URL.",
                code="storage_no_bucket",
            )
        if isinstance(error, FileNotFoundError):
            return StorageNotFound(key)
        if _FULL.search(text):
            return StorageFull(f"The {name} storage takes no more data.")
        if isinstance(error, (PermissionDeniedError, UnauthenticatedError)) or _REFUSED.search(text):
            return self._refused(text)
        # A question whose answer has no body is refused without a reason: a wrong region looks so.
        region = f" and {self.service.region}" if "400 Bad Request" in text and self.service.region else ""
        return StorageAway(
            f"The {name} storage does not answer.",
            hint=f"Check that it runs, and {self.service.address}{region}. Nothing was half-written; try again.",
        )

    def _refused(self, text: str) -> StorageAway:
        name, bucket = self.service.name, self.service.bucket
        if _CLOCK.search(text):
            return StorageAway(
                f"The {name} storage says that our clock is wrong.",
                hint="Set the clock of this machine: a signature holds for minutes.",
                code="storage_clock",
            )
        if _REGION.search(text):
            found = _EXPECTED_REGION.search(text)
            wanted = f" to {found.group(1) or found.group(2)}" if found else ""
            return StorageAway(
                f"The {bucket} “{self._bucket}” is in another region.",
                hint=f"Set {self.service.region or self.service.address}{wanted}.",
                code="storage_wrong_region",
            )
        return StorageAway(
            f"The {name} storage refused our access key.",
            hint=f"Check {self.service.keys}, and that the key may read, write, list and delete in the "
            f"{bucket} “{self._bucket}”.",
            code="storage_refused",
        )


def _after(start: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if len(piece) > start:
            yield piece[start:]
        start = max(0, start - len(piece))


def client(endpoint: str, *, timeout: timedelta) -> Any:
    """Options of obstore's HTTP client."""
    return {
        "allow_http": endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=5),
        "read_timeout": timedelta(seconds=60),
        "timeout": timeout,
    }
