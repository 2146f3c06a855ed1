"""What a picture file says, as a request that can be made here."""

from typing import Any, BinaryIO

from pydantic import ValidationError
from sqlalchemy.orm import Session

from safelight.features.characters import service as characters
from safelight.features.characters.errors import CharacterNotFound
from safelight.features.characters.tables import Character
from safelight.features.generations import service as generations
from safelight.features.generations.schemas import GenerationShown, Missing
from safelight.features.generations.service import repeating
from safelight.features.generations.service.found import Found, look
from safelight.features.generations.service.materials import without_tags
from safelight.features.models.repository import ModelShelf
from safelight.features.recipes.errors import BadRecipe
from safelight.features.recipes.schemas import RecipeAgain, RecipeAgainShown, RecipeRead, RecipeSource
from safelight.features.recipes.service import a1111, comfyui, comparing, named, others
from safelight.features.recipes.service.parameters import Parameters
from safelight.features.styles import service as styling
from safelight.features.styles.errors import UnknownStyle
from safelight.kit import picture_text
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_LORAS, MAX_PROMPT, GenerationSpec, Recipe

OWN, FOREIGN = "safelight", "parameters"  # keys of the texts in a picture


def read(session: Session, *, file: BinaryIO, shelf: ModelShelf) -> RecipeRead:
    """Understand a picture of ours, or of another program. Raises NotAPng, BadPng, BadExif, BadRecipe."""
    texts = picture_text.texts(file)
    if OWN in texts:
        return _of_ours(session, texts[OWN], shelf)
    if (understood := others.parse(texts)) is not None:
        return _of_others(session, *understood, shelf)
    if FOREIGN in texts and not (texts[FOREIGN].lstrip().startswith("{") and "prompt" in texts):
        return _of_others(session, "a1111", a1111.parse(texts[FOREIGN]), shelf)
    if "prompt" in texts or "workflow" in texts:
        graph = comfyui.parse(texts.get("prompt"), texts.get("workflow"))
        return _of_others(session, "comfyui", graph, shelf)
    return RecipeRead(source="none")


def _of_ours(session: Session, text: str, shelf: ModelShelf) -> RecipeRead:
    try:
        recipe = Recipe.model_validate_json(text)
        repeating.check(recipe)
        found = look(session, recipe, shelf)
        character = found.character or _drawable(session, recipe.character_id)
        spec = _spec(session, recipe, found, character, shelf) if recipe.kind in {"image", "style", "quick"} else None
    except ValidationError as error:
        raise BadRecipe(error) from error
    missing = list(found.missing)
    if found.character and not _draws_so(found.character, recipe, found):
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


def _draws_so(character: Character, recipe: Recipe, found: Found) -> bool:
    """Whether the character is drawn today by the very weights of the recipe."""
    if character.model is not None:
        return character.model == found.model
    return character.lora_sha256 in {use.sha256 for use in recipe.loras}


def _drawable(session: Session, character_id: str | None) -> Character | None:
    character = session.get(Character, character_id) if character_id else None
    return character if character and character.is_usable else None


def _spec(
    session: Session, recipe: Recipe, found: Found, character: Character | None, shelf: ModelShelf
) -> GenerationSpec:
    """A request that is completed to the recipe's own plan: in the person's words if they still lead there."""
    fits = character is None or character.drawn_by == found.model
    own = recipe.loras[: 1 if character and character.lora_key and recipe.character_id else 0]
    drawn = {
        **recipe.model_dump(include={"num_inference_steps", "guidance_scale", "width", "height", "seed", "scheduler"}),
        "model": found.model if fits else None,
        "character_id": character.id if character else None,
        "lora_scale": own[0].scale if own else 1.0,
    }
    more = named.of_recipe(session, recipe, found, own=len(own))
    whole = GenerationSpec(
        prompt=recipe.prompt[:MAX_PROMPT], negative_prompt=recipe.negative_prompt[:MAX_PROMPT], **drawn, **more
    )
    if recipe.asked_prompt is None or whole.model is None:
        return whole
    info = shelf.info(whole.model)
    tagged = len(without_tags(recipe.asked_prompt)[1])
    for negative in ("", whole.negative_prompt):
        words = {"prompt": recipe.asked_prompt, "negative_prompt": negative, "styles": recipe.styles}
        asked = GenerationSpec(**words, **drawn)
        try:
            styles = styling.chosen(session, asked.styles)
            plan = generations.complete(asked, info=info, character=character, styles=styles)
        except (UnknownStyle, InvalidInput):
            break
        if (plan.prompt, plan.negative_prompt) == (recipe.prompt, recipe.negative_prompt):
            untagged = more["loras"][: len(more["loras"]) - tagged]  # those in the words come last
            return GenerationSpec(**words, **drawn, **(more | {"loras": untagged}))
    return whole


def _of_others(session: Session, source: RecipeSource, found: Parameters, shelf: ModelShelf) -> RecipeRead:
    if found.model is not None:
        model = _named(shelf.names(), found.model)
        if model is None:
            found.miss(
                "model",
                f"The base model {found.model[:80]!r} is not installed here.",
                f"Choose one that is here: {', '.join(shelf.names())}.",
            )
        found.values["model"] = model
    if found.vae is not None and comfyui.stem(found.vae).casefold() not in {"automatic", "none"}:
        vae = _named(shelf.names("vae"), comfyui.stem(found.vae))
        if vae is None:
            found.miss("vae", f"The VAE {found.vae[:80]!r} is not installed here.", "The model's own is taken.")
        found.values["vae"] = vae
    _take_loras(session, found, shelf)
    if "prompt" not in found.values:
        found.miss("prompt", "The file names no prompt.", "Write one.")
        return RecipeRead(source=source, missing=found.missing)
    try:
        spec = GenerationSpec(**found.values)
    except ValidationError as error:  # what no program of that name writes
        raise BadRecipe(error) from error
    return RecipeRead(source=source, spec=spec, missing=found.missing)


def _named(names: list[str], wanted: str) -> str | None:
    return next((name for name in names if name.casefold() == wanted.casefold()), None)


def _take_loras(session: Session, found: Parameters, shelf: ModelShelf) -> None:
    """The first LoRA that goes by the name of a character here is drawn as that character; the rest as they are."""
    on_shelf = shelf.names("lora") if found.loras else []
    asked: list[dict[str, Any]] = []
    for lora in found.loras:
        named = _named(on_shelf, lora.name)
        character = None if named else _character(session, lora.name)
        if not -4 <= lora.scale <= 4 or (named is None and character is None) or len(asked) == MAX_LORAS:
            found.miss("loras", f"LoRA: {lora.name[:80]}", "Put its file into the models folder, and choose it.")
        elif character and "character_id" not in found.values and -2 <= lora.scale <= 2:
            found.values |= {"character_id": character.id, "lora_scale": lora.scale}
            if found.values.get("model") not in {None, character.drawn_by}:
                found.values["model"] = None
        else:
            scale = lora.text_encoder_scale
            kept = scale if scale is not None and -4 <= scale <= 4 else None
            name = named or (character.name if character else "")
            asked.append({"name": name, "scale": lora.scale, "text_encoder_scale": kept})
    if asked:
        found.values["loras"] = asked


def _character(session: Session, name: str) -> Character | None:
    try:
        character = characters.get(session, name)
    except CharacterNotFound:
        return None
    return character if character.is_usable else None
