"""From the facts about jobs to the calls that tell them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from safelight.events import latest_id
from safelight.features.webhooks import repository
from safelight.features.webhooks.service import Body
from safelight.features.webhooks.tables import Webhook, WebhookCall
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow

NAMES = {f"job.{name}": name for name in ("queued", "started", "progress", "succeeded", "failed", "cancelled")}
BETWEEN_PROGRESS = timedelta(seconds=1)


def note(session: Session, *, job_id: str, event_id: int, name: str, body: Body) -> bool:
    """Write down the calls that a fact asks for, once however many servers see it; gives back whether there are any."""
    job = jobs.find(session, job_id)
    hooks = repository.blind_to(session, job_id, event_id)
    noted = False
    for hook in hooks:
        hook.seen = event_id
        if job is not None and name in hook.events:
            _add(session, hook, name, body(session, job, hook.base_url))
            noted = True
    return noted


def note_end(session: Session, *, job_id: str, body: Body) -> bool:
    """Note the end of a job whose facts are forgotten already."""
    job = jobs.find(session, job_id)
    if job is None or not job.is_finished:
        return False
    return note(session, job_id=job_id, event_id=latest_id(session), name=job.state, body=body)


def _add(session: Session, hook: Webhook, name: str, payload: dict[str, object]) -> None:
    """One more call. Of progress only the newest waits, and none any more once there is other news."""
    now = utcnow()
    told = repository.progress_calls(session, hook.id)
    waiting = [call for call in told if call.state == "waiting"]
    sent = [call for call in told if call.state != "waiting"]
    if name != "progress":
        repository.drop(session, [call.id for call in waiting])
    elif waiting:
        waiting[0].payload = payload
        return
    repository.drop(session, [call.id for call in sent[1:] if call.state != "sending"])
    begin = now
    if name == "progress" and sent:
        begin = max(now, (now if sent[0].state == "sending" else sent[0].next_at) + BETWEEN_PROGRESS)
    session.add(WebhookCall(webhook_id=hook.id, event=name, payload=payload, next_at=begin, created_at=now))
