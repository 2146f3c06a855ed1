"""The quick door: POST /characters and POST /generate-image, for scripts that want one call and one answer."""

from typing import Annotated

from fastapi import APIRouter, status
from pydantic import BaseModel, Field

from safelight.features.access import LinksDep, StudioDep
from safelight.features.characters.router import create_character
from safelight.features.generations import service as generations
from safelight.features.generations.access import made
from safelight.features.models.access import ShelfDep
from safelight.kit.errors import Conflict, SafelightError
from safelight.specs.generation import GenerationSpec
from safelight.specs.jobs import FINISHED

router = APIRouter(tags=["quick"])

WAIT_SECONDS = 300.0


class GenerateImage(GenerationSpec):
    """A character by id or name, and a prompt; the rest has defaults."""

    character_id: str = Field(max_length=80, description="Id or name of a trained character")
    wait: Annotated[bool, Field(description="false answers at once with the job")] = True


class ImageMade(BaseModel):
    """The pictures, by signed links; while the job still runs, only the job."""

    status: str
    job_id: str
    generation_id: str
    character_id: str | None
    prompt: str
    seed: int
    image_url: str | None = Field(default=None, description="The first picture")
    image_urls: list[str] = []


router.add_api_route(
    "/characters", create_character, methods=["POST"], status_code=status.HTTP_202_ACCEPTED, name="quick_character"
)


@router.post("/generate-image")
async def generate_image(spec: GenerateImage, studio: StudioDep, shelf: ShelfDep, link: LinksDep) -> ImageMade:
    """Draw a character. Waits for the picture; a failed generation answers with its reason."""
    request = GenerationSpec(**spec.model_dump(exclude={"wait"}))
    shown = await made(
        studio,
        link,
        queue=lambda session: generations.start(
            session, spec=request, shelf=shelf, max_queued=studio.limits.queued_jobs
        )[0],
        wait=WAIT_SECONDS if spec.wait else None,
    )
    if shown.status == "failed" and shown.failure:
        error = SafelightError(shown.failure.message, code=shown.failure.code, hint=shown.failure.hint)
        raise error
    if shown.status == "cancelled":
        raise Conflict("The generation was cancelled.", code="generation_cancelled")
    urls = [picture.url for picture in shown.pictures] if shown.status in FINISHED else []
    return ImageMade(
        status=shown.status,
        job_id=shown.job_id,
        generation_id=shown.id,
        character_id=shown.character_id,
        prompt=shown.plan.prompt,
        seed=shown.plan.seed,
        image_url=urls[0] if urls else None,
        image_urls=urls,
    )
