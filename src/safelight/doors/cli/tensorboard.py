"""`safelight classifiers tensorboard`: the curves of a run or a project, in TensorBoard behind the studio."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.problems import Failed, WrongUsage
from safelight.doors.cli.shell import Json, bytes_text, counted, marked, seconds_text, shell_of

if TYPE_CHECKING:
    from rich.text import Text

    from safelight.doors.cli.client import Client

LOOK_SECONDS = 0.3
HELD_SECONDS = 5.0
START_SECONDS = 120.0


def tensorboard(
    ctx: typer.Context,
    run: Annotated[
        str | None, typer.Argument(metavar="RUN", help="Number or id of the run.", show_default=False)
    ] = None,
    project: Annotated[
        str | None, typer.Option(help="All runs of this project, by name or id.", metavar="PROJECT")
    ] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.", metavar="")] = False,
    stop: Annotated[bool, typer.Option("--stop", help="End it; the next look starts it again.", metavar="")] = False,
    json: Json = False,
) -> None:
    """Show the curves of a run, or of a project, in TensorBoard.

    It starts where the studio runs, takes about 100 MB there, and ends when nobody has looked for 15 minutes.

    [bold]Examples[/]

      safelight classifiers tensorboard 12
      safelight classifiers tensorboard --project leaves --open
      safelight classifiers tensorboard 12 --stop
    """
    shell = shell_of(ctx)
    path = _path(run, project)
    with shell.connect() as client:
        if stop:
            client.delete(path)
            shell.done({"state": "stopped"}, "TensorBoard has ended.")
            return
        if not shell.json:
            shell.note("Starting TensorBoard …")
        found = _ready(client, path)
        shell.result(found, lambda: _told(found))
        if open_:
            import webbrowser

            webbrowser.open(found["url"])
        if client.transient:
            shell.note("The studio runs for this command alone: Ctrl-C ends both.")
            _hold(client, path)


def install(classifiers: typer.Typer) -> None:
    """Put the command into the group."""
    classifiers.command()(tensorboard)


def _path(run: str | None, project: str | None) -> str:
    from urllib.parse import quote

    if (run is None) == (project is None):
        raise WrongUsage("Name a run, or a project by --project.", hint="safelight classifiers tensorboard 12")
    target = f"runs/{quote(run, safe='')}" if run is not None else f"projects/{quote(project or '', safe='')}"
    return f"/api/v1/classifiers/{target}/tensorboard"


def _ready(client: "Client", path: str) -> dict[str, Any]:
    deadline = time.monotonic() + START_SECONDS
    found: dict[str, Any] = client.post(path)
    while found["state"] == "starting" and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
        found = client.get(path)
    if found["state"] != "running":
        raise Failed(
            f"TensorBoard did not start: {found['message'] or found['state']}.",
            code=f"tensorboard_{found['state']}",
            hint="The studio's log says more; `pip install tensorboard` where it runs, if it is missing.",
        )
    return found


def _told(found: dict[str, Any]) -> "Text":
    runs = counted(found["runs"], "run")
    memory = f", {bytes_text(found['memory_bytes'])}" if found["memory_bytes"] else ""
    idle = seconds_text(found["idle_timeout_seconds"])
    # Links are for one line of a terminal, whatever its width.
    return marked("{}\n[dim]{}{}; ends when nobody has looked for {}[/]", found["url"], runs, memory, idle)


def _hold(client: "Client", path: str) -> None:
    try:
        while client.get(path)["state"] in {"starting", "running"}:
            time.sleep(HELD_SECONDS)
    except KeyboardInterrupt:  # how this is meant to end
        return
