"""Making a picture again from its recipe: by the same plan exactly, or a word on what is missing for that."""

import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from safelight.features.characters.tables import Character
from safelight.features.generations import repository, service
from safelight.features.generations.errors import CannotRepeat
from safelight.features.generations.schemas import Missing
from safelight.features.generations.tables import Generation
from safelight.features.models.repository import ModelShelf
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_PROMPT, MAX_SEED, GenerationPlan, GenerationSpec, LoraUse, Recipe

LONGEST_PROMPT = 4 * MAX_PROMPT  # with trigger and styles
MAX_BATCH = 64


@dataclass(frozen=True)
class Found:
    """What there is of a recipe here: model and LoRAs by their content, whatever they are called here."""

    model: str
    loras: list[LoraUse]
    character: Character | None
    missing: list[Missing]


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
    found = look(session, recipe, shelf)
    if found.missing:
        raise CannotRepeat(found.missing)
    first = recipe.seed if seed == "same" else secrets.randbelow(MAX_SEED - n + 1)
    seeds = batch_of(recipe, seed=seed, n=n) if whole_batch else tuple(range(first, first + n))
    if first + n - 1 > MAX_SEED:
        raise InvalidInput.of("n", n, f"seed + n must not pass {MAX_SEED}", hint="Ask for fewer pictures.")
    plan = GenerationPlan(
        **recipe.model_dump(include=GenerationPlan.model_fields.keys() - {"model", "seed", "loras", "character_id"}),
        model=found.model,
        seed=seeds[0],
        seeds=[] if seeds == tuple(range(seeds[0], seeds[0] + len(seeds))) else list(seeds),
        n=len(seeds),
        loras=found.loras,
        character_id=found.character.id if found.character else None,
    )
    generation, _ = service.queue(
        session,
        plan=plan,
        info=shelf.info(found.model),
        max_queued=max_queued,
        idempotency_key=idempotency_key,
    )
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
    for use in recipe.loras or [LoraUse(key="", sha256="")]:
        GenerationSpec(
            prompt=recipe.prompt[:MAX_PROMPT],
            num_inference_steps=recipe.num_inference_steps,
            guidance_scale=recipe.guidance_scale,
            width=recipe.width,
            height=recipe.height,
            seed=recipe.seed,
            lora_scale=use.scale,
        )
    for field in ("prompt", "negative_prompt"):
        text = getattr(recipe, field)
        if len(text) > LONGEST_PROMPT:
            raise InvalidInput.of(field, text, f"at most {LONGEST_PROMPT} characters")


def look(session: Session, recipe: Recipe, shelf: ModelShelf) -> Found:
    """Find the model, the LoRAs and the character of a recipe."""
    missing = []
    model = model_of(recipe, shelf)
    if model is None:
        missing.append(
            Missing(
                field="model",
                message=f"The base model {recipe.model!r} is not installed here.",
                hint=f"Put it into the models folder, or choose one that is here: {', '.join(shelf.names())}.",
            )
        )
    loras, owner = [], None
    for use in recipe.loras:
        key, character = repository.lora_file(session, use.sha256, of=recipe.character_id)
        if key is None:
            missing.append(_missing_lora(session, recipe, use))
        else:
            loras.append(use.model_copy(update={"key": key}))
            owner = owner or character
    return Found(model=model or recipe.model, loras=loras, character=owner, missing=missing)


def model_of(recipe: Recipe, shelf: ModelShelf) -> str | None:
    """The name that the recipe's model has here: the one of the same content, else the one of the same name."""
    names = shelf.names()
    if recipe.model_hash is not None:
        same = [info.name for info in shelf.all() if info.sha256 == recipe.model_hash]
        if same:
            return recipe.model if recipe.model in same else same[0]
    return recipe.model if recipe.model in names else None


def _missing_lora(session: Session, recipe: Recipe, use: LoraUse) -> Missing:
    name = recipe.character_name or "the character"
    character = session.get(Character, recipe.character_id) if recipe.character_id else None
    if character is not None and character.lora_key is not None:
        return Missing(
            field="loras",
            message=f"The version of {character.name} that drew this picture is gone.",
            hint=f"{character.name} can be drawn by version {character.version}, which makes another picture.",
        )
    return Missing(
        field="character_id" if recipe.character_id else "loras",
        message=f"The LoRA of {name} is not here (sha256 {use.sha256[:10]}…).",
        hint="Import its .safetensors file as a character, and the picture can be made again.",
    )
