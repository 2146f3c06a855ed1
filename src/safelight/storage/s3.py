"""Files in a bucket of any S3: AWS, MinIO, R2, rclone."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from obstore.store import S3Store

from safelight.kit.signing import LinkSigner
from safelight.storage.base import MAX_LINK_SECONDS, Kind, Upload
from safelight.storage.buckets import QUESTION, RETRY, TRANSFER, BucketStorage, Service, client
from safelight.storage.errors import BadStorageSettings
from safelight.storage.presign import Asked, presigned

LARGEST_PUT = 5 << 30  # what one request may carry


@dataclass(frozen=True)
class S3Options:
    """How to reach the S3. Without `endpoint` it is AWS; `public_endpoint` is the address that browsers see."""

    access_key_id: str | None
    secret_access_key: str | None = field(repr=False)
    endpoint: str | None = None
    public_endpoint: str | None = None
    region: str = "us-east-1"


class S3Storage(BucketStorage):
    """A bucket of an S3; links are S3's own signed ones."""

    kind: ClassVar[Kind] = "s3"
    service = Service(
        name="S3",
        keys="SAFELIGHT_S3_ACCESS_KEY_ID, SAFELIGHT_S3_SECRET_ACCESS_KEY and SAFELIGHT_S3_REGION",
        address="SAFELIGHT_S3_ENDPOINT",
        region="SAFELIGHT_S3_REGION",
    )

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
        super().__init__(
            _open(bucket, prefix, options, timeout=TRANSFER),
            _open(bucket, prefix, options, timeout=QUESTION),
            bucket=bucket,
            prefix=prefix,
            signer=signer,
            quota_bytes=quota_bytes,
            link_base=link_base,
        )
        # A link carries the address it was signed for, and the address inside a container network is of no use outside.
        self._public = f"{_endpoint(options, options.public_endpoint or options.endpoint)}/{bucket}"
        self._options = options

    @property
    def endpoint(self) -> str | None:
        """See Storage."""
        return _endpoint(self._options, self._options.endpoint)

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        if download_name is not None:
            return super()._link(key, seconds, base_url, download_name)  # under that name our own route streams it
        start, lasts = self._signer.period(seconds)
        return self._presigned(key, Asked(start, min(lasts, MAX_LINK_SECONDS)))

    def _upload_link(self, key: str, seconds: int, content_type: str, size: int) -> Upload | None:
        if size > LARGEST_PUT:
            return None
        # Its length is signed too: whoever has the link can store so many bytes and no more.
        headers = {"content-length": str(size), "content-type": content_type}
        start, _ = self._signer.period(2)
        link = self._presigned(key, Asked(start, min(seconds + 2, MAX_LINK_SECONDS), "PUT", headers))
        return Upload(link, headers={"content-type": content_type})

    def _presigned(self, key: str, asked: Asked) -> str:
        return presigned(
            f"{self._public}/{self._full_key(key)}",
            access_key_id=self._options.access_key_id or "",
            secret_access_key=self._options.secret_access_key or "",
            region=self._options.region,
            asked=asked,
        )


def _endpoint(options: S3Options, given: str | None) -> str:
    endpoint = (given or f"https://s3.{options.region}.amazonaws.com").rstrip("/")
    if not endpoint.startswith(("http://", "https://")):
        raise BadStorageSettings(
            f"The S3 endpoint “{endpoint}” is no web address.", hint="It starts with https:// (or http://)."
        )
    return endpoint


def _open(bucket: str, prefix: str, options: S3Options, *, timeout: timedelta) -> S3Store:
    key_id, secret = options.access_key_id, options.secret_access_key
    if not key_id or not secret:
        # obstore would take AWS_… from the environment, or ask the metadata address of a cloud machine for a key.
        raise BadStorageSettings(
            "S3 storage needs an access key and a secret key.",
            hint="Set both SAFELIGHT_S3_ACCESS_KEY_ID and SAFELIGHT_S3_SECRET_ACCESS_KEY.",
        )
    endpoint = _endpoint(options, options.endpoint)

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
        client_options=client(endpoint, timeout=timeout),
        retry_config=RETRY,
    )
