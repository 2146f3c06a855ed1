"""`safelight agents`: machines that compute from elsewhere: let them in, rest them, take them out."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from safelight.doors.cli.agent import labels_of
from safelight.doors.cli.shell import Json, shell_of

PATH = "/api/v1/agents"

app = typer.Typer(
    name="agents",
    help="Machines that compute for this studio from elsewhere.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

WorkerName = Annotated[str, typer.Argument(metavar="WORKER", help="Name or id of the worker.", show_default=False)]


@app.command("list")
def list_(ctx: typer.Context, json: Json = False) -> None:
    """List the machines that joined, newest first, with their workers.

    [bold]Example[/]

      safelight agents list
    """
    shell = shell_of(ctx)
    found = shell.get(PATH)["items"]
    rows = [
        (
            each["name"], each["host"], _labels(each["labels"]), ", ".join(each["workers"]) or "none alive",
            each["version"], _minute(each["asked_at"]), each["id"],
        )
        for each in found
    ]  # fmt: skip
    columns = ("AGENT", "HOST", "LABELS", "WORKERS", "SAFELIGHT", "LAST ASKED", "ID")
    empty = "No machine has joined yet. Make a token for one: safelight agents token NAME"
    shell.listing(found, columns, rows, empty=empty)


@app.command()
def token(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What people call it.", show_default=False)],
    label: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Label of the workers that come; repeatable.", show_default="none"),
    ] = None,
    uses: Annotated[int, typer.Option(min=0, metavar="N", help="Machines that may join by it; 0 is any number.")] = 1,
    hours: Annotated[float, typer.Option(min=0, metavar="H", help="Hours in which they may; 0 is no limit.")] = 24,
    json: Json = False,
) -> None:
    """Make a token by which machines join. It is shown this once.

    Only the token goes to standard output, so that it can be put into a file.

    [bold]Examples[/]

      safelight agents token attic --label site=attic
      safelight agents token "GPU pods" --uses 20 --hours 2 > token.txt
    """
    shell = shell_of(ctx)
    spec = {"name": name, "labels": labels_of(label or []), "uses": uses or None, "hours": hours or None}
    made = shell.post(f"{PATH}/tokens", spec)
    if not shell.json:
        shell.note(f"Keep it: it is not shown again. There: {made['command'].partition(' --token ')[0]} --token …")
    shell.result(made, lambda: made["token"])


@app.command()
def tokens(ctx: typer.Context, json: Json = False) -> None:
    """List the join tokens, newest first; never the tokens themselves."""
    shell = shell_of(ctx)
    found = shell.get(f"{PATH}/tokens")["items"]
    rows = [
        (
            each["name"], _state(each), "any number" if each["uses_left"] is None else each["uses_left"],
            _labels(each["labels"]), _minute(each["last_used_at"]) if each["last_used_at"] else "never", each["id"],
        )
        for each in found
    ]  # fmt: skip
    columns = ("TOKEN", "STATE", "USES LEFT", "LABELS", "LAST USED", "ID")
    empty = "There are no join tokens. Make one: safelight agents token NAME"
    shell.listing(found, columns, rows, empty=empty, right=(2,))


@app.command()
def revoke(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="Name or id of the token.", show_default=False)],
    json: Json = False,
) -> None:
    """Revoke a join token. Machines that joined by it stay."""
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/tokens/{quote(token, safe='')}")
    shell.done({"revoked": token}, f"Nobody joins by {token} any more.")


@app.command()
def remove(
    ctx: typer.Context,
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="Name or id of the machine.", show_default=False)],
    json: Json = False,
) -> None:
    """Take a machine out: it takes nothing more, and goes within a minute.

    What its workers have not done by then goes on elsewhere. What it was told of database and storage it still knows:
    where it is not trusted any more, change those passwords.
    """
    shell = shell_of(ctx)
    shell.delete(f"{PATH}/{quote(agent, safe='')}")
    shell.done({"removed": agent}, f"{agent} takes nothing more, and is not let in again.")


@app.command()
def drain(ctx: typer.Context, worker: WorkerName, json: Json = False) -> None:
    """Let a worker end what it has and take nothing more; it stays.

    [bold]Example[/]

      safelight agents drain attic-cuda:0
    """
    shell = shell_of(ctx)
    found = shell.post(f"/api/v1/workers/{quote(worker, safe='')}/drain")
    has = f"ends {found['job_title'] or found['job_id']} and " if found["job_id"] else ""
    shell.done(found, f"{found['name']} {has}takes nothing more.")


@app.command()
def undrain(ctx: typer.Context, worker: WorkerName, json: Json = False) -> None:
    """Let a worker take jobs again."""
    shell = shell_of(ctx)
    found = shell.delete(f"/api/v1/workers/{quote(worker, safe='')}/drain")
    shell.done(found, f"{found['name']} takes jobs again in a moment.")


@app.command()
def role(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(metavar="ROLE", help="What PostgreSQL calls it.")] = "safelight_agent",
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Its password; one is made if left out.", show_default="made, shown once"),
    ] = None,
    json: Json = False,
) -> None:
    """Make or mend the PostgreSQL role of agents, and print its URL.

    It may do what a worker does and nothing else: it changes no tables, and reads no accounts, keys and tokens. Run it
    on the studio's machine, with a database user that may make roles. Again with the same name, it sets the password
    anew and gives what is missing.

    [bold]Examples[/]

      safelight agents role
      safelight agents role --name gpu_pods --password-file secret.txt
    """
    import secrets

    from safelight.db import Database
    from safelight.features.agents.service import role as roles

    shell = shell_of(ctx)
    settings = shell.settings()
    password = password_file.read_text(encoding="utf-8").strip() if password_file else secrets.token_urlsafe(24)
    database = Database(settings.effective_database_url, pool_size=1)
    try:
        url = roles.make(database, name=name, password=password)
    finally:
        database.dispose()
    if not shell.json:
        shell.note("Set this as SAFELIGHT_AGENT_DATABASE_URL of the server, with the host as agents reach it:")
        typer.echo(url)  # in one line, however narrow the window
        return
    shell.print_json({"role": name, "url": url})


def _labels(labels: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in labels.items()) or "–"


def _state(token: dict[str, Any]) -> str:
    if token["revoked_at"]:
        return "revoked"
    if token["uses_left"] == 0:
        return "used up"
    if not token["usable"]:
        return "expired"
    return f"until {_minute(token['expires_at'])}" if token["expires_at"] else "works"


def _minute(when: str) -> str:
    return when[:16].replace("T", " ")
