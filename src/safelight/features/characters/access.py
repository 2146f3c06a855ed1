"""What the routers of characters share: files as they come in, and JSON in forms and addresses."""

from typing import IO, TypeVar

from fastapi import UploadFile
from pydantic import TypeAdapter, ValidationError

from safelight.kit.errors import InvalidInput

Shape = TypeVar("Shape")


class IncomingFile:
    """An uploaded file, read no further than the limit."""

    def __init__(self, upload: UploadFile) -> None:
        self._upload = upload
        self.filename = upload.filename or "unnamed"

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes from its beginning."""
        self._upload.file.seek(0)
        return self._upload.file.read(limit)

    def stream(self) -> IO[bytes]:
        """The whole of it, to be read piece by piece."""
        self._upload.file.seek(0)
        return self._upload.file


def json_form(field: str, text: str, shape: type[Shape]) -> Shape:
    """A JSON object that came as text. Raises InvalidInput that names the bad part."""
    try:
        return TypeAdapter(shape).validate_json(text or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join([field, *(str(part) for part in first["loc"])])
        raise InvalidInput.of(
            where, first.get("input", text), first["msg"], hint=f"{field} is a JSON object, such as {{}}."
        ) from error
