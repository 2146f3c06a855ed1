"""What came of the jobs: each once, each file as its row says, and nothing else."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from safelight.events.tables import EventRow
from safelight.features.characters.tables import CharacterVersion, Reference
from safelight.features.classifiers.tables import ClassifierRun
from safelight.features.generations.tables import Generation, Picture
from safelight.jobs.tables import Job, UsageDay
from safelight.storage import Storage
from safelight.storage.errors import StorageNotFound

DRAWN = ("generation", "edit", "video")


@dataclass
class Found:
    """What is wrong, in words."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    zombies: list[str] = field(default_factory=list)
    """Written by one who no longer had the job."""
    files: list[str] = field(default_factory=list)
    """Missing, or not as their row says."""
    strays: list[str] = field(default_factory=list)
    """Of no row, after those were swept away that one left who had lost the job and did not know yet."""
    usage: list[str] = field(default_factory=list)


def count(session: Session, storage: Storage, asked: Mapping[str, str]) -> Found:
    """Compare rows and files with the jobs that were asked for: kinds by id."""
    found = Found()
    jobs = {job.id: job for job in session.scalars(select(Job))}
    for job_id, kind in asked.items():
        job = jobs.get(job_id)
        if job is None or job.state != "succeeded":
            found.lost.append(f"{kind} {job_id}: {job and (job.state, job.failure)}")
    _ends(session, asked, found)
    _naps(session, storage, asked, found)
    _pictures(session, storage, asked, found)
    _trained(session, storage, asked, found)
    _told(session, jobs, asked, found)
    _usage(session, jobs, found)
    return found


def _ends(session: Session, asked: Mapping[str, str], found: Found) -> None:
    ends = EventRow.kind.in_(("job.succeeded", "job.failed", "job.cancelled"))
    times = Counter(payload["id"] for payload in session.scalars(select(EventRow.payload).where(ends)))
    found.twice += [f"{asked[job_id]} {job_id} ended {times[job_id]} times" for job_id in asked if times[job_id] > 1]


def _naps(session: Session, storage: Storage, asked: Mapping[str, str], found: Found) -> None:
    rows = session.execute(text("SELECT job_id, epoch, epoch_then, state_then, key FROM chaos_result")).all()
    _each_once(found, _of(asked, "nap"), [row.job_id for row in rows], "nap")
    for row in rows:
        if row.epoch != row.epoch_then or row.state_then != "running":
            found.zombies.append(f"nap {row.job_id}: by {row.epoch}, it was at {row.epoch_then} and {row.state_then}")
        _compare(found, storage, row.key, hashlib.sha256(row.job_id.encode()).hexdigest())


def _pictures(session: Session, storage: Storage, asked: Mapping[str, str], found: Found) -> None:
    """Of generations, edits and films: as many as were asked for, and no file beside theirs."""
    wanted = session.execute(select(Generation.id, Generation.job_id, Generation.plan)).all()
    missing = _of(asked, *DRAWN) - {row.job_id for row in wanted}
    found.lost += [f"{asked[job_id]} {job_id}: no row" for job_id in missing]
    pictures = session.scalars(select(Picture)).all()
    places = [(generation.id, at) for generation in wanted for at in range(generation.plan.get("n") or 1)]
    _each_once(found, places, [(picture.generation_id, picture.position) for picture in pictures], "picture")
    known = set()
    for picture in pictures:
        _compare(found, storage, picture.key, picture.sha256)
        known |= {picture.key, picture.thumbnail_key, picture.poster_key}
    there = {file.key for file in storage.list("generations/")}
    found.files += [f"{key}: missing" for key in known - there - {None}]
    found.strays += sorted(there - known)


def _trained(session: Session, storage: Storage, asked: Mapping[str, str], found: Found) -> None:
    versions = session.scalars(select(CharacterVersion)).all()
    _each_once(found, _of(asked, "character"), [version.job_id for version in versions], "version of a character")
    for version in versions:
        if version.number != 1:
            found.twice.append(f"version {version.number} of {version.character_id}")
        _compare(found, storage, version.lora_key, version.lora_sha256)
    runs = session.scalars(select(ClassifierRun)).all()
    done = [run.job_id for run in runs if run.state == "succeeded" and run.result]
    _each_once(found, _of(asked, "train_classifier"), done, "run of a classifier")
    for run in runs:
        _compare(found, storage, f"{run.model_key}/model.safetensors", run.model_sha256)


def _told(session: Session, jobs: Mapping[str, Job], asked: Mapping[str, str], found: Found) -> None:
    """Of those that only say something: what they said."""
    for job_id in _of(asked, "predict"):
        if len(jobs[job_id].results.get("predict", {}).get("verdicts", [])) != 1:
            found.lost.append(f"predict {job_id}: no verdict")
    for job_id in _of(asked, "caption"):
        captions = jobs[job_id].results.get("caption", {}).get("captions", {})
        written = select(func.count()).where(Reference.id.in_(captions), Reference.caption.is_not(None))
        if session.scalar(written) != 2:
            found.lost.append(f"caption {job_id}: not at both pictures")


def _usage(session: Session, jobs: Mapping[str, Job], found: Found) -> None:
    used = session.execute(select(func.sum(UsageDay.jobs), func.sum(UsageDay.pictures))).one()
    ended = [job for job in jobs.values() if job.finished_at is not None]
    pictures = sum(job.pictures for job in ended if job.state == "succeeded")
    if tuple(used) != (len(ended), pictures):
        found.usage.append(f"counted {used[0]} jobs and {used[1]} pictures, there are {len(ended)} and {pictures}")
    drawn = sum(job.pictures for job in ended if job.kind in DRAWN and job.state == "succeeded")
    if drawn != (there := session.scalar(select(func.count()).select_from(Picture))):
        found.usage.append(f"counted {drawn} pictures of jobs that draw, there are {there}")


def _of(asked: Mapping[str, str], *kinds: str) -> set[str]:
    return {job_id for job_id, kind in asked.items() if kind in kinds}


def _each_once(found: Found, wanted: Any, there: list[Any], what: str) -> None:
    times = Counter(there)
    found.lost += [f"{what} {each}" for each in wanted if not times[each]]
    found.twice += [f"{what} {each}: {number} times" for each, number in times.items() if number > 1]


def _compare(found: Found, storage: Storage, key: str | None, sha256: str | None) -> None:
    try:
        content = storage.get(str(key))
    except StorageNotFound:
        found.files.append(f"{key}: missing")
        return
    if hashlib.sha256(content).hexdigest() != sha256:
        found.files.append(f"{key}: not as its row says")
