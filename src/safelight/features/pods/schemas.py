"""Pods, rules and money as they are asked for and shown. All money is in US dollars."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, model_validator

from safelight.features.agents.schemas import Labels
from safelight.specs.jobs import JobFailure

ProviderName = Literal["runpod"]
Cloud = Literal["secure", "community"]
PodState = Literal["asked", "starting", "running", "stopping", "stopped", "ended", "failed", "orphan"]
Wanted = Literal["running", "stopped", "ended"]
Stock = Literal["none", "low", "medium", "high"]

Gpu = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class MachinePlan(BaseModel):
    """What a pod is to be, and when it goes by itself."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    provider: ProviderName = Field(default="runpod", description="Who rents it out")
    gpus: list[Gpu] = Field(
        min_length=1, max_length=20, description="GPU types by id, the best first; the next one where none is free"
    )
    gpu_count: int = Field(default=1, ge=1, le=8, description="GPUs of one pod")
    dollars_per_hour: float = Field(gt=0, le=500, description="Most that one pod may cost an hour, with all its GPUs")
    cloud: Cloud = Field(default="secure", description="Data centres, or other people's machines, which cost less")
    image: str | None = Field(
        default=None, min_length=1, max_length=300, description="Container image; SAFELIGHT_POD_IMAGE if left out"
    )
    disk: int = Field(default=60, ge=10, le=4000, description="GB of its disk, on which it keeps models")
    labels: Labels = Field(default={}, description="What its workers are called by")
    idle_minutes: float | None = Field(
        default=15, gt=0, le=10_080, description="It goes once it had nothing to do for this long; null: it stays"
    )
    max_hours: float | None = Field(
        default=None, gt=0, le=720, description="It goes after this, whatever it does; SAFELIGHT_POD_MAX_HOURS at most"
    )
    stop_first: bool = Field(
        default=False,
        description="When idle it is only switched off, and started again before another is made",
    )

    @model_validator(mode="after")
    def _each_gpu_once(self) -> Self:
        self.gpus = list(dict.fromkeys(self.gpus))
        return self


class PodAsked(MachinePlan):
    """A pod that is made by hand."""

    budget: float | None = Field(default=None, gt=0, le=100_000, description="It goes once it has cost this")


class RulePlan(MachinePlan):
    """When pods are made, and how many."""

    floor: int = Field(default=0, ge=0, le=100, description="So many pods there always are")
    ceiling: int = Field(default=1, ge=1, le=100, description="And never more than these")
    queue_seconds: float = Field(
        default=60, ge=0, le=86_400, description="One more is made when a job has waited for this long"
    )
    cool_down_seconds: float = Field(
        default=300, ge=0, le=86_400, description="And the next one no sooner than this after the last"
    )
    budget_per_day: float | None = Field(
        default=None, gt=0, le=100_000, description="All go, and none is made, once they cost this on a day (UTC)"
    )
    budget: float | None = Field(
        default=None, gt=0, le=1_000_000, description="All go, and none is made, once they have cost this in all"
    )

    @model_validator(mode="after")
    def _floor_below_ceiling(self) -> Self:
        if self.floor > self.ceiling:
            raise ValueError(f"floor: {self.floor} is more than the ceiling of {self.ceiling}")
        return self


class RuleAsked(BaseModel):
    """A rule."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80, description="What it is called")
    is_on: bool = Field(default=True, description="Whether it makes pods; switched off, those that are there go idle")
    plan: RulePlan


class PodRuleShown(BaseModel):
    """A rule, and what came of it."""

    id: str
    name: str
    is_on: bool
    plan: RulePlan
    pods: int = Field(description="Pods that are there by it, or on their way")
    dollars_per_hour: float = Field(description="What these cost an hour now")
    today: float = Field(description="What its pods have cost today (UTC)")
    in_all: float = Field(description="What its pods have ever cost")
    acted_at: datetime | None = Field(description="When it last made a pod")
    created_at: datetime
    updated_at: datetime


class Leaving(BaseModel):
    """A pod that a rule would end."""

    pod_id: str
    why: str = Field(description="A sentence")


class RulePreview(BaseModel):
    """What a rule would do now. Nothing is done."""

    make: int = Field(description="Pods that it would make")
    start: list[str] = Field(description="Stopped pods that it would start again")
    end: list[Leaving] = Field(description="Pods that would go")
    reasons: list[str] = Field(description="Why, and why not more, in sentences")
    waiting: int = Field(description="Jobs that wait and that its pods could do")
    oldest_seconds: float | None = Field(description="How long the oldest of them has waited")
    pods: int = Field(description="Pods that are there by it, or on their way")
    today: float = Field(description="What its pods have cost today (UTC)")
    in_all: float = Field(description="What its pods have ever cost")


class PodWorker(BaseModel):
    """A worker that runs in a pod."""

    id: str
    name: str
    state: str
    jobs: int = Field(description="Jobs that it has in hand")


class PodShown(BaseModel):
    """A pod, as it is and what it costs."""

    id: str
    name: str = Field(description="At the provider; nothing there without our names is ever touched")
    provider: str
    provider_id: str | None = Field(description="Its id there; null until it has been made")
    rule_id: str | None = Field(description="The rule that made it; null of one made by hand")
    rule_name: str | None
    state: PodState = Field(
        description="asked, starting (not joined yet), running, stopping (ends what it does), stopped, ended, failed, "
        "or orphan: the provider has it, and nobody here has asked for it"
    )
    wanted: Wanted = Field(description="What it is to be")
    gpu: str = Field(description="GPU type that it has; empty until one was free")
    gpus: list[str] = Field(description="Those that it may have, the best first")
    gpu_count: int
    cloud: Cloud
    image: str
    labels: dict[str, str]
    dollars_per_hour: float = Field(description="What it costs an hour now")
    ceiling: float | None = Field(description="Most that it may cost an hour; null of one that nobody asked for")
    cost: float = Field(description="What it has cost until now")
    budget: float | None = Field(description="It goes once it has cost this")
    idle_minutes: float | None = Field(description="It goes once it had nothing to do for this long")
    message: str = Field(description="What it waits for, or why it went, in a sentence; may be empty")
    failure: JobFailure | None = Field(description="What went wrong")
    workers: list[PodWorker]
    created_by: str = Field(description="Who asked for it; empty of one made by a rule")
    created_at: datetime
    started_at: datetime | None = Field(description="When the provider had made it")
    joined_at: datetime | None = Field(description="When its worker first was there")
    idle_since: datetime | None = Field(description="Since when it has nothing to do")
    seen_at: datetime | None = Field(description="When the provider last had it")
    ends_at: datetime | None = Field(description="When it goes, whatever it does")
    ended_at: datetime | None


class GpuShown(BaseModel):
    """A GPU type that can be rented."""

    id: str = Field(description="What plans call it")
    name: str
    memory_gb: float
    secure: float | None = Field(description="Price of one an hour in a data centre; null where there is none")
    community: float | None = Field(description="And on other people's machines")
    stock: Stock | None = Field(description="How many are free where it was asked for; null where nobody knows")


class SpentOnDay(BaseModel):
    """What all pods cost on one day."""

    day: date
    dollars: float


class Spending(BaseModel):
    """What all pods cost."""

    dollars_per_hour: float = Field(description="Now, orphans too")
    today: float = Field(description="Since midnight (UTC)")
    this_month: float
    in_all: float
    pods: int = Field(description="Pods that cost something now")
    orphans: int = Field(description="Of these, those that nobody here has asked for")
    days: list[SpentOnDay] = Field(description="The last 31, newest first; days without a pod are left out")


class KeyGiven(BaseModel):
    """A provider's key."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    key: SecretStr = Field(min_length=8, max_length=400)


class PodProviderShown(BaseModel):
    """A provider, and whether there is a key for it; the key itself is never shown."""

    provider: str
    has_key: bool
    by: Literal["setting", "kept"] | None = Field(description="Where the key comes from; a setting goes first")
    added_at: datetime | None
    looked_at: datetime | None = Field(description="When its list of pods was last read")
    problem: str | None = Field(description="Why it could not be read the last time")
