"""What can go wrong with a download.

SafelightError
├── SourceUnreadable   400  neither a repository's id nor an address of a model
├── NothingToDownload  400  no file of it can be used; says which there are
├── FileChoice         400  several models in one repository: one must be named
├── VariantUnknown     400  the repository has no such variant
├── PathUnsafe         400  a listing whose paths would lie outside of the model's folder
├── OnHubNotFound      404  no such repository, revision or file there
├── AccessNeeded       403  gated or private: a token or a consent is missing
├── TokenRefused       400  the hub does not know the token
├── TokenNotFound      404
├── DownloadNotFound   404
├── NameTaken          409  a model, or another download, has the name
├── DownloadGoing      409  what still runs cannot be thrown away
├── DiskFull           507  goes on where it stopped once there is space
├── HubAway            503  the hub does not answer, or asks to wait
└── WrongBytes         502  what came is not what the hub announced
"""

from safelight.kit.errors import Conflict, Forbidden, InvalidInput, NotFound, OutOfSpace, SafelightError, Unavailable


class SourceUnreadable(InvalidInput):
    """Neither a repository's id nor an address of a model."""

    code = "source_unreadable"


class NothingToDownload(InvalidInput):
    """There is no file that could be used."""

    code = "nothing_to_download"


class FileChoice(InvalidInput):
    """The repository holds several models, and none was named."""

    code = "file_choice"


class VariantUnknown(InvalidInput):
    """The repository has no such variant."""

    code = "variant_unknown"


class PathUnsafe(InvalidInput):
    """A path of a listing that would not stay in the model's folder."""

    code = "path_unsafe"


class OnHubNotFound(NotFound):
    """The hub has no such repository, revision or file, or does not show it to us."""

    code = "not_on_hub"


class AccessNeeded(Forbidden):
    """Gated or private."""

    code = "access_needed"


class TokenRefused(InvalidInput):
    """The hub does not know the token."""

    code = "token_refused"


class TokenNotFound(NotFound):
    """No token is kept for that host."""

    code = "token_not_found"

    def __init__(self, host: str) -> None:
        super().__init__(f"No token is kept for {host}.", hint="GET /api/v1/downloads/tokens lists those that are.")


class DownloadNotFound(NotFound):
    """There is no such download."""

    code = "download_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(f"There is no download {job_id}.", hint="GET /api/v1/downloads lists them.")


class NameTaken(Conflict):
    """A model, or another download, has the name."""

    code = "model_name_taken"


class DownloadGoing(Conflict):
    """What still runs cannot be thrown away."""

    code = "download_going"


class DiskFull(OutOfSpace):
    """The disk of the models folder is full."""

    code = "disk_full"


class HubAway(Unavailable):
    """The hub does not answer, or asks to wait."""

    code = "hub_away"


class WrongBytes(SafelightError):
    """What came is not what the hub announced."""

    status = 502
    code = "wrong_bytes"
