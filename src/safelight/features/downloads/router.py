"""Routes of the downloads and of the tokens for hubs."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from safelight.features.access import Reading, SnapshotDep, StudioDep, Writing
from safelight.features.downloads import service
from safelight.features.downloads.access import ReachDep
from safelight.features.downloads.schemas import (
    DownloadAsked,
    DownloadDetail,
    DownloadPlan,
    DownloadShown,
    DownloadStarted,
    TokenGiven,
    TokenShown,
)  # fmt: skip
from safelight.features.downloads.service import tokens
from safelight.kit.paging import MAX_LIMIT, Page

router = APIRouter(prefix="/downloads", tags=["downloads"])


@router.post("/plan")
def plan_download(asked: DownloadAsked, studio: StudioDep, snapshot: SnapshotDep, reach: ReachDep) -> DownloadPlan:
    """What a download would bring: files, sizes, licence, and what speaks against it. Fetches nothing."""
    found = service.look(studio.db.reading, reach, asked=asked)
    with snapshot() as session:
        return service.plan(session, reach, found=found)


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def start_download(asked: DownloadAsked, studio: StudioDep, reach: ReachDep, response: Response) -> DownloadStarted:
    """Download a model. The same asked for twice is one download; one that was stopped goes on where it was."""
    found = service.look(studio.db.reading, reach, asked=asked)
    with studio.db.transaction() as session:
        started = service.start(session, reach, found=found, max_queued=studio.limits.queued_jobs)
    response.headers["Location"] = f"/api/v1/jobs/{started.job_id}"
    return started


@router.get("")
def list_downloads(
    session: Reading,
    reach: ReachDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[DownloadShown]:
    """Downloads, newest first."""
    return service.page(session, reach, after=after, limit=limit)


@router.get("/tokens")
def list_tokens(session: Reading) -> Page[TokenShown]:
    """For which hubs tokens are kept; the tokens themselves are never shown."""
    return Page(items=tokens.all_shown(session))


@router.get("/tokens/{host}")
def show_token(host: str, session: Reading) -> TokenShown:
    """Whether a token is kept for a hub, and whose it is."""
    return tokens.one_shown(session, host.lower())


@router.put("/tokens/{host}")
def keep_token(host: str, given: TokenGiven, studio: StudioDep, reach: ReachDep) -> TokenShown:
    """Keep a token for a hub, encrypted, once the hub has said whose it is."""
    token = given.token.get_secret_value().strip()
    user = tokens.whose(reach, host=host.lower(), token=token)
    with studio.db.transaction() as session:
        return tokens.keep(session, reach, host=host.lower(), token=token, user=user)


@router.delete("/tokens/{host}", status_code=status.HTTP_204_NO_CONTENT)
def forget_token(host: str, session: Writing) -> None:
    """Forget the token of a hub."""
    tokens.forget(session, host.lower())


@router.get("/{job_id}")
def show_download(job_id: str, session: Reading, reach: ReachDep) -> DownloadDetail:
    """One download, and how far each of its files is."""
    return service.detail(session, reach, job_id=job_id)


@router.delete("/{job_id}", status_code=status.HTTP_204_NO_CONTENT)
def discard_download(job_id: str, session: Writing, reach: ReachDep) -> None:
    """Throw away what a cancelled or failed download has brought."""
    service.discard(session, reach, job_id=job_id)
