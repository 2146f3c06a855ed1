"""`safelight keys`: API keys for programs: list them, make one, revoke one."""

from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.shell import Json, shell_of

PATH = "/api/v1/keys"

app = typer.Typer(
    name="keys",
    help="API keys, by which programs use the studio in your name.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


class ScopeName(StrEnum):
    """As `--scope` takes them."""

    READ = "read"
    GENERATE = "generate"
    TRAIN = "train"
    ADMIN = "admin"


@app.command("list")
def list_(
    ctx: typer.Context,
    everybody: Annotated[bool, typer.Option("--everybody", help="Everybody's keys; for admins.")] = False,
    json: Json = False,
) -> None:
    """List your API keys, newest first; never the keys themselves.

    [bold]Examples[/]

      safelight keys list
      safelight keys list --everybody --json
    """
    shell = shell_of(ctx)
    found = shell.get(PATH, everybody=everybody)["items"]
    rows = [_row(each) for each in found]
    columns = ("KEY", "BEGINS", "MAY", "WHOSE", "STATE", "LAST USED", "ID")
    shell.listing(found, columns, rows, empty="There are no keys. Make one: safelight keys make NAME")


@app.command()
def make(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.", show_default=False)],
    scope: Annotated[
        list[ScopeName] | None,
        typer.Option("--scope", help="What it may do; repeat it for more.", show_default="read, generate"),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=3650, help="Over after so many days.", show_default="never")
    ] = None,
    json: Json = False,
) -> None:
    """Make an API key. It is shown this once.

    It may do no more than you may. Only the key goes to standard output, so that it can be put into a file.

    [bold]Examples[/]

      safelight keys make "My app"
      safelight keys make backup --scope read --days 90 > key.txt
    """
    shell = shell_of(ctx)
    spec: dict[str, Any] = {"name": name, "expires_in_days": days}
    if scope:
        spec["scopes"] = [each.value for each in scope]
    made = shell.post(PATH, spec)
    if not shell.json:
        shell.note(f"{made['name']} may {', '.join(made['scopes'])}. Keep the key: it is not shown again.")
    shell.result(made, lambda: made["key"])


@app.command()
def revoke(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Name or id of the key.", show_default=False)],
    json: Json = False,
) -> None:
    """Revoke an API key: it works no more from now on.

    An admin may revoke anybody's, by its id.

    [bold]Example[/]

      safelight keys revoke "My app"
    """
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/{quote(key, safe='')}")
    shell.done({"revoked": key}, f"{key} is revoked.")


def _row(key: dict[str, Any]) -> tuple[str, ...]:
    state = "revoked" if key["revoked_at"] else f"until {key['expires_at'][:10]}" if key["expires_at"] else "works"
    used = (key["used_at"] or "never")[:16].replace("T", " ")
    return (
        key["name"], f"{key['start']}…", ", ".join(key["scopes"]), key["account"]["name"], state, used, key["id"]
    )  # fmt: skip
