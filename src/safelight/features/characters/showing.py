"""Characters as the API shows them."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from safelight.features.characters.schemas import CharacterShown, CharacterStatus, ReferenceShown, SampleShown
from safelight.features.characters.tables import Character
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.specs.jobs import JobFailure
from safelight.specs.training import LoraTrainSpec


def shown(session: Session, characters: list[Character], *, link: Callable[[str], str]) -> list[CharacterShown]:
    """Characters as the API shows them, with signed links."""
    job_ids = [character.job_id for character in characters if character.job_id]
    found, progress = jobs.find_all(session, job_ids), jobs.progress_of(session, job_ids)
    return [
        CharacterShown(
            id=character.id,
            name=character.name,
            description=character.description,
            trigger=character.trigger,
            class_word=character.class_word,
            base_model=character.base_model,
            source="imported" if character.source == "imported" else "trained",
            status=status_of(character, job := found.get(character.job_id or "")),
            version=character.version,
            job_id=character.job_id,
            progress=progress.get(character.job_id or ""),
            failure=JobFailure.model_validate(job.failure) if job and job.failure else None,
            created_at=character.created_at,
            updated_at=character.updated_at,
            lora_size=character.lora_size,
            training=LoraTrainSpec.model_validate(character.training) if character.training else None,
            references=[
                ReferenceShown(
                    id=r.id, filename=r.filename, width=r.width, height=r.height, caption=r.caption, url=link(r.key)
                )
                for r in character.references
            ],
            samples=[SampleShown(prompt=s.prompt, seed=s.seed, url=link(s.key)) for s in character.samples],
        )
        for character in characters
    ]


def status_of(character: Character, job: Job | None) -> CharacterStatus:
    """How a character stands: ready as soon as one training has ended well, else as its job stands."""
    if character.lora_key is not None:
        return "ready"
    if job is None:
        return "failed"
    by_state: dict[str, CharacterStatus] = {"queued": "queued", "failed": "failed", "cancelled": "cancelled"}
    return by_state.get(job.state, "training")
