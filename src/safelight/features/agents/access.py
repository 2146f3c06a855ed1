"""What the routes of agents need of a request: what it shows, from where, and what agents here are given."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.agents.service.joining import Knock, Supplies
from safelight.kit.credentials import secrets_of


def get_supplies(request: Request) -> Supplies:
    """What agents of the running server are given."""
    supplies: Supplies = request.app.state.agent_supplies
    return supplies


def get_knock(request: Request) -> Knock:
    """From where the request comes, and the token or secret that it shows."""
    given = list(secrets_of(request.headers.get("authorization"), []))
    address = request.client.host if request.client else ""
    return Knock(address, request.url.scheme == "https", given[0] if given else "")


SuppliesDep = Annotated[Supplies, Depends(get_supplies)]
KnockDep = Annotated[Knock, Depends(get_knock)]
