"""`safelight content-filter`: a classifier that looks at every new picture before it is kept."""

from typing import Annotated, Any

import typer

from safelight.doors.cli.shell import Json, sheet, shell_of

app = typer.Typer(
    name="content-filter",
    help="A classifier that looks at every new picture before it is kept.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
PATH = "/api/v1/content-filter"


@app.command()
def show(ctx: typer.Context, json: Json = False) -> None:
    """Show the filter that is in force.

    [bold]Example[/]

      safelight content-filter show
    """
    shell = shell_of(ctx)
    found = shell.get(PATH)
    shell.result(found, lambda: sheet(_told(found)) if found["is_on"] else "There is none.")


@app.command("set")
def set_(
    ctx: typer.Context,
    model: Annotated[
        str,
        typer.Argument(metavar="MODEL", help="A classifier on the shelf, or a run's number or id.", show_default=False),
    ],
    block: Annotated[list[str], typer.Option(help="A class that is not wanted; repeatable.", metavar="LABEL")],
    threshold: Annotated[
        float, typer.Option(min=0.0001, max=1, help="From which probability on it counts.", metavar="P")
    ] = 0.5,
    action: Annotated[
        str, typer.Option(help="refuse: not kept; blur: beyond recognition; flag: kept, and marked.", metavar="WHAT")
    ] = "refuse",
    json: Json = False,
) -> None:
    """Let a classifier look at every picture from now on.

    Whoever asks for it, and through whatever door. For admins.

    [bold]Examples[/]

      safelight content-filter set nude-or-not --block nude
      safelight content-filter set run_01k2v9 --block gore --block nude --threshold 0.7 --action blur
    """
    shell = shell_of(ctx)
    found = shell.put(
        PATH, json={"model": model, "blocked": block, "threshold": threshold, "action": action}
    )  # fmt: skip
    shell.result(found, lambda: sheet(_told(found)))


@app.command()
def off(ctx: typer.Context, json: Json = False) -> None:
    """Draw without a filter.

    [bold]Example[/]

      safelight content-filter off
    """
    shell = shell_of(ctx)
    shell.delete(PATH)
    shell.done({"is_on": False}, "Nothing is filtered.")


def _told(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "classifier": found["model"],
        "blocks": ", ".join(found["blocked"]),
        "of": ", ".join(found["labels"]),
        "from": f"{found['threshold']:g}",
        "then": found["action"],
    }
