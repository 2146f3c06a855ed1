"""The job of predictions: a classifier judges pictures, together with those of other jobs that came meanwhile."""

import io
import time
from functools import partial
from typing import Any

import torch
from PIL import Image

from safelight.features.classifiers.service import predict as service
from safelight.jobs.task import JobContext, Stage, Task
from safelight.specs.predicting import PredictJobSpec, Verdict, Verdicts
from safelight.worker.fetching import opened
from safelight.worker.judging import Bench
from safelight.worker.workshop import Workshop


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
            spec.classifier.key, lambda: opened(workshop, job, spec.classifier), name=spec.classifier.name
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
