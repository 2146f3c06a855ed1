"""Pictures that ComfyUI is to draw: which base models only it has, and what its templates cannot be asked for."""

from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from safelight.features.generations.errors import NotWithThisModel
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.jobs import service as jobs
from safelight.specs.generation import GenerationPlan, GenerationSpec, ModelDefaults
from safelight.specs.jobs import Engine
from safelight.specs.models import ModelInfo
from safelight.specs.training import TrainSpec

COMFYUI: Engine = "comfyui"
_ASIDE = (
    "vae", "embeddings", "controls", "hires", "clip_skip", "guidance_rescale", "true_cfg_scale", "padding_mask_crop",
    "scheduler_options",
)  # fmt: skip
_SIZES = {"sd": 512, "sdxl": 1024, "flux": 1024, "sd3": 1024}


def chosen(session: Session, spec: GenerationSpec, *, name: str | None, shelf: ModelShelf) -> tuple[ModelInfo, Engine]:
    """The base model, and what is to draw with it. Raises ModelNotFound, NotWithThisModel."""
    try:
        info, engine = shelf.info(name), spec.engine or "native"
    except ModelNotFound:
        there = elsewhere(session, name) if name and spec.engine != "native" else None
        if there is None:
            raise
        info, engine = there, COMFYUI
    if engine == COMFYUI:
        check(spec)
    return info, engine


def elsewhere(session: Session, name: str) -> ModelInfo | None:
    """A checkpoint that some ComfyUI has, known by no more than its name."""
    workers = [worker for worker in jobs.workers(session) if worker.engine == COMFYUI]
    if not any(name in worker.loaded_models for worker in workers):
        return None
    family = family_of_name(name)
    side = _SIZES.get(family, 1024)
    return ModelInfo(
        name=name,
        path=Path(name),
        family=family,
        pipeline=None,
        managed=False,
        size_bytes=0,
        defaults=ModelDefaults(width=side, height=side, guidance_scale=3.5 if family == "flux" else 7.0),
        training=TrainSpec(),
    )


def only_worker(session: Session, model: str) -> str | None:
    """The one ComfyUI worker that has a model, where others have not; None where any may be asked."""
    workers = [worker for worker in jobs.workers(session) if worker.engine == COMFYUI]
    having = [worker for worker in workers if model in worker.loaded_models]
    return having[0].name if len(having) == 1 < len(workers) else None


def model_of(plan: GenerationPlan) -> str:
    """What the workers list of a plan's model: the checkpoint that a run chose, or the model's own name."""
    chosen = plan.workflow.values.get("model") if plan.workflow else None
    return name_of_file(chosen) if isinstance(chosen, str) else plan.model


def check(spec: GenerationSpec) -> None:
    """Raise NotWithThisModel for what no template is asked for."""
    usual = GenerationSpec(prompt="")
    for field in _ASIDE:
        if (value := getattr(spec, field)) != getattr(usual, field):
            raise NotWithThisModel.of(
                field, value, "ComfyUI is not asked for it through a generation",
                hint="Leave it out, draw with the native engine, or run a workflow of your own that has it.",
            )  # fmt: skip


def name_of_file(file: str) -> str:
    """What a checkpoint at ComfyUI is called here: `sdxl/dream.safetensors` is `dream`."""
    return PurePosixPath(file.replace("\\", "/")).stem


def family_of_name(name: str) -> str:
    """A guess, where a name is all that is known."""
    small = name.casefold()
    if "flux" in small:
        return "flux"
    if "sd3" in small:
        return "sd3"
    return "sdxl" if "xl" in small or "pony" in small or "illustrious" in small else "sd"
