"""What the routes of usage need of the server: its count of requests, and the limits of each role."""

from typing import Annotated

from fastapi import Depends, Request

from safelight.features.usage.schemas import LimitsOfRoles
from safelight.features.usage.service.requests import RequestBook


async def get_book(request: Request) -> RequestBook:
    """This server's count of requests."""
    book: RequestBook = request.app.state.request_book
    return book


async def get_roles(request: Request) -> LimitsOfRoles:
    """The limits of each role."""
    return LimitsOfRoles.model_validate(request.app.state.role_limits)


BookDep = Annotated[RequestBook, Depends(get_book)]
RolesDep = Annotated[LimitsOfRoles, Depends(get_roles)]
