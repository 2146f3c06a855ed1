"""Files in a bucket of Google Cloud Storage."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from obstore.store import GCSStore

from safelight.kit.signing import LinkSigner
from safelight.storage.base import MAX_LINK_SECONDS, Kind, Upload, attachment
from safelight.storage.buckets import QUESTION, RETRY, TRANSFER, BucketStorage, Service, client
from safelight.storage.errors import BadStorageSettings
from safelight.storage.presign import Asked, presigned_by_rsa

ENDPOINT = "https://storage.googleapis.com"
HINT = "SAFELIGHT_GOOGLE_CREDENTIALS is the JSON key of a service account, or the path of its file."
LARGEST_PUT = 5 << 40


@dataclass(frozen=True)
class GoogleOptions:
    """The key of a service account: JSON, or the path of its file."""

    credentials: str | None = field(repr=False)


class GoogleStorage(BucketStorage):
    """A bucket of Google's; links are its own signed ones."""

    kind: ClassVar[Kind] = "gs"
    service = Service(
        name="Google",
        keys="SAFELIGHT_GOOGLE_CREDENTIALS",
        address="the network between",
    )

    def __init__(
        self,
        bucket: str,
        prefix: str,
        options: GoogleOptions,
        *,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        account = _account(options.credentials)
        self._endpoint = str(account.get("gcs_base_url") or ENDPOINT).rstrip("/")
        self._email: str = account["client_email"]
        self._key = _private_key(account["private_key"])
        super().__init__(
            _open(bucket, prefix, account, self._endpoint, timeout=TRANSFER),
            _open(bucket, prefix, account, self._endpoint, timeout=QUESTION),
            bucket=bucket,
            prefix=prefix,
            signer=signer,
            quota_bytes=quota_bytes,
            link_base=link_base,
        )
        # An RSA signature takes a millisecond, and a page of a gallery has a hundred links.
        self._signed = lru_cache(10_000)(self._sign)

    @property
    def endpoint(self) -> str | None:
        """See Storage."""
        return self._endpoint

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        start, lasts = self._signer.period(seconds)
        return self._signed(key, start, min(lasts, MAX_LINK_SECONDS), download_name)

    def _sign(self, key: str, start: int, seconds: int, download_name: str | None) -> str:
        query = {"response-content-disposition": attachment(download_name)} if download_name else None
        return self._presigned(key, Asked(start, seconds, query=query))

    def _upload_link(self, key: str, seconds: int, content_type: str, size: int) -> Upload | None:
        if size > LARGEST_PUT:
            return None
        headers = {"content-type": content_type, "x-goog-content-length-range": f"{size},{size}"}
        start, _ = self._signer.period(2)
        link = self._presigned(key, Asked(start, min(seconds + 2, MAX_LINK_SECONDS), "PUT", headers))
        return Upload(link, headers=headers)

    def _presigned(self, key: str, asked: Asked) -> str:
        return presigned_by_rsa(
            f"{self._endpoint}/{self._bucket}/{self._full_key(key)}",
            email=self._email,
            sign=lambda message: self._key.sign(message, padding.PKCS1v15(), hashes.SHA256()),
            asked=asked,
        )


def _account(credentials: str | None) -> dict[str, Any]:
    if not credentials:
        raise BadStorageSettings("Google storage needs the key of a service account.", hint=HINT)
    try:
        text = credentials if credentials.lstrip().startswith("{") else Path(credentials).read_text()
        account: dict[str, Any] = json.loads(text)
        account = {"client_email": account["client_email"], "private_key": account["private_key"]} | account
    except OSError as error:
        raise BadStorageSettings(f"The Google key cannot be read: {error.strerror}.", hint=HINT) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadStorageSettings("The Google key is no key of a service account.", hint=HINT) from error
    return account


def _private_key(pem: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except ValueError as error:
        raise BadStorageSettings("The private key in the Google key cannot be read.", hint=HINT) from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BadStorageSettings("The private key in the Google key is no RSA key.", hint=HINT)
    return key


def _open(bucket: str, prefix: str, account: dict[str, Any], endpoint: str, *, timeout: timedelta) -> GCSStore:
    return GCSStore(
        bucket,
        prefix=prefix or None,
        service_account_key=json.dumps({"private_key_id": "", "gcs_base_url": endpoint} | account),
        base_url=endpoint,
        skip_signature=False,
        client_options=client(endpoint, timeout=timeout),
        retry_config=RETRY,
    )
