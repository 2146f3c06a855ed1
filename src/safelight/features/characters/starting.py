"""How a character's training starts: its job, with everything the worker must know."""

from sqlalchemy.orm import Session

from safelight.features.characters.errors import CharacterNotReady
from safelight.features.characters.references import Received
from safelight.features.characters.schemas import CharacterCreate
from safelight.features.characters.service import JOB_KIND, free_slug, refuse_while_training, slug_of, subject_of
from safelight.features.characters.tables import Character
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.jobs import Needs
from safelight.specs.models import ModelInfo
from safelight.specs.training import LoraTrainOverrides, LoraTrainSpec

# Shown to the trained character at the end, to see what was learnt. {subject} is trigger and class word.
SAMPLE_PROMPTS = (
    "a photo of {subject}",
    "a photo of {subject} on a red background",
    "a photo of {subject} on a white background",
    "a photo of {subject} on a green background",
)


def create(
    session: Session,
    *,
    character_id: str,
    spec: CharacterCreate,
    base: ModelInfo,
    received: Received,
    max_queued: int,
    idempotency_key: str | None = None,
) -> tuple[Character, Job]:
    """A new character and the job that trains it, from pictures that `receive` has stored."""
    character = Character(
        id=character_id,
        name=spec.name,
        slug=free_slug(session, spec.name),
        description=spec.description,
        trigger=spec.trigger or slug_of(spec.name),
        class_word=spec.class_word,
        base_model=base.name,
        source="trained",
        training=merge(base.training, spec.training).model_dump(mode="json"),
        idempotency_key=idempotency_key,
        references=received.references,
    )
    session.add(character)
    session.flush()
    return character, _submit_training(session, character, base=base, max_queued=max_queued)


def retrain(
    session: Session, *, character: Character, overrides: LoraTrainOverrides, base: ModelInfo, max_queued: int
) -> Job:
    """Train a character again with other settings; the LoRA in use stays until the new one is there."""
    if character.source == "imported" or not character.references:
        raise CharacterNotReady(
            f"{character.name} was imported as a LoRA file, so there are no pictures to train from.",
            hint="Create a new character from pictures.",
        )
    refuse_while_training(session, character)
    character.training = merge(base.training, overrides).model_dump(mode="json")
    return _submit_training(session, character, base=base, max_queued=max_queued)


def merge(preset: LoraTrainSpec, overrides: LoraTrainOverrides) -> LoraTrainSpec:
    """The model's preset with what the person set by hand."""
    return LoraTrainSpec(**{**preset.model_dump(), **overrides.model_dump(exclude_none=True)})


def _submit_training(session: Session, character: Character, *, base: ModelInfo, max_queued: int) -> Job:
    subject = subject_of(character.trigger, character.class_word)
    training = LoraTrainSpec.model_validate(character.training)
    spec = CharacterJobSpec(
        character_id=character.id,
        name=character.name,
        base_model=base.name,
        trigger=character.trigger,
        class_word=character.class_word,
        version=character.version + 1,
        references=[
            ReferenceUse(id=r.id, key=r.key, filename=r.filename, sha256=r.sha256, caption=r.caption)
            for r in character.references
        ],
        training=training,
        sample_prompts=[template.format(subject=subject) for template in SAMPLE_PROMPTS],
        sample_seed=training.seed,
    )
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        spec=spec,
        subject=f"character:{character.id}",
        needs=Needs(memory_bytes=base.size_bytes),
        model_key=base.name,
        max_queued=max_queued,
    )
    character.job_id = job.id
    return job
