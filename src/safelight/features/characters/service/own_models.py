"""Models that belong to one character: what trainings of all weights have left on the shelf."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service import removal


def remove(session: Session, *, shelf: ModelShelf, names: Iterable[str | None]) -> list[Path]:
    """Take the models of deleted versions off the shelf; gives back what to `clear` once this is committed.

    Raises ModelInUse while a job needs one, or another character is drawn by it or was trained on it.
    """
    session.flush()  # the versions are gone, so that they count no more
    wanted = [name for name in names if name is not None]
    for name in wanted:
        removal.refuse_if_needed(session, name)
    hidden = []
    for name in wanted:
        try:
            hidden.append(removal.remove(session, shelf=shelf, name=name, force=True)[1])
        except ModelNotFound:
            continue  # somebody was quicker, through the models
    return [path for path in hidden if path is not None]


def clear(hidden: Iterable[Path]) -> None:
    """Delete the files of what was removed."""
    for path in hidden:
        removal.clear(path)
