"""From a storage URL to the storage."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from safelight.kit.signing import LinkSigner
from safelight.storage.base import Storage
from safelight.storage.errors import BadStorageSettings
from safelight.storage.local import LocalStorage
from safelight.storage.s3 import S3Options, S3Storage


def open_storage(
    url: str,
    *,
    signer: LinkSigner,
    quota_bytes: int | None = None,
    s3: S3Options | None = None,
    link_base: str | Callable[[], str] = "",
) -> Storage:
    """Open `file:///folder` (made if missing) or `s3://bucket/prefix`.

    `link_base` is our own address in front of `/files/…` links. Nothing is sent to an S3 yet: `check` does that.
    Raises BadStorageSettings, or StorageAway when the folder cannot be made.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path.startswith("/"):
        return LocalStorage(Path(unquote(parts.path)), signer=signer, quota_bytes=quota_bytes, link_base=link_base)
    if parts.scheme == "s3" and parts.netloc:
        if s3 is None:
            s3 = S3Options(access_key_id=None, secret_access_key=None)
        prefix = parts.path.strip("/")
        return S3Storage(parts.netloc, prefix, s3, signer=signer, quota_bytes=quota_bytes, link_base=link_base)
    raise BadStorageSettings(
        f"The storage URL “{url}” is not understood.", hint="Use file:///folder or s3://bucket/prefix."
    )
