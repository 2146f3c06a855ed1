"""What every router needs: who calls, the parts of the studio, and one transaction per request."""

import re
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from anyio import Semaphore
from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

from safelight.db import Database
from safelight.db.ownership import Caller
from safelight.events import Bus, latest_id
from safelight.jobs import service as jobs
from safelight.kit.errors import Forbidden, Unauthenticated
from safelight.kit.pictures import PictureIntake
from safelight.kit.signing import LinkSigner
from safelight.specs.jobs import FINISHED
from safelight.specs.people import Principal, Scope
from safelight.specs.video import VideoCodec
from safelight.storage import Storage

SESSIONS_AT_ONCE = 16  # requests that have one: fewer than there are connections, and than there are threads
MAX_WAIT = 600.0  # seconds that one request may wait for its job

Snapshot = Callable[[], AbstractContextManager[Session]]
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])


@dataclass(frozen=True)
class Limits:
    """How much one request, and everybody together, may ask for."""

    reference_images: int
    queued_jobs: int
    results_kept: timedelta = timedelta(minutes=10)
    quick_queue: int = 100


def piecewise(endpoint: Endpoint) -> Endpoint:
    """Marks a route that takes its body piece by piece and knows how much may come: no other limit is put upon it."""
    endpoint.is_piecewise = True  # type: ignore[attr-defined]  # functions take attributes
    return endpoint


class Gate(Protocol):
    """Knows who somebody is."""

    def is_open(self) -> bool:
        """Whether whoever comes is the local user: there is no key, and no account."""

    def has_accounts(self) -> bool:
        """Whether anybody has an account."""

    def admit_at_once(self, given: list[str]) -> Caller | None:
        """The same as `admit`, where that needs no look at the database; None where it does."""

    def admit(self, given: list[str]) -> Caller:
        """Who comes with these keys or tokens."""

    def again(self, credentials: Collection[str]) -> dict[str, Caller]:
        """Who came by these before (Principal.credential), as they are now; whose leave is over is left out."""

    def accounts_changed(self) -> None:
        """Look at once whether there are accounts."""


@dataclass(frozen=True)
class Studio:
    """The parts that a request may use; built once, when the server starts."""

    db: Database
    bus: Bus
    storage: Storage
    intake: PictureIntake
    signer: LinkSigner
    limits: Limits
    api_key: str | None
    gate: Gate
    public_url: str | None
    link_seconds: int
    arrivals: Path | None = None
    """Where large files lie while they come, on the disk of the data; /tmp may be small, or memory."""
    video_codec: VideoCodec = "auto"
    model_aliases: Mapping[str, str] = field(default_factory=dict)
    turns: Semaphore = field(default_factory=lambda: Semaphore(SESSIONS_AT_ONCE))

    async def finished(self, job_id: str, *, timeout: float) -> None:  # noqa: ASYNC109  a plain number of seconds
        """Return when a job has ended, or after `timeout` seconds. Raises JobNotFound."""
        mark = self.bus.latest_id()
        if not await run_in_threadpool(self._has_ended, job_id):
            ended = {f"job.{state}" for state in FINISHED}
            await self.bus.wait_for(
                lambda fact: fact.topic == f"job:{job_id}" and fact.kind in ended, timeout, after=mark
            )

    def _has_ended(self, job_id: str) -> bool:
        with self.db.reading() as session:
            return jobs.get(session, job_id).state in FINISHED


# These only look at the request. A plain `def` would be run in a thread: each change of threads costs more than its
# work, and a crowd that waits for threads would hold up whoever just wants in.


async def prefer_wait(prefer: Annotated[str | None, Header()] = None) -> float | None:
    """Seconds of a `Prefer: wait=N` header (RFC 7240), at most MAX_WAIT; None without one."""
    found = re.search(r"(?:^|[,;\s])wait(?:=(\d{1,6}))?(?=$|[,;\s])", prefer or "")
    if not found:
        return None
    return min(float(found[1] or MAX_WAIT), MAX_WAIT)


class Links:
    """Makes signed links to stored files, as the caller of this request sees the server."""

    def __init__(self, request: Request) -> None:
        self.studio: Studio = request.app.state.studio
        self._base = self.studio.public_url or str(request.base_url).rstrip("/")

    def __call__(
        self, key: str, *, download_name: str | None = None, seconds: int | None = None, through_us: bool = False
    ) -> str:
        """A link to `key` that works until it expires: after `seconds`, or as long as the server's links do."""
        return self.studio.storage.link(
            key,
            seconds=seconds or self.studio.link_seconds,
            base_url=self._base,
            download_name=download_name,
            through_us=through_us,
        )


async def get_links(request: Request) -> Links:
    """Links as the caller of this request sees the server."""
    return Links(request)


_bearer = HTTPBearer(auto_error=False, description="An API key, or an access token")


async def get_studio(request: Request) -> Studio:
    """The studio of the running server."""
    studio: Studio = request.app.state.studio
    return studio


async def require_caller(
    request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """Let in whoever is known; without a key and without accounts everybody is, as the server only listens here."""
    caller: Caller = request.state.caller
    if caller.principal is None:
        raise caller.refusal or Unauthenticated("This server asks who you are.")
    if caller.over is not None:
        raise caller.over
    return caller.principal


class Needs:
    """What a router is for: reading it needs the scope `read`, and everything else of it the one named."""

    def __init__(self, scope: Scope, *, reading: Scope = "read") -> None:
        self.scope, self.reading = scope, reading

    async def __call__(self, request: Request, principal: Annotated[Principal, Depends(require_caller)]) -> None:
        """Let in whoever may. Raises NotAllowed."""
        needed = self.reading if request.method in {"GET", "HEAD", "OPTIONS"} else self.scope
        # A route of its own mind says so: `@router.post(…, openapi_extra={"x-scope": "read"})`. What is everybody's
        # own, such as leaving a project, says "login": no role is too small for it, but a key that only reads is.
        declared = getattr(request.scope.get("route"), "openapi_extra", None) or {}
        declared_scope = declared.get("x-scope", needed)
        if declared_scope == "login":
            declared_scope = needed if principal.by == "key" else "read"
        require_scope(principal, declared_scope)


def require_scope(principal: Principal, needed: Scope) -> None:
    """Raise NotAllowed unless this caller may do that."""
    if needed not in principal.scopes:
        raise NotAllowed(principal, needed)


class NotAllowed(Forbidden):
    """The caller is known, and this is not for them."""

    code = "not_allowed"

    def __init__(self, principal: Principal, needed: Scope) -> None:
        who = "This key" if principal.key_id else f"A {principal.role}"
        super().__init__(
            f"{who} may not do this: it needs the scope {needed!r}.",
            hint="Make a key with that scope." if principal.key_id else "Ask an admin of the studio.",
        )


async def turn(studio: Annotated[Studio, Depends(get_studio)]) -> AsyncIterator[None]:
    """A place among the requests that have a session.

    Between the function of a route and its end a request keeps its connection and wants a thread once more, to check
    the answer. Were there as many of them as connections, all threads could be waiting for one of those.
    """
    async with studio.turns:
        yield


Turn = Annotated[None, Depends(turn, scope="function")]


def writing(studio: Annotated[Studio, Depends(get_studio)], _: Turn) -> Iterator[Session]:
    """One transaction around the route; it commits before the answer is sent."""
    with studio.db.transaction() as session:
        yield session


async def snapshots(request: Request, studio: Annotated[Studio, Depends(get_studio)]) -> Snapshot:
    """Opens a session that only reads, when the route is ready for it; see `reading`."""

    @contextmanager
    def open_snapshot() -> Iterator[Session]:
        with studio.db.reading() as session:
            # At the first query, which fixes the snapshot: it holds every fact up to this one and no later. No sooner,
            # for whoever holds a connection must not wait for a thread that waits for a connection.
            event.listen(session, "after_begin", note_fact, once=True)
            yield session

    def note_fact(_: Session, __: SessionTransaction, connection: Connection) -> None:
        request.state.event_seq = latest_id(connection)

    return open_snapshot


def reading(snapshot: Annotated[Snapshot, Depends(snapshots)], _: Turn) -> Iterator[Session]:
    """One snapshot of the database, to read from; the answer's `Event-Seq` header says which facts it holds."""
    with snapshot() as session:
        yield session


PrincipalDep = Annotated[Principal, Depends(require_caller)]
StudioDep = Annotated[Studio, Depends(get_studio)]
PreferWait = Annotated[float | None, Depends(prefer_wait)]
LinksDep = Annotated[Links, Depends(get_links)]
SnapshotDep = Annotated[Snapshot, Depends(snapshots)]
Writing = Annotated[Session, Depends(writing, scope="function")]
Reading = Annotated[Session, Depends(reading, scope="function")]
