"""Files in a bucket of any S3: AWS, MinIO, R2, Supabase, rclone."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from safelight.kit.signing import LinkSigner
from safelight.storage.base import MAX_LINK_SECONDS, ListedFile, Storage
from safelight.storage.errors import BadStorageSettings, StorageAway, StorageFull, StorageNotFound
from safelight.storage.keys import check_key, check_prefix
from safelight.storage.presign import presigned

PIECE = 1 << 20
BATCH = 1000  # most keys S3 lists or deletes at once
# Parts of 8 MiB, four at a time: on an uplink of 10 Mbit/s all of them still finish within the read time-out.
PART, PARALLEL_PARTS = 8 << 20, 4
_FULL = re.compile(r"EntityTooLarge|QuotaExceeded|StorageFull|InsufficientStorage|507 Insufficient")
_REFUSED = re.compile(r"SignatureDoesNotMatch|InvalidAccessKeyId|AccessDenied|InvalidToken|40[13] (Forbidden|Unauthor)")


@dataclass(frozen=True)
class S3Options:
    """How to reach the S3. Without `endpoint` it is AWS; `public_endpoint` is the address that browsers see."""

    access_key_id: str | None
    secret_access_key: str | None = field(repr=False)
    endpoint: str | None = None
    public_endpoint: str | None = None
    region: str = "us-east-1"


class S3Storage(Storage):
    """A bucket, or the part of it below a prefix; links are S3's own signed ones."""

    def __init__(
        self,
        bucket: str,
        prefix: str,
        options: S3Options,
        *,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        super().__init__(quota_bytes=quota_bytes, signer=signer, link_base=link_base)
        # A whole transfer may take long, a question may not.
        self._store = _open(bucket, prefix, options, options.endpoint, timeout=timedelta(hours=2))
        self._questions = _open(bucket, prefix, options, options.endpoint, timeout=timedelta(seconds=10))
        # A link carries the address it was signed for, and the address inside a container network is of no use outside.
        self._public = "/".join(
            filter(None, (_endpoint(options, options.public_endpoint or options.endpoint), bucket, prefix))
        )
        self._options = options
        self._bucket = bucket

    def stream(self, key: str) -> Iterator[bytes]:
        """See Storage."""
        check_key(key)
        with self._translated(key):
            result = obstore.get(self._store, key)
        return self._pieces(key, result)

    def exists(self, key: str) -> bool:
        """See Storage."""
        check_key(key)
        try:
            with self._translated(key):
                obstore.head(self._questions, key)
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

    def _write(self, key: str, data: bytes | Path, content_type: str) -> None:
        attributes: Any = {"Content-Type": content_type}
        with self._translated(key):
            obstore.put(self._store, key, data, attributes=attributes, chunk_size=PART, max_concurrency=PARALLEL_PARTS)

    def _delete(self, keys: Sequence[str]) -> None:
        for start in range(0, len(keys), BATCH):
            with self._translated(""):
                obstore.delete(self._questions, keys[start : start + BATCH])
            self._ledger.removed(None)

    def _measure(self) -> int:
        return sum(file.size for file in self.list())

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        if download_name is not None:
            return super()._link(key, seconds, base_url, download_name)  # under that name our own route streams it
        start, lasts = self._signer.period(seconds)
        return presigned(
            f"{self._public}/{key}",
            access_key_id=self._options.access_key_id or "",
            secret_access_key=self._options.secret_access_key or "",
            region=self._options.region,
            start=start,
            seconds=min(lasts, MAX_LINK_SECONDS),
        )

    def _pieces(self, key: str, result: "obstore.GetResult") -> Iterator[bytes]:
        with self._translated(key):
            for piece in result.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        # The texts of these errors are pages of Rust debug output with addresses in them: searched, never shown.
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            text = str(error)
            if "NoSuchBucket" in text:
                raise StorageAway(
                    f"The S3 storage has no bucket “{self._bucket}”.",
                    hint="Create the bucket, or correct SAFELIGHT_STORAGE_URL.",
                    code="storage_no_bucket",
                ) from error
            if isinstance(error, FileNotFoundError):
                raise StorageNotFound(key) from error
            if _FULL.search(text):
                raise StorageFull("The S3 storage takes no more data.") from error
            if isinstance(error, (PermissionDeniedError, UnauthenticatedError)) or _REFUSED.search(text):
                raise StorageAway(
                    "The S3 storage refused our access key.",
                    hint="Check SAFELIGHT_S3_ACCESS_KEY_ID, SAFELIGHT_S3_SECRET_ACCESS_KEY and SAFELIGHT_S3_REGION, "
                    f"and that the key may read, write, list and delete in the bucket “{self._bucket}”.",
                    code="storage_refused",
                ) from error
            raise StorageAway(
                "The S3 storage does not answer.",
                hint="Check that it runs, and SAFELIGHT_S3_ENDPOINT. Nothing was half-written; try again.",
            ) from error


def _endpoint(options: S3Options, given: str | None) -> str:
    endpoint = (given or f"https://s3.{options.region}.amazonaws.com").rstrip("/")
    if not endpoint.startswith(("http://", "https://")):
        raise BadStorageSettings(
            f"The S3 endpoint “{endpoint}” is no web address.", hint="It starts with https:// (or http://)."
        )
    return endpoint


def _open(
    bucket: str, prefix: str, options: S3Options, endpoint: str | None, *, timeout: timedelta = timedelta(seconds=10)
) -> S3Store:
    key_id, secret = options.access_key_id, options.secret_access_key
    if not key_id or not secret:
        # obstore would take AWS_… from the environment, or ask the metadata address of a cloud machine for a key.
        raise BadStorageSettings(
            "S3 storage needs an access key and a secret key.",
            hint="Set both SAFELIGHT_S3_ACCESS_KEY_ID and SAFELIGHT_S3_SECRET_ACCESS_KEY.",
        )
    endpoint = _endpoint(options, endpoint)

    # Everything is said here, for what is not said is taken from AWS_… variables that were set for something else;
    # a credential provider is the only way to say "and no session token".
    def credentials() -> Any:
        return {"access_key_id": key_id, "secret_access_key": secret, "expires_at": None}

    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=endpoint,
        aws_endpoint_url_s3=endpoint,
        region=options.region,
        virtual_hosted_style_request=False,
        skip_signature=False,
        credential_provider=credentials,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "read_timeout": timedelta(seconds=60),
            "timeout": timeout,
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
    )
