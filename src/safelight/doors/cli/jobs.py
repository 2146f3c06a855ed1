"""`safelight jobs`: look at long work, follow it, cancel it, go on with it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from safelight.doors.cli.shell import Json, sheet, shell_of

if TYPE_CHECKING:
    from rich.console import RenderableType

app = typer.Typer(
    name="jobs",
    help="Long work: list, follow, cancel and resume it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

JobId = Annotated[str, typer.Argument(metavar="JOB", help="Id of the job.", show_default=False)]
States = Annotated[
    list[str] | None,
    typer.Option(metavar="STATE", help="queued, placed, running, succeeded, failed or cancelled; repeatable."),
]
STYLES = {"succeeded": "green", "failed": "red", "cancelled": "yellow", "running": "cyan"}


@app.command("list")
def list_(
    ctx: typer.Context,
    state: States = None,
    kind: Annotated[str | None, typer.Option(help="character or generation.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.", min=1, metavar="N")] = 20,
    json: Json = False,
) -> None:
    """List the jobs, newest first."""
    shell = shell_of(ctx)
    found = shell.pages("/api/v1/jobs", limit=limit, state=state, kind=kind)
    rows = [
        (each["id"], each["title"] or each["kind"], _state(each), _how_far(each), _time(each["created_at"]))
        for each in found
    ]
    shell.listing(found, ("JOB", "WHAT", "STATE", "PROGRESS", "ASKED FOR"), rows, empty="There are no such jobs.")


@app.command()
def show(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """Show one job."""
    shell = shell_of(ctx)
    found = shell.get(f"/api/v1/jobs/{job}")
    shell.result(found, lambda: _described(found))


@app.command()
def watch(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """Follow a job to its end. Ctrl-C only looks away; the job goes on."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        _follow(ctx, client, client.get(f"/api/v1/jobs/{job}"))


@app.command()
def cancel(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """Cancel a job: at once while it waits, within about a second while it runs."""
    shell = shell_of(ctx)
    found = shell.post(f"/api/v1/jobs/{job}/cancel")
    words = "is cancelled" if found["state"] == "cancelled" else "will stop in a moment"
    shell.done(found, f"{job} {words}.", then=f"Go on with it: safelight jobs resume {job}")


@app.command()
def resume(
    ctx: typer.Context,
    job: JobId,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Follow it to its end.", metavar="")] = True,
    json: Json = False,
) -> None:
    """Go on with a cancelled or failed job where it stopped."""
    shell = shell_of(ctx)
    with shell.connect() as client:
        found = client.post(f"/api/v1/jobs/{job}/resume")
        if wait:
            _follow(ctx, client, found)
        else:
            shell.done(found, f"{job} is queued again.")


@app.command("next")
def run_next(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """Run a waiting job before all others."""
    shell = shell_of(ctx)
    found = shell.post(f"/api/v1/jobs/{job}/next")
    shell.done(found, f"{found['title'] or job} is next.")


@app.command()
def sample(ctx: typer.Context, job: JobId, json: Json = False) -> None:
    """Ask a running training for sample pictures of what it has learnt by now."""
    shell = shell_of(ctx)
    found = shell.post(f"/api/v1/jobs/{job}/sample")
    shell.done(found, f"{found['title'] or job} will show samples at its next step.")


def _follow(ctx: typer.Context, client: Any, job: dict[str, Any]) -> None:
    from safelight.doors.cli.watching import watch as follow

    shell = shell_of(ctx)
    # A studio of our own ends with us, and takes the job along: better to cancel it in order.
    ended = follow(
        client, job["id"], shell=shell, title=job["kind"].capitalize(),
        on_interrupt="cancel" if client.transient else "leave",
    )  # fmt: skip
    shell.done(ended, f"{job['id']} has succeeded.")


def _described(job: dict[str, Any]) -> "RenderableType":
    failure = job["failure"] or {}
    return sheet(
        {
            "job": job["id"],
            "what": job["title"],
            "kind": job["kind"],
            "state": _state(job),
            "why": " ".join(str(failure[key]) for key in ("message", "hint") if failure.get(key)),
            "progress": _how_far(job),
            "for": job["subject"],
            "waits for": job["waiting_for"],
            "worker": job["worker_name"] or job["worker"],
            "attempts": job["attempts"],
            "asked for": _time(job["created_at"]),
            "started": _time(job["started_at"]),
            "ended": _time(job["finished_at"]),
        }
    )


def _state(job: dict[str, Any]) -> Any:
    from rich.text import Text

    return Text(job["state"], STYLES.get(job["state"], ""))


def _how_far(job: dict[str, Any]) -> str:
    from safelight.doors.cli.watching import detail_text

    progress = job["progress"]
    if job["state"] == "queued":
        return " · ".join(part for part in (f"place {job['position']}", job["waiting_for"]) if part)
    if job["state"] == "running":
        return " · ".join(
            part for part in (f"{progress['fraction']:.0%}", progress["stage"], detail_text(progress)) if part
        )
    if job["state"] == "failed":
        return str((job["failure"] or {}).get("code", ""))
    return ""


def _time(text: str | None) -> str:
    return text[:19].replace("T", " ") if text else ""
