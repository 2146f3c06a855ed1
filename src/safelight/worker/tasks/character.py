"""The job of a character: check → prepare → caption → train → sample → register, each a durable stage.

A stage finds the files of earlier ones in the job's work folder, or makes them again on another machine.
"""

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from safelight import __version__
from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.recipe import encode_png
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.lora import StepReport, train_lora
from safelight.engine.vision.prepare import prepare as crop_and_resize
from safelight.features.characters import service, training
from safelight.features.characters.tables import Sample
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.files import sha256_of, whole_file
from safelight.kit.ids import new_id
from safelight.kit.pictures.check import check_files
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.generation import GenerationPlan, LoraUse, Recipe
from safelight.storage import layout
from safelight.worker.workshop import Workshop

_PHASES = {
    "draw_prior_pictures": "drawing pictures that keep the base's knowledge:",
    "encode_captions": "encoding captions:",
    "encode_pictures": "encoding pictures:",
}


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `character`; shares are of the time it usually takes."""
    stages = (
        ("check", check, 0.02),
        ("prepare", prepare, 0.02),
        ("caption", caption, 0.01),
        ("train", train, 0.90),
        ("sample", sample, 0.04),
        ("register", register, 0.01),
    )
    return Task(
        kind=service.JOB_KIND,
        spec=CharacterJobSpec,
        stages=tuple(Stage(name, partial(run, workshop), share=share) for name, run, share in stages),
    )


def check(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Fetch every reference and look for what will hurt: duplicates, small or empty pictures. Removes nothing."""
    spec = _spec(job)
    names, paths = {}, {}
    for number, reference in enumerate(spec.references):
        names[reference.id] = reference.filename
        paths[reference.id] = _reference(workshop, job, reference)
        job.progress(number + 1, len(spec.references), message=reference.filename)
    findings = check_files(paths, resolution=_resolution(workshop, spec), aspect_buckets=spec.training.aspect_buckets)
    return {
        "pictures": len(paths),
        "findings": [
            {"picture": names[finding.key], "kind": finding.kind, "message": finding.message} for finding in findings
        ],
    }


def prepare(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Crop and resize every reference into its aspect bucket."""
    spec = _spec(job)
    sizes: dict[str, int] = {}
    for number, reference in enumerate(spec.references):
        with Image.open(_prepared(workshop, job, reference)) as image:
            name = f"{image.width}x{image.height}"
        sizes[name] = sizes.get(name, 0) + 1
        job.progress(number + 1, len(spec.references), message=reference.filename)
    return {"buckets": sizes}


def caption(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Give every reference a caption: the person's own with the trigger in it, or the template."""
    spec = _spec(job)
    subject = service.subject_of(spec.trigger, spec.class_word)
    captions = {}
    for reference in spec.references:
        own = (reference.caption or "").strip()
        if not own:
            captions[reference.id] = f"a photo of {subject}"
        elif spec.trigger.lower() in own.lower():
            captions[reference.id] = own
        else:
            captions[reference.id] = f"{subject}, {own}"
    return {"captions": captions}


def train(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Train the LoRA; goes on from its last checkpoint when it was interrupted."""
    spec = _spec(job)
    captions = job.results["caption"]["captions"]
    pictures = [
        TrainingPicture(path=_prepared(workshop, job, reference), caption=captions[reference.id])
        for reference in spec.references
    ]

    def on_step(report: StepReport) -> None:
        job.progress(
            report.step,
            report.total,
            loss=report.loss,
            rate=report.rate,
            metrics={"loss": report.loss, "learning_rate": report.learning_rate},
        )

    # The base models in memory make room for the training.
    workshop.drop_models()
    trained = train_lora(
        base=workshop.shelf.info(spec.base_model).path,
        pictures=pictures,
        spec=spec.training,
        work_dir=job.work_dir / "training",
        device=workshop.device,
        on_step=on_step,
        on_stage=lambda phase, done, total: job.progress(
            0, spec.training.max_train_steps, message=f"{_PHASES.get(phase, phase)} {done} of {total}"
        ),
        on_checkpoint=lambda report: job.checkpoint_saved(),
        threads=workshop.threads,
        metadata={
            "safelight": __version__,
            "base_model": spec.base_model,
            "trigger": spec.trigger,
            "class_word": spec.class_word,
            "character": spec.name,
        },
    )
    path = _lora_path(job)
    shutil.copyfile(trained.path, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)
    return {"steps": trained.steps, "final_loss": trained.final_loss, "sha256": sha256_of(path)}


def sample(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw the sample prompts with the new LoRA."""
    spec = _spec(job)
    info = workshop.shelf.info(spec.base_model)
    use = LoraUse(key=_lora_key(spec), sha256=job.results["train"]["sha256"])
    made = []
    with workshop.pipelines.use(info.name, info.path) as loaded:
        for number, prompt in enumerate(spec.sample_prompts):
            plan = GenerationPlan(
                model=info.name,
                prompt=prompt,
                negative_prompt="",
                seed=spec.sample_seed + number,
                n=1,
                loras=[use],
                character_id=spec.character_id,
                character_name=spec.name,
                **info.defaults.model_dump(),
            )
            result = generate(loaded, plan, [(_lora_path(job), use)], on_step=lambda step, total: job.check())
            recipe = Recipe(safelight=__version__, device=workshop.device, **plan.model_dump(exclude={"n"}))
            with whole_file(_sample_path(job, number)) as file:
                file.write(encode_png(result.images[0], recipe))
            made.append({"prompt": prompt, "seed": plan.seed, "width": plan.width, "height": plan.height})
            job.progress(number + 1, len(spec.sample_prompts), message=prompt)
    return {"samples": made}


def register(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Store the LoRA and the samples, then put the character into use."""
    spec = _spec(job)
    version = service.version_name(spec.version)
    stored = workshop.storage.put(_lora_key(spec), _lora_path(job), content_type=service.WEIGHTS)
    samples = []
    for number, made in enumerate(job.results["sample"]["samples"]):
        key = layout.sample(spec.character_id, version, str(number))
        workshop.storage.put(key, _sample_path(job, number), content_type="image/png")
        steps = spec.training.max_train_steps
        samples.append(Sample(id=new_id("smp"), version=spec.version, step=steps, position=number, key=key, **made))
    with job.transaction() as session:
        training.register(
            session,
            character_id=spec.character_id,
            version=spec.version,
            key=stored.key,
            sha256=stored.sha256,
            size=stored.size,
            samples=samples,
        )
    shutil.rmtree(job.work_dir, ignore_errors=True)
    return {"lora": stored.key, "size": stored.size}


def _spec(job: JobContext) -> CharacterJobSpec:
    assert isinstance(job.spec, CharacterJobSpec)  # noqa: S101  Task.spec above
    return job.spec


def _resolution(workshop: Workshop, spec: CharacterJobSpec) -> int:
    return spec.training.resolution or workshop.shelf.info(spec.base_model).defaults.width


def _reference(workshop: Workshop, job: JobContext, reference: ReferenceUse) -> Path:
    path = job.work_dir / "references" / f"{reference.id}{Path(reference.key).suffix}"
    if not path.exists():
        workshop.fetch(reference.key, path, sha256=reference.sha256)
    return path


def _prepared(workshop: Workshop, job: JobContext, reference: ReferenceUse) -> Path:
    spec = _spec(job)
    path = job.work_dir / "prepared" / f"{reference.id}.png"
    if not path.exists():
        with Image.open(_reference(workshop, job, reference)) as image:
            prepared = crop_and_resize(image, _resolution(workshop, spec), aspect_buckets=spec.training.aspect_buckets)
        with whole_file(path) as file:
            prepared.image.save(file, format="PNG")
    return path


def _lora_path(job: JobContext) -> Path:
    return job.work_dir / "lora.safetensors"


def _lora_key(spec: CharacterJobSpec) -> str:
    return layout.lora(spec.character_id, service.version_name(spec.version))


def _sample_path(job: JobContext, number: int) -> Path:
    return job.work_dir / "samples" / f"{number}.png"
