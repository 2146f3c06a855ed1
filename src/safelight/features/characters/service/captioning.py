"""Captions by a model: which captioner, which pictures, and what becomes of its words."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from safelight.features.characters.errors import NoCaptioner, NothingToCaption
from safelight.features.characters.schemas import CaptionChange
from safelight.features.characters.service import captions, get, references, refuse_while_training, tell
from safelight.features.characters.tables import Character
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.jobs import service as jobs
from safelight.jobs.errors import JobNotFound
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.specs.captions import CaptionAsk, CaptionSettings
from safelight.specs.characters import CaptionJobSpec, CharacterJobSpec, ReferenceUse
from safelight.specs.jobs import Needs
from safelight.specs.models import ModelInfo

JOB_KIND = "caption"
STAGE = "caption"


def captioner(shelf: ModelShelf, name: str | None) -> ModelInfo:
    """The captioner of that name, or the first there is. Raises NoCaptioner, ModelNotFound, ModelUnusable."""
    if name is not None:
        return shelf.find(name, kind="captioner")
    installed = shelf.all("captioner")
    if not installed:
        raise NoCaptioner
    return shelf.find(installed[0].name)


def start(
    session: Session, *, character: Character, ask: CaptionAsk, model: ModelInfo, max_queued: int
) -> tuple[Job, int]:
    """Queue the captioning of a character's pictures; also how many there are. The character is held locked.

    Asked again for what is being captioned already, it is that same job. Raises NothingToCaption, ReferenceNotFound,
    InvalidInput for a template without {caption}, CharacterNotReady while it is being trained, TooManyRequests.
    """
    check_template(ask, character)
    refuse_while_training(session, character)
    chosen = [references.find(character, each) for each in ask.only] if ask.only is not None else character.references
    if ask.only_empty:
        chosen = [reference for reference in chosen if not reference.caption]
    spec = CaptionJobSpec(
        character_id=character.id,
        name=character.name,
        trigger=character.trigger,
        class_word=character.class_word,
        references=[
            ReferenceUse(id=each.id, key=each.key, filename=each.filename, sha256=each.sha256, caption=each.caption)
            for each in chosen
        ],
        settings=CaptionSettings(**ask.model_dump(include=set(CaptionSettings.model_fields))),
        model=model.name,
        apply=ask.apply,
    )
    if not spec.references:
        raise NothingToCaption(character.name)
    subject = f"character:{character.id}"
    asked = spec.model_dump(mode="json")
    for job in jobs.unfinished(session, kind=JOB_KIND, subject=subject):
        if job.spec == asked:
            return job, len(spec.references)
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"Caption {character.name}",
        spec=spec,
        subject=subject,
        of=character,
        needs=within_reach(session, Needs(memory_bytes=model.size_bytes), model.name),
        model_key=model.name,
        max_queued=max_queued,
    )
    return job, len(spec.references)


def check_template(settings: CaptionSettings, character: Character) -> None:
    """Raise InvalidInput unless the template can be filled, and has a place for the model's words."""
    if "{caption}" not in settings.template:
        raise InvalidInput.of(
            "template", settings.template, "has no {caption}", hint="The model's words stand where {caption} is."
        )
    known = captions.words(character.trigger, character.class_word, character.name)
    captions.filled(settings.template, known, caption="")


def worded(spec: CaptionJobSpec | CharacterJobSpec, settings: CaptionSettings, words: str) -> str:
    """The caption that the model's words become: the template filled in."""
    known = captions.words(spec.trigger, spec.class_word, spec.name)
    return captions.filled(settings.template, known, caption=words).strip(" ,")[: captions.MAX_CAPTION]


def keep(session: Session, *, spec: CaptionJobSpec, made: Mapping[str, str]) -> list[CaptionChange]:
    """Write captions that a model has made; a picture that somebody has captioned or deleted meanwhile is left alone.

    Raises CharacterNotFound when the character is gone.
    """
    character = get(session, spec.character_id)
    before = {use.id: use.caption for use in spec.references}
    changes = []
    for reference in character.references:
        after = made.get(reference.id)
        if after and reference.caption == before.get(reference.id) and after != reference.caption:
            changes.append(
                CaptionChange(id=reference.id, filename=reference.filename, before=reference.caption, after=after)
            )
            reference.caption = after
    if changes:
        character.updated_at = utcnow()
        for change in changes:
            tell(session, character.id, "reference_changed", reference_id=change.id)
    return changes


def made(session: Session, *, character: Character, job_id: str) -> list[CaptionChange]:
    """What a captioning of this character would change now. Raises JobNotFound."""
    job = jobs.get(session, job_id)
    if job.kind != JOB_KIND or job.spec["character_id"] != character.id:
        raise JobNotFound(job_id)
    found = job.results.get(STAGE, {}).get("captions", {})
    return [
        CaptionChange(id=each.id, filename=each.filename, before=each.caption, after=found[each.id])
        for each in character.references
        if each.id in found and each.caption != found[each.id]
    ]
