"""`safelight accounts`: who may log in, made and changed by an admin, or by whoever has the studio's machine."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.shell import Json, Shell, marked, said, sheet, shell_of

if TYPE_CHECKING:
    from rich.text import Text

app = typer.Typer(
    name="accounts",
    help="Who may log in to the studio, and as what.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    epilog="Without --server these work on the studio's own database, whether it runs or not, and ask for no log-in: "
    "whoever has its files may. With --server they need an admin's log-in or key.",
)


class RoleName(StrEnum):
    """As `--role` takes them."""

    ADMIN = "admin"
    MEMBER = "member"
    VIEWER = "viewer"


Name = Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the account.", show_default=False)]
FullName = Annotated[str | None, typer.Option(help="As others read it.", metavar="TEXT", show_default=False)]
Email = Annotated[str | None, typer.Option(help="Their e-mail address.", metavar="ADDRESS", show_default=False)]


@app.command("list")
def list_(ctx: typer.Context, json: Json = False) -> None:
    """List the accounts, by name."""
    from safelight.doors.cli.accounts_reach import reach

    shell = shell_of(ctx)
    with reach(shell) as accounts:
        found = accounts.listed()
    rows = [
        (each["name"], each["full_name"], each["role"], _state(each), (each["last_seen_at"] or "never")[:10])
        for each in found
    ]
    columns = ("ACCOUNT", "NAME", "ROLE", "STATE", "LAST SEEN")
    empty = "There are no accounts. Make the first: safelight accounts create NAME --admin"
    shell.listing(found, columns, rows, empty=empty)


@app.command()
def show(ctx: typer.Context, name: Name, json: Json = False) -> None:
    """Show one account."""
    from safelight.doors.cli.accounts_reach import reach

    shell = shell_of(ctx)
    with reach(shell) as accounts:
        _tell(shell, accounts.shown(name))


@app.command()
def create(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What they log in with.", show_default=False)],
    admin: Annotated[bool, typer.Option("--admin", help="Somebody who runs the studio.", metavar="")] = False,
    role: Annotated[RoleName, typer.Option(help="What they may do.")] = RoleName.MEMBER,
    full_name: FullName = None,
    email: Email = None,
    make_password: Annotated[
        bool, typer.Option("--make-password", help="Make one and show it once.", metavar="")
    ] = False,
    json: Json = False,
) -> None:
    """Make an account.

    The password is asked for, or read from standard input. The first account has to be an admin's; what was made
    before there were accounts is theirs.

    [bold]Examples[/]

      safelight accounts create ada --admin
      safelight accounts create bob --full-name "Bob Byte" --make-password
      safelight accounts create guest --role viewer < password.txt
    """
    from safelight.doors.cli.accounts_reach import reach
    from safelight.doors.cli.login import password

    shell = shell_of(ctx)
    spec: dict[str, Any] = {"name": name, "role": "admin" if admin else role.value}
    spec |= said(full_name=full_name, email=email)
    with reach(shell) as accounts:
        if not make_password:
            spec["password"] = password(shell, f"Password of {name}", twice=True)
        made = accounts.create(spec)
    told = marked(
        "[green]✓[/] [bold]{}[/] is {}.", made["name"], "an admin" if made["role"] == "admin" else f"a {made['role']}"
    )
    shell.result(made, lambda: told + _once(made["password"]))


@app.command()
def update(
    ctx: typer.Context,
    name: Name,
    role: Annotated[RoleName | None, typer.Option(help="What they may do from now on.", show_default=False)] = None,
    full_name: FullName = None,
    email: Email = None,
    disable: Annotated[
        bool | None,
        typer.Option("--disable/--enable", help="Close the account, or open it again.", metavar="", show_default=False),
    ] = None,
    unlock: Annotated[bool, typer.Option("--unlock", help="Forget wrong passwords of late.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Change an account: its role, its names, whether it is closed.

    [bold]Examples[/]

      safelight accounts update bob --role admin
      safelight accounts update bob --disable
    """
    from safelight.doors.cli.accounts_reach import reach

    shell = shell_of(ctx)
    given = {
        "role": role.value if role else None, "full_name": full_name, "email": email, "disabled": disable,
        "unlock": unlock or None,
    }  # fmt: skip
    with reach(shell) as accounts:
        _tell(shell, accounts.update(name, said(**given)))


@app.command()
def reset(
    ctx: typer.Context,
    name: Name,
    ask: Annotated[bool, typer.Option("--ask", help="Type the new password in.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Give somebody a new password, shown once.

    Their log-ins end, and they can log in at once however many wrong passwords there were. API keys go on.

    [bold]Examples[/]

      safelight accounts reset ada
      safelight accounts reset ada --ask
    """
    from safelight.doors.cli.accounts_reach import reach
    from safelight.doors.cli.login import password

    shell = shell_of(ctx)
    with reach(shell) as accounts:
        new = password(shell, f"New password of {name}", twice=True) if ask else None
        made = accounts.reset(name, new)
    told = marked("[green]✓[/] {} has a new password.", name)
    shell.result({"name": name, "password": made}, lambda: told + _once(made))


@app.command()
def delete(
    ctx: typer.Context,
    name: Name,
    give_to: Annotated[
        str | None, typer.Option(help="Who gets what belongs to it.", metavar="NAME", show_default=False)
    ] = None,
    with_everything: Annotated[
        bool, typer.Option("--with-everything", help="Delete what belongs to it as well.", metavar="")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Delete an account, its keys and its log-ins.

    Where things belong to it, say what becomes of them.

    [bold]Examples[/]

      safelight accounts delete bob --give-to ada
      safelight accounts delete bob --with-everything
    """
    from safelight.doors.cli.accounts_reach import reach
    from safelight.doors.cli.problems import WrongUsage

    if give_to and with_everything:
        raise WrongUsage("--give-to and --with-everything exclude each other.", hint="Say one of them.")
    shell = shell_of(ctx)
    with reach(shell) as accounts:
        found = accounts.shown(name)
        if not yes and not shell.json:
            more = " and everything that belongs to it" if with_everything else ""
            typer.confirm(f"Delete the account {found['name']}{more}?", abort=True, err=True)
        accounts.delete(found["id"], give_to=give_to, with_everything=with_everything)
    shell.done({"deleted": found["id"]}, f"{found['name']} is deleted.")


def _tell(shell: Shell, account: dict[str, Any]) -> None:
    told = {
        "account": account["name"], "id": account["id"], "name": account["full_name"], "e-mail": account["email"],
        "role": account["role"], "state": _state(account), "made": account["created_at"][:10],
        "last seen": (account["last_seen_at"] or "never")[:16].replace("T", " "),
        "logs in by": ", ".join([*(["password"] if account["has_password"] else []), *account["providers"]]),
    }  # fmt: skip
    shell.result(account, lambda: sheet(told))


def _state(account: dict[str, Any]) -> str:
    if account["disabled"]:
        return "disabled"
    return f"waits until {account['locked_until'][11:16]}" if account["locked_until"] else "open"


def _once(password: str | None) -> "Text | str":
    return marked("\n  {}\n[dim]It is shown this once.[/]", password) if password else ""
