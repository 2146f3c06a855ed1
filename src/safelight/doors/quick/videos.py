"""The quick door's video: POST /generate-video, a character that moves in one call."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from safelight.features.access import LinksDep, StudioDep
from safelight.features.models.access import ShelfDep
from safelight.features.videos import service as videos
from safelight.features.videos.access import made
from safelight.features.videos.schemas import VideoSpec
from safelight.kit.errors import Conflict, SafelightError
from safelight.specs.jobs import FINISHED

router = APIRouter(tags=["quick"])

WAIT_SECONDS = 600.0


class GenerateVideo(VideoSpec):
    """A character by id or name and a prompt, or a picture; the rest has defaults."""

    wait: Annotated[bool, Field(description="false answers at once with the job")] = True


class VideoMade(BaseModel):
    """The film by a signed link; while the job still runs, only the job."""

    status: str = Field(description="State of the job")
    job_id: str
    generation_id: str = Field(description="The video's id")
    character_id: str | None
    prompt: str = Field(description="As it was asked")
    seed: int
    image_url: str | None = Field(default=None, description="The picture that it starts from")
    video_url: str | None = Field(default=None, description="The MP4")
    poster_url: str | None = Field(default=None, description="Its first frame")
    width: int | None = Field(default=None, description="Pixels")
    height: int | None = Field(default=None, description="Pixels")
    num_frames: int | None = None
    fps: float | None = Field(default=None, description="Frames per second")


@router.post("/generate-video")
async def generate_video(spec: GenerateVideo, studio: StudioDep, shelf: ShelfDep, link: LinksDep) -> VideoMade:
    """Draw a character and make the picture move. Waits for the film; a failed one answers with its reason."""
    request = VideoSpec(**spec.model_dump(exclude={"wait"}))
    shown = await made(
        studio,
        link,
        queue=lambda session: videos.start(
            session,
            spec=request,
            shelf=shelf,
            codec=studio.video_codec,
            max_queued=studio.limits.queued_jobs,
        ),
        wait=WAIT_SECONDS if spec.wait else None,
    )
    if shown.status == "failed" and shown.failure:
        error = SafelightError(shown.failure.message, code=shown.failure.code, hint=shown.failure.hint)
        raise error
    if shown.status == "cancelled":
        raise Conflict("The video was cancelled.", code="generation_cancelled")
    film = shown.pictures[0] if shown.status in FINISHED and shown.pictures else None
    return VideoMade(
        status=shown.status,
        job_id=shown.job_id,
        generation_id=shown.id,
        character_id=shown.character_id,
        prompt=shown.prompt,
        seed=shown.plan.seed,
        image_url=shown.source.url,
        video_url=film.url if film else None,
        poster_url=film.poster_url if film else None,
        width=film.width if film else None,
        height=film.height if film else None,
        num_frames=film.num_frames if film else None,
        fps=film.fps if film else None,
    )
