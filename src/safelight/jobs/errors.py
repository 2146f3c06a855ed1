"""What can go wrong with a job, and the signals that end a stage early.

SafelightError
├── MoreThanAllowed  403  one job asks for more than the account may have in a day
├── JobNotFound      404
├── NoPreview        404  nothing of that picture can be seen yet, or it is finished
├── JobFinished      409  it cannot be cancelled or moved any more
├── NotWaiting       409  it has begun, or has ended
├── NotAskable       409  it does not run, or is no job of which this can be asked
├── NotResumable     409  it is still going, or it succeeded
├── LimitReached     429  the account has had what it may have for now
└── NoRoomLeft       507  what the account keeps takes all its room

Interrupted is not an error: like asyncio's CancelledError it passes through a stage's broad `except Exception`.
"""

from safelight.kit.errors import Conflict, FieldProblem, Forbidden, NotFound, OutOfSpace, TooManyRequests


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


_OF_WHAT = {
    "requests_per_minute": "requests a minute",
    "jobs_waiting": "jobs waiting at a time",
    "jobs_at_once": "jobs at work at a time",
    "pictures_per_day": "pictures a day",
    "seconds_per_day": "seconds of a worker's time a day",
}


class LimitReached(TooManyRequests):
    """An account, or a key, has had what it may have for now; says when there is more."""

    code = "limit_reached"

    def __init__(self, name: str, limit: float, used: float, *, of: str, retry_after: int) -> None:
        ways = {
            "requests_per_minute": f"Try again in {retry_after} s.",
            "jobs_waiting": "Try again when some have begun, or cancel some: GET /api/v1/jobs?state=queued lists them.",
        }
        super().__init__(
            f"This {of} may have {limit:g} {_OF_WHAT[name]}, and has {used:.4g} with what is queued and at work.",
            hint=ways.get(name, "The day ends at midnight UTC. GET /api/v1/limits says what is left."),
            fields=(FieldProblem(name, f"the limit is {limit:g}"),),
            retry_after=retry_after,
        )


class MoreThanAllowed(Forbidden):
    """What one job asks for is more than an account, or a key, may have in a whole day."""

    code = "more_than_allowed"

    def __init__(self, name: str, limit: float, asked: float, *, of: str) -> None:
        super().__init__(
            f"This {of} may have {limit:g} {_OF_WHAT[name]}, and this one job asks for {asked:.4g}.",
            hint="Ask for less at a time, or ask an admin of the studio for a higher limit.",
            fields=(FieldProblem(name, f"the limit is {limit:g}", f"{asked:g}"),),
        )


class NoRoomLeft(OutOfSpace):
    """What an account keeps takes all the room it may have."""

    code = "no_room_left"

    def __init__(self, limit: float, used: float) -> None:
        super().__init__(
            f"What you keep takes {used:.3g} GB, and you may keep {limit:g} GB.",
            hint="Delete pictures and empty the bin, or delete characters, checkpoints and datasets you do not need; "
            "GET /api/v1/usage says how much is kept.",
            fields=(FieldProblem("storage_gb", f"the limit is {limit:g}", f"{used:.3g}"),),
        )


class OthersFirst(Forbidden):
    """Somebody who does not keep the queue in order put a job before those of others."""

    code = "others_first"

    def __init__(self, job_id: str) -> None:
        super().__init__(
            f"Job {job_id} cannot be put before those of others.",
            hint="An admin of the studio can; or move it before your own with /next.",
        )
