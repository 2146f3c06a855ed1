"""How a character's training starts: its job, with everything the worker must know."""

from sqlalchemy.orm import Session

from safelight.features.audit.service import note
from safelight.features.characters import repository
from safelight.features.characters.errors import CharacterNotReady, TooFewPictures
from safelight.features.characters.schemas import CharacterCreate, TrainRequest
from safelight.features.characters.service import (
    JOB_KIND,
    add,
    consents,
    name_in,
    plans,
    refuse_while_training,
    slug_of,
    tell,
    training_job,
)
from safelight.features.characters.service.references import MIN_PICTURES, Received, judge
from safelight.features.characters.tables import Character
from safelight.features.models.service.training import untrainable
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import Conflict
from safelight.specs.captions import CaptionSettings
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec

# Shown to the character as it learns, to see what was learnt. {subject} is trigger and class word.
SAMPLE_PROMPTS = (
    "a photo of {subject}",
    "a photo of {subject} on a red background",
    "a photo of {subject} on a white background",
    "a photo of {subject} on a green background",
)
# Nothing that a character could be: what the base made of them before shows what it has forgotten.
PROBE_PROMPTS = (
    "a bowl of fruit on a wooden table",
    "a red car parked in a street",
    "a mountain lake at sunrise",
    "a brick house with a garden",
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
        description=spec.description,
        trigger=spec.trigger or slug_of(spec.name),
        class_word=spec.class_word,
        base_model=base.name,
        source="trained",
        preset=plans.DEFAULT,
        overrides=plans.chosen(spec.training),
        consent=consents.recorded(spec.consent),
        idempotency_key=idempotency_key,
        references=received.references,
    )
    training = plans.with_prior(plans.merge(base.training, spec.training), character.class_word)
    judge(received.references, training, base)
    add(session, character)
    return character, _submit(session, character, training, base=base, max_queued=max_queued)


def train(
    session: Session,
    *,
    character: Character,
    spec: TrainRequest,
    base: ModelInfo,
    max_queued: int,
    idempotency_key: str | None = None,
) -> Job:
    """Begin the first training of a draft that is held locked, or the next version of a character.

    A LoRA in use stays in use until the new one is there. Asked again for what is being trained already, it is that
    same job. Raises CharacterNotReady, TooFewPictures, TooManyRequests, or Conflict for a key of another request.
    """
    if idempotency_key and (earlier := repository.by_idempotency_key(session, idempotency_key)):
        if earlier.id != character.id:
            raise Conflict(
                "This Idempotency-Key was used for another character.",
                hint="Make a new key for each thing that is to happen once.",
                code="idempotency_key_reused",
            )
        if character.job_id and (begun := jobs.behind(session, character.job_id)):
            return begun
    preset = spec.preset or plans.preset_of(character)
    says_nothing = spec.preset is None and not plans.chosen(spec)
    overrides = plans.overrides_of(character) if says_nothing else spec
    training = plans.with_prior(plans.merge(plans.preset_spec(base, preset), overrides), character.class_word)
    running = training_job(session, character)
    if running is not None and running.spec["training"] == training.model_dump(mode="json"):
        return running
    refuse_while_training(session, character)
    _refuse_unlearnable(character)
    character.preset, character.overrides = preset, plans.chosen(overrides)
    if idempotency_key:
        character.idempotency_key = idempotency_key
    tell(session, character.id, "changed")
    return _submit(session, character, training, base=base, max_queued=max_queued, captioner=spec.captioner)


def _refuse_unlearnable(character: Character) -> None:
    if character.source == "imported":
        raise CharacterNotReady(
            f"{character.name} was imported as a LoRA file, so there are no pictures to train from.",
            hint="Create a new character from pictures.",
        )
    if (count := len(plans.learnt_from(character))) < MIN_PICTURES:
        raise TooFewPictures(
            f"A character needs at least {MIN_PICTURES} pictures; {character.name} has {count}.",
            hint="Add some, or take in again some that are left out.",
        )


def _submit(
    session: Session,
    character: Character,
    training: TrainSpec,
    *,
    base: ModelInfo,
    max_queued: int,
    captioner: CaptionSettings | None = None,
) -> Job:
    learnt_from = [reference for reference in character.references if not reference.excluded]
    subject = name_in((each.caption for each in learnt_from), character.trigger, character.class_word)
    spec = CharacterJobSpec(
        character_id=character.id,
        name=character.name,
        base_model=base.name,
        trigger=character.trigger,
        class_word=character.class_word,
        consent=character.consent["basis"] if character.consent else None,
        version=max(repository.last_number(session, character.id), character.version) + 1,
        references=[
            ReferenceUse(
                id=r.id,
                key=r.key,
                filename=r.filename,
                sha256=r.sha256,
                caption=r.caption,
                repeats=r.repeats,
                mask_key=r.mask_key,
            )
            for r in learnt_from
        ],
        training=training,
        sample_prompts=[template.format(subject=subject) for template in SAMPLE_PROMPTS],
        probe_prompts=(training.probe_prompts or list(PROBE_PROMPTS)) if training.sample_every else [],
        sample_seed=training.seed,
        captioner=captioner,
    )
    return submit(session, character, spec, base=base, title=f"Learn {character.name}", max_queued=max_queued)


def submit(
    session: Session, character: Character, spec: CharacterJobSpec, *, base: ModelInfo, title: str, max_queued: int
) -> Job:
    """Queue a training that is told in full. Raises what `untrainable` says of the base, or TooManyRequests."""
    if (reason := untrainable(base)) is not None:
        raise reason
    training = spec.training
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        title=title,
        spec=spec,
        subject=f"character:{character.id}",
        of=character,
        # Several devices would all have to stand aside, and the picture needs one.
        needs=plans.needs_of(
            session,
            base,
            pauses=training.pause_for_pictures and training.num_processes == 1,
            leaves_model=training.method == "full",
        ),
        model_key=base.name,
        max_queued=max_queued,
    )
    character.training = training.model_dump(mode="json")
    character.job_id = job.id
    note(session, action="training.started", subject=character.id, details={"job": job.id, "base": base.name})
    session.flush()
    return job
