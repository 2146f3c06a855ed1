"""Routes of the generations."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response, status

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep
from safelight.features.generations import repository, service
from safelight.features.generations.access import answer
from safelight.features.generations.schemas import GenerationShown, SchedulerShown
from safelight.features.generations.service import samplers
from safelight.features.models.access import ShelfDep
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.generation import GenerationSpec

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
    spec: GenerationSpec,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> GenerationShown:
    """Make pictures. Answers 202 with the job; with `Prefer: wait=30` it answers 201 once the pictures are there."""
    return await answer(
        studio,
        link,
        response,
        wait=wait,
        queue=lambda session: service.start(
            session, spec=spec, shelf=shelf, max_queued=studio.limits.queued_jobs, idempotency_key=idempotency_key
        )[0],
    )


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
