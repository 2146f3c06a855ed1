"""What two recipes differ in, and what that does to the picture; and the recipe that a worker here would follow."""

from typing import Any

from pydantic import JsonValue, ValidationError
from sqlalchemy.orm import Session

from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.features.models.repository import ModelShelf
from safelight.features.recipes.schemas import Difference, Effect
from safelight.jobs import service as jobs
from safelight.jobs.tables import Worker
from safelight.specs.generation import Recipe
from safelight.specs.hardware import WorkerFacts

# What draws nothing: how a person said it, and names of what is compared by its content.
_WORDS = frozenset(
    {"kind", "asked_prompt", "styles", "character_id", "character_name", "consent", "device", "content_filter"}
)
_NAMES = frozenset({"key", "name", "model", "picture_id"})
_UNKNOWN_IF_EMPTY = ("versions.", "device_name", "threads", "batch")
_ORDER: tuple[Effect, ...] = ("another", "close", "last_bit")
_PRECISIONS = {"f32": "float32", "f16": "float16", "bf16": "bfloat16"}


def differences(then: Recipe, now: Recipe) -> list[Difference]:
    """What is not the same in both, the weightiest first; none: on one machine both make the same pixels."""
    by_hash = None not in (then.model_hash, now.model_hash)
    one, other = (_flat(_compared(recipe, by_hash=by_hash)) for recipe in (then, now))
    found = []
    for field in dict.fromkeys((*one, *other)):
        before, after = one.get(field), other.get(field)
        if before == after or (None in (before, after) and field.startswith(_UNKNOWN_IF_EMPTY)):
            continue
        effect, message = _meaning(field, before, after)
        found.append(Difference(field=field, then=before, now=after, effect=effect, message=message))
    return sorted(found, key=lambda each: _ORDER.index(each.effect))


def foreseen(
    session: Session, *, recipe: Recipe, model: str, shelf: ModelShelf, alone: bool = False
) -> list[Difference]:
    """What will differ if a recipe is made again now, by the most similar worker that is alive; fewer if none is."""
    changes: dict[str, Any] = {"model": model}
    try:
        changes["model_hash"] = shelf.info(model).sha256
    except (ModelNotFound, ModelUnusable):
        changes["model_hash"] = None
    if alone and recipe.batch is not None:
        changes["batch"] = {"index": 0, "seeds": (recipe.seed,)}
    workers = [worker for worker in jobs.workers(session) if worker.facts]
    possible = [differences(recipe, _changed(recipe, changes | _of_worker(recipe, worker))) for worker in workers]
    return min(possible, key=len, default=differences(recipe, _changed(recipe, changes)))


def _changed(recipe: Recipe, changes: dict[str, Any]) -> Recipe:
    return Recipe.model_validate(recipe.model_dump() | changes)


def _of_worker(recipe: Recipe, worker: Worker) -> dict[str, Any]:
    try:
        facts = WorkerFacts.model_validate(worker.facts)
    except ValidationError:  # a worker of another version
        return {}
    precision = recipe.load.get("precision")
    return {
        "safelight": worker.version,
        "device": worker.device,
        "device_name": worker.device_name if facts.backend in {"cuda", "rocm"} else facts.cpu,
        "threads": facts.threads if facts.backend == "cpu" else None,
        "versions": facts.versions or recipe.versions,
        "dtype": _PRECISIONS.get(str(precision), facts.dtype or recipe.dtype),
    }


def _compared(recipe: Recipe, *, by_hash: bool) -> dict[str, Any]:
    found = recipe.model_dump(mode="json", exclude=set(_WORDS))
    found["backend"] = recipe.device.partition(":")[0]
    found["batch"] = recipe.batch and f"{recipe.batch.index + 1} of {recipe.batch.size}"
    del found["model" if by_hash else "model_hash"]
    return found


def _flat(value: Any, name: str = "") -> dict[str, JsonValue]:
    """Leaves by their dotted names; a file whose hash is known goes by that alone."""
    if isinstance(value, dict):
        known = value.get("sha256") is not None
        parts = {key: each for key, each in value.items() if not (known and key in _NAMES)}
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        parts = {str(number): each for number, each in enumerate(value)}
    else:
        return {name: value} if value not in (None, [], {}) else {}
    return {
        key: leaf
        for part, each in parts.items()
        for key, leaf in _flat(each, f"{name}.{part}" if name else part).items()
    }


# By the first part of a name: {field} as a whole, {rest} of it, {was} and {now}. Names are a stranger's: values only.
_MEANINGS: dict[str, tuple[Effect, str]] = {
    "batch": ("last_bit", "It was picture {was} drawn together, now {now}: single values may differ by 1/255."),
    "threads": ("last_bit", "{was} CPU threads then, {now} now: sums are rounded in another order."),
    "versions": ("close", "{rest} was {was} and is {now}: it looks the same, single pixels may not be."),
    "safelight": ("close", "Safelight was {was} and is {now}."),
    "backend": ("close", "It was drawn on {was}, now on {now}: it looks the same, single pixels will not be."),
    "device_name": ("close", "It was drawn on {was}, now on {now}: it looks the same, single pixels may not be."),
    "dtype": ("close", "The model computed in {was} then and does in {now} now."),
    "load": ("close", "The model was loaded with {rest} {was} then, {now} now."),
    "model_hash": ("another", "The model has other weights than the one that drew it."),
    "model": ("another", "It was drawn by {was}, and would be by {now}."),
    "loras": ("another", "loras.{rest} was {was} and is {now}: a LoRA changes the whole picture."),
}


def _meaning(field: str, then: JsonValue, now: JsonValue) -> tuple[Effect, str]:
    head, _, rest = field.partition(".")
    effect, text = _MEANINGS.get(head, ("another", "{field} was {was} and is {now}."))
    return effect, text.format(field=field, was=_said(then), now=_said(now), rest=rest)


def _said(value: JsonValue) -> str:
    return "none" if value is None else str(value)[:80]
