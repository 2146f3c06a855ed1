"""What pipelines are called with for a plan: one pass, or two where a larger picture is drawn over the finished one."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from safelight.engine.diffusion import inputs, prompts, schedulers, variants
from safelight.engine.diffusion.inputs import Aids, Canvas
from safelight.engine.diffusion.loading import Loaded
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import GenerationPlan

Words = dict[str, str | Tensor]
"""What a call is told to draw, by argument: text, or its embeddings (1, ...)."""


@dataclass(frozen=True)
class Pass:
    """One call of a pipeline for each sub-batch. `steps` are those it will take: img2img leaves out the first."""

    pipeline: Any
    arguments: dict[str, Any]  # all but words, pictures and noise
    size: tuple[int, int]
    steps: int
    canvas: Canvas | None = None
    upscaler: str | None = None  # of a second pass: what makes its pictures of the first one's


def check(loaded: Loaded, plan: GenerationPlan) -> None:
    """Refuse what the model cannot draw before anything is changed. Raises InvalidInput, UnsupportedScheduler."""
    check_size(loaded.pipeline, plan.width, plan.height)
    if plan.hires:
        check_size(loaded.pipeline, plan.hires.width, plan.hires.height, of="hires.")
    schedulers.make(plan.scheduler, loaded.scheduler_config, plan.scheduler_options)


def check_size(pipeline: Any, width: int, height: int, *, of: str = "") -> None:
    """Refuse sizes the model cannot draw exactly, which some pipelines would round in silence."""
    multiple = size_multiple(pipeline)
    for field, pixels in (("width", width), ("height", height)):
        if pixels % multiple or pixels <= 0:
            nearest = max(multiple, round(pixels / multiple) * multiple)
            raise InvalidInput.of(
                of + field, pixels, f"this model draws multiples of {multiple} pixels", hint=f"Use {nearest}."
            )


def size_multiple(pipeline: Any) -> int:
    """Pixels per latent cell, times the patch of transformers that see several cells at once."""
    processor = getattr(getattr(pipeline, "image_processor", None), "config", {})
    factor = max(int(getattr(pipeline, "vae_scale_factor", 8)), int(processor.get("vae_scale_factor", 1)))
    if "SD3" in type(getattr(pipeline, "transformer", None)).__name__:
        factor *= int(pipeline.transformer.config.patch_size)
    return factor


def passes_of(pipeline: Any, loaded: Loaded, plan: GenerationPlan, aids: Aids, warnings: list[str]) -> list[Pass]:
    """The first pass, and the second if the plan has one. Raises NoSuchVariant."""
    base = type(loaded.pipeline)
    canvas = inputs.canvas(plan, aids.image, aids.mask) if aids.image else None
    cls = type(pipeline)
    if canvas is not None or aids.controls:
        cls = variants.class_for(
            base, image=canvas is not None, mask=aids.mask is not None, controls=bool(aids.controls)
        )
    else:
        variants.class_for(base, image=False, mask=False, controls=False)
    first = variants.variant(pipeline, cls)
    size, strength = (plan.width, plan.height), plan.strength if canvas else None
    arguments = _arguments(first, plan, warnings)
    steps = plan.num_inference_steps
    found = [Pass(first, _drawn_over(first, arguments, plan, aids, size, steps, strength), size,
                  _taken(first, steps, strength), canvas)]  # fmt: skip
    if plan.hires is None:
        return found
    cls = variants.class_for(base, image=True, mask=False, controls=bool(aids.controls))
    second, size = variants.variant(pipeline, cls), (plan.hires.width, plan.hires.height)
    steps, strength = plan.hires.num_inference_steps, plan.hires.strength
    arguments = _arguments(second, plan, [])
    if plan.hires.upscaler == "latent":
        found[0].arguments["output_type"] = "latent"
    return [*found, Pass(second, _drawn_over(second, arguments, plan, aids, size, steps, strength), size,
                         _taken(second, steps, strength), upscaler=plan.hires.upscaler)]  # fmt: skip


def accepted_by(pipeline: Any) -> frozenset[str]:
    """The arguments that its calls take."""
    return _arguments_of(type(pipeline).__call__)


@lru_cache
def _arguments_of(call: Callable[..., Any]) -> frozenset[str]:
    return frozenset(inspect.signature(call).parameters)


def words_of(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> Words:
    """The prompts as this pipeline takes them."""
    accepted = accepted_by(pipeline)
    words: Words = prompts.encoded(pipeline, plan, warnings)
    if "negative_prompt" in words:
        # Guidance-distilled models (Flux) compute it by a second, true guidance alone.
        unheard = "true_cfg_scale" in accepted and (plan.true_cfg_scale or 1) <= 1
        if unheard or "negative_prompt" not in accepted:
            del words["negative_prompt"]
            remedy = "; it takes one with true_cfg_scale above 1" if unheard else ""
            warnings.append(f"This model takes no negative prompt{remedy}; it was left out.")
    return words


def batched(words: Sequence[Words]) -> dict[str, Any]:
    """The words of each picture as one call takes them: lists of texts, or embeddings (batch, ...)."""
    together: dict[str, Any] = {}
    for name, first in words[0].items():
        each: list[Any] = [one[name] for one in words]
        if isinstance(first, str):
            together[name] = each
        elif all(one is first for one in each):
            together[name] = first.expand(len(each), *first.shape[1:])
        else:
            together[name] = torch.cat(each)
    return together


def _arguments(pipeline: Any, plan: GenerationPlan, warnings: list[str]) -> dict[str, Any]:
    """What this pipeline's call takes of the plan, beside words, size and pictures."""
    accepted = accepted_by(pipeline)
    arguments: dict[str, Any] = {"output_type": "pt"}  # floats, so that NaN can be seen before it becomes black
    if "guidance_scale" in accepted:
        arguments["guidance_scale"] = plan.guidance_scale
    for name in ("true_cfg_scale", "guidance_rescale", "clip_skip"):
        value = getattr(plan, name)
        if value is not None and name in accepted:
            arguments[name] = value
        elif value is not None:
            warnings.append(f"{type(pipeline).__name__} takes no {name}; it was left out.")
    return arguments


def _drawn_over(
    pipeline: Any, arguments: dict[str, Any], plan: GenerationPlan, aids: Aids, size: tuple[int, int], steps: int,
    strength: float | None,
) -> dict[str, Any]:  # fmt: skip
    """The arguments with size, steps, and the pictures that guide."""
    accepted = accepted_by(pipeline)
    more: dict[str, Any] = {"num_inference_steps": steps, "width": size[0], "height": size[1], "strength": strength}
    if aids.controls:
        pictures = [inputs.fitted(image, size, plan.resize_mode) for _, image in aids.controls]
        told: dict[str, Any] = {
            "control_image" if "control_image" in accepted else "image": pictures,
            "controlnet_conditioning_scale": [use.scale for use in plan.controls],
            "control_guidance_start": [use.start for use in plan.controls],
            "control_guidance_end": [use.end for use in plan.controls],
        }
        more |= {name: value[0] if len(pictures) == 1 else value for name, value in told.items()}
    return arguments | {name: value for name, value in more.items() if name in accepted and value is not None}


def _taken(pipeline: Any, steps: int, strength: float | None) -> int:
    if strength is None or "strength" not in accepted_by(pipeline):
        return steps
    return max(1, min(int(steps * strength), steps))
