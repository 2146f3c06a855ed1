"""What can go wrong with a job, and the signals that end a stage early.

SafelightError
├── JobNotFound   404
├── NoPreview     404  nothing of that picture can be seen yet, or it is finished
├── JobFinished   409  it cannot be cancelled or moved any more
├── NotWaiting    409  it has begun, or has ended
├── NotAskable    409  it does not run, or is no job of which this can be asked
└── NotResumable  409  it is still going, or it succeeded

Interrupted is not an error: like asyncio's CancelledError it passes through a stage's broad `except Exception`.
"""

from safelight.kit.errors import Conflict, NotFound


class JobNotFound(NotFound):
    """There is no such job."""

    code = "job_not_found"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"There is no job {job_id}.", hint="Finished jobs are forgotten after a while; GET /api/v1/jobs lists them."
        )


class NoPreview(NotFound):
    """The job shows no such picture in the making."""

    code = "no_preview"

    def __init__(self, job_id: str, position: int) -> None:
        super().__init__(
            f"Job {job_id} has no preview of picture {position}.",
            hint="Previews come while a job draws, and go when it ends: then look at its results.",
        )


class JobFinished(Conflict):
    """The job has ended, so there is nothing left to stop or move."""

    code = "job_finished"

    def __init__(self, job_id: str, state: str) -> None:
        super().__init__(f"Job {job_id} has already {_ENDED[state]}.")


class NotWaiting(Conflict):
    """Only a job that waits has a place in the queue."""

    code = "job_not_waiting"

    def __init__(self, job_id: str, state: str) -> None:
        super().__init__(f"Job {job_id} does not wait any more: it is {state}.")


class NotAskable(Conflict):
    """A wish that this job, as it stands, cannot fulfil."""

    code = "job_not_askable"

    def __init__(self, job_id: str, wish: str, kind: str, state: str) -> None:
        super().__init__(
            f"Job {job_id} cannot be asked for a {wish}: it is {state}.",
            hint=f"Only a running {kind} job can, while it is not being cancelled.",
        )


class NotResumable(Conflict):
    """Only a failed or cancelled job can be resumed."""

    code = "job_not_resumable"

    def __init__(self, job_id: str, state: str) -> None:
        super().__init__(f"Job {job_id} is {state}.", hint="Only a failed or cancelled job can be resumed.")


_ENDED = {"succeeded": "succeeded", "failed": "failed", "cancelled": "been cancelled"}


class Interrupted(BaseException):
    """A stage must stop now; what it finished stays."""


class Cancelled(Interrupted):
    """Somebody asked for the job to be cancelled."""


class LostOwnership(Interrupted):
    """Another worker has the job by now; nothing more may be written."""


class HandedBack(Interrupted):
    """This worker is shutting down and gives the job back to the queue."""
