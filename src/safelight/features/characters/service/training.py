"""What a worker records of a character's training."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight import events
from safelight.features.characters import repository
from safelight.features.characters.service import TOPIC, get, tell
from safelight.features.characters.tables import Character, CharacterVersion, Checkpoint, Sample
from safelight.jobs import moves
from safelight.kit.ids import new_id
from safelight.specs.characters import CharacterJobSpec, LikenessScores
from safelight.storage import StoredFile

GRID = "grid"
"""Role of pictures that compare checkpoints afterwards: none of the training's own."""


def samples_drawn(session: Session, *, spec: CharacterJobSpec) -> set[tuple[int, int]]:
    """Step and position of the samples that this training has recorded."""
    rows = select(Sample.step, Sample.position).where(
        Sample.character_id == spec.character_id, Sample.version == spec.version, Sample.role != GRID
    )
    return {(step, position) for step, position in session.execute(rows)}


def record_sample(
    session: Session,
    *,
    job_id: str,
    spec: CharacterJobSpec,
    step: int,
    position: int,
    seed: int,
    key: str,
    thumbnail_key: str,
    thumbhash: str,
    size: tuple[int, int],
) -> Sample:
    """A picture made at a step; one that is there for the same step and prompt is replaced."""
    prompts = [*spec.sample_prompts, *spec.probe_prompts]
    role = "prompt" if position < len(spec.sample_prompts) else "probe"
    place = {"character_id": spec.character_id, "version": spec.version, "step": step, "position": position}
    sample = session.scalar(select(Sample).filter_by(**place, role=role))
    if sample is None:
        sample = Sample(id=new_id("smp"), **place, role=role)
        session.add(sample)
    sample.job_id, sample.prompt, sample.seed = job_id, prompts[position], seed
    sample.key, sample.thumbnail_key, sample.thumbhash = key, thumbnail_key, thumbhash
    sample.width, sample.height = size
    session.flush()
    told = {"id": sample.id, "step": step, "position": position, "role": role, "character_id": spec.character_id}
    of = session.get_one(Character, spec.character_id)
    for topic in (moves.topic_of(job_id), TOPIC):
        events.publish(session, topic=topic, kind="sample.added", payload=told, of=of)
    return sample


def sample_keys(session: Session, *, spec: CharacterJobSpec, step: int) -> dict[int, str]:
    """Where the pictures of a step are stored, by position."""
    rows = select(Sample.position, Sample.key).where(
        Sample.character_id == spec.character_id,
        Sample.version == spec.version,
        Sample.step == step,
        Sample.role != GRID,
    )
    return dict(session.execute(rows).all())


def checkpoints_of(session: Session, *, spec: CharacterJobSpec) -> list[Checkpoint]:
    """Those that this training has recorded, first step first; they outlive the session."""
    found = list(repository.checkpoints(session, spec.character_id, version=spec.version))
    for checkpoint in found:
        session.expunge(checkpoint)
    return found


def record_checkpoint(
    session: Session,
    *,
    job_id: str,
    spec: CharacterJobSpec,
    step: int,
    scores: LikenessScores,
    file: StoredFile | None,
) -> None:
    """What was learnt by a step, and how it scored; one that is there for the same step is replaced."""
    session.merge(
        Checkpoint(
            character_id=spec.character_id,
            version=spec.version,
            step=step,
            job_id=job_id,
            key=file.key if file else None,
            sha256=file.sha256 if file else None,
            size=file.size if file else None,
            scores=scores.model_dump(mode="json"),
        )
    )
    told = {"id": spec.character_id, "version": spec.version, "step": step, **scores.model_dump(mode="json")}
    of = session.get_one(Character, spec.character_id)
    for topic in (moves.topic_of(job_id), TOPIC):
        events.publish(session, topic=topic, kind="checkpoint.added", payload=told, of=of)


def keep_final(
    session: Session, *, job_id: str, spec: CharacterJobSpec, step: int, key: str, sha256: str, size: int
) -> None:
    """The weights that the training ended with are those of its last checkpoint."""
    place = (spec.character_id, spec.version, step)
    found = session.get(Checkpoint, place)
    if found is None:
        found = Checkpoint(character_id=place[0], version=place[1], step=step, job_id=job_id, scores={})
        session.add(found)
    found.key, found.sha256, found.size = key, sha256, size


def forget_files(session: Session, *, spec: CharacterJobSpec, steps: Collection[int]) -> list[str]:
    """Keep only the scores of these checkpoints; gives back the files to delete once this is committed."""
    rows = repository.checkpoints(session, spec.character_id, version=spec.version)
    keys = [each.key for each in rows if each.step in steps and each.key]
    for each in rows:
        if each.step in steps:
            each.key = each.sha256 = each.size = None
    return keys


def register(
    session: Session,
    *,
    job_id: str,
    spec: CharacterJobSpec,
    checkpoint: Checkpoint | None = None,
    model: str | None = None,
    steps: int,
    final_loss: float,
    lineage: dict[str, Any] | None = None,
) -> Character:
    """Keep what was learnt as a version, and put it into use: from this commit on, generations draw with it.

    It is the LoRA of a checkpoint, or a model of its own on the shelf.
    """
    key, sha256, size = (checkpoint.key, checkpoint.sha256, checkpoint.size) if checkpoint else (None, None, None)
    character = get(session, spec.character_id)
    session.merge(
        CharacterVersion(
            character_id=character.id,
            number=spec.version,
            lora_key=key,
            lora_sha256=sha256,
            lora_size=size,
            model=model,
            step=checkpoint.step if checkpoint else None,
            base_model=spec.base_model,
            training=spec.training.model_dump(mode="json"),
            job_id=job_id,
            steps=steps,
            final_loss=final_loss,
            lineage=lineage,
        )
    )
    character.version, character.base_model = spec.version, spec.base_model
    character.lora_key, character.lora_sha256, character.lora_size = key, sha256, size
    character.model = model
    tell(session, character.id, "changed")
    return character
