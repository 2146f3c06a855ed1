"""Taking models off the shelf, with their files where they are ours."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.models.errors import ModelBuiltIn, ModelInUse
from safelight.features.models.repository import ModelShelf, records, stored
from safelight.features.models.schemas import ModelRemoved
from safelight.features.models.service.converting import HALF_MADE
from safelight.features.models.service.news import tell
from safelight.jobs import service as jobs
from safelight.kit.ids import new_id
from safelight.specs.jobs import FINISHED

HALF_TRAINED = ".training-"
REMOVED = ".removed-"  # hidden from the shelf; what a crash leaves is swept at the next start
_OLD_SECONDS = 24 * 3600


def remove(session: Session, *, shelf: ModelShelf, name: str, force: bool = False) -> tuple[ModelRemoved, Path | None]:
    """Take a model off the shelf at once; gives back what to `clear` once this is committed.

    Files outside the models folder stay. Raises ModelNotFound, ModelBuiltIn, and ModelInUse unless `force`.
    """
    if name in shelf.built_in:
        raise ModelBuiltIn(
            f"{name!r} ships with Safelight and cannot be removed.", hint="Choose another default model."
        )
    records.one_at_a_time(session)
    path, size = shelf.whereabouts(name)
    if not force:
        refuse_if_used(session, name)
    row = records.locked(session, name)
    if row is not None:
        session.delete(row)
    if (kept := stored.locked(session, name)) is not None:
        session.delete(kept)  # its files go with the next sweep
    tell(session, "removed", name)
    note(session, action="model.removed", subject=name)
    hidden = None
    if shelf.is_managed(path) and path.exists():
        hidden = shelf.folder / f"{REMOVED}{new_id('model')}"
        path.rename(hidden)  # one step: nobody ever sees half a model
    told = ModelRemoved(name=name, files="deleted" if hidden else "kept", freed_bytes=size if hidden else 0)
    return told, hidden


def half_trained(shelf: ModelShelf, job_id: str) -> Path:
    """Where a trained model lies until it has its name; hidden from the shelf."""
    return shelf.folder / f"{HALF_TRAINED}{job_id}"


def clear(hidden: Path) -> None:
    """Delete what was taken off; a link goes, not what it leads to."""
    if hidden.is_dir() and not hidden.is_symlink():
        shutil.rmtree(hidden, ignore_errors=True)
    else:
        hidden.unlink(missing_ok=True)


def sweep(shelf: ModelShelf) -> None:
    """Delete what earlier processes have left half-way: removals, uploads, exports, conversions of ended jobs."""
    for pattern, is_left in _LEFT_BEHIND.items():
        for hidden in shelf.folder.glob(f"{pattern}*"):
            if is_left(shelf, hidden):
                clear(hidden)


def _is_old(_: ModelShelf, path: Path) -> bool:
    return time.time() - path.lstat().st_mtime > _OLD_SECONDS  # a younger one may be in work right now


def _has_ended(shelf: ModelShelf, path: Path) -> bool:
    if shelf.db is None:
        return False
    with shelf.db.reading() as session:
        job = jobs.find(session, path.name.partition("-")[2])
        return job is None or job.state in FINISHED


_LEFT_BEHIND: dict[str, Callable[[ModelShelf, Path], bool]] = {
    REMOVED: lambda *_: True,
    ".incoming-model": _is_old,
    ".export-": _is_old,
    HALF_MADE: _has_ended,
    HALF_TRAINED: _has_ended,
}


def refuse_if_used(session: Session, name: str) -> None:
    """Raise ModelInUse when a job has it, a worker holds it, or a character is drawn by it."""
    refuse_if_needed(session, name)
    holders = [worker.name for worker in jobs.workers(session) if name in worker.loaded_models]
    if holders:
        raise ModelInUse(
            f"The model {name!r} is in the memory of {', '.join(holders)}.", hint="Unload it, or force it."
        )


def refuse_if_needed(session: Session, name: str) -> None:
    """Raise ModelInUse when a job has it or a character is drawn by it."""
    if job := records.job_on(session, name):
        which = f"the job {job.id}" if jobs.is_seen(session, job) else "a job of somebody else"
        raise ModelInUse(f"The model {name!r} is needed by {which}.", hint="Wait for its end, or cancel it.")
    characters = sorted(set(records.characters_on(session, name)), key=lambda each: each == records.SOMEBODY_ELSES)
    if characters:
        more = f" and {len(characters) - 3} more" if len(characters) > 3 else ""
        raise ModelInUse(
            f"The model {name!r} draws {', '.join(characters[:3])}{more}.",
            hint="They could not be drawn without it. Delete these characters first, or force it.",
        )
