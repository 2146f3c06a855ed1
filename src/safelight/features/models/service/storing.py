"""Models in the storage, where workers on other machines fetch them: every file under its SHA-256."""

import hashlib
import json
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.audit.service import note
from safelight.features.models.errors import ModelBuiltIn, ModelInUse, ModelNotStored, ModelUnusable
from safelight.features.models.repository import ModelShelf, stored
from safelight.features.models.repository.hashing import hash_of_file, hash_of_list
from safelight.features.models.repository.scan import mark_of
from safelight.features.models.schemas import ModelUnstored, StoreStarted
from safelight.features.models.service.news import tell
from safelight.features.models.tables import StoredModel
from safelight.jobs import service as jobs
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.clock import utcnow
from safelight.kit.errors import InternalError
from safelight.kit.identify.files import PICKLES, SUFFIX
from safelight.kit.model_card import read_model_card
from safelight.specs.models import ModelInfo
from safelight.storage import Storage, layout

JOB_KIND = "store_model"
CONFIGS = ".configs"
"""Beside a single file: configs and tokenizers that it is read with, by whose they are."""
FROM_SHELF = "of-the-shelf"
"""Whose those are that come from another model of the shelf."""
AT_ONCE = 2  # files on their way
_UNREAD = (*PICKLES, ".gguf", ".onnx", ".onnx_data", ".msgpack", ".h5", ".ot", ".tflite")
_SMALL = 32 << 20  # a config or a tokenizer
_STRAY = timedelta(days=1)


class StoreSpec(BaseModel):
    """Which model."""

    name: str


@dataclass(frozen=True)
class _File:
    path: str
    source: Path
    size: int
    sha256: str

    @property
    def key(self) -> str:
        return layout.model_file(self.sha256)


def start(session: Session, *, shelf: ModelShelf, name: str, max_queued: int | None = None) -> StoreStarted:
    """Queue the copying; while it waits or runs, the same again gives the same job back.

    Raises ModelNotFound, ModelUnusable, ModelBuiltIn, TooManyRequests.
    """
    info = shelf.find(name)
    if info.built_in:
        raise ModelBuiltIn(f"{name!r} ships with Safelight: every worker has it.", hint="There is nothing to store.")
    subject = f"model:{name}"[:128]
    waiting = jobs.unfinished(session, kind=JOB_KIND, subject=subject)
    if not waiting:
        title = f"{name} into the storage"
        job = jobs.submit(
            session, kind=JOB_KIND, title=title, spec=StoreSpec(name=name), subject=subject, place="server",
            max_queued=max_queued,
        )  # fmt: skip
        note(session, action="model.stored", subject=name)
        return StoreStarted(job_id=job.id, name=name)
    return StoreStarted(job_id=waiting[0].id, name=name)


def store_task(shelf: ModelShelf, storage: Storage) -> Task:
    """How a server copies a model into the storage."""
    return Task(
        JOB_KIND,
        StoreSpec,
        (
            Stage("read", partial(_read, shelf), share=0.2),
            Stage("copy", partial(_copy, shelf, storage), share=0.8),
        ),
    )


def forget(db: Database, storage: Storage, *, name: str) -> ModelUnstored:
    """Take a model out of the storage; files that another stored model has stay. Raises ModelNotStored, ModelInUse."""
    with db.transaction() as session:
        row = stored.locked(session, name)
        if row is None:
            raise ModelNotStored(name)
        _refuse_while_storing(session)
        sizes = {each["sha256"]: int(each["size"]) for each in row.files}
        session.delete(row)
        session.flush()
        unused = sizes.keys() - stored.digests(session)
        stored.bind_waiting(session, name, here=True)
        tell(session, "changed", name)
        note(session, action="model.unstored", subject=name)
    storage.delete(*sorted(layout.model_file(digest) for digest in unused))
    return ModelUnstored(name=name, freed_bytes=sum(sizes[digest] for digest in unused))


def sweep(db: Database, storage: Storage, *, older_than: timedelta = _STRAY) -> int:
    """Delete files of models that no stored model names any more, such as a cancelled copy's; how many."""
    before = utcnow() - older_than
    listed = [file for file in storage.list(layout.MODEL_FILES) if file.modified < before]
    if not listed:
        return 0
    with db.reading() as session:
        if jobs.in_line(session, kind=JOB_KIND):
            return 0
        named = {layout.model_file(digest) for digest in stored.digests(session)}
    strays = [file.key for file in listed if file.key not in named]
    storage.delete(*strays)
    return len(strays)


def _refuse_while_storing(session: Session) -> None:
    """A copy that goes on may count on files which are there already."""
    if going := jobs.in_line(session, kind=JOB_KIND):
        raise ModelInUse(
            f"A model is being stored by the job {going[0].id}, which may share files with this one.",
            hint="Wait for its end, or cancel it.",
        )


def _read(shelf: ModelShelf, job: JobContext) -> dict[str, Any]:
    """Hash every file."""
    info = shelf.find(job.spec.name)
    mark, named = mark_of(info.path), _files_of(info, shelf)
    total, done = sum(source.stat().st_size for _, source in named), 0
    files = []

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        job.progress(done, total, unit="byte", message=f"Reading {path}")

    for path, source in named:
        size, digest = source.stat().st_size, hash_of_file(source, on_bytes)
        files.append({"path": path, "size": size, "sha256": digest})
    if mark_of(info.path) != mark:
        raise ModelUnusable(f"The files of {info.name} changed while they were read.", hint="Store it again.")
    return {"files": files, "mark": mark, "digest": _identity(info, files)}


def _copy(shelf: ModelShelf, storage: Storage, job: JobContext) -> dict[str, Any]:
    """Send what is not there, then write down that all of it is."""
    name, read = job.spec.name, job.results["read"]
    info = shelf.find(name)
    sources = dict(_files_of(info, shelf))
    files = [_File(each["path"], sources[each["path"]], each["size"], each["sha256"]) for each in read["files"]]
    sent = _send(storage, job, files)

    def record(session: Session) -> None:
        row = stored.locked(session, name) or StoredModel(name=name)
        row.digest, row.files, row.mark = read["digest"], read["files"], read["mark"]
        row.size_bytes, row.stored_at = sum(file.size for file in files), utcnow()
        session.add(row)
        stored.bind_waiting(session, name, here=False)
        tell(session, "changed", name)

    with job.transaction() as session:
        record(session)
    # Somebody may have thrown away meanwhile what was there already.
    sent += _send(storage, job, files)
    return {"model": name, "files": len(files), "sent_bytes": sent}


def _send(storage: Storage, job: JobContext, files: Iterable[_File]) -> int:
    """Every file that is not there in its size; how many bytes."""
    wanted = list({file.sha256: file for file in files}.values())
    there = _there(storage, wanted)
    missing = [file for file in wanted if there.get(file.key) != file.size]
    total = sum(file.size for file in wanted)
    done = total - sum(file.size for file in missing)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=job.job_id) as pool:
        going: dict[Future[int], _File] = {pool.submit(_put, storage, file): file for file in missing}
        waiting = set(going)
        try:
            while waiting:
                ended, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                done += sum(each.result() for each in ended)
                names = ", ".join(sorted(file.path for each, file in going.items() if each.running()))
                job.progress(done, total, unit="byte", message=f"Copying {names}" if names else None)
                job.check()
        finally:
            for each in waiting:
                each.cancel()
    there = _there(storage, missing)
    if lost := [file.path for file in missing if there.get(file.key) != file.size]:
        raise InternalError(
            f"The storage does not have {lost[0]} as it was sent.", hint="Store the model again.", code="not_stored"
        )
    return sum(file.size for file in missing)


def _put(storage: Storage, file: _File) -> int:
    kept = storage.put(file.key, file.source, content_type="application/octet-stream")
    if (kept.sha256, kept.size) != (file.sha256, file.size):
        storage.delete(file.key)
        raise ModelUnusable(f"{file.path} changed while it was copied.", hint="Store the model again.")
    return kept.size


def _there(storage: Storage, files: Iterable[_File]) -> dict[str, int]:
    """Sizes by key of what lies beside these files in the storage, and of themselves."""
    folders = {file.key.rpartition("/")[0] for file in files}
    return {each.key: each.size for folder in folders for each in storage.list(folder)}


def _files_of(info: ModelInfo, shelf: ModelShelf) -> list[tuple[str, Path]]:
    """What a model consists of: where each file is to lie elsewhere, and where it is here.

    The first step of the first of them is the model's folder, or its file.
    """
    if info.path.is_dir():
        inside = _below(info.path, lambda path: path.suffix.lower() not in _UNREAD)
        return [(f"{info.path.name}/{name}", path) for name, path in inside]
    found = [(info.path.name, info.path)]
    if info.kind in {"base", "video"}:
        for owner, folder in _lenders(info, shelf):
            found += [(f"{CONFIGS}/{owner}/{name}", path) for name, path in _below(folder, _is_config)]
    return found


def _lenders(info: ModelInfo, shelf: ModelShelf) -> Iterable[tuple[str, Path]]:
    """Folders whose configs and tokenizers a single file may be read with, by what they are called."""
    below = shelf.folder / CONFIGS
    known = [(folder.relative_to(below).as_posix(), folder) for folder in sorted(below.glob("*/*"))]
    others = [one for one in shelf.all("base") if one.path.is_dir() and one.pipeline == info.pipeline]
    for owner, folder in known:
        if (folder / "model_index.json").is_file() and read_model_card(folder).class_name == info.pipeline:
            yield owner, folder
    yield from ((f"{FROM_SHELF}/{one.name}", one.path) for one in others)


def _below(folder: Path, is_wanted: Callable[[Path], bool]) -> Iterable[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and is_wanted(path) and not any(part.startswith(".") for part in relative.parts):
            yield relative.as_posix(), path


def _is_config(path: Path) -> bool:
    return path.suffix.lower() not in {SUFFIX, *_UNREAD} and path.stat().st_size <= _SMALL


def _identity(info: ModelInfo, files: list[dict[str, Any]]) -> str:
    """What recipes call the model by: see content_hash."""
    if info.path.is_file():
        return str(files[0]["sha256"])
    paths = {PurePosixPath(each["path"]): str(each["sha256"]) for each in files}
    weights = {path.relative_to(path.parts[0]): digest for path, digest in paths.items() if path.suffix == SUFFIX}
    return hash_of_list(weights)


def manifest_id(files: list[dict[str, Any]]) -> str:
    """One name for a list of files."""
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
