"""Making whatever hangs in the gallery again: a picture is drawn, a film is made, a change of size is repeated."""

from typing import Literal

from sqlalchemy.orm import Session

from safelight.features.edits import service as edits
from safelight.features.generations.service import repeating
from safelight.features.generations.tables import Generation
from safelight.features.models.repository import ModelShelf
from safelight.features.videos import service as videos
from safelight.specs.generation import Recipe


def again(
    session: Session,
    *,
    recipe: Recipe,
    seed: Literal["same", "new"],
    n: int,
    shelf: ModelShelf,
    max_queued: int,
    whole_batch: bool = False,
    idempotency_key: str | None = None,
) -> Generation:
    """Queue a recipe of any kind once more. Of a film or another size one is made, whatever `n` is.

    Raises CannotRepeat, InvalidInput, TooManyRequests.
    """
    if recipe.kind == "video" and recipe.workflow is None:
        return videos.again(
            session, recipe=recipe, seed=seed, shelf=shelf, max_queued=max_queued, idempotency_key=idempotency_key
        )
    if recipe.kind == "edit":
        return edits.again(session, recipe=recipe, shelf=shelf, max_queued=max_queued, idempotency_key=idempotency_key)
    return repeating.again(
        session,
        recipe=recipe,
        seed=seed,
        n=n,
        shelf=shelf,
        max_queued=max_queued,
        whole_batch=whole_batch,
        idempotency_key=idempotency_key,
    )
