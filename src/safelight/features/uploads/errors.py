"""What can go wrong with an upload that goes straight to the storage.

SafelightError
├── UploadNotFound    404  unknown, given up, or not finished in time
├── UploadMissing     409  nothing was sent to its address yet
├── UploadOver        409  it has become something already
├── UploadTooLarge    413  its purpose takes no such sizes
└── UploadDiffers     422  other bytes came than were announced; they are deleted
"""

from safelight.kit.errors import Conflict, InvalidInput, NotFound, TooLarge


class UploadNotFound(NotFound):
    """No upload of that id waits."""

    code = "upload_not_found"

    def __init__(self, upload_id: str) -> None:
        super().__init__(
            f"No upload {upload_id!r} is awaited.", hint="It was finished too late, or given up: announce it again."
        )


class UploadMissing(Conflict):
    """It is to be finished, and nothing has come."""

    code = "upload_missing"


class UploadOver(Conflict):
    """It is finished already."""

    code = "upload_finished"


class UploadTooLarge(TooLarge):
    """More than may be sent for this."""

    code = "upload_too_large"


class UploadDiffers(InvalidInput):
    """Size or SHA-256 are not those announced."""

    status = 422
    code = "upload_differs"
