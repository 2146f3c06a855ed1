"""What listeners are sent: facts in their envelope, looks at pictures in the making, gaps, and good-bye."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from safelight.db.ownership import INSTALLATION, Sight
from safelight.events import Event
from safelight.specs.jobs import FINISHED

JOBS = "jobs"
TOPICS = frozenset(
    {JOBS, "gallery", "characters", "classifiers", "datasets", "projects", "styles", "workers", "models", "pods", "me"}
)
_ONE_JOB = re.compile(r"job:[\w-]{1,64}", re.ASCII)
_FRESH = frozenset({"job.queued", *(f"job.{state}" for state in FINISHED)})
_PREVIEW_VERSION = 1


def is_topic(name: object) -> bool:
    """Whether one can subscribe to it: a name of TOPICS, or `job:<id>`."""
    return isinstance(name, str) and (name in TOPICS or _ONE_JOB.fullmatch(name) is not None)


def job_topic(job_id: str) -> str:
    """The topic of one job's facts and previews."""
    return f"job:{job_id}"


def job_of(topic: str) -> str | None:
    """The job that a topic is about, if it is about one."""
    kind, _, job_id = topic.partition(":")
    return job_id if kind == "job" else None


def clock_text(moment: datetime) -> str:
    """A time as clients read it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(frame: dict[str, Any]) -> str:
    """A frame as text."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


class Fact:
    """One event as the doors send it; its text is made when first wanted, once for all listeners."""

    __slots__ = ("_event", "_texts", "heard_at", "job_id", "merge_key", "seq", "topics")

    def __init__(self, event: Event, *, heard_at: float = 0.0) -> None:
        self.seq = event.id
        self.heard_at = heard_at
        self.job_id = job_of(event.topic)
        # The narrowest first: by it a listener of several is told.
        self.topics = (event.topic, JOBS) if self.job_id else (event.topic,)
        # Each progress is whole, so a later one makes the earlier ones of the same thing worthless.
        self.merge_key = f"{event.kind} {event.topic}" if event.kind.endswith(".progress") else None
        self._event = event
        self._texts: dict[str, str] = {}

    def is_for(self, sight: Sight | None) -> bool:
        """Whether it concerns what this listener sees. Who keeps the queue in order hears of every job."""
        event = self._event
        if sight is None or (event.account_id is None and not sight.is_nobody):
            return True
        if event.account_id is None:
            return False
        is_kept_in_order = self.job_id is not None and sight.is_operator
        return is_kept_in_order or sight.sees(account_id=event.account_id, project_id=event.project_id)

    @property
    def starts_or_ends_job(self) -> bool:
        """Whether what was seen of the job's pictures so far is over."""
        return self._event.kind in _FRESH

    @property
    def previews(self) -> list[int]:
        """Positions of the pictures of which there is something new to see."""
        return [position for position, _ in self._event.payload.get("previews", ())] if self.job_id else []

    def envelope(self, topic: str) -> dict[str, Any]:
        """The frame for a listener of this topic."""
        event = self._event
        return {
            "type": "event",
            "seq": event.id,
            "topic": topic,
            "kind": event.kind,
            "id": str(event.payload.get("id", "")),
            "v": event.id,
            "at": clock_text(event.at),
            "data": event.payload,
        }

    def text(self, topic: str) -> str:
        """The same as JSON."""
        if topic not in self._texts:
            self._texts[topic] = to_json(self.envelope(topic))
        return self._texts[topic]


@dataclass(frozen=True)
class Look:
    """How one picture of a job looks by now."""

    job_id: str
    position: int
    step: int
    image: bytes
    account_id: str = INSTALLATION
    project_id: str | None = None

    def is_for(self, sight: Sight | None) -> bool:
        """Whether the job is this listener's, or shared with them; to keep a queue in order nobody needs to see it."""
        return sight is None or sight.sees(account_id=self.account_id, project_id=self.project_id)

    @cached_property
    def frame(self) -> bytes:
        """Version 1, n, the job's id in n bytes, position and step in 2 bytes each (big endian), then the WebP."""
        name = self.job_id.encode("ascii")
        place = min(self.position, 0xFFFF).to_bytes(2) + min(self.step, 0xFFFF).to_bytes(2)
        return bytes((_PREVIEW_VERSION, len(name))) + name + place + self.image


@dataclass(frozen=True)
class Told:
    """A fact, and the topic by which a listener has it."""

    fact: Fact
    topic: str


@dataclass(frozen=True)
class Gap:
    """Facts up to `seq` were lost: fetch again what is on show."""

    seq: int


@dataclass(frozen=True, eq=False)
class Reply:
    """An answer to this client alone."""

    frame: dict[str, Any]


@dataclass(frozen=True)
class Goodbye:
    """The server ends the connection."""

    code: int
    reason: str


Item = Told | Look | Gap | Reply | Goodbye
