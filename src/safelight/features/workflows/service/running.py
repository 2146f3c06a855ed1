"""A run of a template as a job: its choices become the plan of a generation."""

import secrets
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from safelight.features.characters import service as characters
from safelight.features.characters.tables import Character
from safelight.features.generations import service as generations
from safelight.features.generations.errors import NotWithThisModel
from safelight.features.generations.service import images, materials
from safelight.features.generations.tables import Generation
from safelight.features.models.errors import ModelNotFound, ModelUnusable
from safelight.features.models.repository import ModelShelf
from safelight.features.workflows.schemas import WorkflowRun
from safelight.features.workflows.service.values import (
    LARGEST,
    PICTURES,
    checked,
    number_of,
    pictures_of,
    scheduler_of,
)
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_SEED, GenerationPlan, LoraUse, WorkflowUse, WorkflowValue
from safelight.specs.models import ModelInfo
from safelight.specs.video import VideoSettings
from safelight.specs.workflows import Manifest, Template
from safelight.storage import Storage, layout

_OF_A_FILM = ("num_frames", "motion_bucket_id", "noise_aug_strength", "min_guidance_scale")


def kept(storage: Storage, template: Template) -> str:
    """The template as it is now, in the storage: workers read it there, and pictures can be made again by it."""
    key = layout.workflow(template.sha256)
    if not storage.exists(key):
        storage.put(key, template.canonical(), content_type="application/json")
    return key


def start(
    session: Session, *, template: Template, key: str, spec: WorkflowRun, shelf: ModelShelf, max_queued: int
) -> Generation:
    """Queue a run. Raises WorkflowInputBad, InvalidInput, NotWithThisModel, CharacterNotFound, CharacterNotReady."""
    manifest = template.manifest
    values = checked(template, spec.values)
    character = characters.ready(session, spec.character_id) if spec.character_id else None
    loras = _loras(manifest, spec, character, shelf)
    seed = _seed(manifest, values, spec.n)
    pictures = {
        one.name: images.named(session, str(values.pop(one.name)), field=f"values.{one.name}")
        for one in pictures_of(manifest)
        if values.get(one.name) is not None
    }
    width, height = _size(manifest, values, pictures.get("image"))
    prompt = _text(manifest, "prompt", values)
    film = manifest.kind == "video"
    if film and spec.n > 1:
        raise InvalidInput.of("n", spec.n, "one run makes one film", hint="Run it again for another.")
    plan = GenerationPlan(
        kind="video" if film else "image",
        model=_model(manifest, values, character),
        prompt=generations.with_trigger(prompt, character) if character else prompt,
        asked_prompt=prompt,
        negative_prompt=_text(manifest, "negative", values),
        num_inference_steps=round(number_of(values, "num_inference_steps", 0)),
        guidance_scale=number_of(values, "guidance_scale", 0.0),
        strength=number_of(values, "strength", 1.0) if manifest.input("strength") else None,
        width=width,
        height=height,
        seed=seed,
        n=spec.n,
        scheduler=scheduler_of(values),
        loras=loras,
        image=pictures["image"].use if "image" in pictures else None,
        mask_image=pictures["mask_image"].use if "mask_image" in pictures else None,
        video=_film(manifest, values) if film else None,
        character_id=character.id if character else None,
        character_name=character.name if character else None,
        consent=character.consent["basis"] if character and character.consent else None,
        engine="comfyui",
        workflow=WorkflowUse(
            name=manifest.name,
            sha256=template.sha256,
            key=key,
            values=_beyond(manifest, values),
            images={name: found.use for name, found in pictures.items() if name not in PICTURES},
        ),
    )
    generation, _ = generations.queue(session, plan=plan, info=None, max_queued=max_queued, worker=spec.server)
    return generation


def _loras(manifest: Manifest, spec: WorkflowRun, character: Character | None, shelf: ModelShelf) -> list[LoraUse]:
    if manifest.loras is None and (character or spec.loras):
        field, value = ("character_id", character.name) if character else ("loras", len(spec.loras))
        raise NotWithThisModel.of(
            field, value, f"the workflow {manifest.name} has no place for a LoRA",
            hint="Use one that takes characters, such as sdxl-lora.",
        )  # fmt: skip
    family = _family(shelf, character) if character else None
    if family and manifest.family and family != manifest.family:
        raise NotWithThisModel.of(
            "character_id", character.name if character else "", f"it was trained on {family}, and the workflow "
            f"{manifest.name} is for {manifest.family}", hint=f"Use a workflow for {family}.",
        )  # fmt: skip
    found = [
        materials.lora(ask, f"loras[{at}].name", family=manifest.family, shelf=shelf)
        for at, ask in enumerate(spec.loras)
    ]
    if character is None:
        return found
    if not character.lora_key or not character.lora_sha256:
        raise NotWithThisModel.of(
            "character_id", character.name, "it is a model of its own, not a LoRA", hint="Draw it without ComfyUI."
        )
    own = LoraUse(key=character.lora_key, sha256=character.lora_sha256, scale=spec.lora_scale, name=character.name)
    return [own, *found]


def _family(shelf: ModelShelf, character: Character) -> str | None:
    try:
        info: ModelInfo = shelf.info(character.base_model)
    except (ModelNotFound, ModelUnusable):  # it need not be here for ComfyUI
        return None
    return info.family


def _seed(manifest: Manifest, values: dict[str, WorkflowValue], n: int) -> int:
    one = manifest.of_kind("seed")
    given = values.pop(one.name, None) if one else None
    if not isinstance(given, int):
        return secrets.randbelow(MAX_SEED - n + 1)
    if given + n - 1 > MAX_SEED:
        raise InvalidInput.of(
            f"values.{one.name if one else 'seed'}", given, f"seed + n must not pass {MAX_SEED}",
            hint="Choose a smaller seed.",
        )  # fmt: skip
    return given


def _size(manifest: Manifest, values: Mapping[str, WorkflowValue], source: images.NamedImage | None) -> tuple[int, int]:
    """As it was chosen; else that of the picture it starts from, which the files then correct."""
    own = (source.width, source.height) if source else (0, 0)
    wide, high = manifest.of_kind("width"), manifest.of_kind("height")
    width = number_of(values, wide.name, own[0]) if wide else own[0]
    height = number_of(values, high.name, own[1]) if high else own[1]
    return min(round(width), LARGEST), min(round(height), LARGEST)


def _text(manifest: Manifest, kind: Any, values: Mapping[str, WorkflowValue]) -> str:
    one = manifest.of_kind(kind)
    return str(values.get(one.name) or "") if one else ""


def _model(manifest: Manifest, values: dict[str, WorkflowValue], character: Character | None) -> str:
    """What the pictures are found by: the base model of this studio that the checkpoint stands for, or its file."""
    one = manifest.of_kind("model")
    chosen = str(values.get(one.name) or "") if one else ""
    if one and character and chosen == one.default and character.base_model in manifest.checkpoints:
        values[one.name] = manifest.checkpoints[character.base_model]
        return character.base_model
    named = next((name for name, file in manifest.checkpoints.items() if file == chosen), None)
    return named or PurePosixPath(chosen.replace("\\", "/")).stem or manifest.family or manifest.name


def _film(manifest: Manifest, values: Mapping[str, WorkflowValue]) -> VideoSettings:
    told = {name: values[name] for name in _OF_A_FILM if values.get(name) is not None}
    try:
        return VideoSettings.model_validate({**told, "fps": number_of(values, "fps", manifest.fps)})
    except ValueError as error:
        raise InvalidInput.of("values", told, f"no film is made so: {error}") from error


def _beyond(manifest: Manifest, values: Mapping[str, WorkflowValue]) -> dict[str, WorkflowValue]:
    """What the plan itself does not say."""
    said = {one.name for one in manifest.inputs if one.kind in {"prompt", "negative", "seed", "lora", "image"}}
    return {name: value for name, value in values.items() if name not in said and value is not None}
