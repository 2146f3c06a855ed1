"""The keeper: one thread of one server, elected by a lease, that looks after all rented pods.

All it knows is in the database and in the provider's list, so any server can take over at any moment.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.db.database import DatabaseAway
from safelight.features.pods import repository, service
from safelight.features.pods.errors import ProviderAway, ProviderBusy
from safelight.features.pods.service import keys, looking, rules
from safelight.features.pods.service.acting import Hand
from safelight.features.pods.service.deciding import Leave, idle, overdue
from safelight.features.pods.service.provider import Provider
from safelight.features.pods.service.renting import Renting
from safelight.jobs import moves
from safelight.jobs.tables import Lease
from safelight.kit.clock import utcnow
from safelight.kit.errors import SafelightError
from safelight.kit.ids import new_id
from safelight.kit.logs import get_logger
from safelight.specs.jobs import JobFailure

log = get_logger(__name__)

LEASE = "pods"
LEASE_SECONDS = 60.0
TICK_SECONDS = 2.0
LOOK_SECONDS = 15.0
IDLE_SECONDS = 5.0  # a tick where nothing is rented
QUIET_SECONDS = 300.0  # between looks for orphans where there are neither pods nor rules
LONGEST_PAUSE = 60.0
PROVIDER = "runpod"


class NotElected(Exception):
    """Another server has the lease now."""


class Keeper:
    """Start one in every server; the one that holds the lease works, the others stand by."""

    def __init__(
        self,
        database: Database,
        renting: Renting,
        *,
        lease_seconds: float = LEASE_SECONDS,
        tick_seconds: float = TICK_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._db = database
        self._renting = renting
        self._me = new_id("keeper")
        self._lease = timedelta(seconds=lease_seconds)
        self._tick_seconds = tick_seconds
        self._look_seconds = look_seconds
        self._clock = clock
        self._holds_until = 0.0
        self._next_look = 0.0
        self._stopping = threading.Event()
        self._news = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pods", daemon=True)

    def start(self) -> None:
        """Begin, or stand by."""
        self._thread.start()

    def stop(self) -> None:
        """End, and let another server take over at once. What the provider is asked just now is waited for."""
        self._stopping.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(timeout=45)
        self._resign()

    def wake(self) -> None:
        """There may be something to do; from any thread."""
        self._next_look = 0.0
        self._news.set()

    def _run(self) -> None:
        pause = self._tick_seconds
        while not self._stopping.is_set():
            self._news.wait(pause)
            self._news.clear()
            if self._stopping.is_set():
                return
            try:
                pause = self._tick_seconds if self.tick() else max(self._tick_seconds, IDLE_SECONDS)
            except NotElected:
                pause = max(self._tick_seconds, IDLE_SECONDS)
            except Exception as error:  # the edge of this thread: whatever happens, go on in a moment
                defect = None if isinstance(error, DatabaseAway) else error
                log.warning("keeper_interrupted", error=str(error.__cause__ or error), exc_info=defect)
                pause = min(max(pause * 2, self._tick_seconds), LONGEST_PAUSE)

    def tick(self) -> bool:
        """See who works; when it is time, or something is to be done, look at the provider and act.

        Gives back whether there are pods, so that the next tick should come soon.
        """
        with self._db.reading() as session:
            if (provider := self._provider(session)) is None:
                return False
            pods = repository.live(session)
            is_urgent = any(_wants_a_deed(each.state, each.wanted, each.asked_at) for each in pods)
            has_rules = any(rule.is_on for rule in repository.rules(session))
        self._hold()
        if pods:
            with self._db.transaction() as session:
                looking.see_workers(session, self._clock())
        now = time.monotonic()
        if now < self._next_look and not (is_urgent and now >= self._next_look - self._look_seconds + 5):
            return bool(pods)
        self._next_look = now + (self._look_seconds if pods or has_rules else QUIET_SECONDS)
        try:
            self.look(provider)
        except ProviderBusy as error:
            self._next_look = time.monotonic() + max(self._look_seconds, error.retry_after or 0)
            self._record(error.message)
        except SafelightError as error:
            if isinstance(error, DatabaseAway):
                raise
            if isinstance(error, ProviderAway):
                self._next_look = time.monotonic() + max(self._look_seconds, error.retry_after or 0)
            self._record(error.message)
        else:
            self._record(None)
        return bool(pods)

    def look(self, provider: Provider) -> None:
        """One whole round: what is there, what is to be, and the way from the one to the other."""
        machines = provider.machines()
        hand = Hand(self._db, self._renting, provider, self._clock, self._hold)
        hand.clear(looking.compare(self._db, machines, self._clock()))
        self._decide()
        hand.act()

    def _decide(self) -> None:
        """Write down which pods are to go, and which to come."""
        self._hold()
        now = self._clock()
        with self._db.transaction() as session:
            looking.see_workers(session, now)
            purse = rules.purse_of(session, self._renting, now)
            for pod in repository.live(session):
                standing = rules.standing(pod)
                leave = overdue(standing, now, purse) or (None if pod.rule_id else idle(standing, now))
                if leave is not None:
                    _leave(session, leave, now)
            rule_ids = [rule.id for rule in repository.rules(session)]
        memory = {gpu.id: gpu.memory_gb for gpu in self._renting.catalogue.values()}
        for rule_id in rule_ids:
            with self._db.transaction() as session:
                self._follow(session, rule_id, now, memory)

    def _follow(self, session: Session, rule_id: str, now: datetime, memory: dict[str, float]) -> None:
        rule = repository.locked_rule(session, rule_id)
        if rule is None:
            return
        decision = rules.decision_for(session, self._renting, rule, now, memory=memory)
        for leave in decision.end:
            _leave(session, leave, now)
        for pod_id in decision.start:
            if (pod := repository.locked(session, pod_id)) is not None:
                service.bring_back(session, self._renting, pod, now)
        made = decision.make if self._renting.public_url else 0
        for _ in range(made):
            pod = service.add(session, self._renting, asked=rules.pod_by(rules.plan_of(rule)), rule_id=rule.id)
            log.info("pod_by_rule", pod=pod.id, rule=rule.name, why=" ".join(decision.reasons))
        if made or decision.start:
            rule.acted_at = now

    def _provider(self, session: Session) -> Provider | None:
        key = self._renting.key_for(session, PROVIDER)
        return self._renting.provider(key) if key else None

    def _record(self, problem: str | None) -> None:
        with self._db.transaction() as session:
            row = keys.of(session, PROVIDER)
            if problem is None:
                row.looked_at = self._clock()
            elif problem != row.problem:
                log.warning("provider_away", provider=PROVIDER, error=problem)
            row.problem = problem

    # Election

    def _hold(self) -> None:
        """Keep the lease. Raises NotElected."""
        if time.monotonic() < self._holds_until - self._lease.total_seconds() * 2 / 3:
            return
        began = time.monotonic()
        with self._db.transaction() as session:
            now = moves.database_now(session)
            lease = session.get(Lease, LEASE, with_for_update=True)
            if lease is None:
                session.add(Lease(name=LEASE, holder=self._me, until=now + self._lease))
            elif lease.holder != self._me and lease.until > now:
                raise NotElected
            else:
                lease.holder, lease.until = self._me, now + self._lease
        self._holds_until = began + self._lease.total_seconds()

    def _resign(self) -> None:
        try:
            with self._db.transaction() as session:
                session.execute(delete(Lease).where(Lease.name == LEASE, Lease.holder == self._me))
        except Exception as error:  # noqa: BLE001  it would run out by itself
            log.info("keeper_lease_left_to_expire", error=str(error))


def _wants_a_deed(state: str, wanted: str, asked_at: datetime | None) -> bool:
    """Whether the provider is to be asked for something, so that the next look should come soon."""
    if wanted == "running":
        return state in {"asked", "stopped"} and asked_at is None
    return state not in {"stopped", "orphan"} or wanted == "ended"


def _leave(session: Session, leave: Leave, now: datetime) -> None:
    pod = repository.locked(session, leave.pod_id)
    if pod is None or pod.wanted == "ended" or pod.state in repository.OVER:
        return
    failure = JobFailure(code="pod_" + leave.why, message=leave.sentence) if leave.is_failure else None
    wanted = "stopped" if leave.only_off else "ended"
    log.info("pod_leaves", pod=pod.id, why=leave.why, wanted=wanted)
    service.send_away(session, pod, wanted=wanted, why=leave.sentence, now=now, failure=failure)
