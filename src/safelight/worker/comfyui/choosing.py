"""Which template a plan is drawn by, and what it says to it."""

import json

from pydantic import ValidationError

from safelight.features.generations.errors import NotWithThisModel
from safelight.features.generations.service.by_comfyui import name_of_file
from safelight.features.workflows.errors import WorkflowBroken
from safelight.features.workflows.service import values as choosing
from safelight.kit.errors import InvalidInput
from safelight.specs.generation import GenerationPlan, WorkflowUse, WorkflowValue
from safelight.specs.workflows import Template
from safelight.storage import StorageNotFound, layout
from safelight.worker.comfyui.bench import Bench
from safelight.worker.comfyui.loras import family_of


class NoCheckpoint(InvalidInput):
    """This ComfyUI has not got the base model."""

    code = "comfyui_no_checkpoint"


def template_of(bench: Bench, plan: GenerationPlan) -> Template:
    """The one that the plan names, as it was then; else the first that suits.

    Raises WorkflowBroken, NotWithThisModel.
    """
    if plan.workflow is None:
        return _suiting(bench, plan)
    use = plan.workflow
    try:
        # By its content: the key in a recipe may be anybody's.
        data = bench.storage.get(layout.workflow(use.sha256))
        template = Template.model_validate(json.loads(data))
    except (StorageNotFound, ValidationError, ValueError) as error:
        raise WorkflowBroken(
            f"The workflow {use.name!r} of this run is not in the storage any more, or was damaged.",
            hint="Run it again by its name.",
        ) from error
    if template.sha256 != use.sha256:
        raise WorkflowBroken(f"The stored workflow {use.name!r} was changed.", hint="Run it again by its name.")
    return template


def use_of(bench: Bench, template: Template, plan: GenerationPlan) -> WorkflowUse:
    """What the recipe says of it: so much that the same can be asked for again as a run of this template."""
    if plan.workflow is not None:
        return plan.workflow
    key = layout.workflow(template.sha256)
    if not bench.storage.exists(key):
        bench.storage.put(key, template.canonical(), content_type="application/json")
    said = {one.name for one in template.manifest.inputs if one.kind in {"prompt", "negative", "seed", "lora", "image"}}
    values = {name: value for name, value in values_of(bench, template, plan, 0).items() if name not in said}
    return WorkflowUse(name=template.manifest.name, sha256=template.sha256, key=key, values=values)


def values_of(bench: Bench, template: Template, plan: GenerationPlan, index: int) -> dict[str, WorkflowValue]:
    """What picture `index` says to each input. Raises NoCheckpoint, WorkflowInputBad."""
    values = choosing.of_plan(template, plan, index)
    one = template.manifest.of_kind("model")
    if plan.workflow is None and one is not None:
        values[one.name] = checkpoint_of(bench, template, plan.model)
    return values


def checkpoint_of(bench: Bench, template: Template, model: str) -> str:
    """The file at ComfyUI that a base model of this studio is. Raises NoCheckpoint."""
    files = bench.server.seen.checkpoints
    named = template.manifest.checkpoints.get(model)
    if named is not None:
        return named
    found = next((file for file in files if name_of_file(file).casefold() == model.casefold()), None)
    if found is None:
        known = ", ".join(map(name_of_file, files[:6])) + (" …" if len(files) > 6 else "")
        raise NoCheckpoint.of(
            "model", model, f"ComfyUI at {bench.server.address} has no checkpoint of that name",
            hint=f"It has {known or 'none'}. Put {model}.safetensors into its models/checkpoints, or say under "
            f"`checkpoints` in the manifest of {template.manifest.name} which file it is.",
        )  # fmt: skip
    return found


def _suiting(bench: Bench, plan: GenerationPlan) -> Template:
    """One's own before shipped ones, those for the family before those for any."""
    family = family_of(bench, plan.model)
    wanted = {name for name in choosing.PICTURES if getattr(plan, name) is not None}
    with bench.db.reading() as session:
        known = [found for found in bench.workflows.all(session).values() if found.template is not None]
    fitting = [
        (found.template.manifest.family is None, found.source == "shipped", found.name, found.template)
        for found in known
        if found.template is not None
        and found.template.manifest.kind == "image"
        and found.template.manifest.family in {None, family}
        and {one.name for one in choosing.pictures_of(found.template.manifest)} == wanted
        and (found.template.manifest.loras is not None or not plan.loras)
        and found.template.manifest.of_kind("prompt") is not None
        and found.template.manifest.of_kind("model") is not None
    ]
    if not fitting:
        raise NotWithThisModel.of(
            "engine", "comfyui", f"no workflow draws with a model of {family}"
            + (f" from {' and '.join(sorted(wanted))}" if wanted else ""),
            hint="Add a workflow template for it: its manifest says family, a prompt and a model.",
        )  # fmt: skip
    return min(fitting, key=lambda each: each[:3])[3]
