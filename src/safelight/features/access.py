"""What every router needs: who calls, the parts of the studio, and one transaction per request."""

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.events import Bus, latest_id
from safelight.jobs import service as jobs
from safelight.kit.errors import Unauthenticated
from safelight.kit.pictures import PictureIntake
from safelight.kit.signing import LinkSigner
from safelight.specs.jobs import FINISHED
from safelight.specs.video import VideoCodec
from safelight.storage import Storage

MAX_WAIT = 600.0  # seconds that one request may wait for its job

Snapshot = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Limits:
    """How much one request, and everybody together, may ask for."""

    reference_images: int
    queued_jobs: int
    inputs_kept: timedelta = timedelta(days=30)
    results_kept: timedelta = timedelta(minutes=10)
    quick_queue: int = 100


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
    public_url: str | None
    link_seconds: int
    video_codec: VideoCodec = "auto"
    model_aliases: Mapping[str, str] = field(default_factory=dict)

    async def finished(self, job_id: str, *, timeout: float) -> None:  # noqa: ASYNC109  a plain number of seconds
        """Return when a job has ended, or after `timeout` seconds. Raises JobNotFound."""
        mark = self.bus.latest_id()
        if not await run_in_threadpool(self._has_ended, job_id):
            ended = {f"job.{state}" for state in FINISHED}
            await self.bus.wait_for(
                lambda event: event.topic == f"job:{job_id}" and event.kind in ended, timeout, after=mark
            )

    def holds_key(self, given: str) -> bool:
        """Whether this is the server's key; without one set, everybody is let in."""
        return self.api_key is None or hmac.compare_digest(given.encode(errors="surrogatepass"), self.api_key.encode())

    def _has_ended(self, job_id: str) -> bool:
        with self.db.reading() as session:
            return jobs.get(session, job_id).state in FINISHED


def prefer_wait(prefer: Annotated[str | None, Header()] = None) -> float | None:
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


_bearer = HTTPBearer(auto_error=False, description="The server's API key")


def get_studio(request: Request) -> Studio:
    """The studio of the running server."""
    studio: Studio = request.app.state.studio
    return studio


def require_caller(
    studio: Annotated[Studio, Depends(get_studio)],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Let in whoever holds the API key; without one set, the server only listens on loopback."""
    given = credentials.credentials if credentials else ""
    if not studio.holds_key(given):
        raise Unauthenticated(
            "This server needs its API key." if not given else "The API key is not right.",
            hint="Send it as `Authorization: Bearer <key>`; it is SAFELIGHT_API_KEY on the server.",
        )


def writing(studio: Annotated[Studio, Depends(get_studio)]) -> Iterator[Session]:
    """One transaction around the route; it commits before the answer is sent."""
    with studio.db.transaction() as session:
        yield session


def snapshots(request: Request, studio: Annotated[Studio, Depends(get_studio)]) -> Snapshot:
    """Opens a session that only reads, when the route is ready for it; see `reading`."""

    @contextmanager
    def open_snapshot() -> Iterator[Session]:
        with studio.db.reading() as session:
            # The first query fixes the snapshot, so it holds every fact up to this one and no later.
            request.state.event_seq = latest_id(session)
            yield session

    return open_snapshot


def reading(snapshot: Annotated[Snapshot, Depends(snapshots)]) -> Iterator[Session]:
    """One snapshot of the database, to read from; the answer's `Event-Seq` header says which facts it holds."""
    with snapshot() as session:
        yield session


StudioDep = Annotated[Studio, Depends(get_studio)]
PreferWait = Annotated[float | None, Depends(prefer_wait)]
LinksDep = Annotated[Links, Depends(Links)]
SnapshotDep = Annotated[Snapshot, Depends(snapshots)]
Writing = Annotated[Session, Depends(writing, scope="function")]
Reading = Annotated[Session, Depends(reading, scope="function")]
