"""Every query about join tokens and agents."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from safelight.features.agents.tables import Agent, JoinToken
from safelight.jobs.tables import Worker


def tokens(session: Session) -> Sequence[JoinToken]:
    """All join tokens, newest first."""
    return session.scalars(select(JoinToken).order_by(JoinToken.id.desc())).all()


def token(session: Session, id_or_name: str) -> JoinToken | None:
    """One by its id, or the newest of that name."""
    named = select(JoinToken).where(or_(JoinToken.id == id_or_name, JoinToken.name == id_or_name))
    return session.scalars(named.order_by(JoinToken.revoked_at.is_not(None), JoinToken.id.desc()).limit(1)).first()


def used(session: Session, digest: str, now: datetime) -> JoinToken | None:
    """Take one use of a token that may be used; None of any other. Two that come at once do not get the same use."""
    usable = update(JoinToken).where(
        JoinToken.digest == digest,
        JoinToken.revoked_at.is_(None),
        or_(JoinToken.expires_at.is_(None), JoinToken.expires_at > now),
        or_(JoinToken.uses_left.is_(None), JoinToken.uses_left > 0),
    )
    taken = usable.values(uses_left=JoinToken.uses_left - 1, last_used_at=now).returning(JoinToken)
    return session.scalars(taken, execution_options={"populate_existing": True}).one_or_none()


def agents(session: Session) -> Sequence[Agent]:
    """The machines that were not removed, newest first."""
    return session.scalars(select(Agent).where(Agent.removed_at.is_(None)).order_by(Agent.id.desc())).all()


def agent(session: Session, id_or_name: str) -> Agent | None:
    """One that was not removed, by its id, or the newest of that name."""
    named = select(Agent).where(Agent.removed_at.is_(None), or_(Agent.id == id_or_name, Agent.name == id_or_name))
    return session.scalars(named.order_by(Agent.id.desc()).limit(1)).first()


def agent_of(session: Session, digest: str) -> Agent | None:
    """Whose secret that is, removed or not; held until this transaction ends."""
    return session.scalars(select(Agent).where(Agent.digest == digest).with_for_update()).one_or_none()


def workers_of(session: Session, agent_ids: Sequence[str]) -> Sequence[Worker]:
    """The workers of these machines that are not gone, by name."""
    alive = select(Worker).where(Worker.agent_id.in_(agent_ids), Worker.state != "gone")
    return session.scalars(alive.order_by(Worker.name, Worker.id)).all()
