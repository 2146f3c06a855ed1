"""What can go wrong in the gallery."""

from safelight.kit.errors import Conflict, NotFound


class PictureNotFound(NotFound):
    """No picture has that id."""

    code = "picture_not_found"

    def __init__(self, picture_id: str) -> None:
        super().__init__(f"There is no picture {picture_id!r}.", hint="`GET /api/v1/gallery` lists them.")


class NotInBin(Conflict):
    """Only what lies in the bin is deleted, unless the request says forever."""

    code = "not_in_bin"

    def __init__(self, count: int) -> None:
        pictures = "One of the pictures is" if count == 1 else f"{count} of the pictures are"
        super().__init__(
            f"{pictures} not in the bin. Nothing was deleted.",
            hint='Put them into the bin first (action "bin"), or send "forever": true to delete them now.',
        )
