"""The job of a generation: draw the pictures with the base and the character, store them, record them."""

from functools import partial
from typing import Any

from PIL import Image

from safelight import __version__
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.recipe import encode_png
from safelight.features.generations import service
from safelight.features.generations.pictures import picture_from
from safelight.features.generations.tables import Picture
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.pictures import thumbnail
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import GenerationPlan, Recipe
from safelight.storage import layout
from safelight.worker.workshop import Workshop


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `generation`."""
    return Task(
        kind=service.JOB_KIND,
        spec=GenerationJobSpec,
        stages=(Stage("draw", partial(draw, workshop), share=1.0),),
    )


def draw(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw, store and record every picture of the generation."""
    assert isinstance(job.spec, GenerationJobSpec)  # noqa: S101  Task.spec above
    generation_id = job.spec.generation_id
    with workshop.db.reading() as session:
        plan = GenerationPlan.model_validate(service.get(session, generation_id).plan)
    info = workshop.shelf.info(plan.model)
    loras = [(workshop.lora(use), use) for use in plan.loras]
    with workshop.pipelines.use(info.name, info.path) as loaded:
        made = generate(loaded, plan, loras, on_step=lambda step, total, preview: job.progress(step, total))
    job.check()
    pictures = [
        _store(workshop, generation_id, index, image, _recipe(plan, index, workshop))
        for index, image in enumerate(made.images)
    ]
    with job.transaction() as session:
        service.record(session, generation_id=generation_id, pictures=pictures, notes=made.warnings)
    return {"pictures": len(pictures)}


def _recipe(plan: GenerationPlan, index: int, workshop: Workshop) -> Recipe:
    return Recipe(
        safelight=__version__,
        seed=plan.seed + index,
        device=workshop.device,
        dtype=workshop.dtype,
        **plan.model_dump(exclude={"n", "seed"}),
    )


def _store(workshop: Workshop, generation_id: str, index: int, image: Image.Image, recipe: Recipe) -> Picture:
    data = encode_png(image, recipe)
    stored = workshop.storage.put(layout.picture(generation_id, index), data, content_type="image/png")
    small = workshop.storage.put(layout.thumbnail(generation_id, index), thumbnail(data), content_type="image/webp")
    return picture_from(
        generation_id=generation_id,
        position=index,
        stored=stored,
        small=small,
        image_size=image.size,
        recipe=recipe,
        thumbhash=thumbhash(image),
    )
