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


@dataclass(frozen=True)
class Found:
    """What there is of a recipe on this installation: the LoRAs by their content, under whatever key they lie here."""

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
    idempotency_key: str | None = None,
) -> Generation:
    """Queue a recipe once more. With the same seed, the first picture is the one the recipe came from.

    Raises CannotRepeat when the model or a LoRA is not here, InvalidInput for a recipe that no request could have made.
    """
    if idempotency_key and (earlier := repository.by_idempotency_key(session, idempotency_key)):
        return earlier
    check(recipe)
    found = look(session, recipe, shelf)
    if found.missing:
        raise CannotRepeat(found.missing)
    first = recipe.seed if seed == "same" else secrets.randbelow(MAX_SEED - n + 1)
    if first + n - 1 > MAX_SEED:
        raise InvalidInput.of("n", n, f"seed + n must not pass {MAX_SEED}", hint="Ask for fewer pictures.")
    plan = GenerationPlan(
        **recipe.model_dump(include=GenerationPlan.model_fields.keys() - {"seed", "loras", "character_id"}),
        seed=first,
        n=n,
        loras=found.loras,
        character_id=found.character.id if found.character else None,
    )
    generation, _ = service.queue(
        session,
        plan=plan,
        info=shelf.info(recipe.model),
        max_queued=max_queued,
        idempotency_key=idempotency_key,
    )
    return generation


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
    if recipe.model not in shelf.names():
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
    return Found(loras=loras, character=owner, missing=missing)


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
