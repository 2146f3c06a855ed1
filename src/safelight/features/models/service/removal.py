"""Taking models off the shelf, with their files where they are ours."""

import shutil
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.features.models.errors import ModelBuiltIn, ModelInUse
from safelight.features.models.repository import ModelShelf, records
from safelight.features.models.schemas import ModelRemoved
from safelight.features.models.service.news import tell
from safelight.jobs import service as jobs
from safelight.kit.ids import new_id

REMOVED = ".removed-"  # hidden from the shelf; what a crash leaves is swept at the next start


def remove(session: Session, *, shelf: ModelShelf, name: str, force: bool = False) -> tuple[ModelRemoved, Path | None]:
    """Take a model off the shelf at once; gives back what to `clear` once this is committed.

    Files outside the models folder stay. Raises ModelNotFound, ModelBuiltIn, and ModelInUse unless `force`.
    """
    if name in shelf.built_in:
        raise ModelBuiltIn(
            f"{name!r} ships with Safelight and cannot be removed.", hint="Choose another default model."
        )
    path, size = shelf.whereabouts(name)
    if not force:
        refuse_if_used(session, name)
    row = records.locked(session, name)
    if row is not None:
        session.delete(row)
    tell(session, "removed", name)
    hidden = None
    if shelf.is_managed(path) and path.exists():
        hidden = shelf.folder / f"{REMOVED}{new_id('model')}"
        path.rename(hidden)  # one step: nobody ever sees half a model
    told = ModelRemoved(name=name, files="deleted" if hidden else "kept", freed_bytes=size if hidden else 0)
    return told, hidden


def clear(hidden: Path) -> None:
    """Delete what was taken off; a link goes, not what it leads to."""
    if hidden.is_dir() and not hidden.is_symlink():
        shutil.rmtree(hidden, ignore_errors=True)
    else:
        hidden.unlink(missing_ok=True)


def sweep(shelf: ModelShelf) -> None:
    """Delete what an earlier server had taken off and not yet deleted."""
    for hidden in shelf.folder.glob(f"{REMOVED}*"):
        clear(hidden)


def refuse_if_used(session: Session, name: str) -> None:
    """Raise ModelInUse when a job has it, a worker holds it, or a character was trained on it."""
    if job := records.job_on(session, name):
        raise ModelInUse(f"The model {name!r} is needed by the job {job.id}.", hint="Wait for its end, or cancel it.")
    characters = records.characters_on(session, name)
    if characters:
        more = f" and {len(characters) - 3} more" if len(characters) > 3 else ""
        raise ModelInUse(
            f"The model {name!r} is the base of {', '.join(characters[:3])}{more}.",
            hint="They could not be drawn without it. Delete these characters first, or force it.",
        )
    holders = [worker.name for worker in jobs.workers(session) if name in worker.loaded_models]
    if holders:
        raise ModelInUse(
            f"The model {name!r} is in the memory of {', '.join(holders)}.", hint="Unload it, or force it."
        )
