"""What can be wrong with a picture that was brought."""

from safelight.kit.errors import Conflict, InvalidInput, NotFound
from safelight.kit.pictures import RefusedPicture


class InputNotFound(NotFound):
    """No input has that id."""

    code = "input_not_found"

    def __init__(self, input_id: str) -> None:
        super().__init__(f"There is no input {input_id!r}.", hint="Upload the picture: POST /api/v1/inputs")


class InputUnusable(InvalidInput):
    """The file is no picture that can be used."""

    status = 422
    code = "input_unusable"

    @classmethod
    def because(cls, refused: RefusedPicture) -> "InputUnusable":
        """The same refusal, as an answer of its own."""
        return cls(refused.message, hint=refused.hint, code=refused.code, fields=refused.fields)


class InputInUse(Conflict):
    """A generation still needs it."""

    code = "input_in_use"
