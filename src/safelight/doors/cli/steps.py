"""`safelight characters checkpoints`, `use-step` and `grid`: look at the steps of a training, and choose one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.characters import KEEP, Name, path_of
from safelight.doors.cli.shell import Json, bytes_text, marked, said, shell_of, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from safelight.doors.cli.client import Client

PARTS = ("score", "likeness", "prompt_fit", "drift", "diversity")
Version = Annotated[
    int | None, typer.Option(metavar="N", help="Of this version.", show_default="the one in use", min=1)
]


def checkpoints(ctx: typer.Context, name: Name, version: Version = None, json: Json = False) -> None:
    """List the steps of a training with their scores, and which one draws.

    Likeness is 0 as the base draws the words and 1 as the references are; drift says how far pictures of other things
    have moved from the base's own. Each goes from 0 to 1.

    [bold]Examples[/]

      safelight characters checkpoints pip
      safelight characters checkpoints pip --version 2 --json
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        number = _number(client, name, version)
        found = client.get(f"{path_of(name)}/versions/{number}/checkpoints")
    shell.result(found, lambda: _steps(found))


def use_step(
    ctx: typer.Context,
    name: Name,
    step: Annotated[int, typer.Argument(help="A step whose weights were kept.", show_default=False, min=1)],
    version: Version = None,
    json: Json = False,
) -> None:
    """Draw with a version as it was at a step, from the next picture on.

    [bold]Example[/]

      safelight characters use-step pip 240
    """
    shell = shell_of(ctx)
    with shell.connect() as client:
        number = _number(client, name, version)
        found = client.post(f"{path_of(name)}/versions/{number}/use-step", {"step": step})
    shell.done(found, marked("[bold]{}[/] is drawn with step {} of version {} now.", found["name"], step, number))


def grid(
    ctx: typer.Context,
    name: Name,
    step: Annotated[
        list[int] | None, typer.Option(metavar="N", help="A step; may be repeated.", show_default="all kept", min=1)
    ] = None,
    prompt: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="May be repeated; {subject} is the trigger.", show_default="the samples'"),
    ] = None,
    strength: Annotated[
        list[float] | None,
        typer.Option(metavar="N", help="Of the LoRA; may be repeated.", show_default="1", min=0, max=2),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of every picture.", min=0, metavar="N")] = 0,
    version: Version = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Save the pictures here.", show_default=False)
    ] = None,
    json: Json = False,
) -> None:
    """Draw steps x prompts x strengths side by side, to choose by eye.

    At most 200 pictures; those that an earlier grid has drawn are not drawn again.

    [bold]Examples[/]

      safelight characters grid pip -o grid/
      safelight characters grid pip --step 160 --step 240 --strength 0.6 --strength 1 --prompt "{subject} in the rain"
    """
    from safelight.doors.cli.watching import watch

    shell = shell_of(ctx)
    asked = said(steps=step, prompts=prompt, strengths=strength, seed=seed)
    with shell.connect() as client:
        at = f"{path_of(name)}/versions/{_number(client, name, version)}/grids"
        job_id = client.post(at, asked)["job_id"]
        watch(client, job_id, shell=shell, title=f"Drawing steps of {name}")
        found = client.get(f"{at}/{job_id}")
        if output is not None:
            for cell in found["cells"]:
                client.download(cell["url"], output / _file(cell))
    shell.result(found, lambda: _cells(found, output))


def install(characters: typer.Typer) -> None:
    """Put the commands into the group."""
    characters.command(rich_help_panel=KEEP)(checkpoints)
    characters.command("use-step", rich_help_panel=KEEP)(use_step)
    characters.command(rich_help_panel=KEEP)(grid)


def _number(client: "Client", name: str, version: int | None) -> int:
    if version is not None:
        return version
    found = client.get(path_of(name))
    return int(found["version"] or found["attempt"] or 1)


def _steps(found: dict[str, Any]) -> "RenderableType":
    def told(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    rows = [
        (
            each["step"],
            *(told(each["scores"][part]) for part in PARTS),
            bytes_text(each["size"]),
            " ".join(word for word, is_so in (("in use", each["in_use"]), ("best", each["is_best"])) if is_so),
        )
        for each in found["checkpoints"]
    ]
    return table(("STEP", *(part.replace("_", " ").upper() for part in PARTS), "FILE", ""), rows, right=range(7))


def _cells(found: dict[str, Any], output: Path | None) -> "RenderableType":
    rows = [
        (
            cell["step"],
            f"{cell['strength']:g}",
            found["prompts"][cell["prompt"]],
            output / _file(cell) if output else cell["url"],
        )
        for cell in found["cells"]
    ]
    return table(("STEP", "STRENGTH", "PROMPT", "PICTURE"), rows, right=(0, 1))


def _file(cell: dict[str, Any]) -> str:
    return f"step-{cell['step']:06d}-prompt-{cell['prompt']}-strength-{cell['strength']:g}.png"
