"""The job of edits: give pictures another size, by Lanczos or by a learned upscaler first."""

from functools import partial
from typing import Any

from PIL import Image

from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.picture_file import encode_png
from safelight.engine.diffusion.recipe import of_picture
from safelight.engine.vision.prepare import opened
from safelight.engine.vision.upscale import Upscaler, upscale
from safelight.features.edits import service
from safelight.features.generations import service as generations
from safelight.features.generations.service.pictures import picture_from
from safelight.features.generations.tables import Picture
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import InternalError
from safelight.kit.pictures import thumbnail_of
from safelight.kit.pictures.resize import resize, scale_for
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.edits import EditJobSpec
from safelight.specs.generation import GenerationPlan, Recipe
from safelight.storage import layout
from safelight.worker import filtering, finishing
from safelight.worker.workshop import Workshop

UNITS = 1000  # of progress, for each picture


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `edit`."""
    return Task(kind=service.JOB_KIND, spec=EditJobSpec, stages=(Stage("edit", partial(edit, workshop)),))


def edit(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Make, store and record each picture; where the job is resumed, those that are recorded stay."""
    spec = job.spec
    assert isinstance(spec, EditJobSpec)  # noqa: S101  Task.spec above
    upscaler = None
    try:
        for number, generation_id in enumerate(spec.generation_ids):
            with workshop.db.reading() as session:
                row = generations.get(session, generation_id)
                plan, is_done = GenerationPlan.model_validate(row.plan), bool(row.pictures)
            if is_done:
                continue
            if spec.upscaler and upscaler is None:
                upscaler = _upscaler(workshop, job, spec.upscaler)
            _one(workshop, job, generation_id, plan, upscaler, number=number, total=len(spec.generation_ids))
    finally:
        if upscaler is not None:
            del upscaler
            free_memory(workshop.device)
    return {"pictures": len(spec.generation_ids)}


def _one(
    workshop: Workshop,
    job: JobContext,
    generation_id: str,
    plan: GenerationPlan,
    upscaler: Upscaler | None,
    *,
    number: int,
    total: int,
) -> None:
    if plan.edit is None or plan.image is None:
        raise InternalError("The edit has no picture to start from.", code="edit_without_picture")
    what = "Upscaling" if upscaler else "Resizing"
    of = f" picture {number + 1} of {total}" if total > 1 else ""

    last = (0, 1)

    def told(done: int, of_all: int) -> None:
        nonlocal last
        last = (done, of_all)
        job.progress(number * UNITS + UNITS * done // of_all, total * UNITS, message=f"{what}{of}")
        job.check()

    def stopped() -> bool:
        if job.due():  # what was told last, for asking alone would take its turn
            told(*last)
        job.check()
        return False

    told(0, 1)
    path = job.work_dir / "source"
    workshop.fetch(plan.image.key, path, sha256=plan.image.sha256)
    with opened(path) as source:
        source.load()
        image: Image.Image = source
        if upscaler is not None:
            scale = scale_for(source.size, (plan.edit.width, plan.edit.height), plan.edit.mode)
            image = upscale(source, upscaler, scale, on_tile=told, should_stop=stopped)
        image = resize(image, (plan.edit.width, plan.edit.height), mode=plan.edit.mode, colour=plan.edit.colour)
    job.check()
    (kept,), words = filtering.passed(workshop, job, filtering.current(workshop), [image])
    image = kept.image
    recipe = of_picture(
        plan,
        0,
        device=workshop.device if upscaler else "cpu",
        dtype=upscaler.dtype if upscaler else "uint8",
        threads=workshop.threads,
    ).model_copy(update={"content_filter": kept.found})
    picture = _store(workshop, generation_id, image, recipe, attempt=job.attempt)
    with job.transaction() as session:
        generations.record(session, generation_id=generation_id, pictures=[picture], notes=words)
    path.unlink()


def _upscaler(workshop: Workshop, job: JobContext, name: str) -> Upscaler:
    job.progress(0, 0, message=f"Loading {name}")
    return Upscaler.load(workshop.shelf.find(name, kind="upscaler").path, workshop.device)


def _store(workshop: Workshop, generation_id: str, image: Image.Image, recipe: Recipe, *, attempt: int) -> Picture:
    finishing.forget_earlier(workshop.storage, generation_id, 0, attempt=attempt)
    data, tiny = workshop.signed(encode_png(image, recipe), recipe), thumbnail_of(image)
    stored = workshop.storage.put(layout.picture(generation_id, 0, attempt), data, content_type="image/png")
    small = workshop.storage.put(layout.thumbnail(generation_id, 0, attempt), tiny, content_type="image/webp")
    return picture_from(
        generation_id=generation_id,
        position=0,
        stored=stored,
        small=small,
        image_size=image.size,
        recipe=recipe,
        thumbhash=thumbhash(image),
        kind="edit",
    )
