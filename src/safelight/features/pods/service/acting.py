"""What is written down is done: machines are made, started, switched off and given back.

Each step is written down before the provider is asked and again when it has answered. Whoever dies in between leaves
a row that the next look at the provider's list sets right, so nothing is ever asked for twice or paid for unseen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.agents import service as agents
from safelight.features.agents.schemas import JoinTokenCreate
from safelight.features.pods import repository, service
from safelight.features.pods.errors import (
    MachineGone,
    NoCapacity,
    OrderRefused,
    PodNotReady,
    ProviderAway,
    ProviderBusy,
)  # fmt: skip
from safelight.features.pods.schemas import Cloud, PodAsked
from safelight.features.pods.service import looking
from safelight.features.pods.service.catalogue import price_of
from safelight.features.pods.service.provider import GpuType, Machine, Order, Provider
from safelight.features.pods.service.renting import Renting
from safelight.features.pods.service.spending import hourly
from safelight.features.pods.tables import Pod
from safelight.kit.errors import SafelightError
from safelight.kit.logs import get_logger
from safelight.specs.jobs import JobFailure

log = get_logger(__name__)

PATIENCE = timedelta(minutes=30)
"""A pod that nothing was free for after this is given up."""
TOKEN_HOURS = 2


@dataclass
class Hand:
    """Carries out what is written down, for whoever is elected; `check` raises once they are not any more."""

    database: Database
    renting: Renting
    provider: Provider
    clock: Callable[[], datetime]
    check: Callable[[], None] = lambda: None
    _gpus: dict[tuple[Cloud, int], dict[str, GpuType]] = field(default_factory=dict)

    def act(self) -> None:
        """Do what each pod needs. Raises ProviderBusy, which holds up all of them."""
        with self.database.reading() as session:
            pods = [pod for pod in repository.live(session) if pod.provider == self.provider.name]
            crew = {worker.id: worker.pod_id for worker in repository.workers(session, [pod.id for pod in pods])}
            busy = {crew[worker_id] for worker_id in repository.in_hand(session, list(crew))}
        for pod in pods:
            if (deed := self._deed(pod, is_busy=pod.id in busy)) is None:
                continue
            try:
                deed(pod)
            except ProviderBusy:
                raise
            except SafelightError as error:
                log.warning("pod_refused", pod=pod.id, error=error.message)
                self._say(pod.id, error.message)

    def clear(self, surplus: list[Machine]) -> None:
        """Give back machines that there are twice."""
        for machine in surplus:
            log.warning("pod_made_twice", machine=machine.id, name=machine.name)
            self.check()
            self.provider.terminate(machine.id)

    def _deed(self, pod: Pod, *, is_busy: bool) -> Callable[[Pod], None] | None:
        """What is to be done for a pod now."""
        is_there = pod.provider_id is not None
        may_finish = pod.leaving_at is not None and self.clock() - pod.leaving_at < service.DRAIN
        waits_for_jobs = is_busy and may_finish
        if pod.wanted == "ended":
            return None if waits_for_jobs else self._give_back if is_there else self._drop
        if pod.wanted == "stopped":
            return self._switch_off if is_there and pod.state != "stopped" and not waits_for_jobs else None
        if pod.state == "stopped":
            is_asked = pod.asked_at is not None and self.clock() - pod.asked_at < looking.SETTLE
            return None if is_asked else self._switch_on
        return self._make if pod.state == "asked" and not is_there and pod.asked_at is None else None

    def _give_back(self, pod: Pod) -> None:
        self.check()
        self.provider.terminate(pod.provider_id or "")

    def _drop(self, pod: Pod) -> None:
        """Nothing was rented yet; unless that was asked for just now, which the next lists will show."""
        with self.database.transaction() as session:
            held = repository.locked(session, pod.id)
            if held is not None and held.provider_id is None and held.asked_at is None:
                looking.finish(session, held, self.clock())

    def _switch_off(self, pod: Pod) -> None:
        self.check()
        self.provider.stop(pod.provider_id or "")

    def _switch_on(self, pod: Pod) -> None:
        plan = service.plan_of(pod)
        with self.database.transaction() as session:
            held = repository.locked(session, pod.id)
            if held is None or held.wanted != "running" or held.state != "stopped":
                return
            env = self._environment(session, held, plan)
            held.asked_at = self.clock()
        self.check()
        try:
            self.provider.start(pod.provider_id or "", env=env)
        except NoCapacity as error:
            self._say(pod.id, f"Its machine is not free yet: {error.message}")
        except (MachineGone, PodNotReady) as error:  # the next look tells what became of it
            self._say(pod.id, error.message)

    def _make(self, pod: Pod) -> None:
        if self.renting.public_url is None:
            self._say(pod.id, "This studio has no public address that a pod could join at (SAFELIGHT_PUBLIC_URL).")
            return
        plan = service.plan_of(pod)
        candidates, why = self._candidates(plan)
        for gpu, price in candidates:
            try:
                if self._ask_for(pod.id, plan, gpu, price):
                    return
            except NoCapacity as error:
                why = error.message
        self._wait(pod, why)

    def _candidates(self, plan: PodAsked) -> tuple[list[tuple[str, float]], str]:
        """GPU types that may be had now, the best first, with the price of a pod; and why there are not more."""
        key = (plan.cloud, plan.gpu_count)
        if key not in self._gpus:
            self._gpus[key] = {gpu.id: gpu for gpu in self.provider.gpus(cloud=plan.cloud, count=plan.gpu_count)}
            self.renting.catalogue.update(self._gpus[key])
        found, reasons = [], []
        for asked in plan.gpus:
            gpu = self._gpus[key].get(asked)
            price = price_of(gpu, plan) if gpu else None
            if gpu is None or price is None:
                reasons.append(f"{asked} is not rented out there")
            elif price > plan.dollars_per_hour:
                reasons.append(f"{asked} costs {hourly(price)}")
            elif gpu.stock == "none":
                reasons.append(f"no {asked} is free")
            else:
                found.append((asked, price))
        return found, f"Nothing is to be had for {hourly(plan.dollars_per_hour)} now: {', '.join(reasons)}."

    def _ask_for(self, pod_id: str, plan: PodAsked, gpu: str, price: float) -> bool:
        """Ask for a machine; whether the matter is settled for now. Raises NoCapacity."""
        with self.database.transaction() as session:
            pod = repository.locked(session, pod_id)
            if pod is None or pod.wanted != "running" or pod.provider_id is not None or pod.asked_at is not None:
                return True
            env = self._environment(session, pod, plan)
            pod.asked_at, pod.gpu, pod.message = self.clock(), gpu, f"Asks for a machine with {gpu}."
            order = Order(
                name=pod.name,
                gpu=gpu,
                gpu_count=plan.gpu_count,
                cloud=plan.cloud,
                image=plan.image or self.renting.image,
                disk=plan.disk,
                env=env,
                ends_at=pod.ends_at,
            )
        self.check()
        try:
            machine = self.provider.create(order)
        except ProviderAway as error:  # it may have been made: its name in the list will tell
            self._say(pod_id, f"It is not known yet whether it was made: {error.message}")
            return True
        except SafelightError as error:
            self._refused(pod_id, error)
            raise
        with self.database.transaction() as session:
            pod = repository.locked(session, pod_id)
            if pod is not None and pod.provider_id is None:
                pod.dollars_per_hour = price
                looking.take(session, pod, machine, self.clock())
        return True

    def _refused(self, pod_id: str, error: SafelightError) -> None:
        """Certainly nothing was made."""
        with self.database.transaction() as session:
            pod = repository.locked(session, pod_id)
            if pod is None:
                return
            pod.asked_at, pod.gpu, pod.message = None, "", error.message
            repository.forget_unused_tokens(session, pod_id)
            if isinstance(error, OrderRefused):
                _fail(session, pod, error, self.clock())
            service.tell(session, pod)

    def _wait(self, pod: Pod, why: str) -> None:
        if self.clock() - pod.created_at < PATIENCE:
            self._say(pod.id, why)
            return
        with self.database.transaction() as session:
            held = repository.locked(session, pod.id)
            if held is not None and held.provider_id is None and held.asked_at is None:
                _fail(session, held, NoCapacity(why, hint="Try another GPU type, price or cloud."), self.clock())

    def _environment(self, session: Session, pod: Pod, plan: PodAsked) -> dict[str, str]:
        """What an agent in a pod starts with: where we are, and a token that lets in this one and no other."""
        repository.forget_unused_tokens(session, pod.id)
        repository.shut_out(session, pod.id, self.clock())
        spec = JoinTokenCreate(name=f"pod {pod.name}"[:80], labels=plan.labels, uses=1, hours=TOKEN_HOURS)
        _, token = agents.make_token(session, spec=spec, created_by=pod.created_by, pod_id=pod.id)
        return {"SAFELIGHT_JOIN": self.renting.public_url or "", "SAFELIGHT_JOIN_TOKEN": token}

    def _say(self, pod_id: str, message: str) -> None:
        with self.database.transaction() as session:
            pod = repository.locked(session, pod_id)
            if pod is not None and pod.message != message:
                pod.message = message
                service.tell(session, pod)


def _fail(session: Session, pod: Pod, error: SafelightError, now: datetime) -> None:
    pod.message = error.message
    pod.failure = JobFailure(code=error.code, message=error.message, hint=error.hint).model_dump()
    looking.finish(session, pod, now)
