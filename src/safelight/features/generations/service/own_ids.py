"""Generations under an id that the client chose: the same request twice is one generation, another one is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from safelight.features.generations import repository
from safelight.features.generations.errors import OwnIdInUse
from safelight.features.generations.tables import Generation
from safelight.kit.errors import InvalidInput

PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$"
OURS = "gen_"
ASKED = "asked"  # in the plan's JSON, beside the plan: the request as it was made
API, QUICK = "own", "quick"

Made = TypeVar("Made")


def under(
    session: Session, *, own_id: str, asked: BaseModel, start: Callable[[str], Generation], space: str = API
) -> tuple[Generation, bool]:
    """The generation of that id, and whether it was made just now: by `start`, to which its idempotency key is given.

    Raises InvalidInput for an id that looks like ours, OwnIdInUse when it stands for another request.
    """
    if own_id.startswith(OURS):
        raise InvalidInput.of("id", own_id, f"an id of your own must not begin with {OURS}", hint="Choose another.")
    request = asked.model_dump(mode="json", exclude_defaults=True)
    earlier = find(session, own_id, space=space)
    if earlier is not None:
        before: dict[str, Any] = earlier.plan.get(ASKED, {})
        differing = sorted(name for name in before.keys() | request.keys() if before.get(name) != request.get(name))
        if differing:
            raise OwnIdInUse(own_id, {name: (before.get(name), request.get(name)) for name in differing})
        return earlier, False
    generation = start(_key(space, own_id))
    generation.plan = generation.plan | {ASKED: request}
    session.flush()
    return generation, True


def find(session: Session, own_id: str, *, space: str = API) -> Generation | None:
    """The generation that was made under that id."""
    return repository.by_idempotency_key(session, _key(space, own_id))


def own_id_of(generation: Generation, *, space: str = API) -> str | None:
    """The client's id of a generation, if it was made under one."""
    begin, _, own_id = (generation.idempotency_key or "").partition("\n")
    return own_id if begin == space and own_id else None


def unraced(start: Callable[[], Made]) -> Made:
    """Start once more if the same request came twice at once, and the other was quicker: now it is found."""
    try:
        return start()
    except IntegrityError:
        return start()


def _key(space: str, own_id: str) -> str:
    # No header holds a line break, so no Idempotency-Key is ever taken for an own id.
    return f"{space}\n{own_id}"
