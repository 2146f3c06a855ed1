"""Stored files: a local folder or a bucket somewhere, behind one interface."""

from safelight.storage.base import ListedFile, Storage, StoredFile, Upload
from safelight.storage.errors import (
    BadKey,
    BadStorageSettings,
    StorageAway,
    StorageCorrupt,
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
    "StorageCorrupt",
    "StorageFull",
    "StorageNotFound",
    "StoredFile",
    "Upload",
    "open_storage",
]
