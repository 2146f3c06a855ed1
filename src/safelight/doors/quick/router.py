"""The quick door: POST /characters and POST /generate-image, for scripts that want one call and one answer."""

from typing import Annotated

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from safelight.features.access import LinksDep, StudioDep
from safelight.features.characters.router import create_character
from safelight.features.forms import ManyFilesRoute
from safelight.features.generations import service as generations
from safelight.features.generations.access import made, waited
from safelight.features.generations.tables import Generation
from safelight.features.models.access import ShelfDep
from safelight.specs.generation import GenerationSpec
from safelight.specs.jobs import FINISHED

router = APIRouter(tags=["quick"], route_class=ManyFilesRoute)


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
async def generate_image(
    spec: GenerateImage, request: Request, studio: StudioDep, shelf: ShelfDep, link: LinksDep
) -> ImageMade:
    """Draw a character. Waits for the picture, and a client that hangs up cancels it; a failed one says its reason."""
    asked = GenerationSpec(**spec.model_dump(exclude={"wait"}))

    def queue(session: Session) -> Generation:
        return generations.start(session, spec=asked, shelf=shelf, max_queued=studio.limits.queued_jobs)[0]

    shown = await (waited(studio, link, request, queue=queue) if spec.wait else made(studio, link, queue=queue))
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
