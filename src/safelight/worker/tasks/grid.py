"""The job of a grid: checkpoints of a character drawn side by side; what is there already is not drawn again."""

from functools import partial
from pathlib import Path
from typing import Any

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.picture_file import encode_png
from safelight.engine.diffusion.recipe import of_picture
from safelight.features.characters.service import grids
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import NotFound
from safelight.kit.pictures import thumbnail_of
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.characters import GridJobSpec
from safelight.specs.generation import GenerationPlan, LoraUse
from safelight.storage import layout
from safelight.worker.workshop import Workshop


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `grid`."""
    return Task(kind=grids.JOB_KIND, spec=GridJobSpec, stages=(Stage("draw", partial(draw, workshop)),))


def draw(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw, store and record each cell that is not there."""
    spec = job.spec
    assert isinstance(spec, GridJobSpec)  # noqa: S101  Task.spec above
    everything = list(grids.cells(spec))
    with workshop.db.reading() as session:
        there = grids.drawn(session, spec=spec)
    missing = [cell for cell in everything if cell.key not in there]
    if missing:
        files = {
            step.step: workshop.lora(LoraUse(key=step.key, sha256=step.sha256))
            for step in {cell.step.step: cell.step for cell in missing}.values()
        }
        with workshop.model(spec.base_model, job) as loaded:
            for done, cell in enumerate(missing, start=len(everything) - len(missing)):
                job.progress(done, len(everything), message=f"step {cell.step.step}, strength {cell.strength:g}")
                _one(workshop, job, loaded, spec, cell, files[cell.step.step])
    return {"drawn": len(missing), "there": len(everything) - len(missing)}


def _one(workshop: Workshop, job: JobContext, loaded: Loaded, spec: GridJobSpec, cell: grids.Cell, file: Path) -> None:
    use = LoraUse(key=cell.step.key, sha256=cell.step.sha256, scale=cell.strength, name=spec.character_name)
    plan = GenerationPlan(
        model=spec.base_model,
        prompt=spec.prompts[cell.prompt],
        negative_prompt="",
        seed=spec.seed,
        n=1,
        loras=[use],
        character_id=spec.character_id,
        character_name=spec.character_name,
        **spec.settings.model_dump(),
    )
    made = generate(loaded, plan, [(file, use)], on_step=lambda done, total: job.check())
    image = made.images[0]
    recipe = of_picture(plan, 0, batch=made.batches[0], **workshop.about(plan.model, loaded))
    small = layout.thumbnail_beside(cell.key)
    workshop.storage.put(cell.key, encode_png(image, recipe), content_type="image/png")
    workshop.storage.put(small, thumbnail_of(image), content_type="image/webp")
    try:
        with job.transaction() as session:
            grids.record(
                session,
                job_id=job.job_id,
                spec=spec,
                cell=cell,
                thumbnail_key=small,
                thumbhash=thumbhash(image),
                size=image.size,
            )
    except NotFound:  # the character or the version was deleted meanwhile, and its files before these came
        workshop.storage.delete(cell.key, small)
        raise
