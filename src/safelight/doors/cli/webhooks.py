"""`safelight webhooks`: which programs a job's news was told to, what they answered, and telling it again."""

from typing import Annotated, Any

import typer

from safelight.doors.cli.shell import Json, shell_of, table

app = typer.Typer(
    name="webhooks",
    help="Calls to other programs about a job: look at them, make them again.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

JobId = Annotated[str, typer.Argument(metavar="JOB", help="Id of the job.", show_default=False)]
STYLES = {"delivered": "green", "given_up": "red", "waiting": "yellow", "sending": "cyan"}


@app.command("list")
def list_(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """List the calls about a job, oldest first, each with its answer.

    [bold]Examples[/]

      safelight webhooks list job_01k2v9
      safelight webhooks list job_01k2v9 --json
    """
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.get(f"/api/v1/jobs/{job}/webhooks")
    if not found and not shell.json:
        shell.note("Nobody is to be called about this job.")
        return
    rows = [_row(call, hook["url"]) for hook in found for call in hook["calls"]]
    rows += [("", "", "", "", "none yet", hook["url"]) for hook in found if not hook["calls"]]
    shell.result(found, lambda: table(("CALL", "EVENT", "STATE", "SENT", "ANSWER", "TO"), rows))


@app.command()
def redeliver(
    ctx: typer.Context,
    job: JobId,
    call: Annotated[str, typer.Argument(metavar="CALL", help="Id of the call.", show_default=False)],
    json: Json = False,
) -> None:
    """Make a call again, with the news as it is now.

    One that waits for its next try is made at once.

    [bold]Example[/]

      safelight webhooks redeliver job_01k2v9 call_01k2va
    """
    from safelight.doors.cli.studio import connect

    shell = shell_of(ctx)
    with connect(shell) as client:
        found = client.post(f"/api/v1/jobs/{job}/webhooks/{call}/redeliver")
    shell.result(
        found, lambda: f"[green]✓[/] {call} is made again.\n[dim]→ See the answer: safelight webhooks list {job}[/]"
    )


def _row(call: dict[str, Any], url: str) -> tuple[Any, ...]:
    from rich.text import Text

    state = Text(call["state"].replace("_", " "), STYLES[call["state"]])
    return (call["id"], call["event"], state, f"{call['attempts']}×", call["answer"] or "", url)
