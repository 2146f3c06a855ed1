"""The job of a generation: draw the pictures with the base and the character, store them, record them."""

from functools import partial
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.preview import webp
from safelight.engine.diffusion.recipe import of_picture
from safelight.features.generations import service
from safelight.features.memory.service.naming import drawing
from safelight.jobs.task import JobContext, Stage, Task, timed
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import GenerationPlan
from safelight.specs.telemetry import IMAGES
from safelight.worker import filtering, finishing, materials
from safelight.worker.workshop import Workshop


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `generation`; shares are of the time when the model is in memory."""
    return Task(
        kind=service.JOB_KIND,
        spec=GenerationJobSpec,
        stages=(
            Stage("load", partial(load, workshop), share=0.02, is_light=True),
            Stage("draw", partial(draw, workshop), share=0.98),
        ),
    )


def load(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Fetch the LoRAs, and bring the base model into memory unless it is there."""
    plan = _plan(workshop, job)
    materials.loras(workshop, plan)
    if workshop.easel.is_held:  # by a training, which is disturbed only once, by the next stage
        return {"model": plan.model}
    if workshop.pipelines.peek(workshop.info(plan.model, job).name) is None:
        held = workshop.model if service.group_of(plan) is None else workshop.hub
        with held(plan.model, job):
            pass
    return {"model": plan.model}


def draw(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw, store and record every picture of the generation. Where it is resumed, it loads the model itself."""
    plan = _plan(workshop, job)
    generation_id = job.spec.generation_id
    loras = materials.loras(workshop, plan)
    plan = plan.model_copy(update={"loras": [use for _, use in loras]})
    aids = materials.aids(workshop, plan, job)

    gate = filtering.current(workshop)
    may_look = gate is None or gate.action == "flag"  # what may be blocked is not shown half done either

    def wants_look() -> bool:
        return may_look and job.due()

    def on_look(step: int, looks: dict[int, Image.Image]) -> None:
        for position, image in looks.items():
            job.preview(position, step, webp(image))

    def stopped() -> bool:
        job.check()
        return False

    work = drawing(plan.width, plan.height, plan.n)
    drawn, stored = timed(service.JOB_KIND, "denoise"), timed(service.JOB_KIND, "store")
    if service.group_of(plan) is None:
        with workshop.visit(plan.model, job), drawn, workshop.model(plan.model, job, work=work) as loaded:
            made = generate(
                loaded, plan, loras, aids=aids, on_step=job.progress, on_look=on_look, wants_look=wants_look
            )
            about = workshop.about(plan.model, loaded, job)
    else:
        with workshop.visit(plan.model, job), drawn, workshop.hub(plan.model, job, work=work) as (hub, loaded):
            made = hub.draw(
                plan, loras, aids=aids, on_step=job.progress, on_look=on_look, wants_look=wants_look,
                should_stop=stopped, requester=job.requester,
            )  # fmt: skip
            about = workshop.about(plan.model, loaded, job)
    job.check()
    kept, words = filtering.passed(workshop, job, gate, made.images)
    with stored:
        pictures = [
            finishing.store_picture(
                workshop,
                generation_id,
                each.index,
                each.image,
                of_picture(plan, each.index, batch=made.batches[each.index], **about).model_copy(
                    update={"content_filter": each.found}
                ),
                attempt=job.attempt,
            )
            for each in kept
        ]

    def record(session: Session) -> None:
        rows = [picture() for picture in pictures]
        service.record(session, generation_id=generation_id, pictures=rows, notes=[*made.warnings, *words])

    job.record(record)
    IMAGES.add(plan.kind, by=len(pictures))
    return {"pictures": len(pictures)}


def _plan(workshop: Workshop, job: JobContext) -> GenerationPlan:
    assert isinstance(job.spec, GenerationJobSpec)  # noqa: S101  Task.spec above
    generation_id = job.spec.generation_id
    if generation_id not in job.kept:
        with workshop.db.reading() as session:
            job.kept[generation_id] = service.plan_of(session, generation_id)
    plan: GenerationPlan = job.kept[generation_id]
    return plan
