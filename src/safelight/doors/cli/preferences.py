"""`safelight preferences`: what people set at run time, the same on each of their devices."""

import json as json_module
from typing import Annotated

import typer

from safelight.doors.cli.shell import Json, shell_of, table

app = typer.Typer(
    name="preferences",
    help="What is set at run time: how the studio looks, what may pause.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@app.command()
def show(ctx: typer.Context, json: Json = False) -> None:
    """Show all preferences as they are now.

    [bold]Examples[/]

      safelight preferences show
      safelight preferences show --json
    """
    shell = shell_of(ctx)
    found = shell.get("/api/v1/preferences")
    shell.result(found, lambda: table(("NAME", "VALUE"), [(name, _words(value)) for name, value in found.items()]))


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which, as `show` names it.", show_default=False)],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="What it is to be; `default` undoes it.", show_default=False)
    ],
    json: Json = False,
) -> None:
    """Set one preference; it holds at once, also for what runs.

    [bold]Examples[/]

      safelight preferences set pause_training_for_pictures false
      safelight preferences set pause_training_for_pictures default
    """
    shell = shell_of(ctx)
    found = shell.patch("/api/v1/preferences", json={name: _read(value)})
    shell.done(found, f"{name} is {_words(found[name])} now.")


def _words(value: object) -> str:
    return value if isinstance(value, str) else json_module.dumps(value)


def _read(text: str) -> object:
    """As JSON where it is some; the words of a person else."""
    if text == "default":
        return None
    if text in {"on", "yes", "off", "no"}:
        return text in {"on", "yes"}
    try:
        return json_module.loads(text)
    except ValueError:
        return text
