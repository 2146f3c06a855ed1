"""`safelight audit`: who did what."""

import json as json_module
from pathlib import Path
from typing import Annotated, Any

import typer

from safelight.doors.cli.shell import Json, said, shell_of

PAGE = 200


def audit(
    ctx: typer.Context,
    who: Annotated[str | None, typer.Option(help="Only what this account did.", metavar="NAME")] = None,
    action: Annotated[
        str | None, typer.Option(help="Only this, such as key.made; `key` for all about keys.", metavar="ACTION")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only what was done to this.", metavar="ID")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Not before, as 2026-11-22.", metavar="TIME")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Before, as 2026-11-23.", metavar="TIME")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Most entries.", metavar="N")] = 50,
    csv: Annotated[Path | None, typer.Option(help="Write all of it to this CSV file.", metavar="FILE")] = None,
    json: Json = False,
) -> None:
    """Show who did what, newest first.

    Admins see everything, everybody else what was done in their name. Pictures drawn are not listed, nor are prompts.

    [bold]Examples[/]

      safelight audit
      safelight audit --who ada --action key
      safelight audit --from 2026-11-01 --csv november.csv
    """
    from urllib.parse import urlencode

    shell = shell_of(ctx)
    asked = {"who": who, "action": action, "subject": subject, "from": since, "to": until}
    query = said(**asked)
    if csv is not None:
        shell.download(f"/api/v1/audit.csv?{urlencode(query)}", csv)
        shell.done({"file": str(csv)}, str(csv))
        return
    with shell.connect() as client:
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        while len(found) < limit:
            page = client.get("/api/v1/audit", **query, cursor=cursor, limit=min(limit - len(found), PAGE))
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                break
    columns = ("WHEN", "WHO", "WHAT", "TO", "MORE", "FROM")
    empty = "Nothing was written down, or nothing of that kind."
    shell.listing(found, columns, [_row(entry) for entry in found], empty=empty)


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    more = ", ".join(f"{name} {_words(value)}" for name, value in entry["details"].items())
    return (
        entry["at"][:19].replace("T", " "), entry["who"], entry["action"], entry["subject"] or "", more,
        entry["address"],
    )  # fmt: skip


def _words(value: object) -> str:
    return value if isinstance(value, str) else json_module.dumps(value, ensure_ascii=False)
