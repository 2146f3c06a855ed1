"""What a worker records of a character's training."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight import events
from safelight.features.characters.service import TOPIC, get, tell
from safelight.features.characters.tables import Character, CharacterVersion, Sample
from safelight.jobs import moves
from safelight.kit.ids import new_id
from safelight.specs.characters import CharacterJobSpec


def samples_drawn(session: Session, *, spec: CharacterJobSpec) -> set[tuple[int, int]]:
    """Step and position of the samples that this training has recorded."""
    rows = select(Sample.step, Sample.position).where(
        Sample.character_id == spec.character_id, Sample.version == spec.version
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
    place = {"character_id": spec.character_id, "version": spec.version, "step": step, "position": position}
    sample = session.scalar(select(Sample).filter_by(**place))
    if sample is None:
        sample = Sample(id=new_id("smp"), **place)
        session.add(sample)
    sample.job_id, sample.prompt, sample.seed = job_id, spec.sample_prompts[position], seed
    sample.key, sample.thumbnail_key, sample.thumbhash = key, thumbnail_key, thumbhash
    sample.width, sample.height = size
    session.flush()
    told = {"id": sample.id, "step": step, "position": position, "character_id": spec.character_id}
    for topic in (moves.topic_of(job_id), TOPIC):
        events.publish(session, topic=topic, kind="sample.added", payload=told)
    return sample


def register(
    session: Session,
    *,
    job_id: str,
    spec: CharacterJobSpec,
    key: str,
    sha256: str,
    size: int,
    steps: int,
    final_loss: float,
) -> Character:
    """Keep what was learnt as a version, and put it into use: from this commit on, generations draw with it."""
    character = get(session, spec.character_id)
    session.merge(
        CharacterVersion(
            character_id=character.id,
            number=spec.version,
            lora_key=key,
            lora_sha256=sha256,
            lora_size=size,
            base_model=spec.base_model,
            training=spec.training.model_dump(mode="json"),
            job_id=job_id,
            steps=steps,
            final_loss=final_loss,
        )
    )
    character.version, character.base_model = spec.version, spec.base_model
    character.lora_key, character.lora_sha256, character.lora_size = key, sha256, size
    tell(session, character.id, "changed")
    return character
