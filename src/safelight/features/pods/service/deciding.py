"""When pods come and go: pure functions of what is known, so that a look ahead is the very thing that is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from safelight.features.pods.schemas import PodAsked, RulePlan
from safelight.features.pods.service.spending import dollars
from safelight.specs.jobs import MODELS_HERE, Needs

JOIN_MINUTES = 20
"""A pod that no worker of is there for this long is of no use. Its image alone may take ten minutes to arrive."""
TRY_AGAIN = timedelta(hours=1)
"""After several pods came to nothing one after the other a rule rests for this long: each of them cost money."""

Why = Literal["idle", "time", "budget", "alone", "rule"]


@dataclass(frozen=True)
class Standing:
    """A pod, as decisions see it."""

    id: str
    state: str
    wanted: str
    plan: PodAsked
    created_at: datetime
    cost: float = 0.0
    ends_at: datetime | None = None
    idle_since: datetime | None = None
    alone_since: datetime | None = None
    has_joined: bool = False

    @property
    def is_coming(self) -> bool:
        """Whether it is on its way."""
        return self.wanted == "running" and self.state in {"asked", "starting"}

    @property
    def counts(self) -> bool:
        """Whether it is there to work, or will be."""
        return self.wanted == "running" and self.state in {"asked", "starting", "running"}


@dataclass(frozen=True)
class Waiter:
    """A job that waits."""

    needs: Needs
    seconds: float


@dataclass(frozen=True)
class Purse:
    """What was spent: by a rule's pods today and in all, and by all pods today."""

    today: float = 0.0
    in_all: float = 0.0
    everybodys_today: float = 0.0
    limit_per_day: float | None = None

    @property
    def is_empty(self) -> bool:
        """Whether no pod at all may cost anything more today."""
        return self.limit_per_day is not None and self.everybodys_today >= self.limit_per_day


@dataclass(frozen=True)
class Leave:
    """A pod that is to go. `is_failure`: it never did what it was for. `only_off`: it may start again later."""

    pod_id: str
    why: Why
    sentence: str
    is_failure: bool = False
    only_off: bool = False


@dataclass(frozen=True)
class Decision:
    """What is to be done for one rule."""

    make: int = 0
    start: tuple[str, ...] = ()
    end: tuple[Leave, ...] = ()
    reasons: tuple[str, ...] = ()
    waiting: int = 0
    oldest_seconds: float | None = None


def overdue(pod: Standing, now: datetime, purse: Purse) -> Leave | None:
    """Why a pod must go whatever rule it is of, if it must."""
    if pod.wanted == "ended" or pod.state == "orphan":
        return None
    if purse.is_empty:
        limit = dollars(purse.limit_per_day or 0.0)
        return Leave(pod.id, "budget", f"All pods together have cost the {limit} that they may on a day.")
    if pod.ends_at is not None and now >= pod.ends_at:
        return Leave(pod.id, "time", "Its time was over.")
    if pod.plan.budget is not None and pod.cost >= pod.plan.budget:
        return Leave(pod.id, "budget", f"It has cost {dollars(pod.cost)}; its budget was {dollars(pod.plan.budget)}.")
    return _useless(pod, now)


def _useless(pod: Standing, now: datetime) -> Leave | None:
    is_up = pod.wanted == "running" and pod.state in {"starting", "running"}
    if not is_up or pod.alone_since is None or now - pod.alone_since < timedelta(minutes=JOIN_MINUTES):
        return None
    if pod.has_joined:
        return Leave(pod.id, "alone", f"Its worker was away for {JOIN_MINUTES} minutes.", is_failure=True)
    return Leave(pod.id, "alone", f"No worker of it had joined after {JOIN_MINUTES} minutes.", is_failure=True)


def idle(pod: Standing, now: datetime) -> Leave | None:
    """Why a pod goes for having nothing to do, if it does."""
    minutes = pod.plan.idle_minutes
    if minutes is None or pod.state != "running" or pod.wanted != "running" or pod.idle_since is None:
        return None
    if now - pod.idle_since < timedelta(minutes=minutes):
        return None
    sentence = f"It had nothing to do for {_minutes(minutes * 60)}."
    return Leave(pod.id, "idle", sentence, only_off=pod.plan.stop_first)


def decide(
    plan: RulePlan,
    pods: Sequence[Standing],
    waiting: Sequence[Waiter],
    now: datetime,
    *,
    is_on: bool = True,
    acted_at: datetime | None = None,
    purse: Purse = Purse(),
    memory: Mapping[str, float] | None = None,
    came_to_nothing: int = 0,
) -> Decision:
    """What a rule does now. `pods` are its own, `memory` the GB of each GPU type, as far as they are known.

    `came_to_nothing` is how many of its last pods failed, where that is reason enough to make none.
    """
    reached = [waiter for waiter in waiting if could_do(plan, waiter.needs, memory or {})]
    oldest = max((waiter.seconds for waiter in reached), default=None)
    draft = _Draft(plan, pods, reached, oldest, now)
    if beyond := len(waiting) - len(reached):
        at_home = sum(MODELS_HERE in waiter.needs.labels.items() for waiter in waiting)
        draft.say(_beyond(beyond, at_home))
    if (why := _empty(plan, purse)) is not None:
        draft.end_all("budget", why)
    elif not is_on:
        draft.say("The rule is switched off: nothing is made.")
        draft.end_idle(floor=0)
    else:
        draft.end_idle(floor=plan.floor)
        if came_to_nothing:
            draft.say(
                f"Its last {_pods(came_to_nothing)} came to nothing (`safelight pods list --all` says why): none is "
                "made for an hour, or until the rule is changed."
            )
        else:
            draft.grow(acted_at)
    return Decision(draft.make, tuple(draft.start), tuple(draft.end), tuple(draft.reasons), len(reached), oldest)


def could_do(plan: RulePlan, needs: Needs, memory: Mapping[str, float]) -> bool:
    """Whether a pod by this plan could do such a job."""
    if needs.worker is not None or needs.engine != "native":
        return False
    if any(plan.labels.get(name) != value for name, value in needs.labels.items()):
        return False
    known = [memory[gpu] for gpu in plan.gpus if gpu in memory]
    return len(known) < len(plan.gpus) or needs.memory_bytes <= max(known) * 1e9


@dataclass
class _Draft:
    """A decision in the making."""

    plan: RulePlan
    pods: Sequence[Standing]
    waiting: Sequence[Waiter]
    oldest: float | None
    now: datetime
    make: int = 0
    start: list[str] = field(default_factory=list)
    end: list[Leave] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def say(self, sentence: str) -> None:
        self.reasons.append(sentence)

    @property
    def there(self) -> list[Standing]:
        """Pods that count and stay."""
        going = {leave.pod_id for leave in self.end}
        return [pod for pod in self.pods if pod.counts and pod.id not in going]

    def end_all(self, why: Why, sentence: str) -> None:
        self.say(sentence)
        self.end += [Leave(pod.id, why, sentence) for pod in self.pods if pod.wanted != "ended"]

    def end_idle(self, *, floor: int) -> None:
        """Those that had nothing to do for long enough go, the longest idle first, down to the floor."""
        going = [(pod, leave) for pod in self.pods if (leave := idle(pod, self.now)) is not None]
        going.sort(key=lambda each: each[0].idle_since or self.now)
        spare = max(0, len(self.there) - floor)
        for _, leave in going[:spare]:
            self.end.append(leave)
        if len(going) > spare:
            self.say(f"{_pods(len(going) - spare)} stay, though idle: {floor} there always are.")

    def grow(self, acted_at: datetime | None) -> None:
        there, plan = self.there, self.plan
        if len(there) < plan.floor:
            self._bring(plan.floor - len(there))
            self.say(f"{_pods(len(there))} of the {plan.floor} that there always are.")
            return
        if not self.waiting:
            self.say("No job waits that its pods could do.")
            return
        oldest = self.oldest or 0.0
        if oldest < plan.queue_seconds:
            self.say(f"{_jobs(len(self.waiting))} for {_minutes(oldest)}; {_minutes(plan.queue_seconds)} are allowed.")
            return
        self.say(f"{_jobs(len(self.waiting))} for {_minutes(oldest)}, longer than {_minutes(plan.queue_seconds)}.")
        coming = sum(pod.is_coming for pod in there)
        cool = timedelta(seconds=plan.cool_down_seconds)
        if len(there) >= plan.ceiling:
            self.say(f"No more is made: {_pods(len(there))} of {plan.ceiling} are there or on their way.")
        elif coming >= len(self.waiting):
            self.say(f"No more is made: {_pods(coming)} are on their way already.")
        elif acted_at is not None and self.now < acted_at + cool:
            left = (acted_at + cool - self.now).total_seconds()
            self.say(f"No more is made for another {_minutes(left)}: the last one is not long ago.")
        else:
            self._bring(1)

    def _bring(self, count: int) -> None:
        """Start those that are off, the newest first, before any is made."""
        off = [pod for pod in self.pods if pod.state == "stopped" and pod.wanted == "stopped"]
        off.sort(key=lambda pod: pod.created_at, reverse=True)
        self.start += [pod.id for pod in off[:count]]
        self.make += count - len(off[:count])


def _beyond(count: int, at_home: int) -> str:
    sentence = (
        f"{count} jobs wait that its pods could not do" if count > 1 else "1 job waits that its pods could not do"
    )
    if not at_home:
        return f"{sentence}: they need another label, engine or more memory, or one worker by name."
    return f"{sentence}: of {at_home} the model lies on the server's machine alone (`safelight models store`)."


def _empty(plan: RulePlan, purse: Purse) -> str | None:
    if purse.is_empty:
        return f"All pods together have cost the {dollars(purse.limit_per_day or 0.0)} that they may on a day."
    if plan.budget_per_day is not None and purse.today >= plan.budget_per_day:
        return f"Its pods have cost {dollars(purse.today)} today, and {dollars(plan.budget_per_day)} is the limit."
    if plan.budget is not None and purse.in_all >= plan.budget:
        return f"Its pods have cost {dollars(purse.in_all)} in all, and {dollars(plan.budget)} is the limit."
    return None


def _pods(count: int) -> str:
    return f"{count} pod" if count == 1 else f"{count} pods"


def _jobs(count: int) -> str:
    return "1 job has waited" if count == 1 else f"{count} jobs have waited, the oldest"


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
