"""Routes of the recipes."""

from typing import Annotated

from fastapi import APIRouter, Header, Response, UploadFile, status
from fastapi.concurrency import run_in_threadpool

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep
from safelight.features.forms import FormRoute
from safelight.features.gallery.service.again import again
from safelight.features.generations.access import answer
from safelight.features.models.access import ShelfDep
from safelight.features.recipes import service
from safelight.features.recipes.schemas import (
    Provenance,
    RecipeAgain,
    RecipeAgainShown,
    RecipeCompare,
    RecipeCompared,
    RecipeRead,
)
from safelight.features.recipes.service import comparing, provenance
from safelight.kit.errors import TooLarge

MAX_VERIFIED = 500_000_000  # bytes

router = APIRouter(prefix="/recipes", tags=["recipes"], route_class=FormRoute)


@router.post("/read")
def read_recipe(file: UploadFile, session: Reading, shelf: ShelfDep) -> RecipeRead:
    """Read how a PNG or WebP of Safelight, or of another program, was made. Nothing is kept, no pixel looked at."""
    return service.read(session, file=file.file, shelf=shelf)


@router.post("/verify", openapi_extra={"x-scope": "read"})
def verify_recipe(file: UploadFile, studio: StudioDep) -> Provenance:
    """Say whether a PNG or a film is as it was made here: what its signed claim says, and what that is worth."""
    data = file.file.read(MAX_VERIFIED + 1)
    if len(data) > MAX_VERIFIED:
        raise TooLarge(
            f"The file is larger than {MAX_VERIFIED // 1_000_000} MB.", hint="No picture or film of ours is."
        )
    with studio.db.reading() as session:
        return provenance.verified(session, data)


@router.post("/compare")
def compare_recipes(asked: RecipeCompare) -> RecipeCompared:
    """Say what two recipes differ in, such as those of a picture and of its repetition, and what that does."""
    return RecipeCompared(differences=comparing.differences(asked.then, asked.now))


@router.post("/again", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": RecipeAgainShown}})
async def make_recipe_again(
    asked: RecipeAgain,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> RecipeAgainShown:
    """Make a picture again by the plan of its recipe: same seed, same LoRA file, same steps, same size."""
    shown = await answer(
        studio,
        link,
        response,
        wait=wait,
        queue=lambda session: again(
            session,
            recipe=asked.recipe,
            seed=asked.seed,
            n=asked.n,
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
            whole_batch=asked.batch == "same",
            idempotency_key=idempotency_key,
        ),
    )

    def told() -> RecipeAgainShown:
        with studio.db.reading() as session:
            return service.told(session, asked=asked, generation=shown, shelf=shelf)

    return await run_in_threadpool(told)
