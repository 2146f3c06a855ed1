"""Who rents out machines, as the rest of the feature knows them. A second provider is one more file like runpod.py."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from safelight.features.pods.schemas import Cloud, Stock

MachineState = Literal["starting", "running", "stopped", "failed", "gone"]


@dataclass(frozen=True)
class GpuType:
    """A GPU type in the provider's catalogue. Prices are of one GPU, in dollars an hour."""

    id: str
    name: str
    memory_gb: float
    prices: Mapping[Cloud, float]
    stock: Stock | None = None


@dataclass(frozen=True)
class Order:
    """One machine that is wanted. `ends_at` is for providers that end a machine by themselves."""

    name: str
    gpu: str
    gpu_count: int
    cloud: Cloud
    image: str
    disk: int
    env: Mapping[str, str] = field(repr=False)  # a join token is in it
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Machine:
    """One machine as the provider has it; `dollars_per_hour` is what it costs now."""

    id: str
    name: str
    state: MachineState
    dollars_per_hour: float
    gpu: str = ""
    gpu_count: int = 1
    created_at: datetime | None = None


class Provider(Protocol):
    """What is asked of a provider. Every call may raise what errors.py lists, and is slow: no session is open.

    ProviderAway is the only one after which the thing may have been done all the same.
    """

    name: str
    ends_by_itself: bool
    """Whether it ends a machine at its order's `ends_at`, even if nobody ever comes back to do so."""

    def gpus(self, *, cloud: Cloud, count: int) -> Sequence[GpuType]:
        """The catalogue, with how many are free for machines of that many GPUs."""

    def machines(self) -> Sequence[Machine]:
        """Every machine of the account, whoever made it."""

    def create(self, order: Order) -> Machine:
        """Rent a machine. Not idempotent: look for its name before asking again."""

    def stop(self, machine_id: str) -> None:
        """Switch it off and keep its disk; fine if it is off."""

    def start(self, machine_id: str, *, env: Mapping[str, str]) -> None:
        """Switch it on again, with this environment."""

    def terminate(self, machine_id: str) -> None:
        """Give it back for good; fine if it is gone."""
