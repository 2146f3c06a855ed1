"""How the playground says things: a job's progress as a sentence with a bar, and errors with their way out."""

import base64
from collections.abc import Sequence
from html import escape

from pydantic import ValidationError

from safelight.doors.gradio.following import JobView
from safelight.kit.errors import SafelightError
from safelight.specs.jobs import Progress

# The stages of all kinds of jobs, as people say them.
STAGES = {
    "load": "Load the model",
    "check": "Check the pictures",
    "prepare": "Prepare the pictures",
    "caption": "Describe the pictures",
    "train": "Learn",
    "sample": "Try it out",
    "register": "Save",
    "draw": "Create",
}
STATES = {
    "queued": "waiting",
    "placed": "starting",
    "running": "running",
    "succeeded": "done",
    "failed": "failed",
    "cancelled": "stopped",
}
ENDS = {"succeeded": "Ready.", "cancelled": "Stopped."}


def meter(view: JobView) -> str:
    """A job as HTML: how it looks by now, a bar, and a sentence."""
    fraction = 1.0 if view.state == "succeeded" else view.progress.fraction
    return (
        f"{_looks(view.looks)}<div role='status'><progress max='1' value='{fraction:.4f}' aria-label='Progress' "
        f"style='width:100%;accent-color:#FF5849'></progress>"
        f"<div>{escape(sentence(view))}</div>{_rail(view)}</div>"
    )


def sentence(view: JobView) -> str:
    """What happens now."""
    if view.state == "failed" and view.failure:
        return " ".join(filter(None, (view.failure.message, view.failure.hint)))
    if view.state in ENDS:
        return ENDS[view.state]
    if view.cancelling:
        return "Stopping."
    if view.state != "running":
        return f"Waiting. {view.reason}." if view.reason else "Waiting to start."
    return " · ".join(_details(view.progress))


def time_left(seconds: float) -> str:
    """`under a minute`, `about 4 min`, `about 2 h 10 min`; seconds where they are few."""
    if seconds < 20:
        return f"{max(1, round(seconds))} s left"
    if seconds < 60:
        return "under a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} min left" if minutes < 60 else f"about {minutes // 60} h {minutes % 60} min left"


def told(error: Exception) -> str:
    """An error for a person."""
    if isinstance(error, SafelightError):
        return str(error)
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return f"Something went wrong inside Safelight ({type(error).__name__}). The server's log has the details."


def notice(text: str) -> str:
    """A sentence as HTML."""
    return f"<div role='status'>{escape(text)}</div>"


def _details(progress: Progress) -> list[str]:
    doing = progress.message or STAGES.get(progress.stage or "", progress.stage or "Getting ready")
    said = [doing[:1].upper() + doing[1:]]
    if progress.total:
        said.append(f"step {progress.step:,} of {progress.total:,}")
    if progress.loss is not None:
        said.append(f"loss {progress.loss:.4f}")
    if progress.rate and progress.total:
        said.append(f"{progress.rate:.3g} steps/s")
    if progress.eta_seconds is not None:
        said.append(time_left(progress.eta_seconds))
    return said


def _rail(view: JobView) -> str:
    stages = view.progress.stages
    if len(stages) < 2:
        return ""
    now = stages.index(view.progress.stage) if view.progress.stage in stages else -1
    now = len(stages) if view.state == "succeeded" else now
    marks = [
        f"<li style='list-style:none;opacity:{1 if number <= now else 0.6}'"
        f"{' aria-current=step' if number == now else ''}>"
        f"{'✓' if number < now else '●' if number == now else '○'} {escape(STAGES.get(stage, stage))}</li>"
        for number, stage in enumerate(stages)
    ]
    return f"<ol style='display:flex;flex-wrap:wrap;gap:1em;padding:0'>{''.join(marks)}</ol>"


def _looks(looks: Sequence[bytes]) -> str:
    pictures = "".join(
        f"<img alt='Picture {number}, developing' style='max-height:20rem;min-width:8rem;object-fit:contain' "
        f"src='data:image/webp;base64,{base64.b64encode(look).decode()}'>"
        for number, look in enumerate(looks, 1)
    )
    return f"<div style='display:flex;flex-wrap:wrap;gap:.5em'>{pictures}</div>" if pictures else ""
