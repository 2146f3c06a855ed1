"""A secret that an installation makes for itself on its first start."""

import os
import secrets
from pathlib import Path

from safelight.kit.files import whole_file

SECRET_BYTES = 32


def secret_at(path: Path) -> bytes:
    """The secret kept in a file that only its owner can read; made when it is missing."""
    if not path.exists():
        with whole_file(path) as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_bytes(SECRET_BYTES))
    return path.read_bytes()
