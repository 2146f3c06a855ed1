"""Routes of the generations."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response, status
from sqlalchemy.orm import Session

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep
from safelight.features.generations import repository, service
from safelight.features.generations.access import answer
from safelight.features.generations.schemas import GenerationAsk, GenerationShown, SchedulerShown
from safelight.features.generations.service import own_ids, samplers
from safelight.features.generations.tables import Generation
from safelight.features.models.access import ShelfDep
from safelight.features.webhooks.access import HooksDep
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.generation import GenerationSpec
from safelight.specs.jobs import FINISHED

router = APIRouter(tags=["generations"])


@router.get("/schedulers")
def list_schedulers(
    shelf: ShelfDep,
    model: Annotated[str | None, Query(max_length=200, description="Only those that this model can use")] = None,
) -> Page[SchedulerShown]:
    """The samplers, each with its settings. Without a model: of both kinds of models."""
    return Page(items=samplers.shown(shelf.info(model) if model else None))


@router.post("/generations", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": GenerationShown}})
async def create_generation(
    spec: GenerationAsk,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> GenerationShown:
    """Make pictures. Answers 202 with the job; with `Prefer: wait=30` it answers 201 once the pictures are there."""
    request = spec.without_webhook(GenerationSpec)

    def queue(session: Session) -> Generation:
        generation, job = service.start(
            session, spec=request, shelf=shelf, max_queued=studio.limits.queued_jobs, idempotency_key=idempotency_key
        )
        hooks.attach(session, job.id, spec)
        return generation

    return await answer(studio, link, response, wait=wait, queue=queue)


@router.put(
    "/generations/{own_id}",
    status_code=status.HTTP_202_ACCEPTED,
    responses={200: {"model": GenerationShown}, 201: {"model": GenerationShown}},
)
async def create_generation_under_own_id(
    own_id: Annotated[str, Path(pattern=own_ids.PATTERN, description="Any id of your own: letters, digits, . _ ~ -")],
    spec: GenerationAsk,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    response: Response,
    wait: PreferWait,
) -> GenerationShown:
    """Make pictures under an id of your own. The same request again makes nothing new and answers how far it is.

    202 while it is made, 200 once it has ended; 409 if the id stands for another request. GET it by the same id.
    """
    request, made = spec.without_webhook(GenerationSpec), True

    def queue(session: Session) -> Generation:
        nonlocal made
        generation, made = own_ids.under(
            session,
            own_id=own_id,
            asked=request,
            start=lambda key: service.start(
                session, spec=request, shelf=shelf, max_queued=studio.limits.queued_jobs, idempotency_key=key
            )[0],
        )
        if made:
            hooks.attach(session, generation.job_id, spec)
        return generation

    shown = await answer(studio, link, response, wait=wait, queue=queue)
    if shown.status in FINISHED and not made:
        response.status_code = status.HTTP_200_OK
    return shown


@router.get("/generations")
def list_generations(
    session: Reading,
    link: LinksDep,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    character_id: str | None = None,
    search: Annotated[str | None, Query(max_length=100)] = None,
) -> Page[GenerationShown]:
    """Generations, newest first."""
    found = repository.page(session, after=after, limit=limit, character_id=character_id, search=search)
    items = service.shown(session, found[:limit], link=link)
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/generations/{generation_id}")
def show_generation(generation_id: str, session: Reading, link: LinksDep) -> GenerationShown:
    """One generation and its pictures."""
    return service.shown(session, [service.get(session, generation_id)], link=link)[0]


@router.delete("/generations/{generation_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_generation(generation_id: str, studio: StudioDep) -> None:
    """Delete a generation and its pictures."""
    with studio.db.transaction() as session:
        prefix = service.delete(session, generation=service.get(session, generation_id))
    studio.storage.delete_prefix(prefix)
