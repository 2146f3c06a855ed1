"""A stored picture as its row: what the gallery sorts, filters and lays out by is filled in here and nowhere else."""

from collections.abc import Callable
from typing import Any, Protocol

from safelight.features.generations.tables import Picture
from safelight.kit.ids import born_at, new_id
from safelight.kit.pictures.shape import shape_of
from safelight.specs.generation import Recipe
from safelight.storage import StoredFile


def picture_from(
    *,
    generation_id: str,
    position: int,
    stored: StoredFile,
    small: StoredFile,
    image_size: tuple[int, int],
    recipe: Recipe,
    thumbhash: str,
    kind: str = "image",
) -> Picture:
    """The row of a picture that lies in the storage: `stored` the picture, `small` its thumbnail."""
    width, height = image_size
    id_ = new_id("pic")
    born = born_at(id_)  # of one clock, so that the months of a gallery sorted by id never interleave
    return Picture(
        id=id_,
        generation_id=generation_id,
        position=position,
        key=stored.key,
        thumbnail_key=small.key,
        width=width,
        height=height,
        size=stored.size,
        sha256=stored.sha256,
        seed=recipe.seed,
        recipe=recipe.model_dump(mode="json"),
        kind=kind,
        model=recipe.model,
        character_id=recipe.character_id,
        words=words_of(recipe),
        month=f"{born:%Y-%m}",
        shape=shape_of(width, height),
        thumbhash=thumbhash,
        created_at=born,
    )


class Medium(Protocol):
    """A picture's row, or the columns of it that say what kind of file it is."""

    kind: Any
    media_type: Any
    poster_key: Any
    num_frames: Any
    fps: Any


def media(picture: Medium, *, link: Callable[[str], str]) -> dict[str, Any]:
    """The fields of schemas.Media."""
    plays = picture.num_frames and picture.fps
    return {
        "kind": picture.kind,
        "media_type": picture.media_type,
        "poster_url": link(picture.poster_key) if picture.poster_key else None,
        "num_frames": picture.num_frames,
        "fps": picture.fps,
        "duration_seconds": round(picture.num_frames / picture.fps, 3) if plays else None,
    }


def words_of(recipe: Recipe) -> str:
    """What a search looks through, in lower case."""
    parts = (recipe.asked_prompt, recipe.prompt, recipe.character_name, recipe.model, *recipe.styles)
    return "\n".join(dict.fromkeys(part.lower() for part in parts if part))
