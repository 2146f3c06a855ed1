"""The job of a character: check → prepare → caption → train → sample → register, each a durable stage.

A stage finds the files of earlier ones in the job's work folder, or makes them again on another machine.
"""

import shutil
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from safelight import __version__
from safelight.engine.training.aside import Aside, fits
from safelight.engine.training.data import TrainingPicture
from safelight.engine.training.distributed import devices_for
from safelight.engine.training.loop import CheckpointReport, StepReport, Trained, run_training
from safelight.engine.training.masks import cut_alike
from safelight.engine.training.samples import SamplePlan
from safelight.engine.vision.prepare import prepare as crop_and_resize
from safelight.engine.vision.prepare import upright_size
from safelight.features.characters import service
from safelight.features.characters.service import training
from safelight.features.memory.service import training as memory
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.files import whole_file
from safelight.kit.pictures.doctor import picture_faults, sheet_of_file
from safelight.specs.characters import CharacterJobSpec, ReferenceUse
from safelight.specs.generation import LoraUse
from safelight.worker.tasks import caption as captioning
from safelight.worker.tasks import checkpoints, lineage, own_model, samples, scoring
from safelight.worker.tasks.scoring import Scoring
from safelight.worker.workshop import Workshop

_PHASES = {
    "draw_prior_pictures": "drawing pictures that keep the base's knowledge:",
    "encode_captions": "encoding captions:",
    "encode_pictures": "encoding pictures:",
    "start_processes": "starting the other processes:",
    "save_model": "saving the model:",
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
    devices_for(workshop.device, spec.training.num_processes)  # told now, not after the pictures are encoded
    sheets = []
    for number, reference in enumerate(spec.references):
        sheets.append(sheet_of_file(reference.filename, _reference(workshop, job, reference)))
        job.progress(number + 1, len(spec.references), message=reference.filename)
    found = picture_faults(
        sheets, resolution=_resolution(workshop, spec), aspect_buckets=spec.training.aspect_buckets, check=job.check
    )
    return {
        "pictures": len(sheets),
        "findings": [{"picture": each.key, "kind": each.kind, "message": each.message} for each in found],
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
    """Give every reference a caption: the person's own with the trigger in it, a model's if asked, or the template."""
    spec = _spec(job)
    subject = service.subject_of(spec.trigger, spec.class_word)
    captions = {}
    seen = captioning.for_training(workshop, job, spec)
    for reference in spec.references:
        own = (reference.caption or seen.get(reference.id) or "").strip()
        if not own:
            captions[reference.id] = f"a photo of {subject}"
        elif spec.trigger.lower() in own.lower():
            captions[reference.id] = own
        else:
            captions[reference.id] = f"{subject}, {own}"
    return {"captions": captions}


def train(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Train, and draw samples on the way; goes on from its last checkpoint when it was interrupted."""
    spec = _spec(job)
    captions = job.results["caption"]["captions"]
    pictures = [
        TrainingPicture(
            path=_prepared(workshop, job, reference),
            caption=captions[reference.id],
            repeats=reference.repeats,
            mask=_mask(workshop, job, reference),
        )
        for reference in spec.references
    ]
    reports, began = Reports(job, workshop, spec.training.max_train_steps), time.monotonic()
    scored = Scoring(workshop, job, [picture.path for picture in pictures])
    with workshop.easel.held(job.check), checkpoints.of(workshop, job) as stored:
        # The base models in memory make room for the training.
        workshop.drop_models()
        stored.fetch(reports.fetching)
        trained = _run(workshop, job, pictures, reports, stored, scored)
    if reports.memory is not None:
        with workshop.db.transaction() as session:
            memory.measured(
                session,
                model=spec.base_model,
                device_name=workshop.device_name,
                training=spec.training,
                peak=reports.memory,
                seconds=time.monotonic() - began,
            )
    told = lineage.of(workshop, spec, captions).model_dump(mode="json")
    result = {"steps": trained.steps, "final_loss": trained.final_loss, "lineage": told}
    if scored.stopped:
        result["stopped"] = scored.stopped
    if trained.path.is_dir():
        best = scoring.best_model(job)
        own_model.put_aside(workshop, job, best if best.is_dir() else trained.path)
        return result
    path = _lora_path(job)
    shutil.copyfile(trained.path, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)
    # Another worker may do the next stages.
    key = scoring.key_of(spec, trained.steps, job.attempt)
    kept = workshop.storage.put(key, path, content_type=service.WEIGHTS)
    with job.transaction() as session:
        training.keep_final(
            session,
            job_id=job.job_id,
            spec=spec,
            step=trained.steps,
            key=kept.key,
            sha256=kept.sha256,
            size=kept.size,
        )
    scoring.forget_earlier(workshop, job, trained.steps)
    return {**result, "key": kept.key, "sha256": kept.sha256}


def _run(
    workshop: Workshop,
    job: JobContext,
    pictures: list[TrainingPicture],
    reports: "Reports",
    stored: checkpoints.StoredCheckpoints,
    scored: Scoring,
) -> Trained:
    spec = _spec(job)
    info = workshop.shelf.info(spec.base_model)

    def on_checkpoint(report: CheckpointReport) -> None:
        job.checkpoint_saved()
        stored.offer(report.folder)

    return run_training(
        base=info.path,
        pictures=pictures,
        spec=spec.training,
        work_dir=job.work_dir / "training",
        device=workshop.device,
        on_step=reports.step,
        on_stage=reports.phase,
        before_checkpoint=job.keep_curves,
        on_checkpoint=on_checkpoint,
        between_steps=reports.between_steps,
        samples=SamplePlan(
            prompts=scored.prompts,
            settings=info.defaults,
            seed=spec.sample_seed,
            drawn=samples.drawn(workshop, job),
            wanted_now=lambda: job.wish(samples.WISH),
            on_sample=scored.keep,
            on_progress=reports.sampling,
            on_row=scored.row,
        ),
        threads=workshop.threads,
        metadata={
            "safelight": __version__,
            "base_model": spec.base_model,
            "trigger": spec.trigger,
            **({"consent": spec.consent} if spec.consent else {}),
            "class_word": spec.class_word,
            "character": spec.name,
            own_model.JOB: job.job_id,
        },
    )


class Reports:
    """What a training says of itself, as progress of its job."""

    def __init__(self, job: JobContext, workshop: Workshop, total: int) -> None:
        self._job, self._workshop, self._total = job, workshop, total
        self._last: StepReport | None = None

    @property
    def memory(self) -> int | None:
        """Bytes of a GPU at the highest moment so far."""
        return self._last.memory if self._last else None

    def phase(self, phase: str, done: int, total: int) -> None:
        """Before the first step."""
        self._job.progress(0, 0, message=f"{_PHASES.get(phase, phase)} {done} of {total}")
        device = self._workshop.device
        self._workshop.easel.stand_aside(lambda wanted: nullcontext(), self._paused, fits=partial(fits, device=device))

    def fetching(self, done: int, total: int) -> None:
        """While a checkpoint of another worker is brought here."""
        self._job.progress(0, 0, message=f"fetching the checkpoint: {done * 100 // max(1, total)} %")

    def step(self, report: StepReport) -> None:
        """After each."""
        self._last = report
        curves = {"loss": report.loss, "learning_rate": report.learning_rate}
        if report.memory is not None:
            curves["memory"] = float(report.memory)
        self._job.progress(
            report.step,
            report.total,
            loss=report.loss,
            rate=report.rate,
            seconds_left=report.eta_seconds,
            metrics=curves,
        )

    def between_steps(self, aside: Aside) -> None:
        """Stand aside for pictures that somebody waits for."""
        room = self._workshop.drop_models
        self._workshop.easel.stand_aside(lambda wanted: aside.left(wanted, room), self._paused)

    def sampling(self, step: int, done: int, total: int) -> None:
        """While samples are drawn between two steps; the curves stand still."""
        self._still(step, "drawing samples")

    def _paused(self) -> None:
        message = "paused for a picture"
        if self._last is None:
            self._job.progress(0, 0, message=message)
        else:
            self._still(self._last.step, message)

    def _still(self, step: int, message: str) -> None:
        last = self._last
        if last is None:
            self._job.progress(step, self._total, message=message)
        elif self._job.due():
            self._job.progress(
                step, self._total, loss=last.loss, rate=last.rate, seconds_left=last.eta_seconds, message=message
            )


def sample(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw the sample prompts with the finished LoRA, those that the training has not drawn at its last step."""
    spec = _spec(job)
    steps = job.results["train"]["steps"]
    drawn = samples.drawn(workshop, job)
    missing = [position for position in range(len(spec.sample_prompts)) if (steps, position) not in drawn]
    if missing and "sha256" in job.results["train"]:  # a model of its own shows what its training has drawn
        use = LoraUse(key=_lora_key(job), sha256=job.results["train"]["sha256"])
        with workshop.easel.held(job.check), workshop.model(spec.base_model, job) as loaded:
            for done, position in enumerate(missing):
                job.progress(done, len(missing), message=spec.sample_prompts[position])
                samples.draw(workshop, job, loaded, lora=(_lora(workshop, job), use), step=steps, position=position)
        return {"drawn": len(missing)}
    return {"drawn": 0}


def register(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Keep the LoRA, or the model, as a version of the character, and put it into use."""
    spec, trained = _spec(job), job.results["train"]
    if "sha256" not in trained:
        return _register_model(workshop, job)
    published = scoring.chosen(workshop, job)
    with job.transaction() as session:
        training.register(
            session,
            job_id=job.job_id,
            spec=spec,
            checkpoint=published,
            steps=trained["steps"],
            final_loss=trained["final_loss"],
            lineage=trained["lineage"],
        )
    scoring.forget_others(workshop, job, published)
    checkpoints.of(workshop, job).forget()
    shutil.rmtree(job.work_dir, ignore_errors=True)
    return {"lora": published.key, "size": published.size, "step": published.step}


def _register_model(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    spec, trained = _spec(job), job.results["train"]
    name = own_model.publish(workshop, job, spec)
    with job.transaction() as session:
        own_model.register(session, workshop, spec, name)
        training.register(
            session,
            job_id=job.job_id,
            spec=spec,
            model=name,
            steps=trained["steps"],
            final_loss=trained["final_loss"],
            lineage=trained["lineage"],
        )
    checkpoints.of(workshop, job).forget()
    shutil.rmtree(job.work_dir, ignore_errors=True)
    return {"model": name}


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


def _mask(workshop: Workshop, job: JobContext, reference: ReferenceUse) -> Path | None:
    """The mask of a picture, resized and cropped as that is."""
    if reference.mask_key is None:
        return None
    path = job.work_dir / "prepared" / f"{reference.id}.mask.png"
    if not path.exists():
        whole = job.work_dir / "references" / f"{reference.id}.mask.png"
        workshop.storage.download(reference.mask_key, whole)
        picture, prepared = _reference(workshop, job, reference), _prepared(workshop, job, reference)
        with Image.open(picture) as image, Image.open(prepared) as bucket:
            cut = cut_alike(whole, upright_size(image), bucket.size)
        with whole_file(path) as file:
            cut.save(file, format="PNG")
    return path


def _lora_path(job: JobContext) -> Path:
    return job.work_dir / "lora.safetensors"


def _lora(workshop: Workshop, job: JobContext) -> Path:
    """What was learnt, on this machine."""
    path = _lora_path(job)
    if not path.exists():
        workshop.fetch(_lora_key(job), path, sha256=job.results["train"]["sha256"])
    return path


def _lora_key(job: JobContext) -> str:
    """Where it is stored; a version of before did not write that down, and named no attempts."""
    trained = job.results["train"]
    return str(trained.get("key") or scoring.key_of(_spec(job), trained["steps"]))
