"""Files in a container of Azure Blob Storage."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

from obstore.store import AzureStore

from safelight.kit.signing import LinkSigner
from safelight.storage.base import MAX_LINK_SECONDS, Kind, Upload, attachment
from safelight.storage.buckets import QUESTION, RETRY, TRANSFER, BucketStorage, Service, client
from safelight.storage.errors import BadStorageSettings

LARGEST_PUT = 5000 << 20
VERSION = "2023-11-03"
SKEW_SECONDS = 300  # by which Azure's clock may be behind ours: a link whose start is to come opens nothing


@dataclass(frozen=True)
class AzureOptions:
    """The storage account and its access key; `endpoint` for one that is not Azure's own."""

    account: str | None
    key: str | None = field(repr=False)
    endpoint: str | None = None


class AzureStorage(BucketStorage):
    """A container of a storage account; links are its own signed ones."""

    kind: ClassVar[Kind] = "az"
    service = Service(
        name="Azure",
        bucket="container",
        keys="SAFELIGHT_AZURE_ACCOUNT and SAFELIGHT_AZURE_KEY",
        address="SAFELIGHT_AZURE_ENDPOINT",
    )

    def __init__(
        self,
        bucket: str,
        prefix: str,
        options: AzureOptions,
        *,
        signer: LinkSigner,
        quota_bytes: int | None = None,
        link_base: str | Callable[[], str] = "",
    ) -> None:
        self._account, self._key = _checked(options)
        self._endpoint = (options.endpoint or f"https://{self._account}.blob.core.windows.net").rstrip("/")
        if not urlsplit(self._endpoint).netloc:
            raise BadStorageSettings(
                f"The Azure endpoint “{self._endpoint}” is no web address.",
                hint="SAFELIGHT_AZURE_ENDPOINT starts with https:// (or http://); leave it empty for Azure itself.",
            )
        super().__init__(
            self._open(bucket, prefix, timeout=TRANSFER),
            self._open(bucket, prefix, timeout=QUESTION),
            bucket=bucket,
            prefix=prefix,
            signer=signer,
            quota_bytes=quota_bytes,
            link_base=link_base,
        )

    @property
    def endpoint(self) -> str | None:
        """See Storage."""
        return self._endpoint

    def _link(self, key: str, seconds: float, base_url: str | None, download_name: str | None) -> str:
        start, lasts = self._signer.period(seconds)
        return self._signed(key, "r", start, start + min(lasts, MAX_LINK_SECONDS), download_name)

    def _upload_link(self, key: str, seconds: int, content_type: str, size: int) -> Upload | None:
        if size > LARGEST_PUT:
            return None
        start, _ = self._signer.period(2)
        link = self._signed(key, "cw", start, start + min(seconds + 2, MAX_LINK_SECONDS), None)
        return Upload(link, headers={"content-type": content_type, "x-ms-blob-type": "BlockBlob"})

    def _signed(self, key: str, allowed: str, start: int, end: int, download_name: str | None) -> str:
        # https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas
        path = f"{self._bucket}/{self._full_key(key)}"
        said = {
            "sp": allowed,
            "st": f"{datetime.fromtimestamp(start - SKEW_SECONDS, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "se": f"{datetime.fromtimestamp(end, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "sv": VERSION,
            "sr": "b",
        }
        disposition = attachment(download_name) if download_name else ""
        message = "\n".join(
            (
                *(said["sp"], said["st"], said["se"], f"/blob/{self._account}/{path}"),
                *("", "", ""),  # no stored policy, any address, any protocol
                *(said["sv"], said["sr"], "", ""),  # no snapshot, no encryption scope
                *("", disposition, "", "", ""),  # what the answer's headers are to be
            )
        )
        signature = hmac.digest(self._key, message.encode(), hashlib.sha256)
        if disposition:
            said["rscd"] = disposition
        query = urlencode(said | {"sig": base64.b64encode(signature).decode()}, quote_via=quote)
        return f"{self._endpoint}/{quote(path, safe='/-_.~')}?{query}"

    def _open(self, container: str, prefix: str, *, timeout: timedelta) -> AzureStore:
        # Everything is said, for what is not said is taken from AZURE_… variables that were set for something else.
        return AzureStore(
            container,
            prefix=prefix or None,
            account_name=self._account,
            account_key=base64.b64encode(self._key).decode(),
            credential_type="access_key",
            endpoint=self._endpoint,
            use_emulator=False,
            skip_signature=False,
            client_options=client(self._endpoint, timeout=timeout),
            retry_config=RETRY,
        )


def _checked(options: AzureOptions) -> tuple[str, bytes]:
    if not options.account or not options.key:
        raise BadStorageSettings(
            "Azure storage needs an account and its access key.",
            hint="Set both SAFELIGHT_AZURE_ACCOUNT and SAFELIGHT_AZURE_KEY.",
        )
    try:
        return options.account, base64.b64decode(options.key, validate=True)
    except binascii.Error as error:
        raise BadStorageSettings(
            "The Azure access key is not whole.", hint="SAFELIGHT_AZURE_KEY is base64, as the portal shows it."
        ) from error
