"""Stored files: a local folder or any S3, behind one interface."""

from safelight.storage.base import ListedFile, Storage, StoredFile
from safelight.storage.errors import (
    BadKey,
    BadStorageSettings,
    StorageAway,
    StorageFull,
    StorageNotFound,
)
from safelight.storage.opening import open_storage
from safelight.storage.s3 import S3Options

__all__ = [
    "BadKey",
    "BadStorageSettings",
    "ListedFile",
    "S3Options",
    "Storage",
    "StorageAway",
    "StorageFull",
    "StorageNotFound",
    "StoredFile",
    "open_storage",
]
