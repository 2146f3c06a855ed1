"""Pictures sent to a dataset: stored as they came, and a job that unpacks and checks them."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.datasets import repository
from safelight.features.datasets.errors import DatasetFull
from safelight.features.datasets.repository import EXAMINE, IMPORT, LOOK, subject_of
from safelight.features.datasets.schemas import ImportReport, ImportShown, ImportStarted
from safelight.features.datasets.service import archives, of_pictures, tell
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.ids import new_id
from safelight.specs.classify import Split
from safelight.specs.jobs import FINISHED
from safelight.storage import Storage, layout

UPLOADS_KEPT = timedelta(days=1)
"""How long an import that did not end well can be resumed."""


class Upload(Protocol):
    """A file as it came in."""

    filename: str

    def stream(self) -> IO[bytes]:
        """The whole of it, to be read piece by piece."""


class SentFile(BaseModel):
    """One file of an import."""

    key: str
    name: str
    is_archive: bool


class ImportSpec(BaseModel):
    """What an import is told."""

    dataset_id: str
    upload_id: str
    files: list[SentFile]
    split: Split | None = None
    label: str | None = None


class DatasetSpec(BaseModel):
    """What a job about a whole dataset is told."""

    dataset_id: str


class Limits(BaseModel):
    """How much a dataset may hold."""

    pictures: int
    bytes: int


def refuse_full(session: Session, dataset: Dataset, limits: Limits) -> None:
    """Raise DatasetFull where nothing more is taken in."""
    count, size = repository.totals(session, dataset.id)
    if count >= limits.pictures:
        raise DatasetFull(
            f"{dataset.name} holds {count} pictures; more than {limits.pictures} are not taken.",
            hint="The limit is SAFELIGHT_MAX_DATASET_PICTURES. Larger sets can be used as a folder on the workers.",
        )
    if size >= limits.bytes:
        raise DatasetFull(
            f"{dataset.name} holds {size / 1e9:.1f} GB; more than {limits.bytes / 1e9:.4g} GB are not taken.",
            hint="The limit is SAFELIGHT_MAX_DATASET_GB. Larger sets can be used as a folder on the workers.",
        )


@contextmanager
def stored(storage: Storage, dataset_id: str, files: Sequence[Upload]) -> Iterator[ImportSpec]:
    """The files lie in the storage within the block, and stay there unless it fails. Raises ArchiveUnreadable."""
    upload_id = new_id("up")
    spec = ImportSpec(dataset_id=dataset_id, upload_id=upload_id, files=[])
    try:
        for number, file in enumerate(files):
            is_archive = archives.is_archive(file.stream(), file.filename)
            key = layout.dataset_upload(dataset_id, upload_id, number)
            _put(storage, key, file.stream())
            spec.files.append(SentFile(key=key, name=file.filename, is_archive=is_archive))
        yield spec
    except BaseException:
        storage.delete_prefix(layout.dataset_upload(dataset_id, upload_id))
        raise


def start(session: Session, *, dataset: Dataset, spec: ImportSpec, max_queued: int) -> ImportStarted:
    """Queue the import into a dataset that is held locked. Raises DatasetIsFolder, TooManyRequests."""
    of_pictures(dataset)
    if not spec.files:
        raise InvalidInput.of("files", "", "there is no file", hint="Send a zip file, or pictures.")
    first = spec.files[0].name
    title = first if len(spec.files) == 1 else f"{first} and {len(spec.files) - 1} more"
    job = _submit(session, dataset, IMPORT, spec, f"{title} into {dataset.name}", max_queued)
    return ImportStarted(dataset_id=dataset.id, job_id=job.id)


def start_examination(session: Session, *, dataset: Dataset, max_queued: int) -> ImportStarted:
    """Queue a new examination of all pictures; one that waits or runs already is that one. Raises DatasetIsFolder."""
    of_pictures(dataset)
    waiting = jobs.unfinished(session, kind=EXAMINE, subject=subject_of(dataset.id))
    spec = DatasetSpec(dataset_id=dataset.id)
    job = waiting[0] if waiting else _submit(session, dataset, EXAMINE, spec, f"Examine {dataset.name}", max_queued)
    return ImportStarted(dataset_id=dataset.id, job_id=job.id)


def start_look(session: Session, *, dataset: Dataset, max_queued: int) -> ImportStarted:
    """Queue a look at the folder of a dataset; one that waits or runs already is that one."""
    if dataset.source != "path":
        raise InvalidInput.of("dataset", dataset.name, "its pictures are kept here: there is no folder to look at")
    waiting = jobs.unfinished(session, kind=LOOK, subject=subject_of(dataset.id))
    spec = DatasetSpec(dataset_id=dataset.id)
    job = waiting[0] if waiting else _submit(session, dataset, LOOK, spec, f"Look at {dataset.name}", max_queued)
    return ImportStarted(dataset_id=dataset.id, job_id=job.id)


def listed(session: Session, dataset: Dataset) -> list[ImportShown]:
    """The imports that are remembered, newest first."""
    found = repository.jobs_of(session, dataset.id, IMPORT)
    progress = jobs.progress_of(session, [job.id for job in found])
    return [
        ImportShown(
            job_id=job.id,
            title=job.title,
            state=job.state,
            progress=progress.get(job.id),
            failure=job.parsed_failure,
            report=report_of(job),
            created_at=job.created_at,
            finished_at=job.finished_at,
        )
        for job in found
    ]


def report_of(job: Job) -> ImportReport | None:
    """What became of the files of an import, once they are all looked at."""
    kept = job.results.get("unpack")
    return ImportReport.model_validate(kept) if kept else None


def forget_ended(db: Database, storage: Storage, *, older_than: timedelta = UPLOADS_KEPT) -> int:
    """Delete what imports that ended badly long ago have left: uploads, and pictures no row names; how many."""
    before, forgotten = utcnow() - older_than, 0
    with db.reading() as session:
        ended = select(Job).where(Job.kind == IMPORT, Job.state.in_(("failed", "cancelled")), Job.finished_at < before)
        specs = [ImportSpec.model_validate(job.spec) for job in session.scalars(ended)]
    for spec in specs:
        if storage.delete_prefix(layout.dataset_upload(spec.dataset_id, spec.upload_id)):
            forgotten += 1
            _drop_strays(db, storage, spec.dataset_id)
    return forgotten


def _drop_strays(db: Database, storage: Storage, dataset_id: str) -> None:
    """Delete stored pictures of a dataset that no row names, unless one of its imports may yet bring theirs."""
    listed = {file.key for file in storage.list(layout.dataset_pictures(dataset_id))}
    with db.reading() as session:
        if any(job.state not in FINISHED for job in repository.jobs_of(session, dataset_id, IMPORT)):
            return
        rows = session.execute(
            select(DatasetPicture.key, DatasetPicture.thumbnail_key).where(DatasetPicture.dataset_id == dataset_id)
        )
        named = {key for row in rows for key in row}
    storage.delete(*sorted(listed - named))


def _submit(session: Session, dataset: Dataset, kind: str, spec: BaseModel, title: str, max_queued: int) -> Job:
    job = jobs.submit(
        session,
        kind=kind,
        spec=spec,
        title=title,
        subject=subject_of(dataset.id),
        of=dataset,
        max_queued=max_queued,
        place="server",
    )
    dataset.job_id = job.id
    tell(session, dataset, "changed")
    return job


def _put(storage: Storage, key: str, source: IO[bytes]) -> None:
    source.seek(0)
    with tempfile.NamedTemporaryFile() as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        storage.put(key, Path(file.name), content_type="application/octet-stream")
