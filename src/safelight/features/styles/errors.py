"""What can go wrong with a style."""

from collections.abc import Iterable
from difflib import get_close_matches

from safelight.kit.errors import Conflict, FieldProblem, InvalidInput, NotFound, shorten


class StyleNotFound(NotFound):
    """No style has that id or name."""

    code = "style_not_found"

    def __init__(self, asked: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no style {shorten(asked)!r}.", hint=near(asked, known))


class UnknownStyle(InvalidInput):
    """A request for pictures names a style that does not exist."""

    code = "unknown_style"

    def __init__(self, asked: str, known: Iterable[str]) -> None:
        message = f"there is no style {shorten(asked)!r}"
        super().__init__(
            f"styles: {message}", hint=near(asked, known), fields=(FieldProblem("styles", message, shorten(asked)),)
        )


class StyleNameTaken(Conflict):
    """Another style has this name, in upper or lower case."""

    code = "style_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is already a style named {name!r}.", hint="Choose another name.")


class StyleBuiltIn(Conflict):
    """The built-in styles stay as they are."""

    code = "style_built_in"

    def __init__(self, style_id: str, name: str) -> None:
        super().__init__(
            f"{name} is built in and stays as it is.",
            hint=f"Copy it and change the copy: POST /api/v1/styles/{style_id}/copy",
        )


def near(asked: str, known: Iterable[str]) -> str:
    """What may have been meant."""
    names = {name.casefold(): name for name in known}
    wanted = asked.strip().casefold()
    found = [name for key, name in names.items() if wanted and wanted in key][:3]
    found = found or [names[key] for key in get_close_matches(wanted, names, n=3)]
    guess = f"Did you mean {' or '.join(repr(name) for name in found)}? " if found else ""
    return f"{guess}`GET /api/v1/styles` lists them."
