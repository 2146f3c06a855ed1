"""A stored picture as its row: what the gallery sorts, filters and lays out by is filled in here and nowhere else."""

from safelight.features.generations.tables import Picture
from safelight.kit.clock import utcnow
from safelight.kit.ids import new_id
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
    now = utcnow()
    return Picture(
        id=new_id("pic"),
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
        month=f"{now:%Y-%m}",
        shape=shape_of(width, height),
        thumbhash=thumbhash,
        created_at=now,
    )


def words_of(recipe: Recipe) -> str:
    """What a search looks through, in lower case."""
    parts = (recipe.asked_prompt, recipe.prompt, recipe.character_name, recipe.model, *recipe.styles)
    return "\n".join(dict.fromkeys(part.lower() for part in parts if part))
