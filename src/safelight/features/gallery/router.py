"""Routes of the gallery."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response, status

from safelight.features.access import LinksDep, PreferWait, Reading, StudioDep, Writing
from safelight.features.gallery import repository, service
from safelight.features.gallery.schemas import (
    ActionDone,
    Again,
    GalleryAction,
    GalleryFilter,
    GalleryItem,
    GalleryQuery,
    PictureDetail,
    PictureUpdate,
    Skeleton,
)
from safelight.features.gallery.service import removal, webp
from safelight.features.gallery.service.again import again
from safelight.features.generations.access import answer
from safelight.features.generations.schemas import GenerationShown
from safelight.features.models.access import ShelfDep
from safelight.kit.paging import Page

router = APIRouter(prefix="/gallery", tags=["gallery"])


@router.get("")
def list_pictures(session: Reading, link: LinksDep, wanted: Annotated[GalleryQuery, Query()]) -> Page[GalleryItem]:
    """Pictures, newest first. Without `bin` those in the bin are left out."""
    return service.page(session, wanted=wanted, link=link)


@router.get("/skeleton", response_model=Skeleton, responses={304: {"description": "Nothing has changed"}})
def show_skeleton(
    session: Reading,
    wanted: Annotated[GalleryFilter, Query()],
    if_none_match: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Response:
    """All pictures that pass the filter as months and proportions: the layout of the whole gallery in one answer."""
    body = service.skeleton(session, wanted=wanted).model_dump_json().encode()
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Cache-Control": "private, no-cache"}
    if if_none_match and headers["ETag"] in if_none_match:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.post("/actions")
def act_on_pictures(action: GalleryAction, studio: StudioDep) -> ActionDone:
    """Star, bin, restore or delete many pictures at once. Doing it twice changes nothing more."""
    if action.action == "delete":
        return removal.delete(studio.db, studio.storage, action=action)
    with studio.db.transaction() as session:
        return service.change(session, what=action.action, pictures=service.named(session, action))


@router.delete("/bin")
def empty_bin(studio: StudioDep) -> ActionDone:
    """Delete everything in the bin for good. What lies there for 30 days goes by itself."""
    return removal.empty_bin(studio.db, studio.storage)


@router.get("/{picture_id}")
def show_picture(
    picture_id: str, session: Reading, link: LinksDep, wanted: Annotated[GalleryFilter, Query()]
) -> PictureDetail:
    """One picture with its recipe, and its neighbours under the same filters."""
    return service.detail(session, picture_id=picture_id, wanted=wanted, link=link)


@router.get(
    "/{picture_id}/webp",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}, "description": "WebP"}},
)
def show_picture_as_webp(picture_id: str, studio: StudioDep) -> Response:
    """One picture as lossless WebP with its recipe inside: the same pixels in a smaller file."""
    data = webp.of(studio.db, studio.storage, picture_id=picture_id)
    headers = {"Content-Disposition": f'inline; filename="{picture_id}.webp"', "X-Content-Type-Options": "nosniff"}
    return Response(data, media_type="image/webp", headers=headers)


@router.patch("/{picture_id}")
def update_picture(picture_id: str, update: PictureUpdate, session: Writing, link: LinksDep) -> GalleryItem:
    """Star a picture, or take its star away."""
    what: service.Change = "favourite" if update.favourite else "unfavourite"
    service.change(session, what=what, pictures=repository.those([picture_id]))
    return service.shown(session, picture_id=picture_id, link=link)


@router.post("/{picture_id}/again", status_code=status.HTTP_202_ACCEPTED, responses={201: {"model": GenerationShown}})
async def make_picture_again(
    picture_id: str,
    asked: Again,
    studio: StudioDep,
    shelf: ShelfDep,
    link: LinksDep,
    response: Response,
    wait: PreferWait,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> GenerationShown:
    """Make a picture again by its own plan, with the same seed or a new one; a film or another size likewise."""
    return await answer(
        studio,
        link,
        response,
        wait=wait,
        queue=lambda session: again(
            session,
            recipe=service.recipe_of(session, picture_id),
            seed=asked.seed,
            n=asked.n,
            shelf=shelf,
            max_queued=studio.limits.queued_jobs,
            idempotency_key=idempotency_key,
        ),
    )
