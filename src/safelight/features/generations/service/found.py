"""What a recipe needs, found on this installation by its content: whatever it is called here, wherever it lies.

A recipe may come from anybody: its keys are never opened, only files that this installation knows by themselves.
"""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from safelight.features.characters.tables import Character
from safelight.features.generations import repository
from safelight.features.generations.schemas import Missing
from safelight.features.generations.service.materials import BUILT_IN_UPSCALERS
from safelight.features.generations.tables import Picture
from safelight.features.inputs import repository as inputs
from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.features.models.repository import ModelShelf
from safelight.kit.identify import Kind
from safelight.specs.edits import EditSettings
from safelight.specs.generation import HiresSettings, ImageUse, LoraUse, ModelUse, Recipe
from safelight.specs.models import ModelInfo
from safelight.storage import layout

Settings = TypeVar("Settings", HiresSettings, EditSettings)


@dataclass
class Found:
    """The parts of a plan as they are called here, the character they belong to, and what is not here."""

    parts: dict[str, Any] = field(default_factory=dict)
    character: Character | None = None
    missing: list[Missing] = field(default_factory=list)

    @property
    def model(self) -> str | None:
        """The base model's name here."""
        name: str | None = self.parts.get("model")
        return name

    def miss(self, name: str, message: str, hint: str) -> None:
        """Note what is not here."""
        self.missing.append(Missing(field=name, message=message, hint=hint))


def look(session: Session, recipe: Recipe, shelf: ModelShelf) -> Found:
    """Find the model, the LoRAs and whatever else a recipe names."""
    found = Found()
    if recipe.kind == "edit":
        return _look_for_edit(session, recipe, shelf, found)
    found.parts["model"] = model_of(recipe, shelf)
    if found.model is None:
        found.miss(
            "model",
            f"The base model {recipe.model!r} is not installed here.",
            f"Put it into the models folder, or choose one that is here: {', '.join(shelf.names())}.",
        )
    found.character = _with_own_model(session, recipe.character_id, found.model)
    loras = [_lora(session, recipe, use, shelf, found) for use in recipe.loras]
    found.parts["loras"] = [use for use in loras if use is not None]
    for name in ("image", "mask_image"):
        if (use := getattr(recipe, name)) is not None:
            found.parts[name] = _image(session, use, name, found)
    if recipe.vae is not None:
        found.parts["vae"] = _model(shelf, recipe.vae, "vae", "vae", found)
    found.parts["embeddings"] = [_model(shelf, use, "embedding", "embeddings", found) for use in recipe.embeddings]
    found.parts["controls"] = [
        control.model_copy(
            update={
                "name": _model(shelf, control, "controlnet", "controls", found).name,
                "image": _image(session, control.image, "controls", found),
            }
        )
        for control in recipe.controls
    ]
    if recipe.hires is not None:
        found.parts["hires"] = _with_upscaler(recipe.hires, shelf, "hires.upscaler", found)
    return found


def look_for_workflow(session: Session, recipe: Recipe) -> Found:
    """What goes into a run of a template: its LoRAs and its pictures. The base model is ComfyUI's own affair."""
    found = Found()
    loras = [_stored_lora(session, recipe, use, found) for use in recipe.loras]
    found.parts["loras"] = [use for use in loras if use is not None]
    for name in ("image", "mask_image"):
        if (use := getattr(recipe, name)) is not None:
            found.parts[name] = _image(session, use, name, found)
    if recipe.workflow is not None:
        images = {name: _image(session, use, name, found) for name, use in recipe.workflow.images.items()}
        found.parts["workflow"] = recipe.workflow.model_copy(
            update={"key": layout.workflow(recipe.workflow.sha256), "images": images}
        )
    found.parts["engine"] = "comfyui"
    return found


def _stored_lora(session: Session, recipe: Recipe, use: LoraUse, found: Found) -> LoraUse | None:
    """A character's by its content; one of the shelf by its name, which the worker looks up."""
    key, character = repository.lora_file(session, use.sha256, of=recipe.character_id) if use.sha256 else (None, None)
    if key is not None:
        found.character = found.character or (character if recipe.character_id else None)
        return use.model_copy(update={"key": key})
    if use.key.startswith("model:") and use.name:
        return use.model_copy(update={"key": f"model:{use.name}"})
    found.missing.append(_missing_lora(session, recipe, use))
    return None


def _look_for_edit(session: Session, recipe: Recipe, shelf: ModelShelf, found: Found) -> Found:
    """Nothing is drawn: it takes the picture it was made of, and perhaps an upscaler."""
    found.parts["model"] = recipe.model
    if recipe.image is not None:
        found.parts["image"] = _image(session, recipe.image, "image", found)
    if recipe.edit is not None:
        found.parts["edit"] = _with_upscaler(recipe.edit, shelf, "edit.upscaler", found)
    return found


def _with_upscaler(settings: Settings, shelf: ModelShelf, name: str, found: Found) -> Settings:
    if settings.upscaler in {None, *BUILT_IN_UPSCALERS}:
        return settings
    here = _model(
        shelf, ModelUse(name=settings.upscaler or "", sha256=settings.upscaler_sha256), "upscaler", name, found
    )
    return settings.model_copy(update={"upscaler": here.name, "upscaler_sha256": here.sha256})


def model_of(recipe: Recipe, shelf: ModelShelf) -> str | None:
    """The name that the recipe's model has here: the one of the same content, else the one of the same name."""
    kind: Kind = "video" if recipe.kind == "video" else "base"
    here = _on_shelf(shelf, ModelUse(name=recipe.model, sha256=recipe.model_hash), kind)
    if here is not None:
        return here.name
    return recipe.model if recipe.model in shelf.names(kind) else None


def _lora(session: Session, recipe: Recipe, use: LoraUse, shelf: ModelShelf, found: Found) -> LoraUse | None:
    key, character = repository.lora_file(session, use.sha256, of=recipe.character_id) if use.sha256 else (None, None)
    if key is not None:
        found.character = found.character or (character if recipe.character_id else None)
        return use.model_copy(update={"key": key})
    here = _on_shelf(shelf, ModelUse(name=use.name or "", sha256=use.sha256 or None), "lora")
    if here is not None:
        return use.model_copy(update={"key": f"model:{here.name}", "name": here.name, "sha256": here.sha256 or ""})
    found.missing.append(_missing_lora(session, recipe, use))
    return None


def _with_own_model(session: Session, character_id: str | None, model: str | None) -> Character | None:
    """The character whose own model that is, or was in one of its versions."""
    character = session.get(Character, character_id) if character_id and model else None
    return character if character and any(version.model == model for version in character.versions) else None


def _missing_lora(session: Session, recipe: Recipe, use: LoraUse) -> Missing:
    character = session.get(Character, recipe.character_id) if recipe.character_id else None
    if character is not None and character.is_usable and use.name in {None, character.name}:
        return Missing(
            field="loras",
            message=f"The version of {character.name} that drew this picture is gone.",
            hint=f"{character.name} can be drawn by version {character.version}, which makes another picture.",
        )
    name = use.name or recipe.character_name or "the character"
    return Missing(
        field="character_id" if recipe.character_id else "loras",
        message=f"The LoRA of {name} is not here (sha256 {use.sha256[:10]}…).",
        hint="Import its .safetensors file as a character, and the picture can be made again.",
    )


def _image(session: Session, use: ImageUse, name: str, found: Found) -> ImageUse:
    brought = inputs.by_content(session, use.sha256)
    if brought is not None:
        return ImageUse(key=brought.key, sha256=brought.sha256)
    same = select(Picture).where(Picture.sha256 == use.sha256, Picture.kind != "video")
    picture = session.scalars(same.order_by((Picture.id == use.picture_id).desc()).limit(1)).one_or_none()
    if picture is not None:
        return ImageUse(key=picture.key, sha256=picture.sha256, picture_id=picture.id)
    found.miss(
        name,
        f"The picture that it started from is not here ({name}, sha256 {use.sha256[:10]}…).",
        "Upload the very same file (POST /api/v1/inputs), and the picture can be made again.",
    )
    return use


def _model(shelf: ModelShelf, use: ModelUse, kind: Kind, name: str, found: Found) -> ModelUse:
    here = _on_shelf(shelf, use, kind)
    if here is not None:
        return ModelUse(name=here.name, sha256=here.sha256)
    found.miss(name, f"The {kind} {use.name!r} is not installed here.", "Put its file into the models folder.")
    return use


def _on_shelf(shelf: ModelShelf, use: ModelUse, kind: Kind) -> ModelInfo | None:
    """By its content if that is known, else by its name."""
    try:
        named = shelf.find(use.name, kind=kind) if use.name else None
    except (ModelNotFound, ModelUnusable):
        named = None
    if named is not None and use.sha256 in {None, named.sha256}:
        return named
    if use.sha256 is not None:
        for info in shelf.all(kind):
            # find() tells the hash of small files, which a list of all does not wait for.
            if (info.sha256 or shelf.find(info.name).sha256) == use.sha256:
                return info
    return None
