"""`safelight upscale`: pictures in another size, saved where one can find them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.generate import unused
from safelight.doors.cli.pictures import check, sent, sides
from safelight.doors.cli.shell import Json, by_line, marked, said, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.client import Client


def upscale(
    ctx: typer.Context,
    pictures: Annotated[
        list[str], typer.Argument(metavar="FILE|ID...", help="Picture files, or pictures of the gallery.")
    ],
    scale: Annotated[
        float | None,
        typer.Option(help="Times the picture's own size.", metavar="N", show_default="2, or the upscaler's own"),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="WxH", help="Size in pixels; 1024x or x768 keeps proportions.", show_default=False),
    ] = None,
    mode: Annotated[
        str, typer.Option(metavar="MODE", help="With --to: exact stretches, fit goes in, fill crops, pad adds bars.")
    ] = "fit",
    colour: Annotated[str, typer.Option(metavar="#RRGGBB", help="Of the bars that pad adds.")] = "#000000",
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="NAME", help="A learned upscaler.", show_default="Lanczos"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="File or folder for the pictures.", show_default="here"),
    ] = None,
    json: Json = False,
) -> None:
    """Resize pictures, or enlarge them by a learned upscaler. Ctrl-C cancels.

    The originals stay as they are; results are in the gallery too. Upscalers: safelight models list --kind upscaler

    [bold]Examples[/]

      safelight upscale cat.png --scale 2
      safelight upscale cat.png --model 4x-UltraSharp -o large.png
      safelight upscale photos/*.png --to 1024x1024 --mode fill -o square/
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    if scale is not None and to is not None:
        raise typer.BadParameter("give either --scale or --to.")
    if output is not None and output.suffix and not output.is_dir() and len(pictures) > 1:
        raise typer.BadParameter("several pictures need a folder.", param_hint="--output")
    if scale is None and to is None and model is None:
        scale = 2
    spec = said(mode=mode, colour=colour, scale=scale, upscaler=model, **sides(to, option="--to"))
    check(*pictures)
    what = "Upscaling" if model else "Resizing"
    with shell.connect() as client:
        spec["images"] = [sent(client, picture) for picture in pictures]
        queued = client.post("/api/v1/edits", spec)
        count = f" {len(pictures)} pictures" if len(pictures) > 1 else ""
        watch(client, queued["job_id"], shell=shell, title=what + count)
        made = [client.get(f"/api/v1/generations/{edit['id']}") for edit in queued["edits"]]
        paths = [_save(client, name, edit, output) for name, edit in zip(pictures, made, strict=True)]
    answer = {"job_id": queued["job_id"], "edits": made, "files": [str(path.absolute()) for path in paths]}
    shell.result(answer, lambda: _told(paths, made))


def _save(client: "Client", named: str, edit: dict[str, Any], output: Path | None) -> Path:
    picture = edit["pictures"][0]
    if output is not None and output.suffix and not output.is_dir():
        return client.download(picture["url"], output)
    name = f"{Path(named).stem}-{picture['width']}x{picture['height']}.png"
    return client.download(picture["url"], unused((output or Path()) / name))


def _told(paths: list[Path], made: list[dict[str, Any]]) -> "Text":
    lines = []
    for path, edit in zip(paths, made, strict=True):
        picture, how = edit["pictures"][0], edit["plan"]["edit"]["upscaler"] or "Lanczos"
        lines.append(
            marked("[green]✓[/] [bold]{}[/]  [dim]{}x{} · {}[/]", path, picture["width"], picture["height"], how)
        )
    return by_line(lines)
