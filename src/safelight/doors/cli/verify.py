"""`safelight verify`: whether a picture is as it was made."""

from pathlib import Path
from typing import Annotated, Any

import typer

from safelight.doors.cli.problems import FAILED
from safelight.doors.cli.shell import Json, marked, sheet, shell_of

MARKS = {
    "intact": "[green]✓[/] {}: {}",
    "unknown_signer": "[yellow]?[/] {}: {}",
    "changed": "[red]✗[/] {}: {}",
    "none": "[dim]–[/] {}: {}",
}


def verify(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="PNG or MP4.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Tell whether a picture is as it was made here, and of what.

    Pictures and films of Safelight carry a signed claim: model, LoRAs and pictures they were made of, by hash, and on
    what grounds a character was learnt. The exit code is 0 only where the file is unchanged and this studio knows
    who signed it.

    [bold]Examples[/]

      safelight verify picture.png
      safelight verify film.mp4 --json
    """
    shell = shell_of(ctx)
    with file.open("rb") as content:
        found = shell.post("/api/v1/recipes/verify", files={"file": (file.name, content)})
    if not shell.json:
        shell.out.print(marked(MARKS[found["state"]], file.name, found["message"]), soft_wrap=True)
    if not shell.json and found["claim"] is not None:
        shell.out.print(sheet(_told(found)))
    if shell.json:
        shell.print_json(found)
    if found["state"] != "intact":
        raise typer.Exit(FAILED)


def _told(found: dict[str, Any]) -> dict[str, Any]:
    claim = found["claim"]
    model, character = claim.get("model") or {}, claim.get("character") or {}
    return {
        "made by": claim.get("generator"),
        "model": _named(model),
        "LoRAs": ", ".join(_named(each) for each in claim.get("loras") or []),
        "grounds": character.get("consent"),
        "made from": ", ".join(f"{each['role']} {each['sha256'][:12]}" for each in claim.get("ingredients") or []),
        "signed by": found["signer"],
    }


def _named(use: dict[str, Any]) -> str:
    return " ".join(filter(None, (use.get("name"), (use.get("sha256") or "")[:12])))
