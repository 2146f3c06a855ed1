"""What can be done with generations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from sqlalchemy.orm import Session

from safelight.db import Database
from safelight.features.characters import service as characters
from safelight.features.generations import repository
from safelight.features.generations.errors import CharacterOnOtherBase, GenerationNotFound, GenerationRunning
from safelight.features.generations.schemas import GenerationShown, PictureShown
from safelight.features.generations.service import by_comfyui, materials, news, own_ids
from safelight.features.generations.service.pictures import media
from safelight.features.generations.service.plans import complete, with_trigger
from safelight.features.generations.tables import Generation, Picture
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.features.styles import service as styling
from safelight.jobs import service as jobs
from safelight.jobs.tables import Job
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import GenerationPlan, GenerationSpec, Recipe
from safelight.specs.jobs import JobFailure, Needs
from safelight.specs.models import ModelInfo
from safelight.storage import Storage, layout

__all__ = [
    "JOB_KIND", "WORKFLOW_KIND", "complete", "delete", "forget_expired", "get", "group_of", "plan_of", "queue",
    "record",
    "shown", "start", "with_trigger",
]  # fmt: skip

JOB_KIND = "generation"
WORKFLOW_KIND = "workflow"
PRIORITY = 50  # before trainings (100): someone waits for it


def start(
    session: Session,
    *,
    spec: GenerationSpec,
    shelf: ModelShelf,
    max_queued: int,
    idempotency_key: str | None = None,
    kind: Literal["image", "style"] = "image",
    requester: str = "",
    kept: timedelta | None = None,
) -> tuple[Generation, Job]:
    """Complete a request and queue it. The same idempotency key gives the same generation back.

    `requester` is whom it is for: turns are taken between them. With `kept` it is forgotten after that time, and its
    pictures come into no gallery.

    Raises CharacterNotFound, CharacterNotReady, ModelNotFound, CharacterOnOtherBase, UnknownStyle, NotWithThisModel,
    SchedulerUnsupported, InvalidInput, TooManyRequests.
    """
    if idempotency_key and (earlier := repository.by_idempotency_key(session, idempotency_key)):
        return earlier, jobs.get(session, earlier.job_id)
    jobs.require_turn(session, max_queued=max_queued)
    character = characters.ready(session, spec.character_id) if spec.character_id else None
    if character and spec.model and spec.model != character.drawn_by:
        raise CharacterOnOtherBase(
            f"model: {character.name} is drawn by {character.drawn_by!r} and cannot be drawn by {spec.model!r}.",
            hint="Leave model out, or train the character on that model.",
        )
    name = character.drawn_by if character else spec.model
    info, engine = by_comfyui.chosen(session, spec, name=name, shelf=shelf)
    styles = styling.chosen(session, spec.styles)
    found = materials.gathered(session, spec, info=info, shelf=shelf)
    plan = complete(
        spec, info=info, character=character, styles=styles, kind="quick" if kept else kind, materials=found
    )
    plan = plan.model_copy(update={"engine": engine})
    return queue(
        session, plan=plan, info=info, max_queued=max_queued, idempotency_key=idempotency_key,
        requester=requester, kept=kept,
    )  # fmt: skip


def queue(
    session: Session,
    *,
    plan: GenerationPlan,
    info: ModelInfo | None,
    max_queued: int,
    idempotency_key: str | None = None,
    requester: str = "",
    kept: timedelta | None = None,
    worker: str | None = None,
) -> tuple[Generation, Job]:
    """Queue what is already complete; `info` is of the model where this studio has it. Raises TooManyRequests."""
    generation_id, prompt = new_id("gen"), plan.asked_prompt or plan.prompt
    if plan.engine == by_comfyui.COMFYUI and worker is None:
        worker = by_comfyui.only_worker(session, by_comfyui.model_of(plan))
    if plan.character_id:
        characters.mark_used(session, plan.character_id)
    job = jobs.submit(
        session,
        kind=WORKFLOW_KIND if plan.workflow else JOB_KIND,
        title=_title(plan, prompt),
        spec=GenerationJobSpec(generation_id=generation_id),
        subject=f"generation:{generation_id}",
        needs=_needs(session, plan, info, worker),
        model_key=by_comfyui.model_of(plan),
        group_key=group_of(plan),
        requester=requester,
        priority=PRIORITY,
        max_queued=max_queued,
        pictures=plan.n,
    )
    generation = Generation(
        id=generation_id,
        job_id=job.id,
        character_id=plan.character_id,
        prompt=prompt,
        plan=plan.model_dump(mode="json"),
        notes=[],
        idempotency_key=idempotency_key,
        expires_at=utcnow() + kept if kept else None,
        pictures=[],
    )
    session.add(generation)
    session.flush()
    return generation, job


def _title(plan: GenerationPlan, prompt: str) -> str:
    if plan.workflow:
        return f"{plan.workflow.name}: {prompt}" if prompt else plan.workflow.name
    return f"{plan.n} picture{'s' if plan.n > 1 else ''}: {prompt}"


def _needs(session: Session, plan: GenerationPlan, info: ModelInfo | None, worker: str | None) -> Needs:
    if plan.engine == by_comfyui.COMFYUI:  # it minds its memory itself
        return Needs(engine=plan.engine, worker=worker)
    needs = Needs(memory_bytes=info.size_bytes if info else 0, visits=True, worker=worker)
    return within_reach(session, needs, plan.model)


def group_of(plan: GenerationPlan) -> str | None:
    """What plans have in common that one worker may draw together; None for one that must be drawn alone.

    A VAE, an embedding or a ControlNet changes the model for as long as it is drawn with.
    """
    alone = plan.engine != "native" or plan.solo or plan.vae or plan.embeddings or plan.controls
    return None if alone else f"draw:{plan.model}"


def get(session: Session, generation_id: str) -> Generation:
    """The generation of that id, ours or the client's own. Raises GenerationNotFound."""
    found = repository.find(session, generation_id) or own_ids.find(session, generation_id)
    if found is None:
        raise GenerationNotFound(generation_id)
    return found


def plan_of(session: Session, generation_id: str) -> GenerationPlan:
    """What a worker is to draw. Raises GenerationNotFound."""
    plan = repository.plan_of(session, generation_id)
    if plan is None:
        raise GenerationNotFound(generation_id)
    return GenerationPlan.model_validate(plan)


def record(session: Session, *, generation_id: str, pictures: list[Picture], notes: list[str]) -> None:
    """Keep the pictures that a worker made; doing it twice leaves one set. Raises GenerationNotFound."""
    generation = repository.asked(session, generation_id)
    if generation is None:
        raise GenerationNotFound(generation_id)
    for picture in pictures:
        picture.account_id = generation.account_id
    if generation.kind == "style":
        for picture in pictures:
            picture.kind, picture.month = "style", ""
        styling.drawn(session, generation_id=generation_id, key=pictures[0].thumbnail_key)
    elif generation.expires_at is not None:
        for picture in pictures:
            picture.kind, picture.month = "quick", ""
    else:
        news.tell(session, "added", [(picture.id, picture.account_id) for picture in pictures])
    repository.put(session, generation_id, pictures, notes=notes)


def forget_expired(db: Database, storage: Storage, *, kept: timedelta) -> int:
    """Delete what was to be kept for a time only, counted from its end; gives back how many generations went."""
    with db.reading() as session:
        due = repository.expired(session, utcnow())
    gone = 0
    for generation_id in due:
        with db.transaction() as session:
            generation = repository.find(session, generation_id)
            if generation is None:
                continue
            job = jobs.behind(session, generation.job_id)
            ended = utcnow() if job is not None and not job.is_finished else job.finished_at if job else None
            if ended is not None and ended + kept > utcnow():
                generation.expires_at = ended + kept
                continue
        # Its files first: if this is interrupted between the two, the row is there to try again.
        storage.delete_prefix(layout.generation(generation_id))
        with db.transaction() as session:
            if (generation := repository.find(session, generation_id)) is not None:
                session.delete(generation)
                gone += 1
    return gone


def delete(session: Session, *, generation: Generation) -> str:
    """Forget a generation; gives back the storage prefix to clear once this is committed."""
    job = jobs.behind(session, generation.job_id)
    if job is not None and job.state in {"queued", "placed", "running"}:
        raise GenerationRunning(
            "The generation is still running.", hint=f"Cancel it first: POST /api/v1/jobs/{job.id}/cancel"
        )
    shown_ones = [(picture.id, picture.account_id) for picture in generation.pictures if picture.month]
    news.tell(session, "removed", shown_ones)
    session.delete(generation)
    return layout.generation(generation.id)


def shown(session: Session, generations: list[Generation], *, link: Callable[[str], str]) -> list[GenerationShown]:
    """Generations as the API shows them, with signed links."""
    job_ids = [generation.job_id for generation in generations]
    states, progress = jobs.all_behind(session, job_ids), jobs.progress_of(session, job_ids)
    return [
        GenerationShown(
            id=generation.id,
            own_id=own_ids.own_id_of(generation),
            # a job that retention has removed had ended; pictures tell how
            status=job.state if (job := states.get(generation.job_id)) else "succeeded",
            job_id=generation.job_id,
            character_id=generation.character_id,
            prompt=generation.prompt,
            plan=GenerationPlan.model_validate(generation.plan),
            progress=progress.get(generation.job_id),
            failure=JobFailure.model_validate(job.failure) if job and job.failure else None,
            notes=generation.notes,
            pictures=[
                PictureShown(
                    id=picture.id,
                    url=link(picture.key),
                    thumbnail_url=link(picture.thumbnail_key),
                    width=picture.width,
                    height=picture.height,
                    size=picture.size,
                    sha256=picture.sha256,
                    seed=picture.seed,
                    recipe=Recipe.model_validate(picture.recipe),
                    **media(picture, link=link),
                )
                for picture in generation.pictures
                if picture.deleted_at is None
            ],
            created_at=generation.created_at,
        )
        for generation in generations
    ]
