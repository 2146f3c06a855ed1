"""The job of predictions: a classifier judges pictures, together with those of other jobs that came meanwhile."""

import io
import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from safelight.features.classifiers.service import predict as service
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import InternalError
from safelight.kit.files import sha256_of
from safelight.kit.ids import new_id
from safelight.specs.generation import ModelUse
from safelight.specs.predicting import ClassifierUse, PredictJobSpec, Verdict, Verdicts
from safelight.worker.judging import Bench
from safelight.worker.workshop import Workshop

WEIGHTS = "model.safetensors"


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `predict`."""
    return Task(kind=service.JOB_KIND, spec=PredictJobSpec, stages=(Stage(service.STAGE, partial(predict, workshop)),))


def predict(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Judge all pictures; the verdicts are the job's result."""
    spec = job.spec
    assert isinstance(spec, PredictJobSpec)  # noqa: S101  Task.spec above
    began = time.monotonic()
    total = len(spec.pictures)

    def on_wait() -> None:
        job.progress(0, total, message="waiting until the training stands aside")

    with (
        workshop.easel.visit(spec.classifier.size_bytes, on_wait),
        workshop.judging.use(
            spec.classifier.key, lambda: _opened(workshop, job, spec.classifier), name=spec.classifier.name
        ) as bench,
    ):
        with bench.seat() as seat:
            images = [_picture(workshop, job, each.key, done=at, total=total) for at, each in enumerate(spec.pictures)]
            probabilities = seat.judge(torch.stack([bench.classifier.prepare(image) for image in images]), job.check)
        verdicts = [
            Verdict(label=top[0].label, confidence=top[0].probability, top=top)
            for row in probabilities
            if (top := bench.classifier.top(row, spec.top_k))
        ]
        if spec.saliency is not None:
            verdicts = _with_saliency(job, bench, spec, images, verdicts)
    job.progress(total, total)
    return Verdicts(
        labels=list(bench.classifier.labels), verdicts=verdicts, seconds=round(time.monotonic() - began, 4)
    ).model_dump(mode="json")


def folder_of(workshop: Workshop, use: ClassifierUse) -> Path:
    """The model's folder on this machine: of the shelf, or fetched from storage once and checked by its hash."""
    if use.prefix is None:
        return workshop.helper(ModelUse(name=use.name, sha256=use.sha256), "classifier").path
    folder = workshop.cache_dir / "classifiers" / (use.sha256 or use.name)
    if folder.is_dir():
        return folder
    arriving = folder.with_name(f"{folder.name}.{new_id('new')}")
    try:
        for file in workshop.storage.list(use.prefix):
            name = file.key.removeprefix(f"{use.prefix}/")
            if "/" not in name:
                arriving.mkdir(parents=True, exist_ok=True)
                workshop.storage.download(file.key, arriving / name)
        if not (arriving / WEIGHTS).is_file() or (use.sha256 and sha256_of(arriving / WEIGHTS) != use.sha256):
            raise InternalError(
                f"The stored model of {use.name} is not the one that was recorded.",
                hint="It was changed or damaged in storage; restore it, or run the training again.",
                code="stored_file_changed",
            )
        try:
            arriving.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another job was faster
                raise
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    return folder


def _opened(workshop: Workshop, job: JobContext, use: ClassifierUse) -> Any:
    from safelight.engine.classify.predict import Classifier  # noqa: PLC0415  transformers, for these jobs alone

    job.progress(0, 0, message=f"Loading {use.name}")
    return Classifier.load(folder_of(workshop, use), workshop.device, make_room=workshop.drop_models)


def _picture(workshop: Workshop, job: JobContext, key: str, *, done: int, total: int) -> Image.Image:
    job.progress(done, total, message="Reading pictures" if total > 1 else None)
    with Image.open(io.BytesIO(workshop.storage.get(key))) as image:
        image.load()
        return image


def _with_saliency(
    job: JobContext, bench: Bench, spec: PredictJobSpec, images: list[Image.Image], verdicts: list[Verdict]
) -> list[Verdict]:
    from safelight.engine.classify.saliency import Saliency  # noqa: PLC0415  few jobs ask for it

    found = []
    for at, (image, verdict) in enumerate(zip(images, verdicts, strict=True)):
        job.progress(at, len(images), message="Finding out what it looked at")
        with bench.alone(job.check) as classifier:
            saliency = Saliency.of(classifier, spec.saliency or "auto")
            overlay = saliency.overlay(image, verdict.top[0].index)
        found.append(verdict.model_copy(update={"saliency": overlay, "saliency_method": saliency.method}))
    return found
