"""A secret that an installation makes for itself on its first start."""

import os
import secrets
from pathlib import Path

from safelight.kit.files import publish, whole_file

SECRET_BYTES = 32


def secret_at(path: Path) -> bytes:
    """The secret kept in a file that only its owner can read; made when it is missing."""
    if not path.exists():
        with whole_file(path) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_bytes(SECRET_BYTES))
    return path.read_bytes()


def next_secret_at(path: Path) -> bytes:
    """The secret that will take the place of the one at `path`: the same until `take_over` has been called."""
    return secret_at(_next(path))


def take_over(path: Path) -> None:
    """From now on the next secret is the one at `path`."""
    publish(_next(path), path)


def _next(path: Path) -> Path:
    return path.with_name(f"{path.name}.next")
