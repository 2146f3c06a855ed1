"""Grids: pictures of several checkpoints side by side, so that a person can choose by eye.

A picture is named by all that it follows from, so what one grid has drawn no other draws again.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from safelight.features.characters import repository
from safelight.features.characters.errors import CharacterNotReady, GridNotFound
from safelight.features.characters.schemas.steps import GridAsk, GridCell, GridShown
from safelight.features.characters.service import checkpoints, locked, name_in, plans, version, version_name
from safelight.features.characters.service.starting import SAMPLE_PROMPTS
from safelight.features.characters.service.training import GRID
from safelight.features.characters.tables import Character, Sample
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.errors import InvalidInput
from safelight.kit.ids import new_id
from safelight.specs.characters import GridJobSpec, GridStep
from safelight.specs.jobs import JobState
from safelight.specs.models import ModelInfo
from safelight.storage import layout

JOB_KIND = "grid"
MAX_CELLS = 200
MANY = 50
"""Grids of a version that are shown, newest first."""

Link = Callable[[str], str]


@dataclass(frozen=True)
class Cell:
    """One picture of a grid, and the storage key that it has or will have."""

    step: GridStep
    prompt: int
    strength: float
    key: str


def cells(spec: GridJobSpec) -> Iterator[Cell]:
    """All of a grid: by step, then prompt, then strength."""
    place = spec.character_id, version_name(spec.version)
    for step in spec.steps:
        for prompt, text in enumerate(spec.prompts):
            for strength in spec.strengths:
                about = [spec.base_model, step.sha256, text, f"{strength:g}", str(spec.seed)]
                about.append(spec.settings.model_dump_json())
                digest = hashlib.sha256("\n".join(about).encode()).hexdigest()[:32]
                yield Cell(step, prompt, strength, layout.grid_cell(*place, digest))


def start(
    session: Session, *, character: Character, number: int, spec: GridAsk, base: ModelInfo, max_queued: int
) -> Job:
    """Queue a grid; asked again for one that waits or runs already, it is that same job. The character is locked.

    Raises VersionNotFound, CharacterNotReady, CheckpointNotFound, CheckpointGone, InvalidInput, TooManyRequests.
    """
    chosen = version(character, number)
    wanted = list(dict.fromkeys(spec.steps)) if spec.steps else None
    found = repository.checkpoints(session, character.id, version=number)
    if wanted is None:
        wanted = [each.step for each in found if each.key]
    if not wanted:
        raise CharacterNotReady(
            f"Version {number} of {character.name} has no checkpoints to compare.",
            hint="Trainings of a LoRA with samples keep some; an imported LoRA and a whole model have none.",
        )
    steps = [checkpoints.kept(session, character=character, number=number, step=step) for step in wanted]
    captions = (each.caption for each in character.references if not each.excluded)
    subject = name_in(captions, character.trigger, character.class_word)
    prompts = spec.prompts or list(SAMPLE_PROMPTS)
    made = GridJobSpec(
        character_id=character.id,
        character_name=character.name,
        version=number,
        base_model=chosen.base_model,
        steps=[GridStep(step=each.step, key=each.key or "", sha256=each.sha256 or "") for each in steps],
        prompts=list(dict.fromkeys(prompt.replace("{subject}", subject) for prompt in prompts)),
        strengths=list(dict.fromkeys(spec.strengths)),
        seed=spec.seed,
        settings=base.defaults,
    )
    count = len(made.steps) * len(made.prompts) * len(made.strengths)
    if count > MAX_CELLS:
        raise InvalidInput.of(
            "steps",
            [each.step for each in made.steps],
            f"{len(made.steps)} steps x {len(made.prompts)} prompts x {len(made.strengths)} strengths are {count} "
            f"pictures, more than {MAX_CELLS}",
            hint="Leave some out: choose `steps`, `prompts` or `strengths`.",
        )
    document = made.model_dump(mode="json")
    for job in _jobs(session, character, states=("queued", "placed", "running")):
        if job.spec == document:
            return job
    return jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"Compare steps of {character.name}",
        spec=made,
        subject=_subject(character),
        of=character,
        needs=plans.needs_of(session, base),
        model_key=base.name,
        max_queued=max_queued,
        pictures=count,
    )


def shown(session: Session, *, character: Character, number: int, link: Link) -> list[GridShown]:
    """The grids of a version, newest first. Raises VersionNotFound."""
    version(character, number)
    mine = [job for job in _jobs(session, character) if job.spec["version"] == number]
    return [_shown(session, job, link) for job in mine]


def one(session: Session, *, character: Character, number: int, job_id: str, link: Link) -> GridShown:
    """One grid. Raises VersionNotFound, GridNotFound."""
    version(character, number)
    job = jobs.find(session, job_id)
    if job is None or job.kind != JOB_KIND or job.subject != _subject(character) or job.spec["version"] != number:
        raise GridNotFound(job_id)
    return _shown(session, job, link)


def drawn(session: Session, *, spec: GridJobSpec) -> dict[str, Sample]:
    """The cells that this or another grid has drawn, by their keys."""
    return repository.samples_at(session, spec.character_id, [cell.key for cell in cells(spec)])


def record(
    session: Session,
    *,
    job_id: str,
    spec: GridJobSpec,
    cell: Cell,
    thumbnail_key: str,
    thumbhash: str,
    size: tuple[int, int],
) -> None:
    """A cell that is stored now. Raises CharacterNotFound, VersionNotFound where it was deleted meanwhile."""
    character = locked(session, spec.character_id)
    version(character, spec.version)
    if drawn_key := repository.samples_at(session, spec.character_id, [cell.key]).get(cell.key):
        drawn_key.job_id = job_id
        return
    session.add(
        Sample(
            id=new_id("smp"),
            character_id=spec.character_id,
            version=spec.version,
            step=cell.step.step,
            position=cell.prompt,
            role=GRID,
            scores={"strength": cell.strength},
            job_id=job_id,
            key=cell.key,
            thumbnail_key=thumbnail_key,
            thumbhash=thumbhash,
            width=size[0],
            height=size[1],
            prompt=spec.prompts[cell.prompt],
            seed=spec.seed,
        )
    )


def _jobs(session: Session, character: Character, *, states: tuple[JobState, ...] = ()) -> list[Job]:
    found, _ = jobs.page(session, kind=JOB_KIND, subject=_subject(character), states=states, limit=MANY)
    return found


def _subject(character: Character) -> str:
    return f"character:{character.id}"


def _shown(session: Session, job: Job, link: Link) -> GridShown:
    spec = GridJobSpec.model_validate(job.spec)
    there = drawn(session, spec=spec)
    return GridShown(
        job_id=job.id,
        version=spec.version,
        status=job.state,
        progress=jobs.progress_of(session, [job.id]).get(job.id),
        failure=job.parsed_failure,
        steps=[each.step for each in spec.steps],
        prompts=spec.prompts,
        strengths=spec.strengths,
        seed=spec.seed,
        width=spec.settings.width,
        height=spec.settings.height,
        cells=[
            GridCell(
                step=cell.step.step,
                prompt=cell.prompt,
                strength=cell.strength,
                url=link(cell.key) if (made := there.get(cell.key)) else None,
                thumbnail_url=link(made.thumbnail_key or made.key) if made else None,
                thumbhash=made.thumbhash if made else None,
            )
            for cell in cells(spec)
        ],
        created_at=job.created_at,
    )
