"""The queue as people see it: what goes next, what each job waits for, how much was done; and what they ask of it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from safelight.db.ownership import EVERYBODYS
from safelight.jobs import moves, service
from safelight.jobs.errors import JobNotFound, NotAskable, NotWaiting
from safelight.jobs.standing import Candidate
from safelight.jobs.tables import SERVER, Job, Worker
from safelight.specs.jobs import FOLDER_HERE, MODELS_HERE, SHELF_HERE, Needs

FAR = 1000
MOST_COUNTED = 10_000
_IN_WORK = ("placed", "running")
_ENGINES = {"native": "the native engine", "comfyui": "ComfyUI"}


@dataclass(frozen=True)
class Tally:
    """How many jobs stand how, of each at most MOST_COUNTED; those that ended are counted since a moment."""

    running: int
    waiting: int
    done: int
    failed: int


def tally(session: Session, *, since: datetime) -> Tally:
    """The queue in four numbers."""

    def count(*which: ColumnElement[bool]) -> int:
        some = select(literal(1)).select_from(Job).where(*which).limit(MOST_COUNTED).subquery()
        return session.scalar(select(func.count()).select_from(some)) or 0

    return Tally(
        running=count(Job.state.in_(_IN_WORK)),
        waiting=count(Job.state == "queued"),
        done=count(Job.finished_at >= since, Job.state == "succeeded"),
        failed=count(Job.finished_at >= since, Job.state == "failed"),
    )


def line(session: Session) -> dict[str, int]:
    """The place of every waiting job, 1 for the next; what the server does itself is a line of its own."""
    waiting = select(Job.id, Job.place).where(Job.state == "queued").order_by(Job.priority, Job.queued_at, Job.id)
    waiting = waiting.execution_options(**EVERYBODYS)
    counters: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
    return {job_id: next(counters[place]) for job_id, place in session.execute(waiting)}


def places(session: Session, jobs: Collection[Job]) -> dict[str, int]:
    """The place of each of these jobs that waits, 1 for the next, FAR + 1 for all beyond: nobody counts so far."""
    waiting = [job for job in jobs if job.state == "queued"]
    found = {job.id: FAR + 1 for job in waiting}
    for place in {job.place for job in waiting}:
        first = select(Job.id).where(Job.state == "queued", Job.place == place)
        first = first.order_by(Job.priority, Job.queued_at, Job.id).limit(FAR).execution_options(**EVERYBODYS)
        found |= {job_id: number for number, job_id in enumerate(session.scalars(first), 1) if job_id in found}
    return found


def reasons(
    session: Session, jobs: Collection[Job], places: dict[str, int], *, may_pause: bool = True
) -> dict[str, str]:
    """What each of the waiting among these jobs waits for, in a sentence; nothing for one that is about to start.

    `may_pause`: whether anything pauses for others at all, as things are set now.
    """
    waiting = [job for job in jobs if job.state == "queued"]
    if not waiting:
        return {}
    workers = [worker for worker in service.workers(session) if service.is_willing(worker)]
    in_hand: dict[str | None, list[Job]] = defaultdict(list)
    for job in service.in_work(session):
        in_hand[job.owner].append(job)
    standing = [service.standing(worker, in_hand.get(worker.id, []), may_pause=may_pause) for worker in workers]
    fitting: dict[str, list[Candidate]] = {}
    for job in waiting:
        if job.line not in fitting:
            needs = service.needs_of(job)
            fitting[job.line] = [worker for worker in standing if worker.fits(needs)]
    found = {
        job.id: _before(places.get(job.id, 1))
        if job.place == SERVER
        else _reason(session, job, places.get(job.id, 1), workers, fitting[job.line], in_hand)
        for job in waiting
    }
    return {job_id: reason for job_id, reason in found.items() if reason}


def run_next(session: Session, job_id: str) -> Job:
    """Put a waiting job before all others, or before the caller's other ones. Raises JobNotFound, NotWaiting."""
    job = _waiting(session, job_id)
    others = select(Job).where(Job.state == "queued", Job.place == job.place, Job.id != job_id)
    if not service.may_go_first(session):
        return _before_own(session, job, others.where(Job.account_id == job.account_id))
    first = session.scalar(others.with_only_columns(func.min(Job.priority)))
    if first is not None and job.priority >= first:
        job.priority = first - 1
        moves.tell(session, job, "moved")
    return job


def _before_own(session: Session, job: Job, own: Select[Job]) -> Job:
    """It takes the first place that this person has in the queue, and nobody else's."""
    first = session.scalars(own.order_by(Job.priority, Job.queued_at, Job.id).limit(1)).first()
    if first is not None and (first.priority, first.queued_at, first.id) < (job.priority, job.queued_at, job.id):
        job.priority, job.queued_at = first.priority, first.queued_at - timedelta(microseconds=1)
        moves.tell(session, job, "moved")
    return job


def cancel_waiting(session: Session, job_id: str) -> Job:
    """Cancel a job unless it has begun meanwhile. Raises JobNotFound, NotWaiting."""
    _waiting(session, job_id)
    return service.cancel(session, job_id)


def ask(session: Session, job_id: str, wish: str, *, kind: str) -> Job:
    """Ask something of a running job of this kind; asking twice before it is done asks once.

    Raises JobNotFound, or NotAskable for a job of another kind, or one that does not run.
    """
    job = moves.locked(session, job_id)
    if job is None:
        raise JobNotFound(job_id)
    if job.kind != kind or job.state != "running" or job.cancel_requested_at:
        raise NotAskable(job_id, wish, kind, job.state)
    if wish not in job.wishes:
        job.wishes = [*job.wishes, wish]
        moves.tell(session, job, "asked", wish=wish)
    return job


def _waiting(session: Session, job_id: str) -> Job:
    job = moves.locked(session, job_id)
    if job is None:
        raise JobNotFound(job_id)
    if job.state != "queued":
        raise NotWaiting(job_id, job.state)
    return job


def _reason(
    session: Session,
    job: Job,
    place: int,
    workers: Sequence[Worker],
    fitting: Sequence[Candidate],
    in_hand: Mapping[str | None, list[Job]],
) -> str | None:
    needs = service.needs_of(job)
    if not workers:
        return "No worker is running"
    if not fitting:
        return _unfit(needs, workers)
    if place > 1:
        return _before(place)
    if any(worker.has_room(service.group_of(job)) and worker.lets_in(needs, job.priority) for worker in fitting):
        return None
    if len(fitting) > 1:
        return f"All {len(fitting)} workers are busy"
    others = in_hand[fitting[0].id]
    title = others[0].title if service.is_seen(session, others[0]) else None
    whose = title or "Another job" if len(others) == 1 else f"{len(others)} jobs"
    return f"{whose} {'has' if len(others) == 1 else 'have'} {fitting[0].name}"


def _before(place: int) -> str | None:
    if place == 1:
        return None
    if place > FAR:
        return f"More than {FAR} jobs before it"
    return "1 job before it" if place == 2 else f"{place - 1} jobs before it"


def _unfit(needs: Needs, workers: Sequence[Worker]) -> str:
    if needs.worker is not None and all(needs.worker not in (worker.name, worker.id) for worker in workers):
        return f"Needs the worker {needs.worker}, which does not run or takes nothing"
    workers = [worker for worker in workers if worker.engine == needs.engine]
    if not workers:
        return f"Needs {_ENGINES[needs.engine]}, and no worker has it"
    wanted = needs.labels.items()
    workers = [worker for worker in workers if service.labels_of(worker) >= wanted]
    if not workers:
        return _unlabelled(needs)
    if needs.gpu and all(worker.device == "cpu" for worker in workers):
        return "Needs a GPU, and no worker has one"
    devices = [worker for worker in workers if not needs.gpu or worker.device != "cpu"]
    largest = max(worker.memory_total for worker in devices)
    return f"Needs {_gigabytes(needs.memory_bytes)}; the largest worker has {_gigabytes(largest)}"


def _unlabelled(needs: Needs) -> str:
    named = sorted(needs.labels.items() - {MODELS_HERE, SHELF_HERE, FOLDER_HERE})
    if named:
        return f"Needs a worker with {', '.join(f'{name}={value}' for name, value in named)}"
    if SHELF_HERE in needs.labels.items():
        return "It leaves a model in the server's models folder, and no worker that runs sees that"
    if FOLDER_HERE in needs.labels.items():
        return "Its dataset is a folder on the server's machine: name the worker that has it too, or send its pictures"
    return "Its model lies on the server's machine alone: `safelight models store` lets other workers fetch it"


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.3g} GB"
