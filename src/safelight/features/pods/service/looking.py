"""What the provider has, held against what is written down here. Only names of ours are looked at."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.pods import repository, service
from safelight.features.pods.service import naming
from safelight.features.pods.service.provider import Machine
from safelight.features.pods.service.spending import charge, hourly
from safelight.features.pods.tables import Pod
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger
from safelight.specs.jobs import JobFailure

log = get_logger(__name__)

SETTLE = timedelta(seconds=60)
"""A creation that was not answered may show in the provider's list for so long."""
GRACE = timedelta(seconds=45)
"""What is not in one list may be in the next."""
_ROUNDING = 1.0001


def compare(database: Database, machines: Sequence[Machine], now: datetime) -> list[Machine]:
    """Bring every row up to date. Gives back machines that there are twice, of which only one was wanted."""
    with database.reading() as session:
        installation = repository.installation(session)
        if installation is None:
            return []
        prefix = naming.prefix(installation)
        ours = defaultdict(list)
        for machine in machines:
            if machine.name.startswith(prefix) and machine.state != "gone":
                ours[machine.name].append(machine)
        # After the list: a pod is written down before its machine can be in one.
        rows = {pod.name: pod.id for pod in (*repository.named(session, ours), *repository.live(session))}
    surplus = []
    for name, pod_id in rows.items():
        with database.transaction() as session:
            pod = repository.locked(session, pod_id)
            if pod is not None:
                surplus += _held_against(session, pod, ours.get(name, []), now)
    for name in ours.keys() - rows.keys():
        with database.transaction() as session:
            surplus += _orphan(session, ours[name], installation, now)
    return surplus


def see_workers(session: Session, now: datetime) -> None:
    """Which pods have a worker, and since when they have nothing to do."""
    pods = [pod for pod in repository.live(session) if pod.wanted == "running" and pod.state in {"starting", "running"}]
    crew = defaultdict(list)
    for worker in repository.workers(session, [pod.id for pod in pods]):
        crew[worker.pod_id].append(worker.id)
    for pod in pods:
        hands = crew[pod.id]
        if not hands:
            pod.alone_since, pod.idle_since = pod.alone_since or now, None
            continue
        pod.alone_since = None
        if pod.joined_at is None or pod.state == "starting":
            pod.joined_at, pod.state, pod.message = pod.joined_at or now, "running", ""
            log.info("pod_joined", pod=pod.id, workers=len(hands))
            service.tell(session, pod)
        pod.idle_since = None if repository.in_hand(session, hands) else pod.idle_since or now


def finish(session: Session, pod: Pod, now: datetime) -> None:
    """It is gone for good. One that never did anything and went for a reason has failed."""
    charge(session, pod, now)
    pod.state = "failed" if pod.failure is not None and pod.joined_at is None else "ended"
    pod.wanted, pod.dollars_per_hour, pod.ended_at = "ended", 0.0, now
    pod.asked_at = pod.idle_since = pod.alone_since = None
    repository.shut_out(session, pod.id, now)
    log.info("pod_over", pod=pod.id, state=pod.state, why=pod.message, dollars=round(pod.cost, 2))
    service.tell(session, pod)


def take(session: Session, pod: Pod, machine: Machine, now: datetime) -> None:
    """The provider has made the machine of a pod that was asked for."""
    pod.provider_id, pod.gpu, pod.state, pod.message = machine.id, machine.gpu or pod.gpu, "starting", "Starts."
    pod.started_at = pod.costed_at = min(now, machine.created_at or pod.asked_at or now)
    pod.asked_at, pod.alone_since = None, now
    pod.dollars_per_hour = machine.dollars_per_hour or pod.dollars_per_hour
    log.info("pod_made", pod=pod.id, machine=machine.id, gpu=pod.gpu, dollars_per_hour=pod.dollars_per_hour)
    service.tell(session, pod)
    refuse_dear(session, pod, now)


def refuse_dear(session: Session, pod: Pod, now: datetime) -> None:
    """See a pod off that costs more than it may; at once, if it does not work yet."""
    most = service.plan_of(pod).dollars_per_hour
    if pod.wanted != "running" or pod.dollars_per_hour <= most * _ROUNDING:
        return
    why = f"It costs {hourly(pod.dollars_per_hour)}; {hourly(most)} is the most that it may."
    hint = "Allow more, or choose another GPU type or cloud."
    failure = JobFailure(code="too_dear", message=why, hint=hint)
    service.send_away(session, pod, wanted="ended", why=why, now=now, failure=failure)
    if pod.joined_at is None:
        pod.leaving_at = now - service.DRAIN


def _held_against(session: Session, pod: Pod, machines: list[Machine], now: datetime) -> list[Machine]:
    """The machine that is its, if there is one; gives back the others of its name."""
    machines.sort(
        key=lambda each: (each.id != pod.provider_id, each.created_at is None, each.created_at or now, each.id)
    )
    if not machines:
        _absent(session, pod, now)
    else:
        _present(session, pod, machines[0], now)
    return machines[1:]


def _present(session: Session, pod: Pod, machine: Machine, now: datetime) -> None:
    if pod.state in repository.OVER:
        pod.state, pod.ended_at, pod.costed_at, pod.provider_id = "orphan", None, now, machine.id
        pod.message = "The provider still has it, though it was ended; it is ended again."
        service.tell(session, pod)
    elif pod.provider_id is None:
        take(session, pod, machine, now)
    elif pod.provider_id != machine.id:
        pod.provider_id = machine.id
    charge(session, pod, now)
    pod.seen_at = now
    if machine.state == "stopped":
        pod.dollars_per_hour = machine.dollars_per_hour
        _is_off(session, pod, now)
        return
    # While it starts, some tell no price yet.
    pod.dollars_per_hour = machine.dollars_per_hour or pod.dollars_per_hour
    if machine.state == "failed":
        _lose(session, pod, now, "pod_broken", "The provider says that its machine is broken.")
        return
    if pod.state == "stopped" and pod.wanted == "running":
        pod.state, pod.asked_at, pod.alone_since, pod.message = "starting", None, now, "Starts."
        service.tell(session, pod)
    if pod.state != "orphan":
        refuse_dear(session, pod, now)


def _is_off(session: Session, pod: Pod, now: datetime) -> None:
    if pod.state in {"stopped", "orphan"} or pod.wanted == "ended":
        return  # to be started again, to be looked at, or to be ended
    if pod.wanted == "stopped":
        pod.state, pod.idle_since, pod.alone_since, pod.leaving_at = "stopped", None, None, None
        service.tell(session, pod)
    else:
        _lose(session, pod, now, "pod_lost", "The provider switched it off.")


def _lose(session: Session, pod: Pod, now: datetime, code: str, why: str) -> None:
    if pod.wanted == "ended" or pod.state == "orphan":
        return
    hint = "Its jobs go on elsewhere. Another pod can be made: `safelight pods create`."
    failure = JobFailure(code=code, message=why, hint=hint)
    service.send_away(session, pod, wanted="ended", why=why, now=now, failure=failure)
    pod.leaving_at = now - service.DRAIN


def _absent(session: Session, pod: Pod, now: datetime) -> None:
    if pod.provider_id is None:
        if pod.asked_at is not None and now - pod.asked_at < SETTLE:
            return
        pod.asked_at = None
        if pod.wanted == "ended":
            finish(session, pod, now)
        return
    is_given_back = pod.wanted == "ended" and pod.seen_at is not None
    if not is_given_back and now - (pod.seen_at or pod.started_at or now) < GRACE:
        return
    if pod.wanted != "ended":
        _lose(session, pod, now, "pod_lost", "The provider took it away.")
    finish(session, pod, now)


def _orphan(session: Session, machines: list[Machine], installation: str, now: datetime) -> list[Machine]:
    """A machine of our name that nothing is written down of: its row went with a database, say."""
    machine = min(machines, key=lambda each: each.id)
    if repository.named(session, [machine.name]):
        return []  # written down just now
    pod_id = naming.id_of(machine.name, installation)
    pod = Pod(
        id=pod_id if len(pod_id) <= 40 else new_id("pod"),
        name=machine.name[:80],
        provider_id=machine.id,
        state="orphan",
        plan={},
        gpu=machine.gpu[:80],
        dollars_per_hour=machine.dollars_per_hour,
        started_at=machine.created_at,
        costed_at=min(now, machine.created_at or now),
        seen_at=now,
        message="Nobody here has asked for it: adopt it or end it.",
    )
    session.add(pod)
    session.flush()
    charge(session, pod, now)
    log.warning("pod_orphan", pod=pod.id, machine=machine.id, dollars_per_hour=machine.dollars_per_hour)
    service.tell(session, pod)
    return []
