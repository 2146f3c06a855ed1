"""`safelight migrate`: bring the database to the tables of this version, or say what that would do."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from safelight.doors.cli.shell import Json, marked, shell_of

if TYPE_CHECKING:
    from rich.text import Text


def migrate(
    ctx: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; the exit code is 1 if anything is to be done.", metavar="")
    ] = False,
    to: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Go no further than this.", show_default="the newest")
    ] = None,
    json: Json = False,
) -> None:
    """Bring the database to the tables of this version.

    The server does it when it starts, unless SAFELIGHT_AUTO_MIGRATE is false. It may be run twice, and by several at
    the same moment: one works, the others wait. Workers of the version before go on meanwhile. All is done, or nothing.

    [bold]Examples[/]

      safelight migrate --check
      safelight migrate
      SAFELIGHT_DATABASE_URL=postgresql+psycopg://… safelight migrate
    """
    from sqlalchemy import make_url

    from safelight.doors.cli.problems import FAILED
    from safelight.kit.logs import configure
    from safelight.migrations import runner

    shell = shell_of(ctx)
    settings = shell.settings()
    configure(level=settings.log_level if check else "warning", as_json=settings.log_as_json)
    url = settings.effective_database_url
    before, changes = runner.current(url), runner.missing(url, to=to or "head")
    if not shell.json:
        shell.note(f"{make_url(url).render_as_string(hide_password=True)} is at {before or 'nothing yet'}")
        for change in changes:
            shell.out.print(marked("  {} {}  [dim]{}[/]", "lacks" if check else "gets", change.revision, change.title))
    did = False
    if not check:
        did = runner.upgrade(url, to=to or "head")
    document = {
        "before": before,
        "after": runner.current(url),
        "changes": [asdict(change) for change in changes],
        "changed": did,
    }
    shell.result(document, lambda: _sum(len(changes), check=check, did=did))
    if check and changes:
        raise typer.Exit(FAILED)


def _sum(count: int, *, check: bool, did: bool) -> "Text":
    if not count:
        return marked("[green]✓[/] Nothing to do: these are the tables of this version.")
    if check:
        return marked("[yellow]![/] {} to do.\n[dim]→ Keep a copy, then: safelight migrate[/]", count)
    return marked("[green]✓[/] {} done.", count) if did else marked("[green]✓[/] Somebody else did it meanwhile.")
