"""`safelight usage` and `safelight limits`: what everybody used, and what they may have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import typer

from safelight.doors.cli.shell import Json, bytes_text, marked, said, seconds_text, shell_of, table

USAGE, LIMITS, ACCOUNTS, KEYS = "/api/v1/usage", "/api/v1/limits", "/api/v1/accounts", "/api/v1/keys"
_COUNTS = ("requests", "refused", "jobs", "pictures")
_UNITS = {"seconds_per_day": "s", "storage_gb": "GB"}

app = typer.Typer(
    name="limits",
    invoke_without_command=True,
    rich_markup_mode="rich",
)


class By(StrEnum):
    """What each line is for."""

    day = "day"
    account = "account"
    key = "key"


def usage(
    ctx: typer.Context,
    by: Annotated[By, typer.Option(help="A line for each of these.")] = By.day,
    since: Annotated[
        str | None,
        typer.Option("--from", help="First day (UTC), as 2026-11-01; 30 days back if left out.", metavar="DAY"),
    ] = None,
    to: Annotated[str | None, typer.Option(help="Last day (UTC); today if left out.", metavar="DAY")] = None,
    account: Annotated[str | None, typer.Option(help="Of this account alone; for admins.", metavar="NAME")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write it to this CSV file.", metavar="FILE")] = None,
    json: Json = False,
) -> None:
    """Show what was used: requests, jobs, pictures, seconds of a worker.

    Admins see everybody's, everybody else their own.

    [bold]Examples[/]

      safelight usage
      safelight usage --by account --from 2026-11-01
      safelight usage --by key --account ada --csv ada.csv
    """
    shell = shell_of(ctx)
    asked = {"by": by.value, "from": since, "to": to, "account": account}
    query = said(**asked)
    if csv is not None:
        shell.download(f"{USAGE}.csv?{urlencode(query)}", csv)
        shell.done({"file": str(csv)}, str(csv))
        return
    found = shell.get(USAGE, **query)
    if not found["items"] and not shell.json:
        shell.note(f"Nothing was used from {found['from']} to {found['to']}.")
        return
    rows = [(*_of(item, by), *_counts(item)) for item in found["items"]]
    heads = {By.day: ("DAY",), By.account: ("ACCOUNT",), By.key: ("ACCOUNT", "KEY")}[by]
    blank = ("",) * (len(heads) - 1)
    rows.append(("together", *blank, *_counts(found["totals"])))
    columns = (*heads, "REQUESTS", "REFUSED", "JOBS", "PICTURES", "WORKER TIME")
    shell.result(found, lambda: table(columns, rows, right=range(len(heads), len(columns))))
    if not shell.json:
        shell.note(f"What is kept takes {bytes_text(found['bytes_stored'])}.")


@app.callback()
def show(ctx: typer.Context, json: Json = False) -> None:
    """What you may have and what is left; for admins, what others may.

    [bold]Examples[/]

      safelight limits
      safelight limits set ada --pictures-per-day 200 --jobs-at-once 2
    """
    if ctx.invoked_subcommand is not None:
        return
    shell = shell_of(ctx)
    found = shell.get(LIMITS)
    rows = [
        (each["name"], each["of"], _number(each, "limit"), _number(each, "used"), _number(each, "remaining"),
         (each["resets_at"] or "")[:16].replace("T", " "))
        for each in found
    ]  # fmt: skip
    columns = ("LIMIT", "OF", "AT MOST", "USED", "LEFT", "MORE AT (UTC)")
    shell.result(found, lambda: table(columns, rows, right=(2, 3, 4)))


@app.command("set")
def set_(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name or id of the account.", show_default=False)],
    requests_per_minute: Annotated[int | None, typer.Option(help="Requests in any 60 seconds.", min=1)] = None,
    jobs_at_once: Annotated[int | None, typer.Option(help="Jobs at work together.", min=1)] = None,
    jobs_waiting: Annotated[int | None, typer.Option(help="Jobs in the queue.", min=1)] = None,
    pictures_per_day: Annotated[int | None, typer.Option(help="Pictures and films a day (UTC).", min=0)] = None,
    seconds_per_day: Annotated[float | None, typer.Option(help="Seconds of a worker a day (UTC).", min=0)] = None,
    storage_gb: Annotated[float | None, typer.Option(help="GB of what is kept.", min=0)] = None,
    lift: Annotated[
        list[str] | None,
        typer.Option(help="Take this limit away, such as storage_gb; again for more.", metavar="LIMIT"),
    ] = None,
    *,
    by_role: Annotated[
        bool, typer.Option("--by-role", help="Have no limits of its own: those of its role hold again.")
    ] = False,
    json: Json = False,
) -> None:
    """Set limits of an account; those that are not named stay.

    The first limit of its own puts all of its role's (SAFELIGHT_LIMITS) aside; they are taken over first.

    [bold]Examples[/]

      safelight limits set ada --pictures-per-day 200 --jobs-at-once 2
      safelight limits set ada --lift pictures_per_day
      safelight limits set ada --by-role
    """
    from safelight.doors.cli.problems import WrongUsage

    shell = shell_of(ctx)
    given = {
        "requests_per_minute": requests_per_minute, "jobs_at_once": jobs_at_once, "jobs_waiting": jobs_waiting,
        "pictures_per_day": pictures_per_day, "seconds_per_day": seconds_per_day, "storage_gb": storage_gb,
    }  # fmt: skip
    chosen = said(**given)
    if unknown := set(lift or ()) - given.keys():
        raise WrongUsage(f"--lift: there is no limit {min(unknown)!r}.", hint=f"Choose from {', '.join(given)}.")
    if not (chosen or lift or by_role) or (by_role and (chosen or lift)):
        raise WrongUsage("Name a limit to set or to lift, or --by-role alone.")
    path = f"{ACCOUNTS}/{quote(name, safe='')}"
    with shell.connect() as client:
        account = client.get(path)
        now = account["limits"] or client.get(f"{LIMITS}/roles")[account["role"]]
        limits = None if by_role else dict.fromkeys(given) | now | chosen | dict.fromkeys(lift or ())
        changed = client.patch(path, {"limits": limits})
    told = changed["limits"] or {}
    words = [f"{limit} {value:g}" for limit, value in told.items() if value is not None]
    rest = "those of its role" if by_role else ", ".join(words) or "none"
    shell.done(changed, marked("Limits of [bold]{}[/]: {}.", changed["name"], rest))


def _of(item: dict[str, Any], by: By) -> tuple[str, ...]:
    if by is By.day:
        return (str(item["day"]),)
    account = item["account"]["name"]
    return (account, item["key"]["name"]) if by is By.key else (account,)


def _counts(item: dict[str, Any]) -> tuple[str, ...]:
    return (*(f"{item[name]}" for name in _COUNTS), seconds_text(item["seconds"]))


def _number(limit: dict[str, Any], name: str) -> str:
    return f"{limit[name]:g} {_UNITS.get(limit['name'], '')}".rstrip()
