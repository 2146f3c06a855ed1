"""The data folder, before anything is written into it."""

import tempfile
from pathlib import Path

from safelight.doors.cli.problems import WrongUsage

_HINT = "Name a folder that this user may write to: --data-dir DIR, or the setting SAFELIGHT_DATA_DIR."


def made(data_dir: Path) -> Path:
    """The folder, made if it is not there and open to writing; absolute. Raises WrongUsage."""
    folder = data_dir.absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # what is in it is private
        with tempfile.TemporaryFile(dir=folder):  # permissions alone do not tell: read-only disks, /proc
            return folder
    except FileExistsError:
        reason = "it is a file"
    except NotADirectoryError:
        reason = "what it lies in is a file"
    except OSError as error:
        reason = f"nothing can be written there ({error.strerror})"
    raise WrongUsage(f"The data folder {folder} cannot be used: {reason}.", code="data_folder_unusable", hint=_HINT)
