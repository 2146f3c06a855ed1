"""The frames that both doors send beside facts and previews, and what they take from clients at most."""

from typing import Any

from safelight import __version__
from safelight.doors.live.facts import clock_text
from safelight.doors.live.hub import Hub
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput, SafelightError, shorten

HEARTBEAT_SECONDS = 20.0
MAX_FRAME = 8192  # bytes that a client may send at once
MAX_TOPICS = 200


def hello(hub: Hub) -> dict[str, Any]:
    """The first frame of every connection."""
    server = {"version": __version__, "instance": hub.instance}
    return {"type": "hello", "seq": hub.seq, "at": clock_text(utcnow()), "server": server}


def pong() -> dict[str, Any]:
    """A sign of life, with the server's time."""
    return {"type": "pong", "at": clock_text(utcnow())}


def problem(error: SafelightError) -> dict[str, Any]:
    """An error as a frame."""
    return {"type": "error", "code": error.code, "message": error.message, "hint": error.hint}


def unknown_topic(name: object) -> InvalidInput:
    """The error for a topic that does not exist."""
    return InvalidInput(
        f"There is no topic {shorten(name)}.",
        hint="There are jobs, job:<id>, gallery, characters, projects, styles, workers, models and me.",
        code="unknown_topic",
    )


def too_many_topics() -> InvalidInput:
    """The error for a client that wants to hear too much."""
    return InvalidInput(
        f"More than {MAX_TOPICS} topics at once are too many.",
        hint="Unsubscribe from what is not on show; the topic jobs has the facts of every job.",
        code="too_many_topics",
    )
