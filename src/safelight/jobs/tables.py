"""Jobs, their progress and metrics, what they cost whom, the workers, and the lease by which one placer is elected."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from safelight.db import Base
from safelight.db.ownership import PartOf, Shared
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.jobs import FINISHED, JobFailure, JobState, Needs

PAST = "past"  # the row that keeps what processes counted that are gone
ASKED = "_asked"  # among the results of a job: the request and the trace that it came from
SERVER = "server"  # the place of jobs that the server itself does, and the device in the row of its desk


WAITS = "state = 'queued' AND place <> 'server'"
"""Of a job that waits for a worker: word for word, so that PostgreSQL sees that its index holds just these."""
ALONE = "!"
"""Before its id this is the line of a job during which a worker died."""
LINE = ("account_id", "key_id", "requester", "model_key", "group_key", "needs")


def line_of(columns: Mapping[str, Any]) -> str:
    """In which line a job with these columns waits: all that decides when it is placed but priority and age."""
    asked = [columns.get(name) or "" for name in LINE]
    return hashlib.blake2s(json.dumps(asked, sort_keys=True).encode(), digest_size=12).hexdigest()


def _its_line(context: DefaultExecutionContext) -> str:
    return line_of(context.get_current_parameters())  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped


class Job(Shared, Base):
    """One durable piece of long work.

    `epoch` counts placements: a worker holds the job only while it is running under the worker's own id and epoch.
    `wishes` are what people ask of the running job, such as a sample now; the worker takes them out.
    `place` says who does it: a worker with a device, or the server itself, which only fetches and reads files.
    A worker does jobs of one `group_key` together, up to its seats, and a job without one alone. `requester` is whom
    it is for, as a door knows them; turns are taken between the `payer`s. `pictures` is how many it is to make, and
    `key_id` the key that asked, empty for a person at the studio. Jobs of one `line` differ in priority and age alone.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_priority_queued_at", "state", "priority", "queued_at"),
        Index("ix_job_owner", "owner"),
        # Each list's own order is in its index: newest first is by id.
        Index("ix_job_state_id", "state", "id"),
        Index("ix_job_account_id_state_id", "account_id", "state", "id"),
        Index("ix_job_subject_id", "subject", "id"),
        Index("ix_job_kind_id", "kind", "id"),
        Index("ix_job_finished_at", "finished_at"),
        Index("ix_job_state_finished_at", "state", "finished_at"),
        Index("ix_job_place_state", "place", "state"),
        Index(
            "ix_job_line",
            *("line", "priority", "queued_at", "id"),
            postgresql_where=text(WAITS),
            sqlite_where=text(WAITS),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("job"))
    kind: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[JobState] = mapped_column(String(16), default="queued")
    place: Mapped[str] = mapped_column(String(16), default="worker")
    priority: Mapped[int] = mapped_column(default=100)
    spec: Mapped[dict[str, Any]]
    needs: Mapped[dict[str, Any]]
    model_key: Mapped[str | None] = mapped_column(String(512))
    group_key: Mapped[str | None] = mapped_column(String(512))
    line: Mapped[str] = mapped_column(String(48), default=_its_line, server_default="")
    requester: Mapped[str] = mapped_column(String(80), default="")
    key_id: Mapped[str] = mapped_column(String(40), default="", server_default="")
    pictures: Mapped[int] = mapped_column(default=0, server_default="0")
    subject: Mapped[str | None] = mapped_column(String(128))
    owner: Mapped[str | None] = mapped_column(String(64))
    epoch: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    deaths: Mapped[int] = mapped_column(default=0)
    failure: Mapped[dict[str, Any] | None]
    results: Mapped[dict[str, Any]] = mapped_column(default=dict)
    wishes: Mapped[list[Any]] = mapped_column(default=list)
    cancel_requested_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    queued_at: Mapped[datetime] = mapped_column(default=utcnow)
    placed_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    @property
    def parsed_needs(self) -> Needs:
        """`needs`, typed."""
        return Needs.model_validate(self.needs)

    @property
    def parsed_failure(self) -> JobFailure | None:
        """`failure`, typed."""
        return None if self.failure is None else JobFailure.model_validate(self.failure)

    @property
    def payer(self) -> str:
        """Whose share of the workers it takes: an account's, whatever the key or the door."""
        return self.account_id or self.requester

    @property
    def holders(self) -> tuple[str, str]:
        """Whose it counts for: an account, and its key, each empty where there is none."""
        return self.account_id, self.key_id

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, well or not."""
        return self.state in FINISHED


class UsageDay(Base):
    """What one account used on one day (UTC) through one key; `key_id` is empty for a person at the studio."""

    __tablename__ = "usage_day"

    account_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    requests: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    """Requests that a limit refused."""
    jobs: Mapped[int] = mapped_column(default=0)
    """Those that ended, well or not."""
    pictures: Mapped[int] = mapped_column(default=0)
    seconds: Mapped[float] = mapped_column(default=0.0)
    """Of a worker's time."""
    bytes_stored: Mapped[int] = mapped_column(BigInteger, default=0)
    """What everything of the account took when last measured that day; in the row without a key."""


class JobProgress(PartOf, Base):
    """How far a job is; one row per job, written at most four times a second."""

    __tablename__ = "job_progress"
    whole = ("Job", "job_id")

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    progress: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class JobMetric(PartOf, Base):
    """One point of a curve (loss, learning rate, likeness), sampled."""

    __tablename__ = "job_metric"
    whole = ("Job", "job_id")

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[float]
    at: Mapped[datetime]


class JobPreview(PartOf, Base):
    """The newest look at one picture that a job is drawing: a small WebP, replaced by each later one."""

    __tablename__ = "job_preview"
    whole = ("Job", "job_id")

    job_id: Mapped[str] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int]
    image: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class Worker(Base):
    """A process bound to one device. Its id is fresh each boot; `seen_at` is by the database's clock.

    `facts` is what it tells of its device and of what it holds: specs.hardware.WorkerFacts. `seats` is how many jobs
    of one group it does together. `engine` is what computes there, `speaks` the version of what it and a server say to
    each other, and `labels` what people call it by. `pod_id` names the rented pod that it runs in, `agent_id` the
    machine that joined by a token; `shares_models` says whether it sees the server's models folder. Asked to drain it
    ends what it has, and takes nothing more.
    """

    __tablename__ = "worker"
    __table_args__ = (Index("ix_worker_state", "state"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    host: Mapped[str] = mapped_column(String(255))
    pid: Mapped[int]
    device: Mapped[str] = mapped_column(String(32))
    device_name: Mapped[str] = mapped_column(String(128))
    memory_total: Mapped[int] = mapped_column(BigInteger)
    memory_free: Mapped[int] = mapped_column(BigInteger)
    loaded_models: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(16), default="ready")
    seats: Mapped[int] = mapped_column(default=1)
    version: Mapped[str] = mapped_column(String(32))
    speaks: Mapped[int] = mapped_column(default=1, server_default="1")
    engine: Mapped[str] = mapped_column(String(16), default="native", server_default="native")
    labels: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    shares_models: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    agent_id: Mapped[str | None] = mapped_column(String(40))
    pod_id: Mapped[str | None] = mapped_column(String(40))
    drain_requested_at: Mapped[datetime | None]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Lease(Base):
    """Who may do what only one process of the installation should do, and until when (the database's clock)."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
