"""What pods cost: counted by the second, kept by the day, in US dollars."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy.orm import Session

from safelight.features.pods import repository
from safelight.features.pods.schemas import Spending, SpentOnDay
from safelight.features.pods.tables import Pod
from safelight.kit.clock import utcnow

DAYS = 31


def charge(session: Session, pod: Pod, now: datetime) -> None:
    """Add what the pod has cost since it was last charged, at the price it had, each day for itself."""
    since = pod.costed_at or pod.started_at
    if since is None:
        return
    while since < now:
        midnight = datetime.combine(since.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        until = min(now, midnight)
        dollars = pod.dollars_per_hour * (until - since).total_seconds() / 3600
        if dollars:
            pod.cost += dollars
            repository.day(session, pod.id, since.astimezone(UTC).date()).dollars += dollars
        since = until
    pod.costed_at = now


def summary(session: Session) -> Spending:
    """What all pods cost, as last charged."""
    today = utcnow().date()
    live = repository.live(session)
    days = repository.spent_by_day(session, since=today - timedelta(days=DAYS - 1))
    return Spending(
        dollars_per_hour=sum(pod.dollars_per_hour for pod in live),
        today=repository.spent(session, since=today),
        this_month=repository.spent(session, since=today.replace(day=1)),
        in_all=repository.spent(session),
        pods=sum(pod.dollars_per_hour > 0 for pod in live),
        orphans=sum(pod.state == "orphan" for pod in live),
        days=[SpentOnDay(day=day, dollars=dollars) for day, dollars in days],
    )


def by_state(session: Session) -> dict[str, tuple[int, float]]:
    """How many pods are there in each state, and what these cost an hour."""
    found: dict[str, tuple[int, float]] = dict.fromkeys(("asked", "starting", "running", "orphan"), (0, 0.0))
    for pod in repository.live(session):
        count, price = found.get(pod.state, (0, 0.0))
        found[pod.state] = (count + 1, price + pod.dollars_per_hour)
    return found


def today(session: Session) -> float:
    """What all pods have cost since midnight (UTC)."""
    return repository.spent(session, since=utcnow().date())


def dollars(amount: float) -> str:
    """Money as people read it: $1.25."""
    return f"${amount:,.2f}"


def hourly(amount: float) -> str:
    """A price as people read it: $0.690 an hour."""
    return f"${amount:,.3f} an hour"
