"""How a request reaches the renting of machines."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.pods.service.keeper import Keeper
from safelight.features.pods.service.renting import Renting


def get_renting(request: Request) -> Renting:
    """What the running server rents machines with."""
    renting: Renting = request.app.state.renting
    return renting


def get_keeper(request: Request) -> Keeper:
    """The keeper of this server, which may be the one that is elected."""
    keeper: Keeper = request.app.state.pod_keeper
    return keeper


RentingDep = Annotated[Renting, Depends(get_renting)]
KeeperDep = Annotated[Keeper, Depends(get_keeper)]
