"""The job of captions: a model looks at pictures of a character, some at a time, and says what it sees."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from safelight.engine.diffusion.devices import free_memory
from safelight.engine.vision.prepare import on_white, opened
from safelight.features.characters.service import captioning
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.files import whole_file
from safelight.specs.captions import CaptionSettings
from safelight.specs.characters import CaptionJobSpec, CharacterJobSpec, ReferenceUse
from safelight.worker.workshop import Workshop

LARGEST = 1024  # pixels of a side that a captioner is shown: it looks at less


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `caption`."""
    stage = Stage(captioning.STAGE, partial(caption, workshop))
    return Task(kind=captioning.JOB_KIND, spec=CaptionJobSpec, stages=(stage,))


def caption(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Caption each picture; a job that is resumed goes on after the last batch that was kept."""
    spec = job.spec
    assert isinstance(spec, CaptionJobSpec)  # noqa: S101  Task.spec above

    def apply(made: Mapping[str, str]) -> None:
        if spec.apply:
            with job.transaction() as session:
                captioning.keep(session, spec=spec, made=made)

    captions = _captioned(workshop, job, spec, spec.references, spec.settings, model=spec.model, on_made=apply)
    return {"captions": captions, "model": spec.model}


def for_training(workshop: Workshop, job: JobContext, spec: CharacterJobSpec) -> dict[str, str]:
    """Captions of the pictures that have none, where the training is to have a model make them."""
    if spec.captioner is None:
        return {}
    empty = [each for each in spec.references if not (each.caption or "").strip()]
    model = captioning.captioner(workshop.shelf, spec.captioner.model).name
    return _captioned(workshop, job, spec, empty, spec.captioner, model=model)


def _captioned(
    workshop: Workshop,
    job: JobContext,
    spec: CaptionJobSpec | CharacterJobSpec,
    pictures: Sequence[ReferenceUse],
    settings: CaptionSettings,
    *,
    model: str,
    on_made: Callable[[Mapping[str, str]], None] = lambda made: None,
) -> dict[str, str]:
    """Captions by reference. Each batch is kept in the job's folder, and not made again when the job is resumed."""
    kept = job.work_dir / "captions.json"
    captions: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}

    def keep(said: Mapping[str, str]) -> None:
        made = {key: captioning.worded(spec, settings, words) for key, words in said.items()}
        on_made(made)
        captions.update(made)
        with whole_file(kept) as file:
            file.write(json.dumps(captions).encode())

    waiting = [each for each in pictures if each.id not in captions]
    _describe(workshop, job, waiting, settings, model=model, keep=keep, done=len(captions))
    return captions


def _describe(
    workshop: Workshop,
    job: JobContext,
    pictures: Sequence[ReferenceUse],
    settings: CaptionSettings,
    *,
    model: str,
    keep: Callable[[Mapping[str, str]], None],
    done: int,
) -> None:
    """Have the captioner look at the pictures; `keep` is given the words of each batch, by reference."""
    if not pictures:
        return
    from safelight.engine.vision.captioner import Captioner  # noqa: PLC0415  few jobs need transformers' vision models

    total = done + len(pictures)
    job.progress(done, total, message=f"Loading {model}")
    path = workshop.shelf.find(model, kind="captioner").path
    captioner = Captioner.load(path, workshop.device, make_room=workshop.drop_models)
    try:
        for start in range(0, len(pictures), settings.batch_size):
            batch = pictures[start : start + settings.batch_size]
            job.progress(done + start, total, message=batch[0].filename)
            words = captioner.caption(
                [_picture(workshop, job, each) for each in batch],
                instruction=settings.instruction,
                max_new_tokens=settings.max_new_tokens,
                num_beams=settings.num_beams,
                check=job.check,
            )
            keep({each.id: text for each, text in zip(batch, words, strict=True)})
            job.progress(done + start + len(batch), total, message=batch[-1].filename)
    finally:
        del captioner
        free_memory(workshop.device)


def _picture(workshop: Workshop, job: JobContext, reference: ReferenceUse) -> Image.Image:
    path = job.work_dir / "pictures" / f"{reference.id}{Path(reference.key).suffix}"
    workshop.fetch(reference.key, path, sha256=reference.sha256)
    with opened(path) as image:
        shown = on_white(image)
        shown.thumbnail((LARGEST, LARGEST))
    path.unlink()
    return shown
