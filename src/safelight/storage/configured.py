"""The storage that an installation's settings describe; server and worker open the same one."""

from typing import Protocol

from pydantic import SecretStr

from safelight.kit.signing import LinkSigner
from safelight.storage.azure import AzureOptions
from safelight.storage.base import Storage
from safelight.storage.google import GoogleOptions
from safelight.storage.opening import open_storage
from safelight.storage.s3 import S3Options
from safelight.storage.supabase import SupabaseOptions


class StorageSettings(Protocol):
    """What of the settings concerns the storage."""

    storage_quota_gb: float | None
    s3_endpoint: str | None
    s3_public_endpoint: str | None
    s3_region: str
    s3_access_key_id: str | None
    s3_secret_access_key: SecretStr | None
    supabase_url: str | None
    supabase_key: SecretStr | None
    google_credentials: SecretStr | None
    azure_account: str | None
    azure_key: SecretStr | None
    azure_endpoint: str | None

    @property
    def effective_storage_url(self) -> str:
        """A storage URL, as open_storage takes it."""


def storage_from(settings: StorageSettings, signer: LinkSigner, *, url: str | None = None) -> Storage:
    """Open the storage of these settings, or another one with the same keys. Raises BadStorageSettings."""
    quota = settings.storage_quota_gb
    s3 = S3Options(
        endpoint=settings.s3_endpoint,
        public_endpoint=settings.s3_public_endpoint,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=_plain(settings.s3_secret_access_key),
    )
    return open_storage(
        url or settings.effective_storage_url,
        signer=signer,
        quota_bytes=int(quota * 1e9) if quota else None,
        s3=s3,
        supabase=SupabaseOptions(url=settings.supabase_url, service_key=_plain(settings.supabase_key), s3=s3),
        google=GoogleOptions(_plain(settings.google_credentials)),
        azure=AzureOptions(settings.azure_account, _plain(settings.azure_key), settings.azure_endpoint),
    )


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
