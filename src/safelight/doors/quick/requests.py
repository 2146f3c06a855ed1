"""Requests of the quick door as they are found and shown: a generation that is kept for minutes, and its job."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from safelight.doors.quick.schemas import InWorkShown, QueueShown, RequestShown
from safelight.features.access import Studio
from safelight.features.generations import repository
from safelight.features.generations import service as generations
from safelight.features.generations.service import own_ids, turnover
from safelight.features.generations.tables import Generation
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import NotFound
from safelight.specs.jobs import FINISHED

Link = Callable[[str], str]
SUBJECT = "generation:"
REQUESTERS = "quick:"  # begins the name of each requester of this door; its address follows


class RequestNotFound(NotFound):
    """No request has that id, or its result is gone."""

    code = "request_not_found"


def get(session: Session, request_id: str, *, minutes: float) -> Generation:
    """The request of that id, ours or the client's own. Raises RequestNotFound."""
    found = repository.find(session, request_id) or own_ids.find(session, request_id, space=own_ids.QUICK)
    if found is not None:
        return found
    known, _ = jobs.page(session, subject=f"{SUBJECT}{request_id}", limit=1)
    if known:
        raise RequestNotFound(
            f"The result of {request_id} is gone: results are kept for {minutes:g} minutes.",
            hint="Ask for it again. SAFELIGHT_RESULT_MINUTES is how long results are kept.",
            code="result_expired",
        )
    raise RequestNotFound(
        f"There is no request {request_id!r}: it was never made, or its result was kept for {minutes:g} minutes.",
        hint="POST /generate/queue makes one. SAFELIGHT_RESULT_MINUTES is how long results are kept.",
    )


def shown(session: Session, generation: Generation, *, link: Link, base_url: str) -> RequestShown:
    """A request as the door shows it."""
    its = generations.shown(session, [generation], link=link)[0]
    job = jobs.find(session, generation.job_id)
    request_id = own_ids.own_id_of(generation, space=own_ids.QUICK) or generation.id
    position = jobs.position(session, job) if job else None
    over = its.status in FINISHED
    return RequestShown(
        request_id=request_id,
        status=its.status,
        position=position,
        progress=its.progress if its.status == "running" else None,
        eta_seconds=None if over else _eta(session, position, its.progress.eta_seconds if its.progress else None),
        status_url=f"{base_url}/queue/status/{request_id}",
        result_url=f"{base_url}/result/{request_id}",
        image_urls=[picture.url for picture in its.pictures],
        seeds=[its.plan.seed_of(index) for index in range(its.plan.n)],
        failure=its.failure,
        generation_id=its.id,
        job_id=its.job_id,
        created_at=its.created_at,
        expires_at=generation.expires_at,
    )


def queue(session: Session, *, capacity: int) -> QueueShown:
    """The queue as the door shows it."""
    pace, waiting = turnover.pace(session), jobs.queued_count(session)
    running = [job for job in jobs.in_work(session) if job.kind == generations.JOB_KIND and jobs.is_seen(session, job)]
    return QueueShown(
        queued=repository.waiting_of(session, REQUESTERS),
        capacity=capacity,
        waiting_jobs=waiting,
        workers=sum(worker.state == "ready" for worker in jobs.workers(session)),
        running=_in_work(session, running),
        seconds_per_request=pace,
        estimated_wait_seconds=None if pace is None else round(pace * waiting, 2),
    )


def webhook_body(studio: Studio, session: Session, job: Job, base_url: str) -> dict[str, Any] | None:
    """What GET /queue/status/{request_id} answers, for a job of this door; None for others."""
    if job.kind != generations.JOB_KIND or not job.subject:
        return None
    generation = repository.find(session, job.subject.removeprefix(SUBJECT))
    if generation is None or generation.plan.get("kind") != "quick":
        return None

    def link(key: str) -> str:
        return studio.storage.link(key, seconds=studio.link_seconds, base_url=base_url)

    return shown(session, generation, link=link, base_url=base_url).model_dump(mode="json")


def _in_work(session: Session, running: Sequence[Job]) -> list[InWorkShown]:
    progress = jobs.progress_of(session, [job.id for job in running])
    found = []
    for job in running:
        made = repository.find(session, (job.subject or "").removeprefix(SUBJECT))
        ours = job.requester.startswith(REQUESTERS)
        far = progress.get(job.id)
        found.append(
            InWorkShown(
                request_id=(own_ids.own_id_of(made, space=own_ids.QUICK) or made.id) if made and ours else None,
                job_id=job.id,
                model=job.model_key,
                fraction=far.fraction if far else 0.0,
                eta_seconds=far.eta_seconds if far else None,
            )
        )
    return found


def _eta(session: Session, position: int | None, measured: float | None) -> float | None:
    """Seconds: of one that is drawn, what its steps say; of one that waits, the pace of the queue."""
    if position is None and measured is not None:
        return measured
    pace = turnover.pace(session)
    return None if pace is None else round(pace * ((position or 0) + 1), 2)
