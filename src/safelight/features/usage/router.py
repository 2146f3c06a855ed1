"""Routes of usage and limits: everybody sees their own, an admin everybody's."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from safelight.features.access import PrincipalDep, Reading, StudioDep
from safelight.features.usage import service
from safelight.features.usage.access import BookDep, RolesDep
from safelight.features.usage.schemas import By, LimitShown, LimitsOfRoles, UsageShown

router = APIRouter(tags=["usage"])

From = Annotated[date | None, Query(alias="from", description="The first day (UTC); 30 days back if left out")]
To = Annotated[date | None, Query(description="The last day (UTC); today if left out")]
ByWhat = Annotated[By, Query(description="A line for each day, account, or key")]
Account = Annotated[str | None, Query(max_length=80, description="Id or name of one account; for admins any")]


@router.get("/usage")
def show_usage(
    principal: PrincipalDep, session: Reading, since: From = None, to: To = None, by: ByWhat = "day",
    account: Account = None,
) -> UsageShown:  # fmt: skip
    """What was used: requests, jobs, pictures, and seconds of a worker."""
    return service.usage(session, principal=principal, by=by, since=since, to=to, account=account)


@router.get(
    "/usage.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "One line for each day, account or key"}},
)
def usage_as_csv(
    principal: PrincipalDep, session: Reading, since: From = None, to: To = None, by: ByWhat = "day",
    account: Account = None,
) -> StreamingResponse:  # fmt: skip
    """The same as a table for a spreadsheet."""
    shown = service.usage(session, principal=principal, by=by, since=since, to=to, account=account)
    headers = {"Content-Disposition": 'attachment; filename="usage.csv"'}
    lines = service.csv_lines(shown)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/limits")
def list_limits(principal: PrincipalDep, session: Reading, studio: StudioDep, book: BookDep) -> list[LimitShown]:
    """What you may have, by your account and by the key you came with, and what of it is left."""
    return service.limits(session, principal=principal, book=book, max_queued=studio.limits.queued_jobs)


@router.get("/limits/roles")
def show_limits_of_roles(_: PrincipalDep, roles: RolesDep) -> LimitsOfRoles:
    """What accounts may have that have no limits of their own; SAFELIGHT_LIMITS sets it."""
    return roles
