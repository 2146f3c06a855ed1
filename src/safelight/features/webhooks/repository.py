"""Every query about webhooks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from safelight.features.webhooks.tables import Webhook, WebhookCall
from safelight.jobs.tables import Job
from safelight.specs.jobs import FINISHED

_OPEN = ("waiting", "sending")


def of_job(session: Session, job_id: str) -> Sequence[Webhook]:
    """The webhooks of a job, oldest first."""
    return session.scalars(select(Webhook).where(Webhook.job_id == job_id).order_by(Webhook.id)).all()


def with_secret(session: Session) -> Sequence[Webhook]:
    """All that sign their calls."""
    return session.scalars(select(Webhook).where(Webhook.secret.is_not(None))).all()


def calls_of(session: Session, webhook_ids: Collection[str]) -> Sequence[WebhookCall]:
    """Their calls, oldest first."""
    query = select(WebhookCall).where(WebhookCall.webhook_id.in_(webhook_ids))
    return session.scalars(query.order_by(WebhookCall.created_at, WebhookCall.id)).all()


def call_of(session: Session, job_id: str, call_id: str) -> tuple[WebhookCall, Webhook] | None:
    """One call of a job, held against those who send it."""
    query = select(WebhookCall, Webhook).join(Webhook, Webhook.id == WebhookCall.webhook_id)
    query = query.where(WebhookCall.id == call_id, Webhook.job_id == job_id).with_for_update(of=WebhookCall)
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def has_hooks(session: Session, job_id: str) -> bool:
    """Whether anybody is to be called about the job."""
    return session.scalar(select(exists().where(Webhook.job_id == job_id))) or False


def blind_to(session: Session, job_id: str, event_id: int) -> Sequence[Webhook]:
    """Webhooks of the job for which an event was not looked at, held against other servers that would."""
    query = select(Webhook).where(Webhook.job_id == job_id, Webhook.seen < event_id)
    return session.scalars(query.order_by(Webhook.id).with_for_update()).all()


def first_unseen(session: Session) -> int | None:
    """The event from which on there may be news for webhooks of before; None without such."""
    return session.scalar(
        select(func.min(Webhook.seen)).join(Job, Job.id == Webhook.job_id).where(_end_is_untold() | ~_is_over())
    )


def untold_ends(session: Session) -> Sequence[str]:
    """Jobs that are over, of which some webhook was not told."""
    query = select(Job.id).join(Webhook, Webhook.job_id == Job.id).where(_end_is_untold()).distinct()
    return session.scalars(query).all()


def _is_over() -> ColumnElement[bool]:
    return Job.state.in_(FINISHED)


def _end_is_untold() -> ColumnElement[bool]:
    told = exists().where(
        WebhookCall.webhook_id == Webhook.id,
        WebhookCall.event == Job.state,
        WebhookCall.created_at >= Job.finished_at,
    )
    return _is_over() & ~told


def progress_calls(session: Session, webhook_id: str) -> Sequence[WebhookCall]:
    """The calls about progress, newest first."""
    query = select(WebhookCall).where(WebhookCall.webhook_id == webhook_id, WebhookCall.event == "progress")
    return session.scalars(query.order_by(WebhookCall.created_at.desc(), WebhookCall.id.desc())).all()


def drop(session: Session, call_ids: Collection[str]) -> None:
    """Forget calls that nobody needs any more."""
    session.execute(delete(WebhookCall).where(WebhookCall.id.in_(call_ids)))


def due(session: Session, now: datetime, *, shunned: Collection[str], limit: int) -> Sequence[tuple[str, str]]:
    """Ids and addresses of the calls to be made now, the longest due first; of each webhook only its oldest open one.

    `shunned` are the beginnings of addresses that are left alone for the moment.
    """
    earlier = aliased(WebhookCall)
    before = or_(
        earlier.created_at < WebhookCall.created_at,
        (earlier.created_at == WebhookCall.created_at) & (earlier.id < WebhookCall.id),
    )
    blocked = exists().where(earlier.webhook_id == WebhookCall.webhook_id, earlier.state.in_(_OPEN), before)
    query = (
        select(WebhookCall.id, Webhook.url)
        .join(Webhook, Webhook.id == WebhookCall.webhook_id)
        .where(WebhookCall.state.in_(_OPEN), WebhookCall.next_at <= now, ~blocked)
        .where(*(~Webhook.url.startswith(origin, autoescape=True) for origin in shunned))
        .order_by(WebhookCall.next_at, WebhookCall.id)
        .limit(limit)
    )
    return [(call_id, url) for call_id, url in session.execute(query)]


def claimed(session: Session, call_id: str, now: datetime, *, until: datetime) -> tuple[WebhookCall, Webhook] | None:
    """Take a due call for sending; None when another server has it, or it is not due any more."""
    mine = (
        update(WebhookCall)
        .where(WebhookCall.id == call_id, WebhookCall.state.in_(_OPEN), WebhookCall.next_at <= now)
        .values(state="sending", next_at=until, attempts=WebhookCall.attempts + 1)
        .returning(WebhookCall)
    )
    call = session.scalars(mine, execution_options={"populate_existing": True}).one_or_none()
    return (call, session.get_one(Webhook, call.webhook_id)) if call else None


def answered(session: Session, call_id: str, *, state: str, answer: str, next_at: datetime) -> None:
    """Record what came of a call that was claimed."""
    mine = update(WebhookCall).where(WebhookCall.id == call_id, WebhookCall.state == "sending")
    session.execute(mine.values(state=state, answer=answer, next_at=next_at))


def next_due(session: Session, *, after: datetime) -> datetime | None:
    """When the next call is due of those that were not due at that moment."""
    later = select(func.min(WebhookCall.next_at)).where(WebhookCall.state.in_(_OPEN), WebhookCall.next_at > after)
    return session.scalar(later)
