"""What can go wrong with stored files, in words for the person who keeps the server."""

import errno

from safelight.kit.errors import InvalidInput, NotFound, OutOfSpace, Unavailable, shorten

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class BadKey(InvalidInput):
    """A name that no stored file may have, or one that leads out of the storage."""

    code = "storage_bad_key"

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"“{shorten(key)}” cannot be the name of a stored file: {reason}.")


class BadStorageSettings(InvalidInput):
    """The storage cannot be opened with these settings."""

    code = "storage_bad_settings"


class StorageNotFound(NotFound):
    """There is no file under this key."""

    code = "file_not_found"

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no stored file “{shorten(key)}”.")
        self.key = key


class StorageFull(OutOfSpace):
    """The quota or the disk is full; the refused file left nothing behind."""

    code = "storage_full"

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            hint=(
                "Nothing was half-written. Delete generations or characters that are no longer needed, "
                "or give the storage more room (SAFELIGHT_STORAGE_QUOTA_GB, or a larger disk)."
            ),
        )


class StorageAway(Unavailable):
    """The storage does not answer, or does not let us in."""

    code = "storage_unavailable"

    def __init__(self, message: str, *, hint: str, code: str | None = None) -> None:
        super().__init__(message, hint=hint, code=code, retry_after=5)


class StorageCorrupt(StorageAway):
    """What the storage gave back is not what was stored."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The stored file “{shorten(key)}” is not what was stored: its SHA-256 is another.",
            hint="Try again; if it stays so, restore the file, and check what stands between (proxy, cache, disk).",
            code="storage_corrupts",
        )
