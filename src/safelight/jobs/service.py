"""What features and doors do with jobs: submit, look, cancel, resume. Needs no job engine to be loaded."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pydantic import BaseModel
from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.orm import Session

from safelight.db.ownership import EVERYBODYS, Owned, Shared, account_of, looks_as
from safelight.jobs import allowance, moves
from safelight.jobs.errors import JobFinished, JobNotFound, NoPreview, NotResumable, OthersFirst
from safelight.jobs.fitness import unfit
from safelight.jobs.standing import Candidate
from safelight.jobs.tables import ALONE, ASKED, LINE, SERVER, Job, JobMetric, JobPreview, JobProgress, Worker, line_of
from safelight.jobs.whereabouts import labels_asked
from safelight.kit import tracing
from safelight.kit.clock import utcnow
from safelight.kit.errors import TooManyRequests
from safelight.kit.paging import MAX_LIMIT
from safelight.specs.jobs import FOLDER_HERE, MODELS_HERE, SHELF_HERE, JobState, Needs, Place, Progress

TITLE_LENGTH = 80


def submit(
    session: Session,
    *,
    kind: str,
    spec: BaseModel,
    title: str = "",
    subject: str | None = None,
    of: Owned | None = None,
    needs: Needs = Needs(),
    model_key: str | None = None,
    group_key: str | None = None,
    requester: str = "",
    priority: int = 100,
    max_queued: int | None = None,
    place: Place = "worker",
    pictures: int = 0,
) -> Job:
    """Put a job into the queue; lower priorities go first. `title` says in a few words what it makes.

    It belongs to whoever asks, or else to the owner of what it is `of`, and is seen in that thing's project.

    `place` says who does it: a worker, or the server itself. Jobs of one `group_key` may be done together; turns are
    taken between accounts, and where there are none between the `requester`s. `pictures` is how many it makes.
    Raises TooManyRequests when `max_queued` already wait, and what `allowance.admit` and `labels_asked` do.
    """
    _require_room(session, max_queued)
    if place == "worker" and (labels := labels_asked()):
        needs = needs.model_copy(update={"labels": needs.labels | labels})
    job = Job(
        account_id=(account_id := account_of(session) or (of.account_id if of is not None else "") or ""),
        project_id=of.project_id if isinstance(of, Shared) else None,
        kind=kind,
        title=short(title),
        spec=spec.model_dump(mode="json"),
        subject=subject,
        needs=needs.model_dump(),
        model_key=model_key,
        group_key=group_key,
        requester=requester or account_id,
        priority=priority,
        place=place,
        pictures=pictures,
        results={ASKED: asked} if (asked := tracing.origin()) else {},
    )
    if (sight := looks_as(session)) and sight.principal:
        job.key_id = sight.principal.key_id or ""
    allowance.admit(session, job)
    session.add(job)
    session.flush()
    moves.tell(session, job, "queued")
    return job


def require_turn(session: Session, *, max_queued: int | None) -> None:
    """Whether one more may wait, before much is looked up for it; `submit` asks again, and holds it.

    Raises TooManyRequests, LimitReached.
    """
    _require_room(session, max_queued)
    allowance.admit_any(session)


def get(session: Session, job_id: str) -> Job:
    """The job, or JobNotFound."""
    job = session.get(Job, job_id)
    if job is None:
        raise JobNotFound(job_id)
    return job


def find(session: Session, job_id: str) -> Job | None:
    """The job, or None: retention forgets finished jobs."""
    return session.get(Job, job_id)


def behind(session: Session, job_id: str | None) -> Job | None:
    """The job of a thing that the caller sees, whoever asked for it; None once it is forgotten."""
    return session.get(Job, job_id, execution_options=EVERYBODYS) if job_id else None


def all_behind(session: Session, job_ids: Collection[str]) -> dict[str, Job]:
    """The jobs of things that the caller sees, whoever asked for them, that are still remembered."""
    query = select(Job).where(Job.id.in_(job_ids)).execution_options(**EVERYBODYS)
    return {job.id: job for job in session.scalars(query)}


def find_all(session: Session, job_ids: Collection[str]) -> dict[str, Job]:
    """The jobs of these ids that are still remembered."""
    return {job.id: job for job in session.scalars(select(Job).where(Job.id.in_(job_ids)))}


def of_requester(session: Session, requester: str, *, kinds: Collection[str]) -> Sequence[Job]:
    """What waits or runs for a requester, oldest first."""
    unfinished = select(Job).where(Job.state.in_(("queued", "placed", "running")))
    mine = unfinished.where(Job.requester == requester, Job.kind.in_(kinds))
    return session.scalars(mine.order_by(Job.id)).all()


def unfinished(session: Session, *, kind: str, subject: str) -> Sequence[Job]:
    """The jobs of a kind about something that wait or run, whoever asked for them, oldest first."""
    query = select(Job).where(Job.kind == kind, Job.subject == subject, Job.finished_at.is_(None))
    return session.scalars(query.order_by(Job.id), execution_options=EVERYBODYS).all()


def in_line(session: Session, *, kind: str) -> Sequence[Job]:
    """The jobs of a kind that wait or run, whoever asked for them."""
    query = select(Job).where(Job.kind == kind, Job.finished_at.is_(None))
    return session.scalars(query, execution_options=EVERYBODYS).all()


def in_work(session: Session) -> Sequence[Job]:
    """The jobs that a worker has, whoever asked for them: see `is_seen` before you tell of one."""
    query = select(Job).where(Job.state.in_(("placed", "running")))
    return session.scalars(query, execution_options=EVERYBODYS).all()


def is_seen(session: Session, job: Job) -> bool:
    """Whether the caller sees this job, that was found among everybody's."""
    sight = looks_as(session)
    if sight is None or sight.is_operator:
        return True
    return sight.sees(account_id=job.account_id, project_id=job.project_id)


def group_of(job: Job) -> str | None:
    """With which others a worker may do it; None for one that must be alone.

    A job during which a worker died is done alone: if it was the one, it takes no others with it again.
    """
    return job.group_key if job.deaths == 0 else None


def standing(worker: Worker, in_hand: Collection[Job], *, may_pause: bool = True) -> Candidate:
    """A worker with the jobs that it has, as one that may get another. `may_pause`: whether anything pauses at all."""
    held = [Held(job.priority, job.parsed_needs.pauses and may_pause, group_of(job)) for job in in_hand]
    return seated(worker, held)


class Held(NamedTuple):
    """A job that a worker has, as far as it matters to who comes next; one that pauses is the others' host."""

    priority: int
    pauses: bool
    group_key: str | None


def seated(worker: Worker | Row[Any], held: Collection[Held]) -> Candidate:
    """A worker, or its row, with what it has."""
    host = next((one for one in held if one.pauses), None)
    others = [one for one in held if one is not host]
    groups = {one.group_key for one in others}
    return Candidate(
        worker.id,
        worker.device,
        worker.memory_total,
        frozenset(worker.loaded_models),
        worker.name,
        worker.seats,
        len(others),
        groups.pop() if len(groups) == 1 else None,
        None if host is None else host.priority,
        worker.engine,
        labels_of(worker),
    )


def is_willing(worker: Worker | Row[Any]) -> bool:
    """Whether a worker that is there takes jobs: it is ready, understands us, and nobody asked it to drain."""
    asked = worker.state == "ready" and worker.drain_requested_at is None
    return asked and unfit(worker.speaks, worker.version) is None


def labels_of(worker: Worker | Row[Any]) -> frozenset[tuple[str, str]]:
    """What people call it by, as pairs."""
    named = ((name, str(value)) for name, value in worker.labels.items())
    return frozenset((*named, MODELS_HERE, SHELF_HERE, FOLDER_HERE) if worker.shares_models else named)


def needs_of(job: Job) -> Needs:
    """What a worker must have. A job during which a worker died visits none: a training would be lost with it."""
    needs = job.parsed_needs
    return needs if job.deaths == 0 else needs.model_copy(update={"visits": False})


def ask_anew(job: Job, needs: Needs) -> None:
    """Change what a job that waits asks of a worker; it stands in another line then, for lines are named by that."""
    job.needs = needs.model_dump()
    if not job.line.startswith(ALONE):
        job.line = line_of({name: getattr(job, name) for name in LINE})


def page(
    session: Session,
    *,
    states: Collection[JobState] = (),
    kind: str | None = None,
    subject: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Job], str | None]:
    """Jobs, newest first, and the cursor of the next page."""
    limit = min(limit, MAX_LIMIT)
    query = select(Job).order_by(Job.id.desc()).limit(limit + 1)
    if kind is not None:
        query = query.where(Job.kind == kind)
    if subject is not None:
        query = query.where(Job.subject == subject)
    if after is not None:
        query = query.where(Job.id < after)
    # One state at a time comes in order from an index; of several at once all would be sorted.
    queries = [query.where(Job.state == state) for state in dict.fromkeys(states)] or [query]
    found = [job for each in queries for job in session.scalars(each)]
    jobs = sorted(found, key=lambda job: job.id, reverse=True)[: limit + 1]
    return jobs[:limit], jobs[limit - 1].id if len(jobs) > limit else None


def cancel(session: Session, job_id: str) -> Job:
    """End a waiting job at once; ask the worker of a running one to stop. Asking twice is harmless.

    Raises JobFinished when the job has succeeded or failed.
    """
    job = _locked(session, job_id)
    if job.state in ("queued", "placed"):
        moves.finish(session, job, "cancelled")
    elif job.state == "running" and job.cancel_requested_at is None:
        job.cancel_requested_at = utcnow()
        moves.tell(session, job, "cancelling")
    elif job.state in ("succeeded", "failed"):
        raise JobFinished(job_id, job.state)
    return job


def resume(session: Session, job_id: str) -> Job:
    """Queue a failed or cancelled job again; finished stages are kept. Raises NotResumable for any other."""
    job = _locked(session, job_id)
    if job.state not in ("failed", "cancelled"):
        raise NotResumable(job_id, job.state)
    allowance.admit(session, job)
    moves.queue_again(session, job)
    return job


def reprioritise(session: Session, job_id: str, *, priority: int) -> Job:
    """Change a job's place in the queue. Raises JobFinished when it has ended, OthersFirst where it goes before others.

    The place of everybody's jobs among each other is for whoever keeps the queue in order.
    """
    job = _locked(session, job_id)
    if job.is_finished:
        raise JobFinished(job_id, job.state)
    if priority < job.priority and not may_go_first(session):
        raise OthersFirst(job_id)
    job.priority = priority
    return job


def may_go_first(session: Session) -> bool:
    """Whether the caller may put a job before those of others."""
    sight = looks_as(session)
    return sight is None or sight.is_operator


def _require_room(session: Session, max_queued: int | None) -> None:
    if max_queued is not None and queued_count(session) >= max_queued:
        raise TooManyRequests(
            f"The queue is full: {max_queued} jobs are waiting.",
            hint="Try again when some have finished.",
            code="queue_full",
            retry_after=10,
        )


def queued_count(session: Session) -> int:
    """How many jobs wait for a worker, everybody's together."""
    return session.scalar(select(func.count()).where(Job.state == "queued"), execution_options=EVERYBODYS) or 0


def position(session: Session, job: Job) -> int | None:
    """1 for the next in the queue of its place; None when the job does not wait."""
    if job.state != "queued":
        return None
    same = (Job.priority == job.priority) & (
        or_(Job.queued_at < job.queued_at, (Job.queued_at == job.queued_at) & (Job.id < job.id))
    )
    ahead = select(func.count()).where(
        Job.state == "queued", Job.place == job.place, or_(Job.priority < job.priority, same)
    )
    return (session.scalar(ahead, execution_options=EVERYBODYS) or 0) + 1


def progress_of(session: Session, job_ids: Collection[str]) -> dict[str, Progress]:
    """How far each of these jobs is, that the caller has found; those that reported nothing yet are left out."""
    rows = session.scalars(select(JobProgress).where(JobProgress.job_id.in_(job_ids)), execution_options=EVERYBODYS)
    return {row.job_id: Progress.model_validate(row.progress) for row in rows}


def metrics_of(session: Session, job_id: str, name: str | None = None, *, after_step: int = -1) -> Sequence[JobMetric]:
    """The job's curves (or one of them), by name and step, beyond a step."""
    query = select(JobMetric).where(JobMetric.job_id == job_id, JobMetric.step > after_step)
    query = query.order_by(JobMetric.name, JobMetric.step)
    if name is not None:
        query = query.where(JobMetric.name == name)
    return session.scalars(query).all()


def preview(session: Session, job_id: str, *, position: int) -> JobPreview:
    """The newest look at one picture of a running job. Raises JobNotFound, NoPreview."""
    found = session.get(JobPreview, (job_id, position))
    if found is None:
        get(session, job_id)
        raise NoPreview(job_id, position)
    return found


def previews(session: Session, job_id: str, *, positions: Collection[int] | None = None) -> Sequence[JobPreview]:
    """The newest looks at the pictures of a running job (or at some of them), first picture first."""
    query = select(JobPreview).where(JobPreview.job_id == job_id).order_by(JobPreview.position)
    if positions is not None:
        query = query.where(JobPreview.position.in_(positions))
    return session.scalars(query).all()


def workers(session: Session) -> Sequence[Worker]:
    """The workers that are not gone, by name; the desks of the servers are none."""
    present = select(Worker).where(Worker.state != "gone", Worker.device != SERVER)
    return session.scalars(present.order_by(Worker.name, Worker.id)).all()


def forget_finished(session: Session, before: datetime, *, limit: int = 1000) -> int:
    """Delete up to `limit` jobs that finished before then, with progress and metrics; returns how many."""
    ids = session.scalars(select(Job.id).where(Job.finished_at < before, Job.owner.is_(None)).limit(limit)).all()
    for table in (JobMetric, JobProgress):
        session.execute(delete(table).where(table.job_id.in_(ids)))
    session.execute(delete(Job).where(Job.id.in_(ids)))
    return len(ids)


def forget_about(session: Session, *, subject: str) -> int:
    """Delete the jobs about something that is deleted: they tell of it in their requests; returns how many.

    For a subject whose jobs have all ended.
    """
    ended = select(Job.id).where(Job.subject == subject, Job.finished_at.is_not(None), Job.owner.is_(None))
    ids = session.scalars(ended, execution_options=EVERYBODYS).all()
    for table in (JobMetric, JobProgress):
        session.execute(delete(table).where(table.job_id.in_(ids)), execution_options=EVERYBODYS)
    session.execute(delete(Job).where(Job.id.in_(ids)), execution_options=EVERYBODYS)
    return len(ids)


def _locked(session: Session, job_id: str) -> Job:
    job = moves.locked(session, job_id)
    if job is None:
        raise JobNotFound(job_id)
    return job


def short(title: str) -> str:
    """A title in one line of at most TITLE_LENGTH characters."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE_LENGTH else f"{line[: TITLE_LENGTH - 1].rstrip()}…"
