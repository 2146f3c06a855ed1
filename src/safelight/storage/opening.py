"""From a storage URL to the storage."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from safelight.kit.signing import LinkSigner
from safelight.storage.azure import AzureOptions, AzureStorage
from safelight.storage.base import Storage
from safelight.storage.errors import BadStorageSettings
from safelight.storage.google import GoogleOptions, GoogleStorage
from safelight.storage.local import LocalStorage
from safelight.storage.s3 import S3Options, S3Storage
from safelight.storage.supabase import SupabaseOptions, SupabaseStorage


def open_storage(
    url: str,
    *,
    signer: LinkSigner,
    quota_bytes: int | None = None,
    s3: S3Options | None = None,
    supabase: SupabaseOptions | None = None,
    google: GoogleOptions | None = None,
    azure: AzureOptions | None = None,
    link_base: str | Callable[[], str] = "",
) -> Storage:
    """Open `file:///folder` (made if missing), `s3://bucket/prefix`, or one of supabase://, gs:// and az://.

    `link_base` is our own address in front of `/files/…` links. Nothing is sent to another server yet: `check` does
    that. Raises BadStorageSettings, or StorageAway when the folder cannot be made.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"} and parts.path.startswith("/"):
        return LocalStorage(Path(unquote(parts.path)), signer=signer, quota_bytes=quota_bytes, link_base=link_base)
    bucket, prefix = parts.netloc, parts.path.strip("/")
    s3 = s3 or S3Options(access_key_id=None, secret_access_key=None)
    given: dict[str, Any] = {"signer": signer, "quota_bytes": quota_bytes, "link_base": link_base}
    if bucket and parts.scheme == "s3":
        return S3Storage(bucket, prefix, s3, **given)
    if bucket and parts.scheme == "supabase":
        return SupabaseStorage(bucket, prefix, supabase or SupabaseOptions(None, None, s3), **given)
    if bucket and parts.scheme == "gs":
        return GoogleStorage(bucket, prefix, google or GoogleOptions(None), **given)
    if bucket and parts.scheme == "az":
        return AzureStorage(bucket, prefix, azure or AzureOptions(None, None), **given)
    raise BadStorageSettings(
        f"The storage URL “{url}” is not understood.",
        hint="Use file:///folder, s3://bucket/prefix, supabase://bucket/prefix, gs://bucket/prefix or "
        "az://container/prefix.",
    )
