"""From a request of AUTOMATIC1111's to one of ours, with a note of each thing that cannot be done."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from safelight.doors.a1111 import naming
from safelight.doors.a1111.options import CLIP_LAYERS, MODEL, VAE, Options
from safelight.doors.a1111.pictures import Taken
from safelight.doors.a1111.samplers import sampling
from safelight.doors.a1111.schemas import MAX_PICTURES, Drawing, Img2Img, Txt2Img
from safelight.features.generations.errors import NotWithThisModel
from safelight.features.models.repository import ModelShelf
from safelight.features.styles import service as styling
from safelight.features.styles.errors import StyleNotFound
from safelight.kit import diffusers_facts
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_LORAS, ControlAsk, GenerationSpec
from safelight.specs.models import ModelInfo

RESIZE_MODES = ("exact", "fill", "pad", "exact")
SECOND_PASS_STRENGTH = 0.7  # as its page has it
MOST_BLUR = 64
_UNDERSTOOD = frozenset({MODEL, VAE, CLIP_LAYERS, "forge_additional_modules"})
_HYPERNET = re.compile(r"<hypernet:[^<>]{0,300}>")


@dataclass(frozen=True)
class Pictures:
    """What a request brought, taken in."""

    image: Taken | None = None
    mask: Taken | None = None
    controls: Sequence[ControlAsk] = ()


@dataclass(frozen=True)
class Asked:
    """A request of ours, the model that will draw it, and what was left out of theirs."""

    spec: GenerationSpec
    info: ModelInfo
    notes: list[str] = field(default_factory=list)


def understood(
    session: Session, asked: Txt2Img | Img2Img, *, options: Options, shelf: ModelShelf, pictures: Pictures
) -> Asked:
    """The request as one of ours. Raises ModelNotFound, InvalidInput, and pydantic's ValidationError."""
    options = options.but(asked.override_settings)
    info = naming.checkpoint(shelf, options.model)
    notes = _left_out(asked)
    if "\0" in asked.prompt + asked.negative_prompt:
        raise InvalidInput.of("prompt", asked.prompt, "it holds a NUL, which is no letter")
    total = asked.batch_size * asked.n_iter
    if total > MAX_PICTURES:
        raise InvalidInput.of(
            "batch_size", total, f"batch_size times n_iter is {total}; at most {MAX_PICTURES} are drawn at once"
        )
    drawn = sampling(asked.sampler_name or asked.sampler_index, asked.scheduler, info=info)
    values: dict[str, Any] = {
        "prompt": _HYPERNET.sub("", asked.prompt),
        "negative_prompt": asked.negative_prompt,
        "model": info.name,
        "vae": naming.vae(shelf, _module(options, shelf)),
        "seed": asked.seed if asked.seed >= 0 else None,
        "n": total,
        "num_inference_steps": asked.steps,
        "width": _eighths(asked.width, "width", notes),
        "height": _eighths(asked.height, "height", notes),
        "styles": _styles(session, asked.styles, notes),
        "embeddings": _embeddings(asked, info, shelf),
        "controls": list(pictures.controls),
        **_guidance(asked, info, notes),
        **_clip_skip(asked, options, info, notes),
        **drawn.values,
    }
    if isinstance(asked, Img2Img):
        values |= _from_picture(asked, pictures, info, notes)
    elif asked.enable_hr:
        values |= {"hires": _second_pass(asked, info, shelf, notes)}
    return Asked(GenerationSpec(**values), info, notes + drawn.notes)


def _guidance(asked: Drawing, info: ModelInfo, notes: list[str]) -> dict[str, float | None]:
    """One guidance is the model's; with a distilled one beside it, it is the second, as Forge has it."""
    if asked.distilled_cfg_scale is None:
        return {"guidance_scale": asked.cfg_scale}
    if "true_cfg_scale" not in _accepts(info):
        notes.append("distilled_cfg_scale means nothing to this model; cfg_scale was taken.")
        return {"guidance_scale": asked.cfg_scale}
    true = asked.cfg_scale if asked.cfg_scale is not None and asked.cfg_scale > 1 else None
    return {"guidance_scale": asked.distilled_cfg_scale, "true_cfg_scale": true}


def _clip_skip(asked: Drawing, options: Options, info: ModelInfo, notes: list[str]) -> dict[str, int]:
    """It counts the layer that is read from the end, from 1: one less are left out."""
    given = asked.override_settings.get(CLIP_LAYERS) is None and asked.clip_skip
    layers = int(given) if given else options.clip_layers
    if layers <= 1:
        return {}
    if "clip_skip" not in _accepts(info):
        notes.append(f"{CLIP_LAYERS} means nothing to this model; no layer is left out.")
        return {}
    return {"clip_skip": layers - 1}


def _from_picture(asked: Img2Img, pictures: Pictures, info: ModelInfo, notes: list[str]) -> dict[str, Any]:
    steps = asked.steps or info.defaults.num_inference_steps
    strength = asked.denoising_strength
    if int(steps * strength) < 1:
        strength = min(1.0, 1.001 / max(steps, 1))
        notes.append(f"denoising_strength {asked.denoising_strength:g} of {steps} steps is none; one step was drawn.")
    facts = diffusers_facts.pipeline(info.pipeline or "")
    takes_strength = facts is None or facts.takes_strength or pictures.mask is not None
    if not takes_strength:
        notes.append("denoising_strength means nothing to this model; it edits the picture by the words alone.")
    if asked.resize_mode == 3:
        notes.append("resize_mode 3 (latent) is not there; the picture was stretched as by 0.")
    if len(asked.init_images) > 1:
        notes.append(f"Of {len(asked.init_images)} init_images only the first was taken.")
    values: dict[str, Any] = {
        "image": pictures.image.id if pictures.image else None,
        "strength": strength if takes_strength else None,
        "resize_mode": RESIZE_MODES[asked.resize_mode],
    }
    return values if pictures.mask is None else values | _masked(asked, pictures.mask, notes)


def _masked(asked: Img2Img, mask: Taken, notes: list[str]) -> dict[str, Any]:
    blurs = [blur for blur in (asked.mask_blur, asked.mask_blur_x, asked.mask_blur_y) if blur is not None]
    blur = min(max(blurs, default=4), MOST_BLUR)
    if blurs and blur != max(blurs):
        notes.append(f"mask_blur {max(blurs)} is too much; {MOST_BLUR} was taken.")
    if asked.inpainting_fill != 1:
        notes.append(f"inpainting_fill {asked.inpainting_fill}: the masked region starts from the picture, as with 1.")
    return {
        "mask_image": mask.id,
        "mask_blur": blur,
        "padding_mask_crop": asked.inpaint_full_res_padding if asked.inpaint_full_res else None,
    }


def _second_pass(asked: Txt2Img, info: ModelInfo, shelf: ModelShelf, notes: list[str]) -> dict[str, Any]:
    width, height = asked.width or info.defaults.width, asked.height or info.defaults.height
    across, down = asked.hr_resize_x, asked.hr_resize_y
    size: dict[str, Any] = {"scale": asked.hr_scale}
    if across > 0 or down > 0:  # one alone keeps the shape
        size = {
            "width": (across or round(width * down / height)) // 8 * 8,
            "height": (down or round(height * across / width)) // 8 * 8,
        }
    name = asked.hr_upscaler.strip()
    is_latent = name.casefold().startswith("latent")
    if is_latent and name.casefold() != "latent":
        notes.append(f"hr_upscaler {name!r} is not there; Latent was taken.")
    learned = None if is_latent else naming.upscaler(shelf, name, field="hr_upscaler")
    return {
        **size,
        "strength": SECOND_PASS_STRENGTH if asked.denoising_strength is None else asked.denoising_strength,
        "num_inference_steps": asked.hr_second_pass_steps or None,
        "upscaler": "latent" if is_latent else learned or "lanczos",
    }


def _left_out(asked: Txt2Img | Img2Img) -> list[str]:
    """What nothing here does, if it was asked for."""
    wishes: dict[str, object] = {
        "restore_faces": asked.restore_faces,
        "tiling": asked.tiling,
        "subseed_strength": asked.subseed_strength,
        "seed_resize_from_w": max(asked.seed_resize_from_w, asked.seed_resize_from_h, 0),
        "refiner_checkpoint": _named(asked.refiner_checkpoint),
        "<hypernet:…>": bool(_HYPERNET.search(asked.prompt)),
    }
    if isinstance(asked, Txt2Img) and asked.enable_hr:
        wishes |= {
            "hr_checkpoint_name": _named(asked.hr_checkpoint_name),
            "hr_sampler_name": _named(asked.hr_sampler_name),
            "hr_scheduler": _named(asked.hr_scheduler),
            "hr_prompt": asked.hr_prompt not in {"", asked.prompt},
            "hr_negative_prompt": asked.hr_negative_prompt not in {"", asked.negative_prompt},
        }
    if asked.script_name and asked.script_name.casefold() != "none":
        raise InvalidInput.of("script_name", asked.script_name, "there is no such script", hint="Leave it out.")
    names = [name for name, wished in wishes.items() if wished]
    names += [f"alwayson_scripts.{name}" for name, unit in asked.alwayson_scripts.items() if _does(name, unit)]
    names += [f"override_settings.{name}" for name in asked.override_settings if name not in _UNDERSTOOD]
    return [f"{name} was left out: there is nothing like it here." for name in names]


def _does(name: str, unit: object) -> bool:
    """Whether an extension would do anything; programs send those along that are switched off."""
    args = unit.get("args") if isinstance(unit, Mapping) else unit
    return name.casefold() != "controlnet" and bool(args) and not (isinstance(args, list) and args[0] is False)


def _named(text: str | None) -> bool:
    return (text or "").strip().casefold() not in {"", "none", "automatic", "use same sampler", "use same scheduler",
                                                   "use same checkpoint"}  # fmt: skip


def _module(options: Options, shelf: ModelShelf) -> str:
    """The VAE that is asked for; Forge names it among the parts of a model."""
    parts = options.values.get("forge_additional_modules")
    named = [str(part) for part in parts] if isinstance(parts, list) else []
    for part in named:
        try:
            return naming.vae(shelf, part) or options.vae
        except InvalidInput:  # a text encoder, say, which the model has itself
            continue
    return options.vae


def _eighths(side: int | None, name: str, notes: list[str]) -> int | None:
    if side is not None and side % 8:
        notes.append(f"{name} {side} was brought down to {side // 8 * 8}.")
        return side // 8 * 8
    return side


def _styles(session: Session, names: Sequence[str], notes: list[str]) -> list[str]:
    known = []
    for name in names:
        try:
            known.append(styling.get(session, name).id)
        except StyleNotFound:
            notes.append(f"style {name!r} was left out: there is none of that name.")
    return known


def _embeddings(asked: Drawing, info: ModelInfo, shelf: ModelShelf) -> list[str]:
    """Those whose name stands in a prompt, as far as they are made for the model."""
    text = f"{asked.prompt}\n{asked.negative_prompt}"
    named = [name for name in shelf.names("embedding") if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    fitting = [name for name in named if shelf.find(name).family in {None, info.family}]
    if len(fitting) > MAX_LORAS:
        raise NotWithThisModel.of("prompt", len(fitting), f"at most {MAX_LORAS} embeddings go into one picture")
    return fitting


def _accepts(info: ModelInfo) -> frozenset[str]:
    facts = diffusers_facts.pipeline(info.pipeline or "")
    return facts.accepts if facts else frozenset({"clip_skip"})
