"""`safelight login`, `logout` and `whoami`: who the commands of this user are, at a studio with accounts."""

import sys
from typing import Annotated, Any

import typer

from safelight.doors.cli.shell import Json, Shell, marked, sheet, shell_of


def login(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Name of the account; asked for if left out.")] = None,
    json: Json = False,
) -> None:
    """Log in to a studio: commands after it are that person's.

    The password is asked for, or read from standard input. The log-in is kept for this user alone, and goes on until
    `safelight logout`, or until nobody used it for a month.

    [bold]Examples[/]

      safelight login ada
      safelight --server https://studio.example.org login ada
    """
    from safelight.doors.cli import kept_logins
    from safelight.doors.cli.studio import place_of

    shell = shell_of(ctx)
    with shell.connect(as_nobody=True) as client:
        name = name or typer.prompt("Name", err=True)
        spec = {"name": name, "password": password(shell, "Password"), "want_refresh_token": True}
        answer = client.post("/api/v1/auth/login", spec)
        kept_logins.keep(place_of(shell), answer)
    account = answer["account"]
    shell.done(account, marked("Logged in as [bold]{}[/] ({}).", account["name"], account["role"]))


def logout(ctx: typer.Context, json: Json = False) -> None:
    """Log out of a studio: the log-in that is kept here ends.

    [bold]Examples[/]

      safelight logout
      safelight --server https://studio.example.org logout
    """
    from safelight.doors.cli import kept_logins
    from safelight.doors.cli.studio import place_of

    shell = shell_of(ctx)
    kept = kept_logins.find(place_of(shell))
    if kept is None:
        shell.result({"logged_out": None}, lambda: "Nobody is logged in from here.")
        return
    with shell.connect(as_nobody=True) as client:
        client.post("/api/v1/auth/logout", {"refresh_token": kept["refresh_token"]})
    kept_logins.forget(place_of(shell))
    shell.done({"logged_out": kept["name"]}, f"{kept['name']} is logged out.")


def whoami(ctx: typer.Context, json: Json = False) -> None:
    """Show who the commands are to the studio, and what they may do."""
    from safelight.doors.cli.problems import Failed

    shell = shell_of(ctx)
    me: dict[str, Any] | None = shell.get("/api/v1/auth/state")["me"]
    if me is None:
        raise Failed("To this studio you are nobody.", code="nobody", hint="Log in: safelight login NAME")
    by = {
        "local": "this studio has no accounts: whoever is on its machine may do everything",
        "installation": "the installation's API key",
        "login": "a log-in",
        "key": "an API key",
    }
    told = {
        "name": me["name"], "full name": me["full_name"], "role": me["role"], "may": ", ".join(me["scopes"]),
        "known by": by[me["by"]],
    }  # fmt: skip
    shell.result(me, lambda: sheet(told))


def password(shell: Shell, question: str, *, twice: bool = False) -> str:
    """A password typed in without being shown, or the next line of standard input where nobody types."""
    if sys.stdin.isatty():
        typed: str = typer.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
        return typed
    from safelight.doors.cli.problems import WrongUsage

    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise WrongUsage("There is no password on standard input.", hint="Send it as one line, or type it in.")
    return line
