"""How a kind of job is done: a task is a list of stages, and a stage gets a JobContext for all it needs.

A stage runs at least once and must bear being run again: it writes under attempt-named paths and renames last.
"""

import math
import threading
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.jobs import moves
from safelight.jobs.errors import Cancelled, HandedBack, Interrupted, LostOwnership
from safelight.jobs.pace import Pace
from safelight.jobs.tables import Job, JobMetric, JobPreview, JobProgress
from safelight.jobs.upserting import upsert
from safelight.kit import tracing
from safelight.kit.clock import utcnow
from safelight.kit.logs import get_logger
from safelight.specs.jobs import Progress
from safelight.specs.telemetry import JOB_SECONDS

log = get_logger(__name__)

WRITE_SECONDS = 0.25
AWAY_SECONDS = 2.0
METRIC_POINTS = 2000
PREVIEW_BYTES = 60_000


@dataclass(frozen=True)
class Stage:
    """One part of a job. What `run` returns is kept with the job, and a finished stage never runs again.

    `share` is the stage's part of the job's expected time, in any unit that is the same for all its stages.
    `is_light`: done again it costs next to nothing, so where it took no time either it is kept with the next one.
    """

    name: str
    run: "Callable[[JobContext], dict[str, Any] | None]"
    share: float = 1.0
    is_light: bool = False

    def __post_init__(self) -> None:
        if self.share <= 0:
            raise ValueError(f"stage {self.name}: the share must be above 0, not {self.share}")


@dataclass(frozen=True)
class Task:
    """How jobs of one kind are done, and how their spec reads."""

    kind: str
    spec: type[BaseModel]
    stages: tuple[Stage, ...]

    def unfinished(self, results: Container[str]) -> list[Stage]:
        """The stages that are still to be done, by the names of those of which there is a result."""
        return [stage for stage in self.stages if stage.name not in results]

    def progress(self, stage: Stage, part: float, *, step: int, total: int) -> Progress:
        """How far a job is when so much of a stage is done."""
        names = [one.name for one in self.stages]
        before = sum(one.share for one in self.stages[: names.index(stage.name)])
        fraction = (before + stage.share * min(part, 1.0)) / sum(one.share for one in self.stages)
        return Progress(stage=stage.name, stages=names, step=step, total=total, fraction=round(fraction, 4))

    def announce(self, session: Session, job: Job) -> None:
        """Report the stage that a job begins with, in the transaction that starts it."""
        if todo := self.unfinished(job.results):
            _report(session, job, self.progress(todo[0], 0.0, step=0, total=0))


@contextmanager
def timed(kind: str, phase: str) -> Iterator[None]:
    """A phase of a job: told as a span of its trace, and its seconds in the metrics, unless it raises."""
    with tracing.span(phase), JOB_SECONDS.timed(kind, phase):
        yield


_AT_HAND: ContextVar["JobContext | None"] = ContextVar("job_at_hand", default=None)


def at_hand() -> "JobContext | None":
    """The job whose stage calls, however deep below it; also in threads that were given its context."""
    return _AT_HAND.get()


class JobContext:
    """What a stage may use. Its methods are for the stage's own thread; `cancelled` may be asked from any."""

    def __init__(
        self,
        *,
        db: Database,
        job: Job,
        task: Task,
        work_dir: Path,
        hand_back: Callable[[], bool] = lambda: False,
        is_announced: bool = False,
    ) -> None:
        self.db = db
        self.job_id = job.id
        self.kind = job.kind
        self.spec: Any = task.spec.model_validate(job.spec)
        self.subject = job.subject
        self.requester = job.payer
        self.attempt = job.attempts
        self.results: dict[str, dict[str, Any]] = dict(job.results)
        self.kept: dict[str, Any] = {}  # what one stage leaves to the next in this process
        self.work_dir = work_dir
        self._epoch = job.epoch
        self._task = task
        self._hand_back = hand_back
        self._stage, self._pace = task.stages[0], Pace()
        self._begun: Stage | None = None
        self._began_at = time.monotonic()
        self._next_write = self._next_look = 0.0
        self._points: list[dict[str, Any]] = []
        self._previews: dict[int, tuple[int, bytes]] = {}
        self._wishes: set[str] = set()
        self._interrupt: Interrupted | None = None
        self._records: list[Callable[[Session], object]] = []
        self._is_behind = False  # results of light stages wait for the next write
        self._told: Progress | None = None
        self._thread = 0
        if is_announced and (todo := self.unfinished):
            self._begun = todo[0]
            self._pause(WRITE_SECONDS)

    def progress(
        self,
        step: int,
        total: int,
        *,
        unit: Literal["step", "byte"] = "step",
        loss: float | None = None,
        rate: float | None = None,
        seconds_left: float | None = None,
        message: str | None = None,
        metrics: Mapping[str, float] | None = None,
    ) -> None:
        """Say how far the stage is; cheap enough for every step. Raises Cancelled, LostOwnership or HandedBack.

        A total of 0 stands for set-up, before there are steps. `seconds_left` is of the stage, where that is known
        better than by its pace. A loss or metric that is not finite is left out: neither JSON nor a curve has a place
        for it.
        """
        loss = loss if loss is not None and math.isfinite(loss) else None
        if step % max(1, -(-total // METRIC_POINTS)) == 0:
            self._note(step, {"loss": loss, **(metrics or {})})
        seconds_per_step = self._pace.seconds_per_step(step) if total else None
        if self.due():
            progress = self._measured(step, total, seconds_per_step, rate, seconds_left)
            self._write(progress.model_copy(update={"unit": unit, "loss": loss, "message": message}))
        if self._interrupt:
            raise self._interrupt

    @property
    def stage(self) -> str:
        """Name of the stage that runs."""
        return self._stage.name

    @property
    def unfinished(self) -> list[Stage]:
        """The stages that are still to be done."""
        return self._task.unfinished(self.results)

    def due(self) -> bool:
        """Whether `progress` would write now: before that nothing need be computed for it, such as a preview."""
        return time.monotonic() >= self._next_write

    def measured(self, step: int, metrics: Mapping[str, float]) -> None:
        """Points of curves that are measured seldom: none is thinned out. They go with the next write."""
        self._note(step, metrics)

    def wish(self, name: str) -> bool:
        """Whether somebody has asked for this since the last time; learnt with each progress write."""
        asked = name in self._wishes
        self._wishes.discard(name)
        return asked

    def preview(self, position: int, step: int, webp: bytes) -> None:
        """Show how the picture at `position` looks by now: a small WebP, which goes with the next progress write.

        Cheap enough for every step: only the newest is kept. One over 60 kB is dropped.
        """
        if len(webp) <= PREVIEW_BYTES:
            self._previews[position] = (step, webp)

    def check(self) -> None:
        """Raise Cancelled, LostOwnership or HandedBack if the stage must stop; asks the database twice a second."""
        if self._is_behind and time.monotonic() >= self._next_look:
            self._write(self._task.progress(self._stage, 0.0, step=0, total=0))
        if self.cancelled() and self._interrupt:
            raise self._interrupt

    def waits(self, message: str) -> None:
        """Say that the stage waits, which goes on from where it was; to be called over and over, from any thread.

        Raises what `check` does.
        """
        if threading.get_ident() == self._thread and self.due():
            standing = self._told
            if standing is None or standing.stage != self.stage:
                standing = self._task.progress(self._stage, 0.0, step=0, total=0)
            self._write(standing.model_copy(update={"message": message, "eta_seconds": None}))
        if self.cancelled() and self._interrupt:
            raise self._interrupt

    @contextmanager
    def done_here(self) -> Iterator[None]:
        """The runner's: this thread does a stage within the block, and the job is the one `at_hand`."""
        self._thread = threading.get_ident()
        token = _AT_HAND.set(self)
        try:
            yield
        finally:
            _AT_HAND.reset(token)

    def cancelled(self) -> bool:
        """Whether the stage must stop: for callbacks that cannot raise. Call `check()` after the long call."""
        # Each progress write learns it too; asking for itself does not take the turn of one.
        if self._interrupt is None and time.monotonic() >= self._next_look:
            self._look()
        return self._interrupt is not None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction for domain writes; raises LostOwnership, and writes nothing, if another worker has the job."""
        with self.db.transaction() as session:
            self.owned(session)
            yield session

    def owned(self, session: Session) -> Job:
        """The job, locked for this transaction; raises LostOwnership if it is no longer this worker's."""
        return moves.owned(session, self.job_id, self._epoch)

    def record(self, act: Callable[[Session], object]) -> None:
        """Domain writes for the transaction that keeps the stage's result: both, or neither.

        `act` may be called more than once, each time in a fresh session.
        """
        self._records.append(act)

    def keep_curves(self) -> None:
        """Write down what was measured so far: steps before a checkpoint are never done again."""
        with self.transaction() as session:
            upsert(session, JobMetric, self._points)
        self._points = []

    def checkpoint_saved(self) -> None:
        """Work up to here is safe: worker deaths before it no longer speak against the job."""
        with self.transaction() as session:
            self.owned(session).deaths = 0

    def begin(self, stage: Stage) -> None:
        """The runner's: measure and report under this stage from now on."""
        if self._begun is not stage:
            self._write(self._task.progress(stage, 0.0, step=0, total=0))
        self._stage, self._pace = stage, Pace()
        self._begun, self._began_at = stage, time.monotonic()
        if self._interrupt:
            raise self._interrupt

    def finish(
        self, stage: Stage, result: dict[str, Any] | None, *, then: Stage | None = None, is_last: bool = False
    ) -> None:
        """The runner's: keep what the stage returned, so that it never runs again, and what comes next.

        One transaction also does what was to be recorded, and begins the stage `then`, or ends the job where this one
        was the last.
        """
        self.results[stage.name] = result or {}
        is_quick = time.monotonic() - self._began_at < WRITE_SECONDS
        if stage.is_light and is_quick and then is not None and not self._records:
            self._is_behind, self._begun = True, then
            return
        with self.db.transaction() as session:
            job = self.owned(session)
            self._keep_results(job)
            for act in self._records:
                act(session)
            at = (then, 0.0) if then else (stage, 1.0)
            self._report(session, job, self._task.progress(*at, step=0, total=0))
            if then is not None:
                self._interrupt = self._reason_to_stop(job)
            if is_last:
                moves.finish(session, job, "succeeded")
        self._points, self._previews, self._records, self._is_behind = [], {}, [], False
        if then is not None:
            self._begun = then
            self._pause(WRITE_SECONDS)

    def _measured(
        self, step: int, total: int, seconds_per_step: float | None, rate: float | None, seconds_left: float | None
    ) -> Progress:
        stage = self._stage
        progress = self._task.progress(stage, step / total if total else 0.0, step=step, total=total)
        if seconds_per_step and total:
            progress.rate = rate or 1 / seconds_per_step
            after = seconds_per_step * total / stage.share * self._shares_after(stage)
            left = seconds_per_step * (total - step) if seconds_left is None else seconds_left
            progress.eta_seconds = round(max(0.0, left) + after, 1)
        elif rate:
            progress.rate = rate
        return progress

    def _shares_after(self, stage: Stage) -> float:
        names = [one.name for one in self._task.stages]
        return sum(one.share for one in self._task.stages[names.index(stage.name) + 1 :])

    def _keep_results(self, job: Job) -> None:
        job.results = dict(self.results)
        job.deaths = 0

    def _note(self, step: int, metrics: Mapping[str, float | None]) -> None:
        self._points += [
            {"job_id": self.job_id, "name": name, "step": step, "value": float(value), "at": utcnow()}
            for name, value in metrics.items()
            if value is not None and math.isfinite(value)
        ]

    def _write(self, progress: Progress) -> None:
        """One transaction that reports and learns whether to stop. A database that is away stops no computing."""
        self._told = progress
        self._pause(WRITE_SECONDS)
        wishes: set[str] = set()
        try:
            with self.db.transaction() as session:
                job = moves.locked(session, self.job_id)
                self._interrupt = self._reason_to_stop(job)
                if job and not isinstance(self._interrupt, LostOwnership):
                    if self._is_behind:
                        self._keep_results(job)
                    self._report(session, job, progress)
                    if self._interrupt is None and job.wishes:
                        wishes, job.wishes = set(job.wishes), []
            self._wishes |= wishes
            self._points, self._previews, self._is_behind = [], {}, False
        except DatabaseAway:
            self._pause(AWAY_SECONDS)
            log.warning("progress_waits_for_database", job_id=self.job_id)

    def _look(self) -> None:
        self._next_look = time.monotonic() + 2 * WRITE_SECONDS
        try:
            with self.db.reading() as session:
                self._interrupt = self._reason_to_stop(session.get(Job, self.job_id))
        except DatabaseAway:
            self._pause(AWAY_SECONDS)
            log.warning("cancel_waits_for_database", job_id=self.job_id)

    def _pause(self, seconds: float) -> None:
        self._next_write = time.monotonic() + seconds
        self._next_look = self._next_write + WRITE_SECONDS

    def _reason_to_stop(self, job: Job | None) -> Interrupted | None:
        if job is None or job.state != "running" or job.epoch != self._epoch:
            return LostOwnership(self.job_id)
        if job.cancel_requested_at:
            return Cancelled(self.job_id)
        return HandedBack(self.job_id) if self._hand_back() else None

    def _report(self, session: Session, job: Job, progress: Progress) -> None:
        upsert(session, JobMetric, self._points)
        upsert(session, JobPreview, self._preview_rows())
        _report(session, job, progress, [[position, step] for position, (step, _) in self._previews.items()])

    def _preview_rows(self) -> list[dict[str, Any]]:
        return [
            {"job_id": self.job_id, "position": position, "step": step, "image": webp, "at": utcnow()}
            for position, (step, webp) in self._previews.items()
        ]


def _report(session: Session, job: Job, progress: Progress, looks: Sequence[list[int]] = ()) -> None:
    dump = progress.model_dump()
    upsert(session, JobProgress, [{"job_id": job.id, "progress": dump, "at": utcnow()}])
    moves.tell(session, job, "progress", progress=dump, previews=list(looks))
