"""What a picture file says, as a request that can be made here."""

from typing import BinaryIO

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight.features.characters import service as characters
from safelight.features.characters.errors import CharacterNotFound
from safelight.features.characters.tables import Character
from safelight.features.generations import service as generations
from safelight.features.generations.schemas import GenerationShown, Missing
from safelight.features.generations.service import repeating
from safelight.features.generations.service.found import look
from safelight.features.models.repository import ModelShelf
from safelight.features.recipes.errors import BadRecipe
from safelight.features.recipes.schemas import RecipeAgain, RecipeAgainShown, RecipeRead
from safelight.features.recipes.service import a1111, comparing
from safelight.features.styles import service as styling
from safelight.features.styles.errors import UnknownStyle
from safelight.kit import picture_text
from safelight.specs.generation import MAX_PROMPT, GenerationSpec, Recipe

OWN, FOREIGN = "safelight", "parameters"  # keys of the texts in a PNG


def read(session: Session, *, file: BinaryIO, shelf: ModelShelf) -> RecipeRead:
    """Understand a PNG of ours, or of AUTOMATIC1111 and its kin. Raises NotAPng, BadPng, BadRecipe."""
    texts = picture_text.texts(file)
    if OWN in texts:
        return _of_ours(session, texts[OWN], shelf)
    if FOREIGN in texts:
        return _of_others(session, texts[FOREIGN], shelf)
    return RecipeRead(source="none")


def _of_ours(session: Session, text: str, shelf: ModelShelf) -> RecipeRead:
    try:
        recipe = Recipe.model_validate_json(text)
        repeating.check(recipe)
        found = look(session, recipe, shelf)
        character = found.character or _drawable(session, recipe.character_id)
        spec = _spec(session, recipe, found.model, character, shelf) if recipe.kind in {"image", "style"} else None
    except ValidationError as error:
        raise BadRecipe(error) from error
    missing = list(found.missing)
    if found.character and found.character.lora_sha256 not in {use.sha256 for use in recipe.loras}:
        now = found.character
        missing.append(
            Missing(
                field="character_id",
                message=f"{now.name} has learnt anew since: a request is drawn by version {now.version}.",
                hint="To get this very picture, make it again from its recipe; that takes the version of then.",
            )
        )
    return RecipeRead(
        source="safelight",
        recipe=recipe,
        spec=spec,
        exact=not found.missing,
        missing=missing,
        differences=comparing.foreseen(session, recipe=recipe, model=found.model or recipe.model, shelf=shelf),
    )


def told(session: Session, *, asked: RecipeAgain, generation: GenerationShown, shelf: ModelShelf) -> RecipeAgainShown:
    """A generation that makes a recipe again, with what is not as it was then: as it was made, or as it will be."""
    recipe = asked.recipe
    place = recipe.batch.index if asked.batch == "same" and recipe.batch else 0
    made = generation.pictures[place].recipe if place < len(generation.pictures) else None
    found = (
        comparing.differences(recipe, made)
        if made is not None
        else comparing.foreseen(
            session, recipe=recipe, model=generation.plan.model, shelf=shelf, alone=asked.batch == "alone"
        )
    )
    wished = {"seed", "batch"} if asked.seed == "new" else set()
    return RecipeAgainShown(**dict(generation), differences=[each for each in found if each.field not in wished])


def _drawable(session: Session, character_id: str | None) -> Character | None:
    character = session.get(Character, character_id) if character_id else None
    return character if character and character.lora_key else None


def _spec(
    session: Session, recipe: Recipe, model: str | None, character: Character | None, shelf: ModelShelf
) -> GenerationSpec:
    """A request that is completed to the recipe's own plan: in the person's words if they still lead there."""
    fits = character is None or character.base_model == model
    common = {
        **recipe.model_dump(include={"num_inference_steps", "guidance_scale", "width", "height", "seed", "scheduler"}),
        "model": model if fits else None,
        "character_id": character.id if character else None,
        "lora_scale": recipe.loras[0].scale if character and recipe.loras else 1.0,
    }
    whole = GenerationSpec(
        prompt=recipe.prompt[:MAX_PROMPT], negative_prompt=recipe.negative_prompt[:MAX_PROMPT], **common
    )
    if recipe.asked_prompt is None or whole.model is None:
        return whole
    info = shelf.info(whole.model)
    for negative in ("", whole.negative_prompt):
        spec = GenerationSpec(prompt=recipe.asked_prompt, negative_prompt=negative, styles=recipe.styles, **common)
        try:
            styles = styling.chosen(session, spec.styles)
        except UnknownStyle:
            break
        plan = generations.complete(spec, info=info, character=character, styles=styles)
        if (plan.prompt, plan.negative_prompt) == (recipe.prompt, recipe.negative_prompt):
            return spec
    return whole


def _of_others(session: Session, text: str, shelf: ModelShelf) -> RecipeRead:
    found = a1111.parse(text)
    if found.model is not None:
        model = next((name for name in shelf.names() if name.casefold() == found.model.casefold()), None)
        if model is None:
            found.miss(
                "model",
                f"The base model {found.model[:80]!r} is not installed here.",
                f"Choose one that is here: {', '.join(shelf.names())}.",
            )
        found.values["model"] = model
    _take_loras(session, found)
    if "prompt" not in found.values:
        found.miss("prompt", "The file names no prompt.", "Write one.")
        return RecipeRead(source="a1111", missing=found.missing)
    return RecipeRead(source="a1111", spec=GenerationSpec(**found.values), missing=found.missing)


def _take_loras(session: Session, found: a1111.Parameters) -> None:
    """The first LoRA that goes by the name of a character here is drawn as that character."""
    for name, scale in found.loras:
        try:
            character = characters.get(session, name)
        except CharacterNotFound:
            character = None
        if character and character.lora_key and "character_id" not in found.values and -2 <= scale <= 2:
            found.values |= {"character_id": character.id, "lora_scale": scale}
            if found.values.get("model") not in {None, character.base_model}:
                found.values["model"] = None
        else:
            found.miss(
                "loras",
                f"LoRA: {name[:80]}",
                "Import its file as a character and choose that; one can be used at a time.",
            )
