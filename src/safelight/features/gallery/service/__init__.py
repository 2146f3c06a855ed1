"""What can be done in the gallery."""

import re
from itertools import groupby
from typing import Any, Literal, Protocol

from sqlalchemy import Row
from sqlalchemy.orm import Session

from safelight.features.gallery import repository
from safelight.features.gallery.errors import NotInBin, PictureNotFound
from safelight.features.gallery.repository import Chosen
from safelight.features.gallery.schemas import (
    MAX_IDS,
    ActionDone,
    GalleryAction,
    GalleryFilter,
    GalleryItem,
    GalleryQuery,
    Lineage,
    MadeBy,
    MadeWith,
    Month,
    Neighbours,
    PictureDetail,
    Skeleton,
)
from safelight.features.generations.service import news
from safelight.features.generations.service.pictures import media
from safelight.features.generations.tables import Picture
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.kit.paging import MAX_LIMIT, Page
from safelight.kit.pictures.names import safe_name
from safelight.specs.generation import GenerationPlan, Recipe
from safelight.specs.jobs import FINISHED

Change = Literal["favourite", "unfavourite", "bin", "restore"]
EVERY = MAX_LIMIT  # an anchor at the start of every longest page
NAME_WORDS = 60  # characters of the prompt in a file name


class Link(Protocol):
    """Makes a signed link to a stored file."""

    def __call__(self, key: str, *, download_name: str | None = None) -> str:
        """The link to `key`."""


def page(session: Session, *, wanted: GalleryQuery, link: Link) -> Page[GalleryItem]:
    """Pictures that pass the filter, newest first."""
    pictures = repository.chosen(session, wanted)
    if wanted.from_ is not None:
        pictures = pictures.only(Picture.id <= wanted.from_)
    if wanted.after is not None:
        pictures = pictures.only(Picture.id < wanted.after)
    found = repository.page(session, pictures, limit=wanted.limit + 1)
    items = [_item(row, link) for row in found[: wanted.limit]]
    return Page(items=items, next=items[-1].id if len(found) > wanted.limit else None)


def skeleton(session: Session, *, wanted: GalleryFilter) -> Skeleton:
    """How many pictures there are in each month, and their proportions."""
    rows = repository.outline(session, repository.chosen(session, wanted))
    ids, shapes = [row[0] for row in rows], "".join([row[2] for row in rows])
    months: dict[str, Month] = {}
    start = 0
    for name, group in groupby([row[1] for row in rows]):
        end = start + sum(1 for _ in group)
        month = months.setdefault(name, Month(month=name, count=0, shapes="", anchors=[]))
        month.anchors += ids[start + -month.count % EVERY : end : EVERY]
        month.shapes += shapes[start:end]
        month.count += end - start
        start = end
    return Skeleton(total=len(rows), months=sorted(months.values(), key=lambda month: month.month, reverse=True))


def detail(session: Session, *, picture_id: str, wanted: GalleryFilter, link: Link) -> PictureDetail:
    """All that is known of one picture. Raises PictureNotFound."""
    row = repository.item(session, picture_id)
    if row is None:
        raise PictureNotFound(picture_id)
    recipe = Recipe.model_validate(row.recipe)
    generation = row.Generation
    previous, following = repository.neighbours(session, repository.chosen(session, wanted), picture_id)
    return PictureDetail(
        **_item(row, link).model_dump(),
        size=row.size,
        sha256=row.sha256,
        download_url=link(row.key, download_name=_file_name(row)),
        recipe=recipe,
        generation=MadeBy(
            id=generation.id,
            prompt=generation.prompt,
            plan=GenerationPlan.model_validate(generation.plan),
            notes=generation.notes,
            created_at=generation.created_at,
        ),
        neighbours=Neighbours(previous=previous, next=following),
        lineage=Lineage(job_id=generation.job_id, character=_character(session, recipe)),
    )


def shown(session: Session, *, picture_id: str, link: Link) -> GalleryItem:
    """One picture as the lists show it. Raises PictureNotFound."""
    row = repository.item(session, picture_id)
    if row is None:
        raise PictureNotFound(picture_id)
    return _item(row, link)


def recipe_of(session: Session, picture_id: str) -> Recipe:
    """How a picture was made. Raises PictureNotFound."""
    recipe = repository.recipe(session, picture_id)
    if recipe is None:
        raise PictureNotFound(picture_id)
    return Recipe.model_validate(recipe)


def change(session: Session, *, what: Change, pictures: Chosen) -> ActionDone:
    """Star, unstar, bin or restore pictures; those that are so already stay as they are."""
    now = utcnow()
    is_starred, is_binned = Picture.favourite.is_(True), Picture.deleted_at.is_not(None)
    values: dict[str, Any]
    match what:
        case "favourite":
            pictures, values = pictures.only(~is_starred), {"favourite": True}
        case "unfavourite":
            pictures, values = pictures.only(is_starred), {"favourite": False}
        case "bin":
            pictures, values = pictures.only(~is_binned), {"deleted_at": now}
        case "restore":
            pictures, values = pictures.only(is_binned), {"deleted_at": None}
    changed = repository.change(session, pictures, **values)
    news.tell(session, "changed", changed, action=what)
    binned_at = now if what == "bin" and changed else None
    ids = [picture_id for picture_id, _ in changed[:MAX_IDS]]
    return ActionDone(changed=len(changed), ids=ids, binned_at=binned_at)


def named(session: Session, action: GalleryAction) -> Chosen:
    """The pictures that an action is about."""
    if action.ids is not None:
        pictures = repository.those(action.ids)
    else:
        wanted = action.filter or GalleryFilter()
        if action.action == "restore" or (action.action == "delete" and not action.forever):
            wanted = wanted.model_copy(update={"bin": True})
        pictures = repository.chosen(session, wanted)
    return pictures.only(Picture.id.not_in(action.except_)) if action.except_ else pictures


def refuse_outside_bin(session: Session, pictures: Chosen) -> None:
    """Raise NotInBin if any of these pictures is not in the bin."""
    outside = repository.ids(session, pictures.only(Picture.deleted_at.is_(None)))
    if outside:
        raise NotInBin(len(outside))


def remove(session: Session, *, pictures: Chosen, limit: int) -> tuple[list[str], list[str]]:
    """Forget up to `limit` pictures for good; gives back their ids, and the storage keys to delete once committed.

    A generation goes with its last picture.
    """
    rows = repository.take_out(session, pictures, limit=limit)
    news.tell(session, "removed", [(row.id, row.account_id) for row in rows])
    emptied = repository.emptied(session, {row.generation_id for row in rows})
    states = jobs.all_behind(session, [generation.job_id for generation in emptied])
    for generation in emptied:
        job = states.get(generation.job_id)
        if job is None or job.state in FINISHED:
            session.delete(generation)
    return [row.id for row in rows], [
        key for row in rows for key in (row.key, row.thumbnail_key, row.poster_key) if key
    ]


def _item(row: Row[Any], link: Link) -> GalleryItem:
    return GalleryItem(
        id=row.id,
        generation_id=row.generation_id,
        url=link(row.key),
        thumbnail_url=link(row.thumbnail_key),
        width=row.width,
        height=row.height,
        thumbhash=row.thumbhash,
        favourite=row.favourite,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
        prompt=row.prompt,
        character_id=row.character_id,
        character_name=row.character_name,
        model=row.model,
        seed=row.seed,
        **media(row, link=link),
    )


def _character(session: Session, recipe: Recipe) -> MadeWith | None:
    if recipe.character_id is None:
        return None
    name = repository.character_name(session, recipe.character_id)
    loras = [lora.sha256 for lora in recipe.loras]
    return MadeWith(
        id=recipe.character_id,
        name=name or recipe.character_name or "",
        version=repository.version_of(session, recipe.character_id, model=recipe.model, lora_sha256s=loras),
        exists=name is not None,
    )


def _file_name(row: Row[Any]) -> str:
    words = re.sub(r"[\\/\s]+", " ", f"{row.character_name or ''} {row.prompt}".strip())  # slashes would part a path
    return safe_name(f"{words[:NAME_WORDS]} {row.seed}.{row.key.rpartition('.')[2]}", fallback="picture")
