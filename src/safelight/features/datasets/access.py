"""What the routers of datasets share: files as they come in, and how much a dataset may hold."""

from typing import IO, Annotated

from fastapi import Depends, Request, UploadFile

from safelight.features.datasets.service.importing import Limits


class IncomingFile:
    """An uploaded file."""

    def __init__(self, upload: UploadFile) -> None:
        self._upload = upload
        self.filename = upload.filename or "unnamed"

    def stream(self) -> IO[bytes]:
        """The whole of it, to be read piece by piece."""
        self._upload.file.seek(0)
        return self._upload.file


def get_limits(request: Request) -> Limits:
    """How much a dataset of the running server may hold."""
    limits: Limits = request.app.state.dataset_limits
    return limits


LimitsDep = Annotated[Limits, Depends(get_limits)]
