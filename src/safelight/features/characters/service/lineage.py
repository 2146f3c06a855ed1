"""Where a character's weights come from, and a training done again just as it was."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import CharacterNotReady, WeightsUnknown
from safelight.features.characters.schemas.steps import VersionLineage
from safelight.features.characters.service import refuse_while_training, starting, tell, version
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.lineage import Lineage
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec
from safelight.storage import Storage


def shown(character: Character, number: int) -> VersionLineage:
    """Of one version. Raises VersionNotFound."""
    return _shown(character, version(character, number), None)


def of_weights(session: Session, *, sha256: str | None = None, model: str | None = None) -> VersionLineage:
    """Of the LoRA file with that SHA-256, or of the model of that name, that a recipe tells of.

    Raises WeightsUnknown for weights that no training here has made, or whose version is deleted.
    """
    wanted = CharacterVersion.lora_sha256 == sha256 if sha256 else CharacterVersion.model == model
    found = session.scalar(select(CharacterVersion).where(wanted).order_by(CharacterVersion.created_at.desc()))
    if found is not None:
        return _shown(_character(session, found.character_id), found, None)
    checkpoint = session.scalar(select(Checkpoint).where(Checkpoint.sha256 == sha256)) if sha256 else None
    if checkpoint is not None:
        of = session.get(CharacterVersion, (checkpoint.character_id, checkpoint.version))
        if of is not None:
            return _shown(_character(session, checkpoint.character_id), of, checkpoint.step)
    raise WeightsUnknown(sha256 or model or "")


def again(
    session: Session, *, character: Character, number: int, base: ModelInfo, storage: Storage, max_queued: int
) -> Job:
    """Train a version again: the same pictures, captions, settings and seeds, as the next version.

    On the same machine it comes out the same. Raises VersionNotFound, CharacterNotReady for one that was imported,
    whose job is forgotten, whose pictures or masks are gone, or while a training runs.
    """
    before = version(character, number)
    job = jobs.behind(session, before.job_id)
    if job is None:
        raise CharacterNotReady(
            f"Version {number} of {character.name} cannot be repeated: it was imported, or its job is forgotten.",
            hint=f"Train a new version: POST /api/v1/characters/{character.id}/train",
        )
    refuse_while_training(session, character)
    spec = CharacterJobSpec.model_validate(job.spec)
    if gone := [each.filename for each in spec.references if not all(map(storage.exists, _files(each)))]:
        raise CharacterNotReady(
            f"Version {number} of {character.name} cannot be repeated: {', '.join(gone[:5])} "
            f"{'is' if len(gone) == 1 else 'are'} no longer among its pictures, or without the mask that was on it.",
            hint=f"Train a new version with those that are there: POST /api/v1/characters/{character.id}/train",
        )
    spec.version = max(repository.last_number(session, character.id), character.version) + 1
    tell(session, character.id, "changed")
    title = f"Learn {character.name} again, as version {number}"
    return starting.submit(session, character, spec, base=base, title=title, max_queued=max_queued)


def _files(use: ReferenceUse) -> list[str]:
    return [use.key] if use.mask_key is None else [use.key, use.mask_key]


def _character(session: Session, character_id: str) -> Character:
    return session.scalars(select(Character).where(Character.id == character_id)).one()


def _shown(character: Character, of: CharacterVersion, step: int | None) -> VersionLineage:
    return VersionLineage(
        character_id=character.id,
        character_name=character.name,
        version=of.number,
        in_use=of.number == character.version,
        step=step or of.step or of.steps,
        source="trained" if of.training else "imported",
        job_id=of.job_id,
        base_model=of.base_model,
        trigger=character.trigger,
        class_word=character.class_word,
        sha256=of.lora_sha256,
        model=of.model,
        training=TrainSpec.model_validate(of.training) if of.training else None,
        learnt=Lineage.model_validate(of.lineage) if of.lineage else None,
        created_at=of.created_at,
    )
