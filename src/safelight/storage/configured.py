"""The storage that an installation's settings describe; server and worker open the same one."""

from typing import Protocol

from pydantic import SecretStr

from safelight.kit.signing import LinkSigner
from safelight.storage.base import Storage
from safelight.storage.opening import open_storage
from safelight.storage.s3 import S3Options


class StorageSettings(Protocol):
    """What of the settings concerns the storage."""

    storage_quota_gb: float | None
    s3_endpoint: str | None
    s3_public_endpoint: str | None
    s3_region: str
    s3_access_key_id: str | None
    s3_secret_access_key: SecretStr | None

    @property
    def effective_storage_url(self) -> str:
        """A file or s3 URL."""


def storage_from(settings: StorageSettings, signer: LinkSigner) -> Storage:
    """Open the storage of these settings. Raises BadStorageSettings."""
    secret = settings.s3_secret_access_key
    quota = settings.storage_quota_gb
    return open_storage(
        settings.effective_storage_url,
        signer=signer,
        quota_bytes=int(quota * 1e9) if quota else None,
        s3=S3Options(
            endpoint=settings.s3_endpoint,
            public_endpoint=settings.s3_public_endpoint,
            region=settings.s3_region,
            access_key_id=settings.s3_access_key_id,
            secret_access_key=secret.get_secret_value() if secret else None,
        ),
    )
