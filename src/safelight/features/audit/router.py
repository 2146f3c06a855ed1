"""Routes of the audit log: admins see all of it, everybody else what was done in their name."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from safelight.features.access import PrincipalDep, Reading, StudioDep
from safelight.features.audit import service
from safelight.features.audit.repository import Wanted
from safelight.features.audit.schemas import AuditPage

router = APIRouter(prefix="/audit", tags=["audit"])

Who = Annotated[str | None, Query(max_length=120, description="Name or account id of whoever did it")]
Action = Annotated[str | None, Query(max_length=64, description="`key.made`, or `key` for all about keys")]
Subject = Annotated[str | None, Query(max_length=128, description="The id of what it was done to")]
From = Annotated[datetime | None, Query(alias="from", description="Not before; without a zone it is UTC")]
To = Annotated[datetime | None, Query(description="Before; without a zone it is UTC")]


@router.get("")
def list_audit(
    principal: PrincipalDep,
    session: Reading,
    who: Who = None,
    action: Action = None,
    subject: Subject = None,
    from_: From = None,
    to: To = None,
    cursor: Annotated[str | None, Query(max_length=20, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Most entries of the page")] = 50,
) -> AuditPage:
    """Who did what, newest first."""
    wanted = _wanted(service.whose(principal), who, action, subject, from_, to)
    return service.page(session, wanted=wanted, cursor=cursor, limit=limit)


@router.get(
    ".csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}, "description": "One line for each entry"}},
)
def audit_as_csv(
    principal: PrincipalDep,
    studio: StudioDep,
    who: Who = None,
    action: Action = None,
    subject: Subject = None,
    from_: From = None,
    to: To = None,
) -> StreamingResponse:
    """The same as a table for a spreadsheet, all of it."""
    wanted = _wanted(service.whose(principal), who, action, subject, from_, to)

    def lines() -> Iterator[str]:
        yield from service.csv_lines(studio.db, wanted=wanted)

    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _wanted(
    whose: str | None,
    who: str | None,
    action: str | None,
    subject: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Wanted:
    return Wanted(whose, who, action, subject, _aware(since), _aware(until))


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at
