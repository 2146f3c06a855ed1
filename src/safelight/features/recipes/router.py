"""Routes of the recipes."""

from typing import Annotated

from fastapi import APIRouter, Header, Response, UploadFile, status

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep
from safelight.features.generations.access import answer
from safelight.features.generations.schemas import GenerationShown
from safelight.features.generations.service import repeating
from safelight.features.models.access import ShelfDep
from safelight.features.recipes import service
from safelight.features.recipes.schemas import RecipeAgain, RecipeRead

router = APIRouter(prefix="/recipes", tags=["recipes"])


@router.post("/read")
def read_recipe(file: UploadFile, session: Reading, shelf: ShelfDep) -> RecipeRead:
    """Read how a PNG of Safelight, or of AUTOMATIC1111 and its kin, was made. Nothing is kept, no pixel looked at."""
    return service.read(session, file=file.file, shelf=shelf)


@router.post("/again", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": GenerationShown}})
async def make_recipe_again(
    asked: RecipeAgain,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> GenerationShown:
    """Make a picture again by the plan of its recipe: same seed, same LoRA file, same steps, same size."""
    return await answer(
        studio,
        link,
        response,
        wait=wait,
        queue=lambda session: repeating.again(
            session,
            recipe=asked.recipe,
            seed=asked.seed,
            n=asked.n,
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
            idempotency_key=idempotency_key,
        ),
    )
