"""Routes of the rented pods; for admins."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import PrincipalDep, Reading, StudioDep, Writing
from safelight.features.pods import service
from safelight.features.pods.access import KeeperDep, RentingDep
from safelight.features.pods.router import providers, rules
from safelight.features.pods.schemas import Cloud, GpuShown, PodAsked, PodShown, ProviderName, Spending
from safelight.features.pods.service import catalogue, spending
from safelight.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/pods", tags=["pods"])


@router.get("")
def list_pods(
    session: Reading,
    live: Annotated[bool, Query(description="Only those that are there, or on their way")] = False,  # noqa: FBT002  a query parameter
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[PodShown]:
    """Pods, newest first, with what each has cost."""
    return service.page(session, live=live, after=after, limit=limit)


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def make_pod(
    asked: PodAsked,
    studio: StudioDep,
    renting: RentingDep,
    keeper: KeeperDep,
    principal: PrincipalDep,
    response: Response,
) -> PodShown:
    """Rent a pod. It starts as soon as one of the GPU types is free, and joins as a worker by itself."""
    catalogue.check(studio.db, renting, asked)
    with studio.db.transaction() as session:
        made = service.ask(session, renting, asked=asked, by=principal.name)
    keeper.wake()
    response.headers["Location"] = f"/api/v1/pods/{made.id}"
    return made


@router.get("/gpus")
def list_gpus(
    studio: StudioDep,
    renting: RentingDep,
    provider: ProviderName = "runpod",
    cloud: Cloud = "secure",
    count: Annotated[int, Query(ge=1, le=8, description="GPUs of one pod")] = 1,
) -> list[GpuShown]:
    """GPU types that can be rented, their prices, and how many are free; the cheapest first."""
    return catalogue.shown(studio.db, renting, provider=provider, cloud=cloud, count=count)


@router.get("/spending")
def show_spending(session: Reading) -> Spending:
    """What all pods cost: now, today, this month, and on each of the last days."""
    return spending.summary(session)


router.include_router(rules.router)
router.include_router(providers.router)


@router.get("/{pod}")
def show_pod(pod: str, session: Reading) -> PodShown:
    """One pod, by its id or its name."""
    return service.get_shown(session, pod)


@router.post("/{pod}/stop")
def stop_pod(pod: str, studio: StudioDep, keeper: KeeperDep) -> PodShown:
    """Switch a pod off once its jobs are done; it can be started again if its machine is free then."""
    with studio.db.transaction() as session:
        found = service.stop(session, pod)
    keeper.wake()
    return found


@router.post("/{pod}/start")
def start_pod(pod: str, studio: StudioDep, renting: RentingDep, keeper: KeeperDep) -> PodShown:
    """Start a pod that was stopped."""
    with studio.db.transaction() as session:
        found = service.start(session, renting, pod)
    keeper.wake()
    return found


@router.post("/{pod}/adopt")
def adopt_pod(pod: str, session: Writing, renting: RentingDep) -> PodShown:
    """Take in a pod that bears our name and that nobody here had asked for."""
    return service.adopt(session, renting, pod)


@router.delete("/{pod}")
def end_pod(
    pod: str,
    studio: StudioDep,
    keeper: KeeperDep,
    now: Annotated[bool, Query(description="Do not let its jobs finish: others take them over")] = False,  # noqa: FBT002  a query parameter
) -> PodShown:
    """Give a pod back for good: it takes no more jobs, ends those it has, for ten minutes at most, and goes."""
    with studio.db.transaction() as session:
        found = service.end(session, pod, now=now)
    keeper.wake()
    return found
