"""Datasets brought to this machine: a folder per version, made once, and given up when the space is needed.

cache/datasets/pictures/<sha256>.<ending>   what was fetched, by content
cache/datasets/trees/<dataset>-<version>/   train, val and test with a folder per class: links to these
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path

from safelight.engine.classify.folder import LABELS
from safelight.features.datasets import service
from safelight.features.datasets.errors import FolderAway
from safelight.features.datasets.service import versions
from safelight.features.datasets.service.versions import Kept
from safelight.jobs.task import JobContext
from safelight.kit.errors import InternalError
from safelight.kit.files import publish
from safelight.worker.workshop import Workshop

AT_ONCE = 8  # pictures fetched
_MAX_NAME = 200  # bytes; file systems allow 255
_ABANDONED_SECONDS = 24 * 3600.0


def materialised(
    workshop: Workshop, job: JobContext, dataset_id: str, version: int | None, *, max_bytes: int | None = None
) -> Path:
    """A dataset as a folder on this machine: train, val, test, in each a folder per class, files named by picture id.

    A dataset that is a folder is that folder itself. What is fetched stays for the next run; beyond `max_bytes` those
    used longest ago go, but none while a job here that asked for it goes on. `job` is told, and may cancel.
    Raises DatasetNotFound, VersionNotFound, FolderAway, StorageNotFound.
    """
    with workshop.db.reading() as session:
        dataset = service.get(session, dataset_id)
    if dataset.source == "path":
        folder = Path(dataset.path or "")
        if not folder.is_dir():
            raise FolderAway(
                f"{dataset.name}: there is no folder {folder} on this worker's machine.",
                hint="Mount it under the same path on every worker, or send its pictures: those are fetched.",
            )
        return folder
    if version is None:
        raise InternalError(f"A run names no version of {dataset.name}.", code="dataset_version_missing")
    home = workshop.cache_dir / "datasets"
    tree = home / "trees" / f"{dataset.id}-{version}"
    tree.parent.mkdir(parents=True, exist_ok=True)
    job.kept[f"dataset:{tree.name}"] = _Held(tree)
    if not tree.is_dir():
        manifest = versions.manifest_of(workshop.db, workshop.storage, dataset_id=dataset.id, number=version)
        _make_room(home, (max_bytes or workshop.dataset_bytes) - sum(each.size for each in manifest.pictures))
        _plant(workshop, job, home, tree, manifest.pictures)
    os.utime(tree)
    return tree


def folders_of(labels: Sequence[str]) -> dict[str, str]:
    """A folder for each class: its own name, or one that every file system takes."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for label in sorted(set(labels)):
        plain = label.isprintable() and label == label.strip() and not label.startswith((".", "__", "$"))
        plain = plain and len(label.encode()) <= _MAX_NAME and not set(label) & set('/\\<>:"|?*')
        if not plain or label.casefold() in used:
            found[label] = f"class-{hashlib.sha256(label.encode()).hexdigest()[:16]}"
        else:
            found[label] = label
        used.add(found[label].casefold())
    return found


class _Held:
    """A lock that keeps a folder from being given up while this is alive, that is as long as its job goes on."""

    def __init__(self, tree: Path) -> None:
        self._file = os.open(tree.with_name(f".{tree.name}.lock"), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def __del__(self) -> None:
        os.close(self._file)


def _plant(workshop: Workshop, job: JobContext, home: Path, tree: Path, pictures: Sequence[Kept]) -> None:
    """Make the folder whole, or not at all; two that make it at once are content with either."""
    folders = folders_of([each.label for each in pictures])
    growing = tree.with_name(f".{tree.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        for split, label in sorted({(each.split, each.label) for each in pictures}):
            (growing / split / folders[label]).mkdir(parents=True)
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=job.job_id) as pool:
            fetched = [
                pool.submit(
                    copy_context().run, _bring, workshop, each, home, growing / each.split / folders[each.label]
                )
                for each in pictures
            ]
            _follow(job, fetched)
        other = {folder: label for label, folder in folders.items() if folder != label}
        (growing / LABELS).write_text(json.dumps(other, ensure_ascii=False), encoding="utf-8")
        try:
            publish(growing, tree)
        except OSError:
            if not tree.is_dir():  # else another job was quicker
                raise
    finally:
        shutil.rmtree(growing, ignore_errors=True)


def _bring(workshop: Workshop, picture: Kept, home: Path, folder: Path) -> None:
    """One picture, linked into the folder of its class."""
    ending = picture.key.rpartition(".")[2]
    target = folder / f"{picture.id}.{ending}"
    source = workshop.storage.local_path(picture.key)
    if source is not None and source.stat().st_size == picture.size:
        with suppress(OSError):  # another file system, or one without links
            target.hardlink_to(source)
            return
    kept = home / "pictures" / picture.sha256[:2] / f"{picture.sha256}.{ending}"
    if not kept.exists() or kept.stat().st_size != picture.size:
        workshop.fetch(picture.key, kept, sha256=picture.sha256)
    try:
        target.hardlink_to(kept)
    except OSError:  # a file system without links
        shutil.copyfile(kept, target)


def _follow(job: JobContext, fetched: Sequence[Future[None]]) -> None:
    """Tell how far it is; what has not begun when the job is cancelled never does."""
    waiting = set(fetched)
    counts = job.stage == "fetch"  # elsewhere it is set-up
    try:
        while waiting:
            done, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for each in done:
                each.result()
            here = len(fetched) - len(waiting)
            message = f"Fetching the dataset: {here} of {len(fetched)} pictures"
            job.progress(here * counts, len(fetched) * counts, message=message)
            job.check()
    finally:
        for each in waiting:
            each.cancel()


def _make_room(home: Path, budget: int) -> None:
    """Give up folders used longest ago until the rest fits, then pictures that are in none; and what a crash left."""
    trees = home / "trees"
    for left in [*trees.glob(".*.part"), *trees.glob(".*.gone")]:
        if left.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    known = sorted((tree for tree in trees.iterdir() if tree.name[0] != "."), key=lambda tree: tree.stat().st_mtime)
    sizes = {tree: sum(file.stat().st_size for file in _files(tree)) for tree in known}
    total = sum(sizes.values())
    for tree in known:
        if total > budget and _give_up(tree):
            total -= sizes[tree]
    for file in _files(home / "pictures"):
        with suppress(FileNotFoundError):  # another worker of this machine does the same
            if file.stat().st_nlink == 1 and file.stat().st_mtime < time.time() - _ABANDONED_SECONDS:
                file.unlink()


def _give_up(tree: Path) -> bool:
    """Delete a folder that no job uses; whether it is gone."""
    with tree.with_name(f".{tree.name}.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        gone = tree.with_name(f".{tree.name}.{uuid.uuid4().hex[:8]}.gone")
        tree.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        return True


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)
