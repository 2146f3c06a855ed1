"""`safelight characters picture`: how one picture is learnt from, and how often."""

from pathlib import Path
from typing import Annotated, Any

import typer

from safelight.doors.cli.characters import MAKE, Name, path_of
from safelight.doors.cli.settings_given import given
from safelight.doors.cli.shell import Json, sheet, shell_of


def picture(
    ctx: typer.Context,
    name: Name,
    file: Annotated[str, typer.Argument(metavar="PICTURE", help="Its file name or id.", show_default=False)],
    repeats: Annotated[
        int | None, typer.Option(help="How often it comes in an epoch.", min=1, max=100, metavar="N")
    ] = None,
    mask: Annotated[
        Path | None,
        typer.Option(help="Grey picture of its shape: white is learnt.", exists=True, dir_okay=False, metavar="FILE"),
    ] = None,
    no_mask: Annotated[bool, typer.Option("--no-mask", help="Learn from all of it again.", metavar="")] = False,
    use: Annotated[
        bool | None, typer.Option("--use/--leave-out", help="Learn from it, or keep it without.", metavar="")
    ] = None,
    json: Json = False,
) -> None:
    """Say how one picture is learnt from: masked, more often, or not at all.

    Without options it shows how it is now.

    [bold]Examples[/]

      safelight characters picture ada portrait.jpg --repeats 3
      safelight characters picture ada group.jpg --mask group-mask.png
      safelight characters picture ada blurred.jpg --leave-out
    """
    shell = shell_of(ctx)
    if mask is not None and no_mask:
        raise typer.BadParameter("--mask gives one and --no-mask takes it away; name one of them.")
    with shell.connect() as client:
        found = _find(client.get(path_of(name)), file)
        path = f"{path_of(name)}/references/{found['id']}"
        changes = given(None, repeats=repeats, excluded=None if use is None else not use)
        if changes:
            found = client.patch(path, changes)
        if mask is not None:
            with mask.open("rb") as content:
                found = client.put(f"{path}/mask", files={"file": (mask.name, content, "image/png")})
        if no_mask:
            client.delete(f"{path}/mask")
            found["mask_url"] = None
    shell.result(found, lambda: _described(found))


def install(characters: typer.Typer) -> None:
    """Put the command into the group."""
    characters.command(rich_help_panel=MAKE)(picture)


def _find(character: dict[str, Any], wanted: str) -> dict[str, Any]:
    for reference in character["references"]:
        if wanted in (reference["id"], reference["filename"]):
            return dict(reference)
    names = ", ".join(reference["filename"] for reference in character["references"][:12])
    raise typer.BadParameter(
        f"{character['name']} has no picture {wanted!r}. It has {names or 'none'}.", param_hint="PICTURE"
    )


def _described(found: dict[str, Any]) -> Any:
    return sheet(
        {
            "picture": found["filename"],
            "id": found["id"],
            "size": f"{found['width']}x{found['height']}",
            "caption": found["caption"] or "",
            "repeats": found["repeats"],
            "mask": "yes" if found["mask_url"] else "",
            "left out": "yes" if found["excluded"] else "",
        }
    )
