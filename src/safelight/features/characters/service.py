"""What can be done with characters."""

import hashlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import (
    CharacterNameTaken,
    CharacterNotFound,
    CharacterNotReady,
    TooFewPictures,
    TooManyPictures,
)
from safelight.features.characters.schemas import (
    CharacterCreate,
    CharacterImport,
    CharacterShown,
    CharacterStatus,
    CharacterUpdate,
    ReferenceShown,
    RefusedFile,
    SampleShown,
)
from safelight.features.characters.tables import Character, Reference, Sample
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import InvalidInput, OutOfSpace, Unavailable
from safelight.kit.ids import new_id
from safelight.kit.lora_export import to_kohya
from safelight.kit.lora_import import to_diffusers
from safelight.kit.lora_keys import base_modules, check_fits, describe
from safelight.kit.pictures import PictureIntake
from safelight.kit.safetensors_header import read_header
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.jobs import JobFailure, Needs
from safelight.specs.models import ModelInfo
from safelight.specs.training import LoraTrainOverrides, LoraTrainSpec
from safelight.storage import Storage, layout

MIN_PICTURES = 5
JOB_KIND = "character"
WEIGHTS = "application/octet-stream"

# Shown to the trained character at the end, to see what was learnt. {subject} is trigger and class word.
SAMPLE_PROMPTS = (
    "a photo of {subject}",
    "a photo of {subject} on a red background",
    "a photo of {subject} on a white background",
    "a photo of {subject} on a green background",
)


class Upload(Protocol):
    """A file as it came in."""

    filename: str

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes."""


@dataclass
class Received:
    """What became of an upload: pictures in storage, and files that were not taken."""

    references: list[Reference] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)


def receive(
    uploads: Iterable[Upload],
    *,
    character_id: str,
    captions: dict[str, str],
    intake: PictureIntake,
    storage: Storage,
    max_pictures: int,
) -> Received:
    """Check every file, and store the good ones; a bad file is refused and the others go on.

    Touches no database. Raises TooManyPictures before a byte is decoded, TooFewPictures when too few were good.
    """
    files = list(uploads)
    if len(files) > max_pictures:
        raise TooManyPictures(
            f"images: a character takes at most {max_pictures} pictures; {len(files)} came.",
            hint="About 20 good, varied pictures teach a character best; send those.",
        )
    received = Received()
    for file in files:
        try:
            picture = intake.accept(file.read(intake.limits.max_bytes + 1), filename=file.filename)
        except (OutOfSpace, Unavailable):
            raise
        except InvalidInput as error:
            received.refused.append(
                RefusedFile(filename=file.filename, code=error.code, message=error.message, hint=error.hint)
            )
            continue
        reference = Reference(
            id=new_id("ref"),
            position=len(received.references),
            filename=picture.safe_name,
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
            sha256=picture.sha256,
            size=len(picture.data),
            caption=_caption_for(file.filename, captions),
        )
        reference.key = layout.reference(character_id, reference.id, picture.format)
        storage.put(reference.key, picture.data, content_type=picture.content_type)
        received.references.append(reference)
    if len(received.references) < MIN_PICTURES:
        raise _too_few(received)
    return received


@contextmanager
def undone_on_error(storage: Storage, character_id: str) -> Iterator[None]:
    """Leave no file of a character behind whose creation fails, whatever fails."""
    try:
        yield
    except BaseException:
        storage.delete_prefix(layout.character(character_id))
        raise


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
        slug=_free_slug(session, spec.name),
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
    _refuse_while_training(session, character)
    character.training = merge(base.training, overrides).model_dump(mode="json")
    return _submit_training(session, character, base=base, max_queued=max_queued)


def import_lora(
    session: Session, *, character_id: str, spec: CharacterImport, base: ModelInfo, key: str, sha256: str, size: int
) -> Character:
    """A character from a LoRA file that `normalise_lora` has approved and storage holds."""
    character = Character(
        id=character_id,
        name=spec.name,
        slug=_free_slug(session, spec.name),
        description=spec.description,
        trigger=spec.trigger or slug_of(spec.name),
        class_word=spec.class_word,
        base_model=base.name,
        source="imported",
        version=1,
        lora_key=key,
        lora_sha256=sha256,
        lora_size=size,
    )
    session.add(character)
    session.flush()
    return character


def normalise_lora(source: Path, target: Path, base: ModelInfo) -> None:
    """Write a LoRA file of any layout in ours, the diffusers one. Reads no more than headers and bytes.

    Raises BadWeightsFile, PickledWeights, UnsupportedLora, or LoraForAnotherBase unless every key fits the base.
    """
    header = read_header(source)
    match = check_fits(header, base_modules(base.path), base_name=base.name)
    if describe(header).layout == "diffusers":
        shutil.copyfile(source, target)
    else:
        to_diffusers(source, target, match)


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


def refuse_taken_name(session: Session, name: str) -> None:
    """Raise CharacterNameTaken before anything is uploaded for nothing."""
    _free_slug(session, name)


def lora_file(character: Character, storage: Storage, *, kohya: bool) -> tuple[str, str]:
    """Storage key and download name of a ready character's LoRA; kohya's layout is made when first asked for."""
    if character.lora_key is None:
        raise CharacterNotReady(f"{character.name} has no LoRA yet.")
    if not kohya:
        return character.lora_key, f"{character.slug}.safetensors"
    key = layout.lora(character.id, version_name(character.version), kohya=True)
    if not storage.exists(key):
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "diffusers.safetensors", Path(folder) / "kohya.safetensors"
            storage.download(character.lora_key, source)
            to_kohya(source, target)
            storage.put(key, target, content_type=WEIGHTS)
    return key, f"{character.slug}-kohya.safetensors"


def version_name(version: int) -> str:
    """A version as keys and file names say it."""
    return f"v{version}"


def update(session: Session, *, character: Character, spec: CharacterUpdate) -> Character:
    """Change the name or the description; the trigger belongs to the weights and stays."""
    if spec.name is not None and spec.name != character.name:
        character.slug = _free_slug(session, spec.name, by_other_than=character.id)
        character.name = spec.name
    if spec.description is not None:
        character.description = spec.description
    return character


def delete(session: Session, *, character: Character) -> str:
    """Forget a character; gives back the storage prefix to clear once this is committed.

    Raises CharacterNotReady while its job runs.
    """
    _refuse_while_training(session, character)
    session.delete(character)
    return layout.character(character.id)


def register(
    session: Session,
    *,
    character_id: str,
    version: int,
    key: str,
    sha256: str,
    size: int,
    samples: list[Sample],
) -> Character:
    """Put a trained LoRA into use: from this commit on, generations draw with it."""
    character = get(session, character_id)
    character.version, character.lora_key, character.lora_sha256, character.lora_size = version, key, sha256, size
    character.samples = samples
    return character


def merge(preset: LoraTrainSpec, overrides: LoraTrainOverrides) -> LoraTrainSpec:
    """The model's preset with what the person set by hand."""
    return LoraTrainSpec(**{**preset.model_dump(), **overrides.model_dump(exclude_none=True)})


def slug_of(name: str) -> str:
    """A name as one plain word: accents dropped, the rest joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return word or f"character-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def subject_of(trigger: str, class_word: str) -> str:
    """How captions and prompts name a character."""
    return f"{trigger} {class_word}".strip()


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


def _refuse_while_training(session: Session, character: Character) -> None:
    if character.job_id is None:
        return
    job = jobs.find(session, character.job_id)
    if job is not None and job.state in {"queued", "placed", "running"}:
        raise CharacterNotReady(
            f"{character.name} is being trained (job {job.id}).",
            hint=f"Cancel the job first: POST /api/v1/jobs/{job.id}/cancel",
            code="character_in_training",
        )


def _free_slug(session: Session, name: str, *, by_other_than: str = "") -> str:
    slug = slug_of(name)
    if repository.slug_taken(session, slug, by_other_than=by_other_than):
        raise CharacterNameTaken(name)
    return slug


def _caption_for(filename: str, captions: dict[str, str]) -> str | None:
    return captions.get(filename) or captions.get(Path(filename).name) or None


def _too_few(received: Received) -> TooFewPictures:
    good, bad = len(received.references), len(received.refused)
    why = f"; {bad} could not be used ({received.refused[0].filename}: {received.refused[0].message})" if bad else ""
    return TooFewPictures(
        f"images: a character needs at least {MIN_PICTURES} usable pictures; {good} came{why}.",
        hint="Send 15 to 30 varied pictures of the same character: other poses, light and backgrounds.",
    )


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
