"""Which paths of the server's machine a request may name."""

import os
from pathlib import Path

from safelight.features.models.errors import PathNotAllowed
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput


def allowed(text: str, shelf: ModelShelf) -> Path:
    """A path below the models folder or one of the shelf's roots, with no symlink left that leads elsewhere.

    Whether something is there is only said of allowed paths. Raises PathNotAllowed, InvalidInput.
    """
    if "\x00" in text:
        raise InvalidInput.of("path", text, "it holds the character NUL")
    given = Path(text)
    asked = given if given.is_absolute() else shelf.folder / given
    path = Path(os.path.normpath(asked))
    real = Path(os.path.realpath(path))  # a link below an allowed folder may point out of it
    folder = Path(os.path.realpath(shelf.folder))
    roots = None if shelf.roots is None else [folder, *(Path(os.path.realpath(root)) for root in shelf.roots)]
    if roots is not None and not any(real.is_relative_to(root) for root in roots):
        raise PathNotAllowed(
            "path: it is outside the folders that this server may read models from.",
            hint="Put the model into the models folder, or add its folder to SAFELIGHT_MODEL_FOLDERS.",
        )
    if not path.exists():
        raise InvalidInput.of("path", text, "there is nothing there", hint="Give a path on the server's machine.")
    if not (path.is_dir() or path.is_file()):
        raise InvalidInput.of("path", text, "it is neither a file nor a folder")
    return path if path.is_relative_to(shelf.folder) else real
