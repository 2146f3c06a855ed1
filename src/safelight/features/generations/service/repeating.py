"""Making a picture again from its recipe: by the same plan exactly, or a word on what is missing for that."""

import secrets
from typing import Any, Literal

from sqlalchemy.orm import Session

from safelight.features.generations import repository, service
from safelight.features.generations.errors import CannotRepeat
from safelight.features.generations.service import samplers
from safelight.features.generations.service.found import look, look_for_workflow
from safelight.features.generations.tables import Generation
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, GenerationPlan, GenerationSpec, Recipe

LONGEST_PROMPT = 4 * MAX_PROMPT  # with trigger and styles
MAX_BATCH = 64
# The numbers and choices that recipe and request have in common.
_ASKED = {
    "num_inference_steps", "guidance_scale", "true_cfg_scale", "guidance_rescale", "clip_skip", "width", "height",
    "seed", "scheduler", "scheduler_options", "strength", "mask_blur", "padding_mask_crop", "resize_mode",
    "prompt_weighting",
}  # fmt: skip


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
    """Queue a recipe once more. With the same seed, the first picture is the one the recipe came from.

    With `whole_batch` all pictures are drawn that were drawn with it, and it stands at its own place among them.

    Raises CannotRepeat when the model or a LoRA is not here, InvalidInput for a recipe that no request could have made.
    """
    if idempotency_key and (earlier := repository.by_idempotency_key(session, idempotency_key)):
        return earlier
    check(recipe)
    if recipe.workflow is not None:
        return _by_workflow(session, recipe, seed=seed, n=n, max_queued=max_queued, idempotency_key=idempotency_key)
    found = look(session, recipe, shelf)
    if found.missing or found.model is None:
        raise CannotRepeat(found.missing)
    info = shelf.info(found.model)
    samplers.check(recipe.scheduler, recipe.scheduler_options, info=info)
    first = recipe.seed if seed == "same" else secrets.randbelow(MAX_SEED - n + 1)
    seeds = batch_of(recipe, seed=seed, n=n) if whole_batch else tuple(range(first, first + n))
    if first + n - 1 > MAX_SEED:
        raise InvalidInput.of("n", n, f"seed + n must not pass {MAX_SEED}", hint="Ask for fewer pictures.")
    plan = GenerationPlan(
        **recipe.model_dump(include=GenerationPlan.model_fields.keys() - found.parts.keys() - {"seed", "character_id"}),
        **found.parts,
        seed=seeds[0],
        seeds=[] if seeds == tuple(range(seeds[0], seeds[0] + len(seeds))) else list(seeds),
        n=len(seeds),
        character_id=found.character.id if found.character else None,
    )
    generation, _ = service.queue(
        session,
        plan=plan,
        info=info,
        max_queued=max_queued,
        idempotency_key=idempotency_key,
    )
    return generation


def _by_workflow(
    session: Session,
    recipe: Recipe,
    *,
    seed: Literal["same", "new"],
    n: int,
    max_queued: int,
    idempotency_key: str | None,
) -> Generation:
    """The same template with the same values at ComfyUI, which alone can say whether its models are still there."""
    found = look_for_workflow(session, recipe)
    if found.missing:
        raise CannotRepeat(found.missing)
    runs = 1 if recipe.kind == "video" else n
    first = recipe.seed if seed == "same" else secrets.randbelow(MAX_SEED - runs + 1)
    if first + runs - 1 > MAX_SEED:
        raise InvalidInput.of("n", n, f"seed + n must not pass {MAX_SEED}", hint="Ask for fewer pictures.")
    own = {"seed", "seeds", "character_id"}
    plan = GenerationPlan(
        **recipe.model_dump(include=GenerationPlan.model_fields.keys() - found.parts.keys() - own),
        **found.parts,
        seed=first,
        n=runs,
        character_id=found.character.id if found.character else None,
    )
    generation, _ = service.queue(session, plan=plan, info=None, max_queued=max_queued, idempotency_key=idempotency_key)
    return generation


def batch_of(recipe: Recipe, *, seed: Literal["same", "new"], n: int) -> tuple[int, ...]:
    """The seeds of the pictures that were drawn together. Raises InvalidInput."""
    if seed != "same" or n != 1:
        raise InvalidInput.of("batch", "same", "it goes with the same seed and n = 1", hint="Leave batch out.")
    if recipe.batch is None:
        return (recipe.seed,)
    seeds, index = recipe.batch.seeds, recipe.batch.index
    if not 0 < len(seeds) <= MAX_BATCH or not all(0 <= each <= MAX_SEED for each in seeds):
        raise InvalidInput.of("recipe.batch.seeds", seeds, f"1 to {MAX_BATCH} seeds, each from 0 to {MAX_SEED}")
    if index >= len(seeds) or seeds[index] != recipe.seed:
        raise InvalidInput.of("recipe.batch.index", index, f"the picture of seed {recipe.seed} is not at that place")
    return seeds


def check(recipe: Recipe) -> None:
    """Raise ValidationError or InvalidInput for values that no request may have; a file can say anything."""
    drawn = recipe.kind in {"image", "style", "quick"}
    asked: dict[str, Any] = recipe.model_dump(include=_ASKED if drawn else {"seed", "scheduler"})
    if drawn:
        own = 1 if recipe.character_id else 0  # the character's LoRA comes before those of the request
        # Names are looked up elsewhere; here they only stand for one.
        asked["controls"] = [
            {"model": "-", "image": "-", **use.model_dump(include={"scale", "start", "end"})} for use in recipe.controls
        ]
        asked["loras"] = [
            {"name": "-", **use.model_dump(include={"scale", "text_encoder_scale"})} for use in recipe.loras[own:]
        ]
        asked["embeddings"] = ["-" for _ in recipe.embeddings]
        asked["hires"] = recipe.hires.model_dump(exclude={"upscaler_sha256"}) if recipe.hires else None
        for use in recipe.loras[:own]:
            GenerationSpec(prompt="-", lora_scale=use.scale)
    GenerationSpec(prompt=recipe.prompt[:MAX_PROMPT] if drawn else "-", **asked)
    for field in ("prompt", "negative_prompt"):
        text = getattr(recipe, field)
        if len(text) > LONGEST_PROMPT:
            raise InvalidInput.of(field, text, f"at most {LONGEST_PROMPT} characters")
