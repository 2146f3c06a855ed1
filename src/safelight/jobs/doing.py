"""Doing a job from its first stage to its recorded end: the same for a worker and for a server's desk."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

import structlog

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.jobs import moves
from safelight.jobs.errors import Cancelled, HandedBack
from safelight.jobs.tables import ASKED, Job
from safelight.jobs.task import JobContext, Stage, timed
from safelight.kit import tracing
from safelight.kit.errors import InternalError, SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.jobs import JobFailure, JobState

log = get_logger(__name__)

Answer = TypeVar("Answer")


@contextmanager
def told_of(job: Job) -> Iterator[None]:
    """The job's id in every line that the block logs, with that of the request it came from, and one span for it."""
    asked: dict[str, str] = job.results.get(ASKED, {})
    with (
        structlog.contextvars.bound_contextvars(job_id=job.id),
        tracing.continued(asked, f"job {job.kind}", **{"safelight.job_id": job.id, "safelight.kind": job.kind}),
    ):
        tracing.past("queue", job.queued_at, job.started_at or job.queued_at)
        yield


@dataclass(frozen=True)
class Outcome:
    """How a job ended; "queued" is handed back. `is_recorded` says whether its row tells so already."""

    state: JobState
    failure: JobFailure | None = None
    is_recorded: bool = False


def outcome_of(act: Callable[[], bool], job_id: str) -> Outcome:
    """Do a job, and say how it ended; what it returns says whether that is recorded. Raises LostOwnership."""
    try:
        is_recorded = act()
    except Cancelled:
        return Outcome("cancelled")
    except HandedBack:
        return Outcome("queued")
    except (Exception, SystemExit) as error:  # noqa: BLE001  the job's edge: whatever went wrong is its failure
        return Outcome("failed", failure_of(error, job_id))
    return Outcome("succeeded", is_recorded=is_recorded)


def record_end(db: Database, job: Job, outcome: Outcome) -> None:
    """Write how a job ended, or give it back to the queue. Raises LostOwnership, and writes nothing."""
    with db.transaction() as session:
        mine = moves.owned(session, job.id, job.epoch)
        if outcome.state == "queued":
            moves.give_back(session, mine)
        else:
            moves.finish(session, mine, outcome.state, outcome.failure)


def do_stages(context: JobContext, *, after: Callable[[], None] = lambda: None) -> bool:
    """Every stage that is not done, `after` each; whether the last one also recorded the job's end."""
    todo = context.unfinished
    for stage, then in zip_longest(todo, todo[1:]):
        do_stage(context, stage, then=then, is_last=then is None, after=after)
    return bool(todo)


def do_stage(
    context: JobContext,
    stage: Stage,
    *,
    then: Stage | None = None,
    is_last: bool = False,
    after: Callable[[], None] = lambda: None,
) -> None:
    """One stage from begin to finish. While the database is away it waits, and then repeats what could not be kept."""
    patiently(lambda: context.begin(stage))
    with timed(context.kind, stage.name), context.done_here():
        result = patiently(lambda: stage.run(context))
    after()
    patiently(lambda: context.finish(stage, result, then=then, is_last=is_last))


def patiently(act: Callable[[], Answer]) -> Answer:
    """Do it; while the database is away, wait and try again."""
    pause = 0.1
    while True:
        try:
            return act()
        except DatabaseAway:
            log.warning("waiting_for_database", seconds=pause)
            time.sleep(pause)
            pause = min(pause * 2, 5.0)


def failure_of(error: Exception | SystemExit, job_id: str) -> JobFailure:
    """What a person is told. A defect goes into the log with its traceback, and by class and message into the job."""
    if isinstance(error, SafelightError) and not isinstance(error, InternalError):
        log.warning("job_failed", job_id=job_id, code=error.code, message=error.message, hint=error.hint)
        return JobFailure(code=error.code, message=error.message, hint=error.hint)
    log.error("job_failed", job_id=job_id, exc_info=error)
    if isinstance(error, SafelightError):
        return JobFailure(code=error.code, message=error.message, hint=error.hint)
    return JobFailure(
        code=InternalError.code,
        # PostgreSQL keeps no NUL in text.
        message=f"{type(error).__name__}: {error}".replace("\0", ""),
        hint="This is a defect, or the machine ran out of something; the worker's log has the details.",
    )
