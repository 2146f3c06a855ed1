"""From a request to a plan: what it left out filled in, and what its model cannot do refused before it waits."""

import math
import re
import secrets
from collections.abc import Sequence
from typing import Literal

from safelight.features.characters import service as characters
from safelight.features.characters.tables import Character
from safelight.features.generations.errors import NotWithThisModel
from safelight.features.generations.service import samplers
from safelight.features.generations.service.images import NamedImage
from safelight.features.generations.service.materials import Materials, without_tags
from safelight.features.styles import service as styling
from safelight.features.styles.schemas import StyleWords
from safelight.kit import diffusers_facts
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_SEED, GenerationPlan, GenerationSpec, HiresSettings, LoraUse
from safelight.specs.models import ModelInfo

IMAGE_STRENGTH, MASK_STRENGTH = 0.6, 1.0
CELL = 16
"""Pixels that sizes we choose are a multiple of: it suits every family."""
LARGEST = 4096


def complete(
    spec: GenerationSpec,
    *,
    info: ModelInfo,
    character: Character | None,
    styles: Sequence[StyleWords] = (),
    kind: Literal["image", "style", "quick"] = "image",
    materials: Materials | None = None,
) -> GenerationPlan:
    """Fill what the request left out from the model's defaults, put the trigger word in, and the styles around it.

    Raises InvalidInput, NotWithThisModel or SchedulerUnsupported with the field.
    """
    defaults, found = info.defaults, materials or Materials(prompt=without_tags(spec.prompt)[0])
    seed, seeds, n = _seeds(spec)
    loras = list(found.loras)
    if character and character.lora_key and character.lora_sha256:
        own = LoraUse(key=character.lora_key, sha256=character.lora_sha256, scale=spec.lora_scale, name=character.name)
        loras.insert(0, own)
    width, height = _size(spec, info, found.image)
    steps = spec.num_inference_steps or defaults.num_inference_steps
    scheduler = spec.scheduler or defaults.scheduler
    check(spec, info=info, materials=found, steps=steps)
    samplers.check(scheduler, spec.scheduler_options, info=info)
    return GenerationPlan(
        kind=kind,
        model=info.name,
        # The trigger word first: the character's name is looked for in what the person wrote, not in a style's words.
        prompt=styling.around(with_trigger(found.prompt, character) if character else found.prompt, styles),
        asked_prompt=spec.prompt,
        styles=[style.name for style in styles],
        negative_prompt=styling.negative(spec.negative_prompt, styles),
        prompt_weighting=spec.prompt_weighting,
        vae=found.vae,
        embeddings=found.embeddings,
        num_inference_steps=steps,
        guidance_scale=defaults.guidance_scale if spec.guidance_scale is None else spec.guidance_scale,
        true_cfg_scale=spec.true_cfg_scale,
        guidance_rescale=spec.guidance_rescale,
        clip_skip=spec.clip_skip,
        width=width,
        height=height,
        hires=_hires(spec, found, width, height, steps),
        seed=seed,
        seeds=seeds,
        n=n,
        scheduler=scheduler,
        solo=spec.solo,
        scheduler_options=spec.scheduler_options,
        loras=loras,
        image=found.image.use if found.image else None,
        strength=_strength(spec, info, steps) if found.image else None,
        mask_image=found.mask.use if found.mask else None,
        mask_blur=spec.mask_blur if found.mask else 0,
        padding_mask_crop=spec.padding_mask_crop,
        resize_mode=spec.resize_mode,
        controls=found.controls,
        character_id=character.id if character else None,
        character_name=character.name if character else None,
        consent=character.consent["basis"] if character and character.consent else None,
    )


def check(spec: GenerationSpec, *, info: ModelInfo, materials: Materials, steps: int) -> None:
    """Refuse what contradicts itself, and what the model's pipeline cannot do, as far as that is known here."""
    _check_images(spec, materials)
    for at, control in enumerate(spec.controls):
        if control.start >= control.end:
            raise InvalidInput.of(f"controls[{at}].start", control.start, f"it must be below end ({control.end:g})")
    _check_strength("strength", spec.strength, steps)
    if spec.hires:
        _check_strength("hires.strength", spec.hires.strength, spec.hires.num_inference_steps or steps)
    _check_pipeline(spec, info)


def _check_images(spec: GenerationSpec, materials: Materials) -> None:
    if spec.image is None:
        for field in ("strength", "mask_image"):
            if (value := getattr(spec, field)) is not None:
                raise InvalidInput.of(field, value, "it needs an image to work on", hint="Name one in image.")
    if spec.mask_image is None and spec.padding_mask_crop is not None:
        raise InvalidInput.of("padding_mask_crop", spec.padding_mask_crop, "it needs a mask_image")
    image, mask = materials.image, materials.mask
    if image and mask and (image.width, image.height) != (mask.width, mask.height):
        raise InvalidInput.of(
            "mask_image", f"{mask.width}x{mask.height}", f"the image has {image.width}x{image.height} pixels",
            hint="Make the mask as large as the image.",
        )  # fmt: skip
    if spec.hires is not None and mask:
        hint = "Repaint first, and make the result larger afterwards."
        raise InvalidInput.of("hires", True, "the second pass would draw over what the mask keeps", hint=hint)


def _check_strength(field: str, strength: float | None, steps: int) -> None:
    if strength and int(steps * strength) < 1:
        least = math.ceil(100 / steps) / 100
        raise InvalidInput.of(
            field, strength, f"of {steps} steps none would be drawn", hint=f"Use at least {least:g}, or more steps."
        )


def _check_pipeline(spec: GenerationSpec, info: ModelInfo) -> None:
    facts = diffusers_facts.pipeline(info.pipeline or "")
    if facts is None:  # the worker sees the class itself
        return
    for field in ("guidance_rescale", "clip_skip", "true_cfg_scale"):
        if (value := getattr(spec, field)) is not None and field not in facts.accepts:
            raise NotWithThisModel.of(field, value, f"{info.pipeline} does not take it", hint="Leave it out.")
    drawn_by = facts
    if spec.controls:
        if facts.controlnet is None:
            raise NotWithThisModel.of("controls", len(spec.controls), f"{info.pipeline} takes no ControlNet")
        drawn_by = diffusers_facts.pipeline(facts.controlnet) or facts
    needs = {
        "mask_image": spec.mask_image is not None and drawn_by.inpaint is None,
        "image": spec.image is not None and spec.mask_image is None and drawn_by.image_to_image is None,
        "hires": spec.hires is not None and drawn_by.image_to_image is None,
    }
    together = " together with a ControlNet" if spec.controls else ""
    for field, missing in needs.items():
        if missing:
            raise NotWithThisModel.of(
                field, getattr(spec, field), f"diffusers has no such variant of {info.pipeline}{together}",
                hint=f"Leave {field} out, or draw with a Stable Diffusion, SDXL, SD3 or Flux model.",
            )  # fmt: skip
    if spec.strength is not None and spec.mask_image is None and not drawn_by.takes_strength:
        hint = "Leave it out: the model edits the image by the words alone."
        raise NotWithThisModel.of("strength", spec.strength, f"{info.pipeline} does not take it", hint=hint)


def _strength(spec: GenerationSpec, info: ModelInfo, steps: int) -> float | None:
    facts = diffusers_facts.pipeline(info.pipeline or "")
    if spec.mask_image is None and facts is not None and not facts.takes_strength:
        return None
    usual = MASK_STRENGTH if spec.mask_image else max(IMAGE_STRENGTH, 1 / steps)  # one step at least
    return spec.strength or usual


def _seeds(spec: GenerationSpec) -> tuple[int, list[int], int]:
    """The first seed, each picture's if they were named, and how many pictures."""
    if spec.seeds:
        if spec.seed is not None:
            raise InvalidInput.of("seed", spec.seed, "seeds names the seed of each picture", hint="Leave one out.")
        if spec.n not in {1, len(spec.seeds)}:
            raise InvalidInput.of("n", spec.n, f"seeds names {len(spec.seeds)} pictures", hint="Leave n out.")
        return spec.seeds[0], list(spec.seeds), len(spec.seeds)
    seed = spec.seed if spec.seed is not None else secrets.randbelow(MAX_SEED - spec.n + 1)
    if seed + spec.n - 1 > MAX_SEED:
        raise InvalidInput.of("seed", seed, f"seed + n must not pass {MAX_SEED}", hint="Choose a smaller seed.")
    return seed, [], spec.n


def _size(spec: GenerationSpec, info: ModelInfo, image: NamedImage | None) -> tuple[int, int]:
    """The asked size; else that of the image, no larger in area than the model draws best, else the model's own."""
    own = info.defaults
    if image is None or (spec.width and spec.height):
        return spec.width or own.width, spec.height or own.height
    if spec.width or spec.height:  # the other side in the image's shape
        scale = spec.width / image.width if spec.width else (spec.height or 0) / image.height
    else:
        scale = min(1.0, math.sqrt(own.width * own.height / (image.width * image.height)))
    width, height = (
        min(2048, max(64, int(side * scale + 1e-6) // CELL * CELL)) for side in (image.width, image.height)
    )
    return spec.width or width, spec.height or height


def _hires(spec: GenerationSpec, found: Materials, width: int, height: int, steps: int) -> HiresSettings | None:
    ask = spec.hires
    if ask is None:
        return None
    if (ask.width is None) != (ask.height is None) or (ask.width and ask.scale):
        raise InvalidInput.of("hires", ask.scale or ask.width or ask.height, "give scale alone, or width and height")
    large = (ask.width, ask.height)
    if ask.width is None or ask.height is None:
        large = (round(width * (ask.scale or 2) / CELL) * CELL, round(height * (ask.scale or 2) / CELL) * CELL)
    wide, high = int(large[0] or 0), int(large[1] or 0)
    if wide < width or high < height or max(wide, high) > LARGEST:
        raise InvalidInput.of(
            "hires", f"{wide}x{high}", f"it must be larger than {width}x{height}, and {LARGEST} pixels a side at most"
        )
    return HiresSettings(
        width=wide,
        height=high,
        num_inference_steps=ask.num_inference_steps or steps,
        strength=ask.strength,
        upscaler=ask.upscaler,
        upscaler_sha256=found.upscaler.sha256 if found.upscaler else None,
    )


def with_trigger(prompt: str, character: Character) -> str:
    """The prompt with the character's trigger word in it: where its name stood, else in front."""
    if _says(prompt, character.trigger):
        return prompt
    captions = (each.caption for each in character.references if not each.excluded)
    subject = characters.name_in(captions, character.trigger, character.class_word)
    if _says(prompt, character.name):
        return re.sub(_word(character.name), lambda _: subject, prompt, count=1, flags=re.IGNORECASE)
    return f"{subject}, {prompt}"


def _word(text: str) -> str:
    return rf"(?<!\w){re.escape(text)}(?!\w)"


def _says(prompt: str, word: str) -> bool:
    return re.search(_word(word), prompt, flags=re.IGNORECASE) is not None
