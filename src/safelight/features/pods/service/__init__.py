"""Pods: asked for, looked at, stopped, started, adopted, given back. The keeper does what these write down."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from safelight import events
from safelight.features.audit.service import note
from safelight.features.pods import repository
from safelight.features.pods.errors import PodNotFound, PodNotReady
from safelight.features.pods.schemas import PodAsked, PodShown, PodWorker
from safelight.features.pods.service import naming
from safelight.features.pods.service.renting import Renting
from safelight.features.pods.tables import Pod
from safelight.features.workers import service as workers
from safelight.kit.clock import utcnow
from safelight.kit.errors import shorten
from safelight.kit.ids import new_id
from safelight.kit.paging import Page
from safelight.specs.jobs import JobFailure

TOPIC = "pods"
DRAIN = timedelta(minutes=10)
"""What a pod that is to go may still take to end its jobs."""
_COLUMNS = frozenset(PodShown.model_fields) & frozenset(Pod.__table__.columns.keys()) - {"failure"}


def page(session: Session, *, live: bool, after: str | None, limit: int) -> Page[PodShown]:
    """Pods, newest first."""
    found = repository.pods(session, live=live, after=after, limit=limit + 1)
    items = _all_shown(session, found[:limit])
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


def get_shown(session: Session, named: str) -> PodShown:
    """One pod. Raises PodNotFound."""
    return shown(session, _found(session, named))


def shown(session: Session, pod: Pod) -> PodShown:
    """A pod as the API shows it."""
    return _all_shown(session, [pod])[0]


def ask(session: Session, renting: Renting, *, asked: PodAsked, by: str = "", rule_id: str | None = None) -> PodShown:
    """Write down that a pod is wanted; nobody has been asked for it when this is committed."""
    pod = add(session, renting, asked=asked, by=by, rule_id=rule_id)
    note(session, action="pod.asked", subject=pod.id, details={"gpus": asked.gpus, "most": asked.dollars_per_hour})
    return shown(session, pod)


def add(session: Session, renting: Renting, *, asked: PodAsked, by: str = "", rule_id: str | None = None) -> Pod:
    """The row of a pod that is wanted."""
    now, pod_id = utcnow(), new_id("pod")
    pod = Pod(
        id=pod_id,
        name=naming.name_of(pod_id, naming.installation(session)),
        provider=asked.provider,
        rule_id=rule_id,
        plan=asked.model_copy(update={"image": asked.image or renting.image}).model_dump(),
        created_by=by[:40],
        created_at=now,
        ends_at=now + timedelta(hours=min(asked.max_hours or renting.max_hours, renting.max_hours)),
        message="Waits for the provider.",
    )
    session.add(pod)
    tell(session, pod)
    session.flush()
    return pod


def stop(session: Session, named: str) -> PodShown:
    """Switch a pod off once its jobs are done. Raises PodNotFound, PodNotReady."""
    pod = _held(session, named)
    if pod.wanted == "ended" or pod.state not in {"starting", "running", "stopping", "stopped"}:
        raise PodNotReady(f"The pod is {pod.state}, so it cannot be stopped.", hint=_way_out(pod))
    if pod.wanted != "stopped":
        send_away(session, pod, wanted="stopped", why="It was stopped by hand.", now=utcnow())
        note(session, action="pod.stopped", subject=pod.id, details={"name": pod.name})
    return shown(session, pod)


def start(session: Session, renting: Renting, named: str) -> PodShown:
    """Start a pod that is off, for as long as it may be there at a time. Raises PodNotFound, PodNotReady."""
    pod = _held(session, named)
    if pod.state != "stopped" or pod.wanted == "ended":
        raise PodNotReady(f"The pod is {pod.state}; one that is stopped can be started.", hint=_way_out(pod))
    bring_back(session, renting, pod, utcnow())
    note(session, action="pod.started", subject=pod.id, details={"name": pod.name})
    return shown(session, pod)


def adopt(session: Session, renting: Renting, named: str) -> PodShown:
    """Take in an orphan: from now on it is a pod like others. Raises PodNotFound, PodNotReady."""
    pod, now = _held(session, named), utcnow()
    if pod.state != "orphan":
        raise PodNotReady(f"The pod is {pod.state}; only an orphan can be adopted.")
    pod.state, pod.wanted, pod.failure, pod.leaving_at = "starting", "running", None, None
    pod.ends_at, pod.alone_since = now + timedelta(hours=renting.max_hours), now
    pod.plan = plan_of(pod).model_dump()
    pod.message = "Adopted; its worker has to join yet."
    tell(session, pod)
    note(session, action="pod.adopted", subject=pod.id, details={"name": pod.name})
    return shown(session, pod)


def end(session: Session, named: str, *, now: bool = False) -> PodShown:
    """Give a pod back for good, at once or once its jobs are done. Raises PodNotFound."""
    pod = _held(session, named)
    if pod.state not in repository.OVER:
        send_away(session, pod, wanted="ended", why="It was ended by hand.", now=utcnow())
        if now:
            pod.leaving_at = utcnow() - DRAIN
        note(session, action="pod.ended", subject=pod.id, details={"name": pod.name, "at_once": now})
    return shown(session, pod)


def send_away(
    session: Session, pod: Pod, *, wanted: str, why: str, now: datetime, failure: JobFailure | None = None
) -> None:
    """From now on it is not wanted any more: its workers take nothing more, and the keeper sees it off."""
    pod.wanted, pod.message = wanted, why
    pod.leaving_at = pod.leaving_at or now
    if failure is not None:
        pod.failure = failure.model_dump()
    if pod.state in {"starting", "running"}:
        pod.state = "stopping"
    for worker in repository.workers(session, [pod.id]):
        workers.ask_to_drain(session, worker)
    tell(session, pod)


def bring_back(session: Session, renting: Renting, pod: Pod, now: datetime) -> None:
    """From off to wanted again."""
    plan = plan_of(pod)
    pod.wanted, pod.leaving_at, pod.idle_since, pod.alone_since = "running", None, None, None
    pod.asked_at = None
    pod.ends_at = now + timedelta(hours=min(plan.max_hours or renting.max_hours, renting.max_hours))
    pod.message = "Waits for its machine to be free."
    tell(session, pod)


def plan_of(pod: Pod) -> PodAsked:
    """What the pod was asked for; an orphan was asked for nothing."""
    known = {name: value for name, value in pod.plan.items() if name in PodAsked.model_fields}
    return PodAsked.model_validate({"gpus": [pod.gpu or "unknown"], "dollars_per_hour": 500.0} | known)


def tell(session: Session, pod: Pod) -> None:
    """Publish that it is another than before."""
    events.publish(session, topic=TOPIC, kind="pod.changed", payload={"id": pod.id, "state": pod.state})


def _all_shown(session: Session, pods: Sequence[Pod]) -> list[PodShown]:
    names = {rule.id: rule.name for rule in repository.rules(session)}
    crew = repository.workers(session, [pod.id for pod in pods])
    busy = repository.in_hand(session, [worker.id for worker in crew])
    found = []
    for pod in pods:
        plan = plan_of(pod)
        hands = [
            PodWorker(id=worker.id, name=worker.name, state=worker.state, jobs=busy.get(worker.id, 0))
            for worker in crew
            if worker.pod_id == pod.id
        ]
        told = {name: getattr(pod, name) for name in _COLUMNS} | {
            "rule_name": names.get(pod.rule_id or ""),
            "gpus": plan.gpus,
            "gpu_count": plan.gpu_count,
            "cloud": plan.cloud,
            "image": plan.image or "",
            "labels": plan.labels,
            "ceiling": plan.dollars_per_hour if pod.plan else None,
            "budget": plan.budget,
            "idle_minutes": plan.idle_minutes,
            "failure": pod.failure,
            "workers": hands,
        }
        found.append(PodShown.model_validate(told))
    return found


def _found(session: Session, named: str) -> Pod:
    pod = repository.pod(session, named)
    if pod is None:
        raise PodNotFound(shorten(named))
    return pod


def _held(session: Session, named: str) -> Pod:
    pod = repository.locked(session, _found(session, named).id)
    if pod is None:
        raise PodNotFound(shorten(named))
    return pod


def _way_out(pod: Pod) -> str:
    return {
        "asked": "End it: nothing has been rented yet.",
        "orphan": "Adopt it first, or end it.",
    }.get(pod.state, "`safelight pods show` tells how it is.")
