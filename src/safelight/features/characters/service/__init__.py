"""The heart of what can be done with characters: find, name, change and delete them."""

from collections.abc import Iterable

from sqlalchemy import update as sql_update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight import events
from safelight.db.ownership import EVERYBODYS, account_of
from safelight.features.audit.service import note
from safelight.features.characters import repository
from safelight.features.characters.errors import (
    CharacterNameTaken,
    CharacterNotFound,
    CharacterNotReady,
    VersionInUse,
    VersionNotFound,
    WeightsDecided,
)
from safelight.features.characters.schemas import CharacterUpdate
from safelight.features.characters.service import consents
from safelight.features.characters.tables import Character, CharacterVersion
from safelight.features.projects import service as projects
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit import slugs
from safelight.kit.clock import utcnow
from safelight.storage import layout

JOB_KIND = "character"
WEIGHTS = "application/octet-stream"
TOPIC = "characters"


def get(session: Session, id_or_name: str) -> Character:
    """The character of that id or name. Raises CharacterNotFound."""
    found = repository.find(session, id_or_name) or repository.find(session, slug_of(id_or_name))
    if found is None:
        raise CharacterNotFound(id_or_name)
    return found


def locked(session: Session, id_or_name: str) -> Character:
    """The character as committed last, held against every other change until this transaction ends."""
    character_id = get(session, id_or_name).id
    character = session.get(Character, character_id, with_for_update=True, populate_existing=True)
    if character is None:
        raise CharacterNotFound(id_or_name)
    return character


def ready(session: Session, id_or_name: str) -> Character:
    """A character that can be drawn. Raises CharacterNotReady while its training has not ended."""
    character = get(session, id_or_name)
    if character.is_usable:
        return character
    if character.job_id is None:
        raise CharacterNotReady(
            f"{character.name} cannot be drawn: it is a draft.",
            hint=f"Train it first: POST /api/v1/characters/{character.id}/train",
        )
    job = jobs.behind(session, character.job_id)
    state = job.state if job else "queued"
    raise CharacterNotReady(
        f"{character.name} cannot be drawn: its training is {state}.",
        hint="Wait until its status is ready."
        if state not in {"failed", "cancelled"}
        else f"Resume it: POST /api/v1/jobs/{character.job_id}/resume",
    )


def add(session: Session, character: Character) -> Character:
    """A new character, named as it is. Raises CharacterNameTaken, also when another was quicker by a moment."""
    character.slug = free_slug(session, character.name, account_id=character.account_id)
    try:
        with session.begin_nested():
            session.add(character)
    except IntegrityError as error:
        raise CharacterNameTaken(character.name) from error
    tell(session, character.id, "created")
    return character


def mark_used(session: Session, character_id: str) -> None:
    """It is drawn now, maybe by somebody who may only look at it; that alone is no change of the character."""
    values = {"last_used_at": utcnow(), "updated_at": Character.updated_at}
    query = sql_update(Character).where(Character.id == character_id).values(values)
    session.execute(query, execution_options=EVERYBODYS)


def update(session: Session, *, character: Character, spec: CharacterUpdate, base_model: str | None) -> Character:
    """Change what is given; `base_model` is the one that `spec` names, found on the shelf.

    Raises CharacterNameTaken, CharacterNotReady while it is being trained, WeightsDecided, ProjectNotFound.
    """
    fixed = {"trigger": spec.trigger, "class_word": spec.class_word, "base_model": base_model}
    _refuse_decided(session, character, {field for field, value in fixed.items() if value is not None})
    for field, value in fixed.items():
        if value is not None:
            setattr(character, field, value)
    if spec.name is not None and spec.name != character.name:
        _rename(session, character, spec.name)
    if spec.description is not None:
        character.description = spec.description
    if "project" in spec.model_fields_set:
        character.project_id = projects.get(session, spec.project).id if spec.project else None
    if "consent" in spec.model_fields_set:
        character.consent = consents.recorded(spec.consent)
        basis = spec.consent.basis if spec.consent else None
        note(session, action="character.consent", subject=character.id, details={"basis": basis})
    if spec.preset is not None:
        character.preset = spec.preset
    if "overrides" in spec.model_fields_set:
        said = spec.overrides.model_dump(exclude_unset=True) if spec.overrides else dict.fromkeys(character.overrides)
        merged = {**character.overrides, **said}
        character.overrides = {name: value for name, value in merged.items() if value is not None}
    tell(session, character.id, "changed")
    return character


def delete(session: Session, *, character: Character) -> str:
    """Forget a character; gives back the storage prefix to clear once this is committed.

    Raises CharacterNotReady while its job runs.
    """
    refuse_while_training(session, character)
    forgotten = jobs.forget_about(session, subject=f"character:{character.id}")
    note(session, action="character.deleted", subject=character.id, details={"name": character.name, "jobs": forgotten})
    session.delete(character)
    tell(session, character.id, "removed")
    return layout.character(character.id)


def version(character: Character, number: int) -> CharacterVersion:
    """One of the character's versions. Raises VersionNotFound."""
    found = next((each for each in character.versions if each.number == number), None)
    if found is None:
        raise VersionNotFound(character.name, number, [each.number for each in character.versions])
    return found


def use_version(session: Session, *, character: Character, number: int) -> Character:
    """Draw with that version from now on. Raises VersionNotFound."""
    chosen = version(character, number)
    character.version, character.base_model = chosen.number, chosen.base_model
    character.lora_key, character.lora_sha256 = chosen.lora_key, chosen.lora_sha256
    character.lora_size, character.model = chosen.lora_size, chosen.model
    tell(session, character.id, "changed")
    return character


def delete_version(session: Session, *, character: Character, number: int) -> list[str]:
    """Forget a version and its samples; gives back the files to delete once this is committed.

    Raises VersionNotFound, VersionInUse.
    """
    old = version(character, number)
    if character.version == number:
        raise VersionInUse(character.name, number)
    samples = [sample for sample in character.samples if sample.version == number]
    character.versions.remove(old)
    for sample in samples:
        character.samples.remove(sample)
    tell(session, character.id, "changed")
    checkpoints = repository.checkpoints(session, character.id, version=number)
    loras = {key for key in (old.lora_key, *(each.key for each in checkpoints)) if key}
    for each in checkpoints:
        session.delete(each)
    pictures = [key for sample in samples for key in (sample.key, sample.thumbnail_key) if key]
    return [*loras, *(layout.in_kohya(key) for key in loras), *pictures]


def training_job(session: Session, character: Character) -> Job | None:
    """The job that trains it at the moment, waiting or running."""
    job = jobs.behind(session, character.job_id)
    return job if job is not None and not job.is_finished else None


def refuse_while_training(session: Session, character: Character) -> None:
    """Raise CharacterNotReady while the character's job waits or runs."""
    job = training_job(session, character)
    if job is not None:
        raise CharacterNotReady(
            f"{character.name} is being trained (job {job.id}).",
            hint=f"Cancel the job first: POST /api/v1/jobs/{job.id}/cancel",
            code="character_in_training",
        )


def refuse_taken_name(session: Session, name: str) -> None:
    """Raise CharacterNameTaken before anything is uploaded for nothing."""
    free_slug(session, name)


def free_slug(session: Session, name: str, *, account_id: str | None = None, by_other_than: str = "") -> str:
    """A name's slug. Raises CharacterNameTaken when another character of the same account goes by it.

    Without an `account_id` the caller's own.
    """
    slug = slug_of(name)
    account_id = account_of(session) if account_id is None else account_id
    if repository.slug_taken(session, slug, account_id=account_id, by_other_than=by_other_than):
        raise CharacterNameTaken(name)
    return slug


def slug_of(name: str) -> str:
    """A name as one plain word: what tells characters apart."""
    return slugs.slug_of(name, noun="character")


def subject_of(trigger: str, class_word: str) -> str:
    """How captions and prompts name a character."""
    return f"{trigger} {class_word}".strip()


def name_in(captions: Iterable[str | None], trigger: str, class_word: str) -> str:
    """How most of the captions call it: by trigger and class word, as the template does, or by the trigger alone.

    A model that has only ever read "a photo of pip" draws any monster for "a photo of pip monster".
    """
    whole, made = subject_of(trigger, class_word), list(captions)
    shorter = [each for each in made if each and trigger.lower() in each.lower() and whole.lower() not in each.lower()]
    return trigger if 2 * len(shorter) > len(made) else whole


def version_name(number: int) -> str:
    """A version as keys and file names say it."""
    return f"v{number}"


def tell(session: Session, character_id: str, what: str, **more: str) -> None:
    """Publish `character.<what>`."""
    payload = {"id": character_id, **more}
    of = session.get(Character, character_id)  # at hand: it is just being changed
    events.publish(session, topic=TOPIC, kind=f"character.{what}", payload=payload, of=of)


def _rename(session: Session, character: Character, name: str) -> None:
    slug = free_slug(session, name, account_id=character.account_id, by_other_than=character.id)
    if _is_untrained(character) and character.trigger == slug_of(character.name):
        character.trigger = slug  # made from the name, so it goes with it
    try:
        with session.begin_nested():
            character.name, character.slug = name, slug
    except IntegrityError as error:
        raise CharacterNameTaken(name) from error


def _refuse_decided(session: Session, character: Character, fields: set[str]) -> None:
    if not fields:
        return
    refuse_while_training(session, character)
    # Of a LoRA that came from elsewhere only its base is known; what calls it, a person says.
    bound = fields & {"base_model"} if character.source == "imported" else fields
    if bound and not _is_untrained(character):
        raise WeightsDecided(character.name, min(bound))


def _is_untrained(character: Character) -> bool:
    return not character.is_usable and not character.versions
