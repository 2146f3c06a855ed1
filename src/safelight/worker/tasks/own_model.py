"""A model of its own, which a training of all weights leaves: from the work folder onto the shelf, in one step."""

import json
import shutil
from pathlib import Path

from sqlalchemy.orm import Session

from safelight.engine.training.save import link_folder
from safelight.features.characters import service
from safelight.features.models.service import note
from safelight.features.models.service.removal import half_trained
from safelight.jobs.task import JobContext
from safelight.kit.errors import Conflict
from safelight.kit.model_card import CARD_FILE
from safelight.specs.characters import CharacterJobSpec
from safelight.worker.workshop import Workshop

JOB = "job"
"""Under "trained" in the card of a model: the job that made it."""


def put_aside(workshop: Workshop, job: JobContext, folder: Path) -> None:
    """Bring a finished folder beside the models under a hidden name; hard links cost no room."""
    hidden = half_trained(workshop.shelf, job.job_id)
    shutil.rmtree(hidden, ignore_errors=True)  # of an earlier attempt
    link_folder(folder, hidden)


def publish(workshop: Workshop, job: JobContext, spec: CharacterJobSpec) -> str:
    """Give it its name, in one step; done twice it is the same. Returns the name."""
    shelf, hidden = workshop.shelf, half_trained(workshop.shelf, job.job_id)
    plain = f"{service.slug_of(spec.name)}-{service.version_name(spec.version)}"
    names = (plain, f"{plain}-{job.job_id[-6:].lower()}")
    if hidden.is_dir():
        taken = shelf.names(None)
        name = next(name for name in names if name not in taken and not (shelf.folder / name).exists())
        hidden.rename(shelf.folder / name)
        return name
    made = next((name for name in names if _job_of(shelf.folder / name) == job.job_id), None)
    if made is None:
        raise Conflict(
            "The model that was trained is not in this worker's models folder.",
            hint="Let all workers use one models folder, and train again.",
            code="trained_model_gone",
        )
    return made


def register(session: Session, workshop: Workshop, spec: CharacterJobSpec, name: str) -> None:
    """Say on the shelf where the model came from."""
    base = workshop.shelf.info(spec.base_model)
    source = {
        "trained_from": base.name,
        "sha256": base.sha256,
        "character_id": spec.character_id,
        "account_id": service.get(session, spec.character_id).account_id,
        "character": spec.name,
        "version": spec.version,
    }
    note(session, shelf=workshop.shelf, name=name, source=source, licence=base.licence)


def _job_of(folder: Path) -> str | None:
    card = folder / CARD_FILE
    trained = json.loads(card.read_text(encoding="utf-8")).get("trained") if card.is_file() else None
    return trained.get(JOB) if isinstance(trained, dict) else None
