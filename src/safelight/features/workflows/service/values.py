"""What a run chooses, checked against the manifest; and what a plan says to each input of a template."""

import math
from collections.abc import Mapping

from safelight.features.generations.errors import NotWithThisModel
from safelight.features.recipes.service.comfyui import SAMPLERS
from safelight.features.workflows.errors import WorkflowInputBad
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import MAX_SEED, GenerationPlan, SchedulerName, WorkflowValue
from safelight.specs.workflows import MAX_TEXT, Manifest, Template, WorkflowInput, plain_path

LARGEST = 8192
OF_A_PLAN = ("num_inference_steps", "guidance_scale", "strength")
"""Inputs that have their own place in a plan and in a recipe, whatever their kind is."""
PICTURES = ("image", "mask_image")
"""Inputs of pictures that a plan has a place for; others stand in its `workflow.images`."""
SAMPLER, SPACING = "sampler_name", "noise_schedule"
"""Inputs for ComfyUI's sampler and its spacing of the steps, which our one `scheduler` stands for."""
_PLAIN, _KARRAS = "normal", "karras"
_LIMITS: dict[str, tuple[float, float]] = {"seed": (0, MAX_SEED), "width": (16, LARGEST), "height": (16, LARGEST)}


def checked(template: Template, values: Mapping[str, WorkflowValue]) -> dict[str, WorkflowValue]:
    """Every input's value: as it was chosen, or its default, or what the graph itself says.

    Seeds that nobody chose are left out. Raises WorkflowInputBad.
    """
    manifest = template.manifest
    known = [one.name for one in manifest.inputs]
    for name in values:
        if name not in known:
            hint = f"It has {', '.join(known)}." if known else "It has no inputs."
            raise WorkflowInputBad.of(f"values.{name}", values[name], "this workflow has no such input", hint=hint)
    found: dict[str, WorkflowValue] = {}
    for one in manifest.inputs:
        value = values.get(one.name)
        if value is None and one.required and one.default is None:
            raise WorkflowInputBad.of(f"values.{one.name}", None, "it is needed", hint=one.description or None)
        if value is None and one.kind == "seed":
            continue
        if value is None and one.default is None:
            if one.kind == "image":
                continue
            value = _of_graph(template, one)
        found[one.name] = _fitting(one, one.default if value is None else value)
    return found


def of_plan(template: Template, plan: GenerationPlan, index: int) -> dict[str, WorkflowValue]:
    """What picture `index` of a plan says to each input; those that stay as the graph has them are left out.

    Raises WorkflowInputBad, NotWithThisModel.
    """
    manifest, use = template.manifest, plan.workflow
    chosen: Mapping[str, WorkflowValue] = use.values if use else {}
    found: dict[str, WorkflowValue] = {}
    for one in manifest.inputs:
        if one.kind in {"image", "lora"}:
            continue
        value = _said_by(one, plan, index, chosen)
        if value is not None:
            found[one.name] = _fitting(one, value)
    return found


def scheduler_of(values: Mapping[str, WorkflowValue]) -> SchedulerName:
    """Ours for the sampler that a run chose; plain Euler where there is none."""
    name = SAMPLERS.get(str(values.get(SAMPLER)), "euler")
    return "dpmpp_2m_karras" if name == "dpmpp_2m" and values.get(SPACING) == _KARRAS else name


def sampler_of(scheduler: SchedulerName) -> tuple[str, str]:
    """ComfyUI's sampler and spacing for one of ours. Raises NotWithThisModel."""
    spacing = _KARRAS if scheduler.endswith("_karras") else _PLAIN
    plain = scheduler.removesuffix("_karras")
    name = next((theirs for theirs, ours in SAMPLERS.items() if ours == plain), None)
    if name is None:
        possible = ", ".join(sorted(set(SAMPLERS.values())))
        raise NotWithThisModel.of("scheduler", scheduler, "ComfyUI has no such sampler", hint=f"Use {possible}.")
    return name, spacing


def number_of(values: Mapping[str, WorkflowValue], name: str, otherwise: float) -> float:
    """A number among the values."""
    value = values.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else otherwise


def _said_by(
    one: WorkflowInput, plan: GenerationPlan, index: int, chosen: Mapping[str, WorkflowValue]
) -> WorkflowValue:
    by_kind: dict[str, WorkflowValue] = {
        "prompt": plan.prompt, "negative": plan.negative_prompt, "seed": plan.seed_of(index),
    }  # fmt: skip
    if one.kind in by_kind:
        return by_kind[one.kind]
    said: WorkflowValue = None
    if one.name in chosen:
        said = chosen[one.name]
    elif one.kind in {"width", "height"}:
        said = plan.width if one.kind == "width" else plan.height
    elif one.name in OF_A_PLAN:
        said = getattr(plan, one.name)
    elif one.name in {SAMPLER, SPACING} and plan.workflow is None:
        said = sampler_of(plan.scheduler)[one.name == SPACING]
    return one.default if said is None else said


def _of_graph(template: Template, one: WorkflowInput) -> WorkflowValue:
    value = template.graph[one.node]["inputs"][one.input]
    return value if isinstance(value, str | bool | int | float) else None


def _fitting(one: WorkflowInput, value: WorkflowValue) -> WorkflowValue:
    """The value as the graph takes it. Raises WorkflowInputBad."""
    if value is None:
        return None
    if one.kind == "bool":
        if not isinstance(value, bool):
            raise _bad(one, value, "it is true or false")
        return value
    if one.kind in {"seed", "int", "float", "width", "height"}:
        return _number(one, value)
    return _text(one, value)


def _text(one: WorkflowInput, value: WorkflowValue) -> str:
    if not isinstance(value, str):
        raise _bad(one, value, "it is a text")
    if len(value) > MAX_TEXT:
        raise _bad(one, value, f"at most {MAX_TEXT} characters")
    if one.choices and value not in one.choices:
        raise _bad(one, value, "it is none of the choices", f"Choose from {', '.join(one.choices[:20])}.")
    if one.kind in {"model", "lora", "choice"}:
        try:
            plain_path(value)
        except ValueError as error:
            raise _bad(one, value, str(error)) from error
    return value


def _number(one: WorkflowInput, value: WorkflowValue) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _bad(one, value, "it is a number")
    if one.kind != "float" and value != int(value):
        raise _bad(one, value, "it is a whole number")
    number = float(value) if one.kind == "float" else int(value)
    if one.kind in {"width", "height"} and number % 8:
        raise _bad(one, value, "it is a multiple of 8")
    lowest, highest = _LIMITS.get(one.kind, (-math.inf, math.inf))
    least = max(lowest, lowest if one.min is None else one.min)
    most = min(highest, highest if one.max is None else one.max)
    if not least <= number <= most:
        raise _bad(one, value, f"at least {least:g}" if number < least else f"at most {most:g}")
    return number


def _bad(one: WorkflowInput, value: WorkflowValue, message: str, hint: str | None = None) -> InvalidInput:
    return WorkflowInputBad.of(f"values.{one.name}", value, message, hint=hint)


def pictures_of(manifest: Manifest) -> list[WorkflowInput]:
    """The inputs that take a picture."""
    return [one for one in manifest.inputs if one.kind == "image"]
