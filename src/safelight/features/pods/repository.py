"""Every query about pods, their rules and what they cost."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from safelight.features.agents.tables import Agent, JoinToken
from safelight.features.pods.tables import Pod, PodDay, PodRule, ProviderKey
from safelight.features.preferences.tables import Preference
from safelight.jobs.tables import SERVER, Job, Worker

OVER = ("ended", "failed")
_INSTALLATION = "pods.installation"


def pods(session: Session, *, live: bool, after: str | None, limit: int) -> Sequence[Pod]:
    """Pods, newest first."""
    query = select(Pod).order_by(Pod.id.desc()).limit(limit)
    if live:
        query = query.where(Pod.state.not_in(OVER))
    if after is not None:
        query = query.where(Pod.id < after)
    return session.scalars(query).all()


def live(session: Session, *, rule_id: str | None = None) -> Sequence[Pod]:
    """Pods that are there or on their way, oldest first; of one rule, if it is named."""
    query = select(Pod).where(Pod.state.not_in(OVER)).order_by(Pod.id)
    if rule_id is not None:
        query = query.where(Pod.rule_id == rule_id)
    return session.scalars(query).all()


def last_gone(session: Session, rule_id: str, *, limit: int) -> Sequence[Pod]:
    """The pods of a rule that are over or about to be, the latest first."""
    query = select(Pod).where(Pod.rule_id == rule_id, Pod.wanted == "ended", Pod.state != "orphan")
    return session.scalars(query.order_by(Pod.id.desc()).limit(limit)).all()


def pod(session: Session, id_or_name: str) -> Pod | None:
    """One by its id or its name."""
    return session.scalar(select(Pod).where(or_(Pod.id == id_or_name, Pod.name == id_or_name)))


def locked(session: Session, pod_id: str) -> Pod | None:
    """A pod, held against everyone else until this transaction ends."""
    return session.get(Pod, pod_id, with_for_update=True, populate_existing=True)


def named(session: Session, names: Collection[str]) -> Sequence[Pod]:
    """Pods by their names at the provider, whatever became of them."""
    return session.scalars(select(Pod).where(Pod.name.in_(names))).all()


def rules(session: Session) -> Sequence[PodRule]:
    """All, by name."""
    return session.scalars(select(PodRule).order_by(PodRule.name)).all()


def rule(session: Session, id_or_name: str) -> PodRule | None:
    """One by its id or its name."""
    return session.scalar(select(PodRule).where(or_(PodRule.id == id_or_name, PodRule.name == id_or_name)))


def locked_rule(session: Session, rule_id: str) -> PodRule | None:
    """A rule, held against everyone else until this transaction ends."""
    return session.get(PodRule, rule_id, with_for_update=True, populate_existing=True)


def key(session: Session, provider: str) -> ProviderKey | None:
    """What is kept of a provider."""
    return session.get(ProviderKey, provider)


def keys(session: Session) -> Sequence[ProviderKey]:
    """Of all of them."""
    return session.scalars(select(ProviderKey).order_by(ProviderKey.provider)).all()


def workers(session: Session, pod_ids: Collection[str]) -> Sequence[Worker]:
    """The workers of these pods that are not gone, by name."""
    alive = select(Worker).where(Worker.pod_id.in_(pod_ids), Worker.state != "gone")
    return session.scalars(alive.order_by(Worker.name, Worker.id)).all()


def in_hand(session: Session, worker_ids: Collection[str]) -> dict[str, int]:
    """How many jobs each of these workers has."""
    query = select(Job.owner, func.count()).where(Job.owner.in_(worker_ids), Job.state.in_(("placed", "running")))
    return {owner: count for owner, count in session.execute(query.group_by(Job.owner)) if owner}


def waiting(session: Session, *, limit: int = 1000) -> Sequence[Job]:
    """Jobs that wait for a worker, the oldest first."""
    query = select(Job).where(Job.state == "queued", Job.place != SERVER).order_by(Job.queued_at)
    return session.scalars(query.limit(limit)).all()


def revoke_tokens(session: Session, pod_id: str, now: datetime) -> None:
    """Nobody joins any more by the tokens that were made for a pod."""
    usable = update(JoinToken).where(JoinToken.pod_id == pod_id, JoinToken.revoked_at.is_(None))
    session.execute(usable.values(revoked_at=now))


def forget_unused_tokens(session: Session, pod_id: str) -> None:
    """Tokens that were made for a pod and by which nobody joined."""
    session.execute(delete(JoinToken).where(JoinToken.pod_id == pod_id, JoinToken.last_used_at.is_(None)))


def shut_out(session: Session, pod_id: str, now: datetime) -> None:
    """Whatever runs in a pod does not come in again, by token or by a secret of its own."""
    revoke_tokens(session, pod_id, now)
    inside = update(Agent).where(Agent.pod_id == pod_id, Agent.removed_at.is_(None))
    session.execute(inside.values(removed_at=now))


# Money


def day(session: Session, pod_id: str, of: date) -> PodDay:
    """The row of a pod's day; made if there is none."""
    row = session.get(PodDay, (pod_id, of))
    if row is None:
        row = PodDay(pod_id=pod_id, day=of, dollars=0.0)
        session.add(row)
    return row


def spent(session: Session, *, since: date | None = None, rule_id: str | None = None) -> float:
    """What pods cost from that day on; those of one rule, if it is named."""
    query = select(func.sum(PodDay.dollars))
    if since is not None:
        query = query.where(PodDay.day >= since)
    if rule_id is not None:
        query = query.join(Pod, Pod.id == PodDay.pod_id).where(Pod.rule_id == rule_id)
    return session.scalar(query) or 0.0


def spent_by_day(session: Session, *, since: date) -> list[tuple[date, float]]:
    """What all pods cost on each day, newest first."""
    query = select(PodDay.day, func.sum(PodDay.dollars)).where(PodDay.day >= since)
    return [(of, dollars) for of, dollars in session.execute(query.group_by(PodDay.day).order_by(PodDay.day.desc()))]


# The installation


def installation(session: Session) -> str | None:
    """What this installation calls itself at providers, if it ever did."""
    row = session.get(Preference, _INSTALLATION)
    return None if row is None else str(row.value)


def keep_installation(session: Session, name: str) -> None:
    """Call it that from now on."""
    session.add(Preference(name=_INSTALLATION, value=name))
