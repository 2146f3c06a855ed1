"""Pictures and sizes that a command names. A file on this machine is sent to the studio, an id is taken as it is."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from safelight.doors.cli.problems import WrongUsage

if TYPE_CHECKING:
    from safelight.doors.cli.client import Client

_ID = re.compile(r"(?:img|pic)_[0-9a-z]+")


def is_id(text: str) -> bool:
    """Whether it names a picture of the studio."""
    return _ID.fullmatch(text) is not None


def check(*texts: str) -> None:
    """Raise WrongUsage for what is neither a file nor an id, before a studio is started for it."""
    for text in texts:
        if not is_id(text) and not Path(text).is_file():
            hint = "Name a picture file, or a picture of the gallery by its id (pic_…)."
            raise WrongUsage(f"There is no file {text}.", hint=hint)


def sent(client: "Client", text: str) -> str:
    """The id of a picture: of the gallery, or of the file that was sent."""
    path = Path(text)
    if is_id(text) and not path.is_file():
        return text
    with path.open("rb") as content:
        return str(client.post("/api/v1/inputs", files={"file": (path.name, content)})["id"])


def sides(text: str | None, *, option: str) -> dict[str, int]:
    """Width and height of 1024x768, of 1024 (a square), or one of them of 1024x and x768."""
    if text is None:
        return {}
    width, by, height = text.strip().lower().replace("×", "x").partition("x")
    wanted = {name: side for name, side in (("width", width), ("height", height if by else width)) if side}
    if not wanted or not all(side.isdecimal() and int(side) for side in wanted.values()):
        raise typer.BadParameter(
            f"{text!r} is no size; write it as 1024x768, 1024 for a square, 1024x or x768.", param_hint=option
        )
    return {name: int(side) for name, side in wanted.items()}
