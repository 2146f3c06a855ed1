"""The samples of a character's training: stored, recorded and told as each is made."""

import json
from pathlib import Path

from PIL import Image

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.picture_file import encode_png
from safelight.engine.diffusion.recipe import of_picture
from safelight.engine.training.samples import Sample
from safelight.features.characters import service
from safelight.features.characters.service import training
from safelight.jobs.task import JobContext
from safelight.kit import png_text
from safelight.kit.pictures import thumbnail_of
from safelight.kit.pictures.thumbhash import thumbhash
from safelight.specs.characters import CharacterJobSpec
from safelight.specs.generation import GenerationPlan, LoraUse
from safelight.storage import layout
from safelight.worker.workshop import Workshop

WISH = "sample"
"""What a running job is asked for a row of samples now."""


def drawn(workshop: Workshop, job: JobContext) -> set[tuple[int, int]]:
    """Step and position of those that this training has recorded already."""
    with workshop.db.reading() as session:
        return training.samples_drawn(session, spec=_spec(job))


def keep(workshop: Workshop, job: JobContext, sample: Sample) -> None:
    """Store and record one that the training drew. It carries no recipe: the weights of that step are gone."""
    spec = _spec(job)
    about = {"character": spec.character_id, "version": spec.version, "step": sample.step}
    texts = {"safelight-sample": json.dumps({**about, "prompt": sample.prompt, "seed": sample.seed})}
    _record(workshop, job, sample, png_text.write(sample.image, texts))


def draw(
    workshop: Workshop, job: JobContext, loaded: Loaded, *, lora: tuple[Path, LoraUse], step: int, position: int
) -> None:
    """Draw one with a LoRA file, and keep it with its recipe."""
    spec = _spec(job)
    plan = GenerationPlan(
        model=spec.base_model,
        prompt=spec.sample_prompts[position],
        negative_prompt="",
        seed=spec.sample_seed + position,
        n=1,
        loras=[lora[1]],
        character_id=spec.character_id,
        character_name=spec.name,
        **workshop.shelf.info(spec.base_model).defaults.model_dump(),
    )
    made = generate(loaded, plan, [lora], on_step=lambda done, total: job.check())
    recipe = of_picture(plan, 0, batch=made.batches[0], **workshop.about(plan.model, loaded))
    image = made.images[0]
    _record(workshop, job, Sample(step, position, plan.prompt, plan.seed, image), encode_png(image, recipe))


def _record(workshop: Workshop, job: JobContext, sample: Sample, data: bytes) -> None:
    spec = _spec(job)
    place = (spec.character_id, service.version_name(spec.version), f"{sample.step:06d}-{sample.position}")
    image: Image.Image = sample.image
    key, small_key = (name(*place, job.attempt) for name in (layout.sample, layout.sample_thumbnail))
    stored = workshop.storage.put(key, data, content_type="image/png")
    small = workshop.storage.put(small_key, thumbnail_of(image), content_type="image/webp")
    with job.transaction() as session:
        training.record_sample(
            session,
            job_id=job.job_id,
            spec=spec,
            step=sample.step,
            position=sample.position,
            seed=sample.seed,
            key=stored.key,
            thumbnail_key=small.key,
            thumbhash=thumbhash(image),
            size=image.size,
        )
    names = (layout.sample, layout.sample_thumbnail)
    if earlier := [name(*place, each) for each in range(1, job.attempt) for name in names]:
        workshop.storage.delete(*earlier)  # stored, and not recorded in time


def _spec(job: JobContext) -> CharacterJobSpec:
    assert isinstance(job.spec, CharacterJobSpec)  # noqa: S101  the character task's spec
    return job.spec
