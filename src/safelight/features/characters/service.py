"""The heart of what can be done with characters: find, name, change and delete them."""

import hashlib
import re
import unicodedata

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import CharacterNameTaken, CharacterNotFound, CharacterNotReady
from safelight.features.characters.schemas import CharacterUpdate
from safelight.features.characters.tables import Character
from safelight.jobs import service as jobs
from safelight.storage import layout

JOB_KIND = "character"
WEIGHTS = "application/octet-stream"


def get(session: Session, id_or_name: str) -> Character:
    """The character of that id or name. Raises CharacterNotFound."""
    found = repository.find(session, id_or_name) or repository.find(session, slug_of(id_or_name))
    if found is None:
        raise CharacterNotFound(id_or_name)
    return found


def ready(session: Session, id_or_name: str) -> Character:
    """A character that can be drawn. Raises CharacterNotReady while its training has not ended."""
    character = get(session, id_or_name)
    if character.lora_key is None:
        job = jobs.get(session, character.job_id) if character.job_id else None
        state = job.state if job else "queued"
        raise CharacterNotReady(
            f"{character.name} cannot be drawn: its training is {state}.",
            hint="Wait until its status is ready."
            if state not in {"failed", "cancelled"}
            else f"Resume it: POST /api/v1/jobs/{character.job_id}/resume",
        )
    return character


def update(session: Session, *, character: Character, spec: CharacterUpdate) -> Character:
    """Change the name or the description; the trigger belongs to the weights and stays."""
    if spec.name is not None and spec.name != character.name:
        character.slug = free_slug(session, spec.name, by_other_than=character.id)
        character.name = spec.name
    if spec.description is not None:
        character.description = spec.description
    return character


def delete(session: Session, *, character: Character) -> str:
    """Forget a character; gives back the storage prefix to clear once this is committed.

    Raises CharacterNotReady while its job runs.
    """
    refuse_while_training(session, character)
    session.delete(character)
    return layout.character(character.id)


def refuse_taken_name(session: Session, name: str) -> None:
    """Raise CharacterNameTaken before anything is uploaded for nothing."""
    free_slug(session, name)


def free_slug(session: Session, name: str, *, by_other_than: str = "") -> str:
    """A name's slug. Raises CharacterNameTaken when another character goes by it."""
    slug = slug_of(name)
    if repository.slug_taken(session, slug, by_other_than=by_other_than):
        raise CharacterNameTaken(name)
    return slug


def refuse_while_training(session: Session, character: Character) -> None:
    """Raise CharacterNotReady while the character's job waits or runs."""
    if character.job_id is None:
        return
    job = jobs.find(session, character.job_id)
    if job is not None and job.state in {"queued", "placed", "running"}:
        raise CharacterNotReady(
            f"{character.name} is being trained (job {job.id}).",
            hint=f"Cancel the job first: POST /api/v1/jobs/{job.id}/cancel",
            code="character_in_training",
        )


def slug_of(name: str) -> str:
    """A name as one plain word: accents dropped, the rest joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return word or f"character-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def subject_of(trigger: str, class_word: str) -> str:
    """How captions and prompts name a character."""
    return f"{trigger} {class_word}".strip()


def version_name(version: int) -> str:
    """A version as keys and file names say it."""
    return f"v{version}"
