"""The root of the error tree. Each door renders these in its own protocol's shape.

SafelightError
├── InvalidInput          400  a value that cannot be used; `fields` names it
│   └── TooLarge          413  more bytes, pixels or files than the limits allow
├── Unauthenticated       401
├── Forbidden             403
├── NotFound              404
├── Conflict              409  in use, already done, or not in a state that allows it
├── TooManyRequests       429  carries retry_after
├── OutOfSpace            507  disk or storage quota is full
├── Unavailable           503  a part the request needs is away; carries retry_after
└── InternalError         500  a defect of ours; the only one that is logged with a traceback
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from safelight.kit.masking import MAX_DEPTH, masked

LOOKED_AT = 2_000
"""Characters of a bad text that are looked at to show some of them."""


@dataclass(frozen=True)
class FieldProblem:
    """One bad value: where it stands, what is wrong with it, and what it was (shortened)."""

    field: str
    message: str
    value: str | None = None


class SafelightError(Exception):
    """An error a person can act on.

    `code` is stable and for programs; `message` says what happened, `hint` what to do next.
    """

    status = 500
    code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        code: str | None = None,
        fields: tuple[FieldProblem, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code
        self.fields = fields
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class InvalidInput(SafelightError):
    """A value that cannot be used."""

    status = 400
    code = "invalid_input"

    @classmethod
    def of(cls, field: str, value: object, message: str, *, hint: str | None = None) -> "InvalidInput":
        """One bad field, its value shortened to what a person can read."""
        return cls(f"{field}: {message}", hint=hint, fields=(FieldProblem(field, message, shown(value, field)),))


class TooLarge(InvalidInput):
    """More bytes, pixels or files than the limits allow."""

    status = 413
    code = "too_large"


class Unauthenticated(SafelightError):
    """No valid key or log-in came with the request."""

    status = 401
    code = "unauthenticated"


class Forbidden(SafelightError):
    """The caller is known and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(SafelightError):
    """There is no such thing, or not for this caller."""

    status = 404
    code = "not_found"


class Conflict(SafelightError):
    """The thing is in use, or not in a state that allows this."""

    status = 409
    code = "conflict"


class TooManyRequests(SafelightError):
    """A limit or a bounded queue is full for now."""

    status = 429
    code = "too_many_requests"


class OutOfSpace(SafelightError):
    """The disk, or the storage quota, is full."""

    status = 507
    code = "out_of_space"


class Unavailable(SafelightError):
    """A part that the request needs (database, storage, worker) is away for now."""

    status = 503
    code = "unavailable"


class InternalError(SafelightError):
    """A defect of ours."""


def shown(value: object, field: str) -> str:
    """A bad value as an error shows it: short, and without what is secret."""
    told = shorten(masked(_beginning(value), field))
    if isinstance(value, str | bytes) and len(value) > LOOKED_AT:
        return f"{told[: told.rindex(' … ')]} … ({len(value)} characters)" if " … " in told else told
    return told


def _beginning(value: object, depth: int = 0) -> object:
    """What is looked at of a value: to look for secrets in a hundred megabytes takes minutes, and a line is shown."""
    items = 100 // 3**depth or 1
    match value:
        case str() | bytes():
            return value[:LOOKED_AT]
        case Mapping() if depth < MAX_DEPTH:
            return {_beginning(key): _beginning(each, depth + 1) for key, each in islice(value.items(), items)}
        case list() | tuple() if depth < MAX_DEPTH:
            inside = [_beginning(each, depth + 1) for each in value[:items]]
            return tuple(inside) if isinstance(value, tuple) else inside
    return value


def shorten(value: object, limit: int = 80) -> str:
    """`value` as text, cut in the middle so that both ends stay readable; halves of letters become question marks."""
    text = (value if isinstance(value, str) else repr(value)).encode(errors="replace").decode()
    if len(text) <= limit:
        return text
    half = limit // 2 - 2
    return f"{text[:half]} … {text[-half:]} ({len(text)} characters)"
