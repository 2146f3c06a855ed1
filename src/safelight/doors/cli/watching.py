"""Watching a job: a live view in a terminal, a line per stage elsewhere; Ctrl-C cancels it or only looks away."""

import contextlib
import math
import time
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, Protocol

from safelight.doors.cli.client import Client
from safelight.doors.cli.problems import Failed, JobCancelled
from safelight.doors.cli.shell import Shell, bytes_text, seconds_text

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

POLL_SECONDS = 0.25
WORRY_SECONDS = 90.0  # a worker on a slow machine loads torch for a minute
FINISHED = {"succeeded", "failed", "cancelled"}  # as specs.jobs, whose import would load pydantic
BLOCKS = "▁▂▃▄▅▆▇█"
BAR = 28
SPARKS = 24

Job = dict[str, Any]
OnInterrupt = Literal["cancel", "leave"]


def watch(client: Client, job_id: str, *, shell: Shell, title: str, on_interrupt: OnInterrupt = "cancel") -> Job:
    """Follow a job to its end and return it. Raises Failed, JobCancelled; KeyboardInterrupt for "leave"."""
    path = f"/api/v1/jobs/{job_id}"
    worried_at = time.monotonic() + WORRY_SECONDS
    try:
        with view_of(shell, title) as view:
            while True:
                job: Job = client.poll(path)
                view.show(job)
                if job["state"] in FINISHED:
                    break
                if job["state"] == "queued" and time.monotonic() > worried_at:
                    worried_at = math.inf
                    _say_if_nobody_works(client, shell)
                time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        if on_interrupt == "leave":
            raise
        _cancel(client, job_id, shell)
        raise JobCancelled("Cancelled.", hint=f"Go on with it: safelight jobs resume {job_id}") from None
    return ended_well(job)


def ended_well(job: Job) -> Job:
    """The job if it succeeded. Raises Failed with the job's own words, or JobCancelled."""
    if job["state"] == "cancelled":
        raise JobCancelled("The job was cancelled.", hint=f"Go on with it: safelight jobs resume {job['id']}")
    if job["state"] == "failed":
        failure = job["failure"] or {"code": "failed", "message": "The job failed.", "hint": None}
        raise Failed(failure["message"], code=failure["code"], hint=failure["hint"])
    return job


def _say_if_nobody_works(client: Client, shell: Shell) -> None:
    if client.get("/api/v1/workers")["items"]:
        return
    log = ", or logs/studio.log in the data folder," if client.transient else ""
    shell.note(f"! No worker has become ready for {WORRY_SECONDS:.0f} s. `safelight doctor`{log} may know why.")


def _cancel(client: Client, job_id: str, shell: Shell) -> None:
    shell.note("Cancelling …")
    client.post(f"/api/v1/jobs/{job_id}/cancel")
    with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl-C does not wait for the worker
        while client.poll(f"/api/v1/jobs/{job_id}")["state"] not in FINISHED:
            time.sleep(POLL_SECONDS)


class View(Protocol):
    """Something that shows a job."""

    def show(self, job: Job) -> None:
        """Show it as it is now."""


@contextlib.contextmanager
def view_of(shell: Shell, title: str) -> Iterator[View]:
    """Live in a terminal, else lines; nothing of it goes to standard output."""
    if not shell.err.is_terminal:
        yield LineView(shell, title)
        return
    from rich.live import Live

    view = LiveView(title)
    with Live(console=shell.err, refresh_per_second=8, transient=True, get_renderable=view.render):
        yield view


class LineView:
    """For logs: a line when the stage changes, and one at every quarter of a stage that takes long."""

    pause = 5.0  # seconds between two lines of one stage

    def __init__(self, shell: Shell, title: str) -> None:
        self._shell = shell
        self._title = title
        self._said: tuple[str, int] = ("", -1)
        self._when = 0.0

    def show(self, job: Job) -> None:
        """Say what is new."""
        progress = job["progress"]
        share = progress["step"] / progress["total"] if progress["total"] else 0.0
        words = state_text(job)
        mark = (words if job["state"] != "running" else progress["stage"] or "", int(share * 4))
        now = time.monotonic()
        if mark == self._said or (mark[0] == self._said[0] and now - self._when < self.pause):
            return
        self._said, self._when = mark, now
        detail = detail_text(progress) if job["state"] == "running" else ""
        self._shell.note(f"{self._title}: {words}{' · ' + detail if detail else ''}")


class LiveView:
    """For terminals: the rail of stages, a bar, and the loss as it falls."""

    def __init__(self, title: str) -> None:
        from rich.spinner import Spinner

        self._title = title
        self._spinner = Spinner("dots", style="cyan")
        self._job: Job | None = None
        self._losses: dict[int, float] = {}
        self._started = time.monotonic()

    def show(self, job: Job) -> None:
        """Take in the job as it is now."""
        progress = job["progress"]
        if progress["loss"] is not None and progress["step"]:
            self._losses[progress["step"]] = progress["loss"]
        self._job = job

    def render(self) -> "RenderableType":
        """What the terminal shows, drawn anew each time so that the spinner turns."""
        from rich.console import Group
        from rich.text import Text

        spinner = self._spinner.render(time.monotonic())
        head = Text.assemble(spinner if isinstance(spinner, Text) else "", " ", (self._title, "bold"))
        if self._job is None:
            return head
        progress = self._job["progress"]
        watched = seconds_text(time.monotonic() - self._started)
        if self._job["state"] != "running":
            return Group(Text.assemble(head, ("  " + state_text(self._job), "dim"), (f"  {watched}", "dim")))
        lines = [Text.assemble(head, (f"  {watched}", "dim"))]
        if len(progress["stages"]) > 1:
            lines.append(Text("  ").append_text(rail(progress)))
        lines.append(Text("  ").append_text(bar(progress)))
        if progress["message"]:
            lines.append(Text(f"  {progress['message']}", "dim", overflow="ellipsis", no_wrap=True))
        if len(self._losses) > 2:
            drawn = sparkline([self._losses[step] for step in sorted(self._losses)], SPARKS)
            lines.append(Text.assemble("  ", ("loss ", "dim"), (drawn, "cyan"), f" {progress['loss'] or 0:.4f}"))
        return Group(*lines)


def state_text(job: Job) -> str:
    """A job's state in words."""
    if job["cancel_requested"] and job["state"] not in FINISHED:
        return "cancelling"
    if job["state"] == "queued":
        place = job["position"]
        return "waiting for a worker" if place in {None, 1} else f"waiting in the queue, place {place}"
    if job["state"] == "placed":
        return "given to a worker"
    if job["state"] == "running":
        return job["progress"]["stage"] or "starting"
    return str(job["state"])


def detail_text(progress: dict[str, Any]) -> str:
    """`step 150/556 · loss 0.1234 · 3.1 it/s · about 2 min left`, of what is known."""
    parts, in_bytes = [], progress.get("unit") == "byte"
    if progress["total"]:
        of = f"{bytes_text(progress['step'])} of {bytes_text(progress['total'])}"
        parts.append(of if in_bytes else f"step {progress['step']}/{progress['total']}")
    if progress["loss"] is not None:
        parts.append(f"loss {progress['loss']:.4f}")
    if progress["rate"] and in_bytes:
        parts.append(f"{bytes_text(progress['rate'])}/s")
    elif progress["rate"]:
        parts.append(f"{progress['rate']:.1f} it/s" if progress["rate"] >= 1 else f"{1 / progress['rate']:.1f} s/it")
    if progress["eta_seconds"]:
        parts.append(f"about {seconds_text(progress['eta_seconds'])} left")
    return " · ".join(parts)


def rail(progress: dict[str, Any]) -> "Text":
    """✓ check ─ ✓ prepare ─ ● train ─ ○ sample."""
    from rich.text import Text

    stages, current = progress["stages"], progress["stage"]
    at = stages.index(current) if current in stages else -1
    made = Text()
    for number, stage in enumerate(stages):
        if number:
            made.append(" ─ ", "dim")
        mark, style = ("✓ ", "green") if number < at else ("● ", "bold cyan") if number == at else ("○ ", "dim")
        made.append(mark + stage, style)
    return made


def bar(progress: dict[str, Any]) -> "Text":
    """A bar of the stage, and what is known of it."""
    from rich.text import Text

    share = min(1.0, progress["step"] / progress["total"]) if progress["total"] else 0.0
    full = round(share * BAR)
    known = detail_text(progress) or "getting ready"
    return Text.assemble(("━" * full, "cyan"), ("━" * (BAR - full), "grey30"), "  ", (known, "dim"))


def sparkline(values: list[float], width: int) -> str:
    """A curve in one line: means of equal parts, lowest to highest."""
    width = min(width, len(values))
    edges = [round(part * len(values) / width) for part in range(width + 1)] if width else []
    means = [sum(values[a:b]) / (b - a) for a, b in pairwise(edges) if b > a]
    means = [mean for mean in means if math.isfinite(mean)]
    if not means:
        return ""
    low, span = min(means), (max(means) - min(means)) or 1.0
    return "".join(BLOCKS[round((mean - low) / span * (len(BLOCKS) - 1))] for mean in means)
