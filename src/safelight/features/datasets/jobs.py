"""The jobs of datasets, done by a server's desk: unpack and check pictures, examine them, look at a folder."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from safelight.features.datasets import repository
from safelight.features.datasets.errors import DatasetFull, DatasetNotFound, UploadGone
from safelight.features.datasets.repository import EXAMINE, IMPORT, LOOK
from safelight.features.datasets.schemas import ImportReport, RefusedEntry
from safelight.features.datasets.service import archives, changed, examining, folders, locked, tell
from safelight.features.datasets.service.importing import DatasetSpec, ImportSpec, Limits, SentFile
from safelight.features.datasets.service.pictures import SEEN
from safelight.features.datasets.service.places import Misplaced, Place, is_ignored, places_of
from safelight.features.datasets.tables import Dataset, DatasetPicture
from safelight.jobs import service as jobs
from safelight.jobs.errors import Cancelled
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.archives import files as archive_files
from safelight.kit.errors import InvalidInput, OutOfSpace, Unavailable
from safelight.kit.pictures import AcceptedPicture, PictureIntake, thumbnail
from safelight.kit.pictures.names import safe_name
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.storage import Storage, StorageNotFound, layout

BATCH = 64  # pictures of a transaction
HANDS = 2  # pictures decoded at once
SMALL = 256
"""Pixels of a side of the small picture; one that is no larger itself needs none."""
REFUSALS = 500  # told one by one


@dataclass(frozen=True)
class Tools:
    """What these jobs need beside the database."""

    storage: Storage
    intake: PictureIntake
    limits: Limits


def dataset_tasks(tools: Tools) -> list[Task]:
    """Every kind of job about datasets."""
    examine = Stage("examine", partial(_examine, tools), share=0.15)
    return [
        Task(IMPORT, ImportSpec, (Stage("unpack", partial(_unpack, tools), share=0.85), examine)),
        Task(EXAMINE, DatasetSpec, (examine,)),
        Task(LOOK, DatasetSpec, (Stage("look", _look),)),
    ]


@dataclass(frozen=True)
class _Entry:
    """One file of an import: where it is read from, and where it goes."""

    picture_id: str
    path: str
    place: Place | Misplaced
    archive: zipfile.ZipFile | None
    source: zipfile.ZipInfo | Path

    def read(self, limit: int) -> bytes | str:
        if self.archive is not None and isinstance(self.source, zipfile.ZipInfo):
            return archives.read(self.archive, self.source, limit)
        with Path(str(self.source)).open("rb") as file:
            return file.read(limit + 1)


@dataclass(frozen=True)
class _Taken:
    """A picture that was accepted, and is not stored yet."""

    row: DatasetPicture
    data: bytes
    content_type: str
    small: bytes | None


@dataclass
class _Unpacking:
    """How far an import is."""

    context: JobContext
    tools: Tools
    total: int
    left: Limits
    report: ImportReport = field(default_factory=ImportReport)
    done: int = 0

    def refuse(self, path: str, code: str, message: str) -> None:
        self.report.refused += 1
        if len(self.report.refusals) < REFUSALS:
            self.report.refusals.append(RefusedEntry(path=path[-400:], code=code, message=message))

    def tell(self) -> None:
        said = f"{self.report.added} new"
        said += f", {self.report.refused} not usable" if self.report.refused else ""
        self.context.progress(self.done, self.total, message=said)


def _unpack(tools: Tools, context: JobContext) -> dict[str, Any]:
    """Take in every picture. Run again, it goes on behind those that are there."""
    spec: ImportSpec = context.spec
    with ExitStack() as stack:
        report, entries = ImportReport(), list[_Entry]()
        for number, sent in enumerate(spec.files):
            _list(tools, context, stack, number, sent, entries, report)
        work = _Unpacking(context, tools, len(entries), _room(context, tools.limits, len(entries)), report)
        pool = stack.enter_context(ThreadPoolExecutor(HANDS, thread_name_prefix=context.job_id))
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        for at in range(0, len(entries), BATCH):
            _take_batch(work, pool, entries[at : at + BATCH])
    return work.report.model_dump()


def _list(
    tools: Tools,
    context: JobContext,
    stack: ExitStack,
    number: int,
    sent: SentFile,
    entries: list[_Entry],
    report: ImportReport,
) -> None:
    """What is in one file that was sent."""
    spec: ImportSpec = context.spec
    path = _brought(tools.storage, context, sent, number)
    paths: list[str]
    sources: Sequence[zipfile.ZipInfo | Path]
    archive = None
    if sent.is_archive:
        archive = stack.enter_context(archives.opened(stack.enter_context(path.open("rb")), sent.name))
        found = archive_files(archive)
        sources = [entry for entry in found if not is_ignored(entry.filename)]
        report.ignored += len(found) - len(sources)
        paths = [entry.filename for entry in sources if isinstance(entry, zipfile.ZipInfo)]
    else:
        paths, sources = [sent.name], [path]
    placed = places_of(paths, split=spec.split, label=spec.label)
    for name, place, source in zip(paths, placed, sources, strict=True):
        entries.append(_Entry(_picture_id(context.job_id, len(entries)), name, place, archive, source))


def _picture_id(job_id: str, index: int) -> str:
    """The same for the same file however often the job begins again: the time of the job, then its place in it."""
    letters = job_id.rpartition("_")[2]
    return f"dpic_{letters[:10]}{index:08x}{letters[-8:]}"


def _brought(storage: Storage, context: JobContext, sent: SentFile, number: int) -> Path:
    """The file on this machine. Raises UploadGone."""
    try:
        here = storage.local_path(sent.key)
        if here is None:
            here = context.work_dir / f"{number}"
            if not here.exists():
                context.progress(0, 0, message=f"Fetching {sent.name}")
                storage.download(sent.key, here)
    except StorageNotFound as error:
        raise UploadGone(f"{sent.name} is deleted; it was kept for a day.", hint="Send it again.") from error
    return here


def _room(context: JobContext, limits: Limits, coming: int) -> Limits:
    """How much the dataset has room for. Raises DatasetFull where so many files cannot go in, DatasetNotFound."""
    spec: ImportSpec = context.spec
    with context.db.reading() as session:
        dataset = _dataset(session, spec.dataset_id)
        count, size = repository.totals(session, dataset.id)
    if context.attempt == 1 and count + coming > limits.pictures:  # later some of them are there already
        raise DatasetFull(
            f"{coming} pictures came, and {dataset.name} holds {count} of at most {limits.pictures}.",
            hint="The limit is SAFELIGHT_MAX_DATASET_PICTURES. Larger sets can be used as a folder on the workers.",
        )
    return Limits(pictures=limits.pictures - count, bytes=limits.bytes - size)


def _take_batch(work: _Unpacking, pool: ThreadPoolExecutor, entries: Sequence[_Entry]) -> None:
    """Some files: those that are new and usable are stored, then recorded together."""
    spec: ImportSpec = work.context.spec
    with work.context.db.reading() as session:
        there = repository.known_ids(session, [entry.picture_id for entry in entries])
    pending: dict[Future[_Taken], _Entry] = {}
    for entry in entries:
        if entry.picture_id in there:
            work.report.added += 1
            work.done += 1
        elif isinstance(entry.place, Misplaced):
            work.refuse(entry.path, entry.place.code, entry.place.message)
            work.done += 1
        else:
            pending[pool.submit(_take, work.tools.intake, spec.dataset_id, entry, entry.place)] = entry
    taken: list[_Taken] = []
    for future in _as_done(work.context, list(pending)):
        entry = pending[future]
        try:
            taken.append(future.result())
        except (OutOfSpace, Unavailable):
            raise
        except InvalidInput as error:
            work.refuse(entry.path, error.code, error.message)
        work.done += 1
        work.tell()
    taken.sort(key=lambda each: each.row.id)
    if taken:
        _keep(work, pool, taken)
    work.tell()


def _take(intake: PictureIntake, dataset_id: str, entry: _Entry, place: Place) -> _Taken:
    """Check one file. Raises RefusedPicture, InvalidInput."""
    data = entry.read(intake.limits.max_bytes)
    if isinstance(data, str):
        raise InvalidInput(f"It cannot be unpacked: {data}.", code="entry_unreadable")
    picture = intake.accept(data, filename=entry.path, with_look=True, any_size=True)
    small = thumbnail(picture.data, side=SMALL) if max(picture.width, picture.height) > SMALL else None
    with Image.open(io.BytesIO(small or picture.data)) as image:
        hashed = thumbhash(image)
    return _Taken(_row(dataset_id, entry, place, picture, hashed, small), picture.data, picture.content_type, small)


def _row(
    dataset_id: str, entry: _Entry, place: Place, picture: AcceptedPicture, hashed: str, small: bytes | None
) -> DatasetPicture:
    return DatasetPicture(
        id=entry.picture_id,
        dataset_id=dataset_id,
        split=place.split,
        label=place.label,
        filename=safe_name(entry.path),
        key=layout.dataset_picture(dataset_id, entry.picture_id, picture.format),
        sha256=picture.sha256,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        thumbnail_key=layout.dataset_thumbnail(dataset_id, entry.picture_id) if small else None,
        thumbhash=hashed,
        findings=[{"kind": SEEN, "look": picture.look}],
        dismissed=[],
        excluded=False,
        removed=False,
    )


def _keep(work: _Unpacking, pool: ThreadPoolExecutor, taken: Sequence[_Taken]) -> None:
    """Store and record what this class of this part has not got yet. Nothing is left of what is not recorded."""
    context, storage = work.context, work.tools.storage
    dataset_id: str = context.spec.dataset_id
    with context.db.reading() as session:
        new = _new(session, dataset_id, taken)
    _refuse_full(work, new)
    keys = {each.row.id: [key for key in (each.row.key, each.row.thumbnail_key) if key] for each in new}
    kept: set[str] = set()
    try:
        for future in _as_done(context, [pool.submit(_put, storage, each) for each in new]):
            future.result()
        with context.transaction() as session:
            dataset = _dataset(session, dataset_id, lock=True)
            rows = [each.row for each in _new(session, dataset_id, new)]
            session.add_all(rows)
            changed(session, dataset)
        kept = {row.id for row in rows}
    except (Cancelled, DatasetNotFound):
        # Who lost the job to another deletes nothing: that one writes under the same keys.
        storage.delete(*(key for each in keys.values() for key in each))
        raise
    storage.delete(*(key for picture_id, each in keys.items() if picture_id not in kept for key in each))
    work.report.added += len(kept)
    work.report.duplicates += len(taken) - len(kept)
    work.left.pictures -= len(kept)
    work.left.bytes -= sum(each.row.size for each in new if each.row.id in kept)


def _new(session: Session, dataset_id: str, taken: Sequence[_Taken]) -> list[_Taken]:
    """Those that are not in their class of their part yet, the first of each content."""
    there = repository.same_content(session, dataset_id, {each.row.sha256 for each in taken})
    found: list[_Taken] = []
    for each in taken:
        mark = (each.row.sha256, each.row.split, each.row.label)
        if mark not in there:
            there.add(mark)
            found.append(each)
    return found


def _refuse_full(work: _Unpacking, new: Sequence[_Taken]) -> None:
    if len(new) > work.left.pictures or sum(each.row.size for each in new) > work.left.bytes:
        raise DatasetFull(
            f"The dataset is full; {work.report.added} pictures were taken in.",
            hint="The limits are SAFELIGHT_MAX_DATASET_PICTURES and SAFELIGHT_MAX_DATASET_GB.",
        )


def _put(storage: Storage, taken: _Taken) -> None:
    storage.put(taken.row.key, taken.data, content_type=taken.content_type)
    if taken.small is not None and taken.row.thumbnail_key:
        storage.put(taken.row.thumbnail_key, taken.small, content_type="image/webp")


def _as_done(context: JobContext, futures: Sequence[Future[Any]]) -> Iterator[Future[Any]]:
    """Each as it ends; a cancel is heard meanwhile, and what has not begun then never does."""
    waiting = set(futures)
    try:
        while waiting:
            done, waiting = wait_for(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            context.check()
            yield from done
    finally:
        for future in waiting:
            future.cancel()
        wait_for(waiting)


def _examine(tools: Tools, context: JobContext) -> dict[str, Any]:
    """Say of each picture what is wrong with it; another import that waits does it for both."""
    dataset_id: str = context.spec.dataset_id
    if isinstance(context.spec, ImportSpec):
        tools.storage.delete_prefix(layout.dataset_upload(dataset_id, context.spec.upload_id))
    with context.db.reading() as session:
        dataset = _dataset(session, dataset_id)
        behind = jobs.unfinished(session, kind=IMPORT, subject=repository.subject_of(dataset_id))
        if any(job.state == "queued" for job in behind):
            return {"examined": 0}
        rows = examining.rows_of(session, dataset.id)
    found = examining.findings_of(
        rows, check=context.check, on_progress=lambda done: context.progress(done, len(rows), message="Comparing")
    )
    count = examining.keep(context.transaction, dataset_id, found)
    with context.transaction() as session:
        tell(session, _dataset(session, dataset_id), "examined")
    return {"examined": len(rows), "with_findings": count}


def _look(context: JobContext) -> dict[str, Any]:
    """Count what is in the folder of a dataset."""
    spec: DatasetSpec = context.spec
    with context.db.reading() as session:
        dataset = _dataset(session, spec.dataset_id)
    found = folders.look(
        Path(dataset.path or ""),
        check=context.check,
        on_progress=lambda files: context.progress(0, 0, message=f"{files} files"),
    )
    with context.transaction() as session:
        dataset = _dataset(session, spec.dataset_id, lock=True)
        folders.keep(session, dataset, found)
    return {"pictures": found.pictures, "ignored": found.ignored}


def _dataset(session: Session, dataset_id: str, *, lock: bool = False) -> Dataset:
    if lock:
        return locked(session, dataset_id)
    found = session.get(Dataset, dataset_id)
    if found is None:
        raise DatasetNotFound(dataset_id)
    return found
