"""Routes of the videos."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response, status
from sqlalchemy.orm import Session

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep
from safelight.features.generations.tables import Generation
from safelight.features.models.access import ShelfDep
from safelight.features.videos import repository, service
from safelight.features.videos.access import made
from safelight.features.videos.schemas import VideoAsk, VideoShown, VideoSpec
from safelight.features.webhooks.access import HooksDep
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.specs.jobs import FINISHED

router = APIRouter(prefix="/videos", tags=["videos"])


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": VideoShown}})
async def create_video(
    spec: VideoAsk,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    hooks: HooksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> VideoShown:
    """Make a picture move. Answers 202 with the job; with `Prefer: wait=600` it answers 201 once the film is there.

    Delete a video as a generation, or as a picture of the gallery.
    """
    request = spec.without_webhook(VideoSpec)

    def queue(session: Session) -> Generation:
        video = service.start(
            session,
            spec=request,
            shelf=shelf,
            codec=studio.video_codec,
            max_queued=studio.limits.queued_jobs,
            idempotency_key=idempotency_key,
        )
        hooks.attach(session, video.job_id, spec)
        return video

    shown = await made(studio, link, wait=wait, queue=queue)
    response.headers["Location"] = f"/api/v1/videos/{shown.id}"
    if wait is not None:
        response.headers["Preference-Applied"] = f"wait={wait:g}"
    if shown.status in FINISHED:
        response.status_code = status.HTTP_201_CREATED
    return shown


@router.get("")
def list_videos(
    session: Reading,
    link: LinksDep,
    after: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
) -> Page[VideoShown]:
    """Videos, newest first; those that are still made too."""
    found = repository.page(session, after=after, limit=limit)
    items = service.shown(session, found[:limit], link=link)
    return Page(items=items, next=items[-1].id if len(found) > limit else None)


@router.get("/{video_id}")
def show_video(video_id: str, session: Reading, link: LinksDep) -> VideoShown:
    """One video, its film and the picture it starts from."""
    return service.shown(session, [service.get(session, video_id)], link=link)[0]
