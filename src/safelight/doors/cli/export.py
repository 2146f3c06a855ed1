"""`safelight export`: all that is one's own, to take along."""

from pathlib import Path
from typing import Annotated

import typer

from safelight.doors.cli.shell import Json, bytes_text, shell_of


def export(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the ZIP file goes.")] = Path(
        "safelight-export.zip"
    ),
    json: Json = False,
) -> None:
    """Take along all that is yours, as one ZIP file.

    Prompts and settings as JSON, pictures and films with their recipes, characters with their LoRAs, datasets, runs.
    Not what others share with you, and no password or key.

    [bold]Examples[/]

      safelight export
      safelight export ada.zip
    """
    shell = shell_of(ctx)
    path = shell.download("/api/v1/export/mine", file)
    size = path.stat().st_size
    shell.done({"file": str(path), "bytes": size}, f"{path} ({bytes_text(size)})")
