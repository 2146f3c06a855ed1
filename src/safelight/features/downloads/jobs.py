"""The job of a download: fetch into a hidden folder, then put it on the shelf whole."""

import asyncio
import fcntl
import shutil
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sqlalchemy.orm import Session

from safelight.features.downloads import repository
from safelight.features.downloads.errors import DiskFull, NameTaken, NothingToDownload
from safelight.features.downloads.repository import KIND
from safelight.features.downloads.schemas import DownloadSpec
from safelight.features.downloads.service import tokens
from safelight.features.downloads.service.reach import LOCK, Reach
from safelight.features.models.repository.scan import mark_of
from safelight.features.models.service.news import tell
from safelight.features.models.tables import Model
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.files import publish

if TYPE_CHECKING:
    from safelight.features.downloads.service.fetching import Fetch

WINDOW_SECONDS = 5.0  # of the measured speed


def download_task(reach: Reach) -> Task:
    """How downloads are done."""
    return Task(
        KIND,
        DownloadSpec,
        (
            Stage("fetch", partial(_fetch, reach), share=0.99),
            Stage("shelve", partial(_shelve, reach), share=0.01),
        ),
    )


def _fetch(reach: Reach, context: JobContext) -> dict[str, Any]:
    """Bring every file. Run again, it goes on where it was."""
    # loads httpx, which the server needs for nothing else
    from safelight.features.downloads.service import fetching, hub  # noqa: PLC0415  as said above

    spec: DownloadSpec = context.spec
    folder = reach.incoming(context.job_id)
    with context.db.reading() as session:
        token = tokens.token_for(session, reach, urlsplit(spec.hub).netloc.lower())
    remote = fetching.Remote(
        home=spec.hub,
        urls={
            file.path: spec.url or f"{spec.hub}/{spec.repo}/resolve/{spec.commit}/{quote(file.path)}"
            for file in spec.files
        },
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )

    async def run() -> None:
        async with hub.client_for(reach) as client:
            fetch = fetching.Fetch(
                client, remote, spec.files, folder, patience=reach.patience, connections=reach.connections
            )
            await fetch.run(_Reporter(context, spec.total_bytes))

    with _alone(context, folder):
        asyncio.run(run())
    return {"files": len(spec.files), "bytes": spec.total_bytes}


def _shelve(reach: Reach, context: JobContext) -> dict[str, Any]:
    """The whole model appears at once, with the row that says where it came from."""
    spec: DownloadSpec = context.spec
    incoming = reach.incoming(context.job_id)
    target = reach.target(spec.name, single_file=spec.single_file, configs_of=spec.repo if spec.configs_only else None)
    files = incoming / "files"
    arrived = files / spec.files[0].path if spec.single_file else files
    if arrived.exists():
        if target.exists() and spec.configs_only:
            shutil.rmtree(target)
        if target.exists():
            raise NameTaken(
                f"{spec.name} has come into the models folder in the meantime.",
                hint="Rename or remove it, then resume the download.",
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        publish(arrived, target)
    if not target.exists():
        raise NothingToDownload(
            f"The files of {spec.name} were removed before they were on the shelf.",
            hint=f"Throw the rest away with DELETE /api/v1/downloads/{context.job_id}, then download it again.",
        )
    if not spec.configs_only:
        with context.transaction() as session:
            _record(session, spec, target)
    shutil.rmtree(incoming, ignore_errors=True)
    return {"model": spec.name, "kind": spec.kind}


def _record(session: Session, spec: DownloadSpec, target: Path) -> None:
    """Where it came from; what it is, the shelf finds out from the files."""
    row = repository.model(session, spec.name)
    if row is None:
        form = "single-file" if spec.single_file else "diffusers"
        row = Model(
            name=spec.name, path=str(target), kind=spec.kind, format=form, size=spec.total_bytes, settings={}
        )  # fmt: skip
        session.add(row)
    row.source, row.licence = spec.source, spec.licence
    if spec.single_file:
        row.sha256, row.mark = spec.files[0].sha256, mark_of(target)
    tell(session, "added", spec.name)


class _Reporter:
    """Tells how far a download is, and how fast it goes."""

    def __init__(self, context: JobContext, total: int) -> None:
        self._context = context
        self._total = total
        self._seen: deque[tuple[float, int]] = deque()

    def __call__(self, fetch: "Fetch") -> None:
        now, here = time.monotonic(), sum(fetch.here.values())
        self._seen.append((now, here))
        while now - self._seen[0][0] > WINDOW_SECONDS:
            self._seen.popleft()
        since, before = self._seen[0]
        rate = max(0, here - before) / (now - since) if now > since else 0.0
        total = max(self._total, here, 1)
        left = (total - here) / rate if rate else None
        said = f"{len(fetch.whole)} of {len(fetch.files)} files"
        self._context.progress(here, total, unit="byte", rate=rate or None, seconds_left=left, message=said)


@contextmanager
def _alone(context: JobContext, folder: Path) -> Iterator[None]:
    """Keep others out of the folder: a server that was thought dead may be writing there still, until it learns."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("wb") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    context.check()
                    time.sleep(0.1)
            yield
    except OSError as error:
        if error.errno == 28:  # ENOSPC
            raise DiskFull("The disk of the models folder is full.", hint="Make space, then resume.") from error
        raise
