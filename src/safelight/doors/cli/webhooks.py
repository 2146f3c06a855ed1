"""`safelight webhooks`: which programs a job's news was told to, what they answered, and telling it again."""

from typing import Annotated, Any

import typer

from safelight.doors.cli.jobs import JobId
from safelight.doors.cli.shell import Json, shell_of

app = typer.Typer(
    name="webhooks",
    help="Calls to other programs about a job: look at them, make them again.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

STYLES = {"delivered": "green", "given_up": "red", "waiting": "yellow", "sending": "cyan"}


@app.command("list")
def list_(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """List the calls about a job, oldest first, each with its answer.

    [bold]Examples[/]

      safelight webhooks list job_01k2v9
      safelight webhooks list job_01k2v9 --json
    """
    shell = shell_of(ctx)
    found = shell.get(f"/api/v1/jobs/{job}/webhooks")
    rows = [_row(call, hook["url"]) for hook in found for call in hook["calls"]]
    rows += [("", "", "", "", "none yet", hook["url"]) for hook in found if not hook["calls"]]
    columns = ("CALL", "EVENT", "STATE", "SENT", "ANSWER", "TO")
    shell.listing(found, columns, rows, empty="Nobody is to be called about this job.")


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
    shell = shell_of(ctx)
    found = shell.post(f"/api/v1/jobs/{job}/webhooks/{call}/redeliver")
    shell.done(found, f"{call} is made again.", then=f"See the answer: safelight webhooks list {job}")


def _row(call: dict[str, Any], url: str) -> tuple[Any, ...]:
    from rich.text import Text

    state = Text(call["state"].replace("_", " "), STYLES[call["state"]])
    return (call["id"], call["event"], state, f"{call['attempts']}×", call["answer"] or "", url)
