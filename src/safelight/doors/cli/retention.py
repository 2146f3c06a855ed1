"""`safelight retention`: for how long things are kept, and what is due to go."""

from typing import Annotated, Any

import typer

from safelight.doors.cli.shell import Json, bytes_text, marked, shell_of, table


def retention(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would go, and why.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Delete what its time is over for; --dry-run tells what that is.

    The studio does the same by itself every hour. For how long each kind of thing is kept, its setting says.

    [bold]Examples[/]

      safelight retention --dry-run
      safelight retention
    """
    shell = shell_of(ctx)
    if dry_run:
        found = shell.get("/api/v1/retention")
        columns = ("WHAT", "KEPT", "DUE", "SIZE", "OLDEST", "WHY")
        shell.result(found, lambda: table(columns, [_row(rule) for rule in found["rules"]], right=(2, 3)))
        return
    found = shell.post("/api/v1/retention")
    gone = [f"{rule['gone']} of {rule['name']}" for rule in found["rules"] if rule["gone"]]
    shell.result(found, lambda: marked("[green]✓[/] {} deleted.", ", ".join(gone)) if gone else "Nothing was due.")


def _row(rule: dict[str, Any]) -> tuple[Any, ...]:
    oldest = (rule["oldest"] or "")[:10]
    return (
        rule["name"], _kept(rule["days"]), rule["due"], bytes_text(rule["bytes"]), oldest,
        f"{rule['what']} ({rule['setting']})",
    )  # fmt: skip


def _kept(days: float | None) -> str:
    if days is None:
        return "for ever"
    return f"{days:g} days" if days >= 1 else f"{days * 1440:.0f} min"
