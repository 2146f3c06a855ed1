"""GPU types and their prices, as the provider tells them. Slow, so none of this is done in a session."""

from collections.abc import Mapping

from safelight.db import Database
from safelight.features.pods.errors import NoPublicUrl
from safelight.features.pods.schemas import Cloud, GpuShown, MachinePlan
from safelight.features.pods.service.provider import GpuType
from safelight.features.pods.service.renting import Renting
from safelight.kit.errors import InvalidInput, SafelightError


def shown(database: Database, renting: Renting, *, provider: str, cloud: Cloud, count: int) -> list[GpuShown]:
    """The catalogue, the cheapest of that cloud first. Raises NoProviderKey and what the provider says."""
    found = read(database, renting, provider=provider, cloud=cloud, count=count)
    found.sort(key=lambda gpu: (cloud not in gpu.prices, gpu.prices.get(cloud, 0.0), gpu.id))
    return [
        GpuShown(
            id=gpu.id,
            name=gpu.name,
            memory_gb=gpu.memory_gb,
            secure=gpu.prices.get("secure"),
            community=gpu.prices.get("community"),
            stock=gpu.stock,
        )
        for gpu in found
    ]


def read(database: Database, renting: Renting, *, provider: str, cloud: Cloud, count: int) -> list[GpuType]:
    """The catalogue; remembered for what needs no fresh one."""
    with database.reading() as session:
        there = renting.provider_of(session, provider)
    found = list(there.gpus(cloud=cloud, count=count))
    renting.catalogue.update({gpu.id: gpu for gpu in found})
    return found


def check(database: Database, renting: Renting, plan: MachinePlan) -> None:
    """Raise NoProviderKey, NoPublicUrl or InvalidInput for a plan by which no pod could ever be made."""
    if renting.public_url is None:
        raise NoPublicUrl
    gpus = {
        gpu.id: gpu for gpu in read(database, renting, provider=plan.provider, cloud=plan.cloud, count=plan.gpu_count)
    }
    for asked in plan.gpus:
        if asked not in gpus:
            near = [gpu.id for gpu in gpus.values() if asked.casefold() in f"{gpu.id} {gpu.name}".casefold()]
            raise InvalidInput.of(
                "gpus", asked, "the provider has no such GPU type",
                hint=f"It has {', '.join(sorted(near or gpus)[:8])}. `safelight pods gpus` lists all.",
            )  # fmt: skip
    prices = [price for asked in plan.gpus if (price := price_of(gpus[asked], plan)) is not None]
    if not prices:
        raise InvalidInput.of("cloud", plan.cloud, "none of these GPU types is rented out there")
    if min(prices) > plan.dollars_per_hour:
        raise InvalidInput.of(
            "dollars_per_hour", plan.dollars_per_hour, f"the cheapest of these costs ${min(prices):.3f} an hour",
            hint="Allow more, or choose another GPU type or cloud.",
        )  # fmt: skip


def price_of(gpu: GpuType, plan: MachinePlan) -> float | None:
    """What a pod by this plan costs an hour with that GPU type; None where it is not rented out."""
    price = gpu.prices.get(plan.cloud)
    return None if price is None else price * plan.gpu_count


def memory_known(database: Database, renting: Renting) -> Mapping[str, float]:
    """GB of each GPU type, as far as that is known; asked for if it never was."""
    if not renting.catalogue:
        try:
            read(database, renting, provider="runpod", cloud="secure", count=1)
        except SafelightError:  # no key, or it is away: what is not known is not judged by
            return {}
    return {gpu.id: gpu.memory_gb for gpu in renting.catalogue.values()}
