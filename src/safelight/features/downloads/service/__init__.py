"""Downloads: what one would bring, starting it (or joining the same one), how far it is, throwing it away."""

import asyncio
import hashlib
import json
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.downloads import repository
from safelight.features.downloads.errors import DiskFull, DownloadGoing, DownloadNotFound, NameTaken
from safelight.features.downloads.repository import KIND
from safelight.features.downloads.schemas import (
    DownloadAsked,
    DownloadDetail,
    DownloadPlan,
    DownloadShown,
    DownloadSpec,
    DownloadStarted,
    FileShown,
    Refusal,
)  # fmt: skip
from safelight.features.downloads.service import tokens
from safelight.features.downloads.service.reach import LOCK, Reach, bytes_here
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import SafelightError
from safelight.kit.paging import Page
from safelight.specs.jobs import Progress

if TYPE_CHECKING:
    from safelight.features.downloads.service.planning import Look

DROPPED_SECONDS = 86_400  # another installation may share the models folder and know the download
RESERVE = 200_000_000  # bytes of the disk that a download leaves free
_STOPPED = ("failed", "cancelled")

OpenSession = Callable[[], AbstractContextManager[Session]]


def look(reading: OpenSession, reach: Reach, *, asked: DownloadAsked) -> "Look":
    """Ask the hub what there is. Takes seconds: no session is open meanwhile.

    Raises SourceUnreadable, OnHubNotFound, AccessNeeded, HubAway, PathUnsafe, HostRefused, Unopenable.
    """
    from safelight.features.downloads.service import planning  # noqa: PLC0415  httpx: 0.2 s at every start

    host = planning.host_of(asked, reach)
    with reading() as session:
        token = tokens.token_for(session, reach, host)
    return asyncio.run(planning.look(asked, reach, token=token))


def plan(session: Session, reach: Reach, *, found: "Look") -> DownloadPlan:
    """What a download would bring, and what speaks against it."""
    spec, choice = found.spec, found.choice
    same = repository.same(session, subject_of(spec))
    job = same if same is not None and same.state != "succeeded" else None
    here = sum(bytes_here(reach.incoming(job.id), file.path)[0] for file in spec.files) if job else 0
    refusal: SafelightError | None = choice.refusal
    if refusal is None and job is None:
        refusal = _name_problem(session, reach, spec)
    if refusal is None:
        refusal = _space_problem(reach, spec, here)
    return DownloadPlan(
        hub=spec.hub,
        repo=spec.repo,
        revision=spec.revision,
        commit=spec.commit,
        url=found.url,
        name=spec.name,
        kind=spec.kind,
        pipeline=found.pipeline,
        licence=spec.licence,
        gated=found.gated,
        variant=choice.variant,
        variants=choice.variants,
        choices=choice.choices,
        files=found.files,
        total_bytes=spec.total_bytes,
        here_bytes=here,
        free_bytes=reach.free_bytes(),
        installed=_is_here(reach, spec),
        job_id=job.id if job else None,
        refusal=Refusal(code=refusal.code, message=refusal.message, hint=refusal.hint) if refusal else None,
    )


def start(session: Session, reach: Reach, *, found: "Look", max_queued: int | None = None) -> DownloadStarted:
    """Put a download into the queue, or join the same one: running, stopped half-way, or done already.

    Raises what stands in the plan's refusal: NothingToDownload, FileChoice, VariantUnknown, NameTaken, DiskFull.
    """
    spec = found.spec
    if found.choice.refusal is not None:
        raise found.choice.refusal
    repository.one_at_a_time(session)
    subject = subject_of(spec)
    same = repository.same(session, subject)
    if same is not None and (same.state != "succeeded" or _is_here(reach, spec)):
        if same.state in _STOPPED:
            jobs.resume(session, same.id)
        return DownloadStarted(job_id=same.id, name=spec.name, joined=True)
    problem = _name_problem(session, reach, spec) or _space_problem(reach, spec, 0)
    if problem is not None:
        raise problem
    job = jobs.submit(
        session, kind=KIND, spec=spec, title=_title(spec), subject=subject, max_queued=max_queued, place="server"
    )
    note(session, action="model.downloaded", subject=spec.name, details={"from": subject, "job": job.id})
    return DownloadStarted(job_id=job.id, name=spec.name, joined=False)


def page(session: Session, reach: Reach, *, after: str | None, limit: int) -> Page[DownloadShown]:
    """Downloads, newest first."""
    found, cursor = jobs.page(session, kind=KIND, after=after, limit=limit)
    progress = jobs.progress_of(session, [job.id for job in found])
    return Page(items=[DownloadShown(**_shown(job, reach, progress.get(job.id))) for job in found], next=cursor)


def detail(session: Session, reach: Reach, *, job_id: str) -> DownloadDetail:
    """One download with its files. Raises DownloadNotFound."""
    job = _found(session, job_id)
    return DownloadDetail(
        **_shown(job, reach, jobs.progress_of(session, [job.id]).get(job.id)), files=_files(job, reach)
    )


def discard(session: Session, reach: Reach, *, job_id: str) -> None:
    """Throw away what an unfinished download has brought. Raises DownloadNotFound, DownloadGoing."""
    job = _found(session, job_id)
    if not job.is_finished:
        raise DownloadGoing(
            f"{DownloadSpec.model_validate(job.spec).name} is being downloaded.", hint=f"Cancel job {job_id} first."
        )
    job.results = {}
    shutil.rmtree(reach.incoming(job_id), ignore_errors=True)


def sweep(reading: OpenSession, reach: Reach) -> int:
    """Throw away what lies about of downloads that nobody remembers, since a day at least; returns how many."""
    before = time.time() - DROPPED_SECONDS
    folders = {
        folder.name: folder
        for folder in reach.incoming("x").parent.glob("job_*")
        if (folder / LOCK).exists() and (folder / LOCK).stat().st_mtime < before
    }
    with reading() as session:
        forgotten = folders.keys() - repository.remembered(session, list(folders))
    for name in forgotten:
        shutil.rmtree(folders[name], ignore_errors=True)
    return len(forgotten)


def subject_of(spec: DownloadSpec) -> str:
    """The same for downloads of the same bytes to the same name."""
    what = [spec.hub, spec.repo, spec.commit, spec.url, spec.name, spec.configs_only]
    what += sorted(file.path for file in spec.files)
    return "download:" + hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32]


def _found(session: Session, job_id: str) -> Job:
    job = jobs.find(session, job_id)
    if job is None or job.kind != KIND:
        raise DownloadNotFound(job_id)
    return job


def _is_here(reach: Reach, spec: DownloadSpec) -> bool:
    if spec.configs_only and spec.repo:
        return reach.target(spec.name, single_file=False, configs_of=spec.repo).exists()
    return reach.installed(spec.name)


def _name_problem(session: Session, reach: Reach, spec: DownloadSpec) -> NameTaken | None:
    if spec.configs_only:
        return None
    for job in repository.going(session):
        if job.spec.get("name") == spec.name and not job.spec.get("configs_only"):
            return NameTaken(f"Another download will be called {spec.name}.", hint="Choose another name.")
    row = repository.model(session, spec.name)
    if _is_here(reach, spec) or (row is not None and Path(row.path).exists()):
        known = row is not None and (row.source or {}).get("commit") == spec.commit and spec.commit is not None
        said = f"{spec.name} is here already" + (", from the same commit." if known else ".")
        return NameTaken(said, hint="Choose another name, or delete that model first.")
    return None


def _space_problem(reach: Reach, spec: DownloadSpec, here: int) -> DiskFull | None:
    missing, free = spec.total_bytes - here, reach.free_bytes()
    if missing + RESERVE <= free:
        return None
    return DiskFull(
        f"{spec.name} needs {_bytes(missing)}, and {_bytes(max(0, free - RESERVE))} can be used on the disk of the "
        "models folder.",
        hint="Make space, or choose a smaller variant.",
    )


def _title(spec: DownloadSpec) -> str:
    return f"{'Configs of' if spec.configs_only else 'Download'} {spec.repo or spec.name}"


def _shown(job: Job, reach: Reach, progress: Progress | None) -> dict[str, object]:
    spec = DownloadSpec.model_validate(job.spec)
    files = _files(job, reach)
    running = job.state == "running" and progress is not None
    return {
        "job_id": job.id,
        "name": spec.name,
        "repo": spec.repo,
        "revision": spec.revision,
        "source": spec.source,
        "state": job.state,
        "total_bytes": spec.total_bytes or sum(file.done_bytes for file in files),
        "done_bytes": sum(file.done_bytes for file in files),
        "files_total": len(files),
        "files_done": sum(file.state == "done" for file in files),
        "bytes_per_second": progress.rate if running and progress else None,
        "eta_seconds": progress.eta_seconds if running and progress else None,
        "message": progress.message if running and progress else None,
        "failure": job.parsed_failure,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }


def _files(job: Job, reach: Reach) -> list[FileShown]:
    """The files as they lie on disk: nothing else knows better how far each is."""
    incoming = reach.incoming(job.id)
    shown = []
    shelved = job.state == "succeeded" or "fetch" in job.results
    for file in DownloadSpec.model_validate(job.spec).files:
        size, whole = (file.size or 0, True) if shelved else bytes_here(incoming, file.path)
        state = "done" if whole else "partial" if size else "waiting"
        shown.append(FileShown(path=file.path, size=file.size, done_bytes=size, state=state))
    return shown


def _bytes(count: int) -> str:
    return f"{count / 1e9:.3g} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
