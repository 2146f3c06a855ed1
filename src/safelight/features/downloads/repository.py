"""Downloads among the jobs, and the tokens."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db.locks import alone
from safelight.features.downloads.tables import HubToken
from safelight.features.models.tables import Model
from safelight.jobs.tables import Job

KIND = "download"
_LOCK = 0x5AFED0AD  # any number that no other advisory lock of this database uses


def one_at_a_time(session: Session) -> None:
    """Until this transaction ends nobody else starts a download."""
    alone(session, _LOCK)


def same(session: Session, subject: str) -> Job | None:
    """The newest download of the same thing."""
    return session.scalar(select(Job).where(Job.kind == KIND, Job.subject == subject).order_by(Job.id.desc()).limit(1))


def going(session: Session) -> Sequence[Job]:
    """Downloads that wait or run."""
    return session.scalars(select(Job).where(Job.kind == KIND, Job.state.in_(("queued", "placed", "running")))).all()


def remembered(session: Session, job_ids: Sequence[str]) -> set[str]:
    """Which of these jobs are still known and not done."""
    return set(session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.state != "succeeded")))


def model(session: Session, name: str) -> Model | None:
    """The row of a model."""
    return session.get(Model, name)


def token(session: Session, host: str) -> HubToken | None:
    """The token that is kept for a host."""
    return session.get(HubToken, host)


def tokens(session: Session) -> Sequence[HubToken]:
    """All of them."""
    return session.scalars(select(HubToken).order_by(HubToken.host)).all()
