"""The job of a classifier's run: fetch → train → keep, each a durable stage.

Whichever worker does a stage finds the files of earlier ones in the job's work folder, or brings them from the storage.
"""

import io
import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from PIL import Image, ImageOps

from safelight.engine.classify.hooks import Hooks
from safelight.engine.classify.loop import run_classifier
from safelight.engine.classify.outputs import BEST, PREDICTIONS, RESULT
from safelight.engine.diffusion.devices import free_memory
from safelight.features.classifiers.service import JOB_KIND, recording
from safelight.features.datasets.service import versions
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import InternalError
from safelight.specs.classify import (
    FLAVOURS,
    ClassifierJobSpec,
    EpochResult,
    Prediction,
    RunResult,
    Split,
)
from safelight.storage import StoredFile, layout
from safelight.worker import datasets
from safelight.worker.tasks.run_files import RunFiles
from safelight.worker.workshop import Workshop

FILES = "run_files"
WEIGHTS = "model.safetensors"
POINTS = 2000
"""Of each curve that has a point for each few steps."""
NOTE_SECONDS = 1.0
MISTAKES = 500
"""Pictures of a folder that are kept small, because they were taken for another class: the most wrong of each part."""
THUMBNAIL = 256


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `train_classifier`; shares are of the time it usually takes."""
    stages = (("fetch", fetch, 0.05), ("train", train, 0.93), ("keep", keep, 0.02))
    return Task(
        kind=JOB_KIND,
        spec=ClassifierJobSpec,
        stages=tuple(Stage(name, partial(run, workshop), share=share) for name, run, share in stages),
    )


def fetch(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Bring the pictures of the dataset here, as a folder per class."""
    spec = _spec(job)
    _root(workshop, job)
    return {"dataset_id": spec.dataset_id, "version": spec.dataset_version}


def train(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Learn, and judge the best weights; goes on at the last state when it was interrupted."""
    result = _trained(workshop, job)
    best = next(epoch for epoch in result.epochs if epoch.epoch == result.best_epoch)
    return {
        "epochs": len(result.epochs),
        "best_epoch": result.best_epoch,
        "stopped": result.stopped,
        result.config.monitor_metric: getattr(best.val, result.config.monitor_metric),
    }


def keep(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Put the model away, and write down all that was found, at once."""
    spec, home = _spec(job), _home(job)
    if not (home / RESULT).is_file():  # another worker has trained, and this one has nothing of it but the last state
        _trained(workshop, job)
    found = RunResult.model_validate_json((home / RESULT).read_bytes())
    result = found.model_copy(update={"config": spec.config})  # without this machine's paths
    prefix = layout.run_model(spec.run_id, job.attempt)
    stored = _put_model(workshop, job, home / BEST, prefix)
    rows = [row for split in PREDICTIONS for row in _rows(workshop, job, split)]
    with job.transaction() as session:
        is_there = recording.finish(
            session,
            run_id=spec.run_id,
            result=result,
            monitored=_best_value(found),
            model_key=prefix,
            weights=stored,
            predictions=rows,
        )
    files = _files(workshop, job)
    if not is_there:
        workshop.storage.delete_prefix(layout.run(spec.run_id))
    files.forget()
    shutil.rmtree(job.work_dir, ignore_errors=True)
    return {"model": prefix, "size": stored.size, "sha256": stored.sha256}


def _trained(workshop: Workshop, job: JobContext) -> RunResult:
    """The result, trained to its end here."""
    spec, home = _spec(job), _home(job)
    root = _root(workshop, job)
    home.mkdir(parents=True, exist_ok=True)
    reports = Reports(job, workshop)
    config = spec.config.model_copy(
        update={
            "root": str(root),
            "ckpt_dir": str(home),
            "tb_root": None,
            "resume": True,
            "model_flavour": _flavour(workshop, spec.config.model_flavour),
        }
    )
    with workshop.easel.held(job.check), _files(workshop, job) as files:
        # The base models in memory make room for the training.
        workshop.drop_models()
        if files.fetch(reports.fetching) is None and not any((home / "state").glob("step-*")):
            files.begin_anew()
        reports.files = files
        try:
            result = run_classifier(
                config,
                device=workshop.device,
                cache=workshop.cache_dir / "classifiers",
                hooks=Hooks(
                    on_progress=reports.progress, on_metric=reports.metric, on_epoch=reports.epoch, check=reports.check
                ),
            )
        finally:
            free_memory(workshop.device)
        files.look(now=True)
        files.wait(job.check)  # whoever does the next stage begins with it
        files.send_events()
        files.send_epochs()
    return result


class Reports:
    """What a training says of itself, as progress and curves of its job."""

    def __init__(self, job: JobContext, workshop: Workshop) -> None:
        self._job, self._workshop = job, workshop
        self.files: RunFiles | None = None
        self._total = 1
        self._last: dict[str, int] = {}
        self._noted = 0.0
        self._best: float | None = None

    def fetching(self, done: int, total: int) -> None:
        """While the state of another worker is brought here."""
        self._job.progress(0, 0, message=f"fetching the last state: {done * 100 // max(1, total)} %")

    def progress(self, step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
        """A few times a second; before the first epoch there are no steps."""
        if epoch == 0:
            self._job.progress(0, 0, message=message)
            return
        self._total = max(1, total)
        self._job.progress(step, total, loss=loss, message=message)

    def metric(self, name: str, step: int, value: float) -> None:
        """Each point that a screen could show; those of epochs all."""
        if not name.startswith("val_"):
            if step < self._last.get(name, 0) + self._total // POINTS:
                return
            self._last[name] = step
        self._job.measured(step, {name: value})

    def epoch(self, result: EpochResult) -> None:
        """The best value so far goes into the run, at most once a second."""
        config = _spec(self._job).config
        value = getattr(result.val, config.monitor_metric)
        if result.is_best:
            self._best = value
        if time.monotonic() - self._noted < NOTE_SECONDS:
            return
        self._noted = time.monotonic()
        with self._job.transaction() as session:
            recording.note_epoch(session, run_id=_spec(self._job).run_id, epoch=result, monitored=self._best)

    def check(self) -> None:
        """Between two batches: whether to stop, and whether there is a state to put away."""
        self._job.check()
        if self.files is not None and self.files.look():
            self._job.keep_curves()
            self._job.checkpoint_saved()


def _put_model(workshop: Workshop, job: JobContext, folder: Path, prefix: str) -> StoredFile:
    stored = None
    files = sorted(folder.iterdir())
    for number, path in enumerate(files):
        job.progress(number, len(files), message=f"keeping {path.name}")
        key = layout.file_below(prefix, path.name)
        put = workshop.storage.put(key, path, content_type=layout.content_type_of(key))
        stored = put if path.name == WEIGHTS else stored
    if stored is None:
        raise InternalError(f"The trained model has no {WEIGHTS}.", code="model_without_weights")
    return stored


def _rows(workshop: Workshop, job: JobContext, split: Split) -> Iterator[dict[str, Any]]:
    """What the best weights say of each picture of a part, with small pictures of the mistakes where that is needed."""
    path = _home(job) / PREDICTIONS[split]
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        found = [Prediction.model_validate_json(line) for line in lines]
    names = _names(workshop, job)
    small: dict[int, str] = {}
    if names is None:
        wrong = [number for number, each in enumerate(found) if each.label != each.predicted]
        for number in sorted(wrong, key=lambda number: -found[number].loss)[:MISTAKES]:
            job.check()
            if key := _thumbnail(workshop, job, split, number, found[number]):
                small[number] = key
    for number, each in enumerate(found):
        picture_id = PurePosixPath(each.path).stem if names is not None else None  # so their files are named here
        yield {
            "split": split,
            "position": number,
            "picture_id": picture_id,
            "path": (names or {}).get(picture_id or "", each.path)[:400],
            "label": each.label,
            "predicted": each.predicted,
            "confidence": each.probabilities[each.predicted],
            "loss": each.loss,
            "top": recording.top(each.probabilities),
            "thumbnail_key": small.get(number),
        }


def _names(workshop: Workshop, job: JobContext) -> dict[str, str] | None:
    """class/file of each picture as people know it, by id; None of a dataset that is a folder."""
    spec = _spec(job)
    if spec.dataset_version is None:
        return None
    if "names" not in job.kept:
        manifest = versions.manifest_of(
            workshop.db, workshop.storage, dataset_id=spec.dataset_id, number=spec.dataset_version
        )
        job.kept["names"] = {each.id: f"{each.label}/{each.filename}" for each in manifest.pictures}
    names: dict[str, str] = job.kept["names"]
    return names


def _thumbnail(workshop: Workshop, job: JobContext, split: Split, number: int, each: Prediction) -> str | None:
    root = _root(workshop, job)
    places = [root / part / each.path for part in (split, "train")] + [root / each.path]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        return None
    try:
        with Image.open(path) as image:
            image.draft("RGB", (THUMBNAIL, THUMBNAIL))
            whole = ImageOps.exif_transpose(image).convert("RGB")
        whole.thumbnail((THUMBNAIL, THUMBNAIL))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None  # it was readable as the run began; the row without a picture says as much
    written = io.BytesIO()
    whole.save(written, format="WEBP", quality=80)
    key = layout.run_mistake(_spec(job).run_id, split, number)
    workshop.storage.put(key, written.getvalue(), content_type="image/webp")
    return key


def _best_value(result: RunResult) -> float | None:
    best = next(epoch for epoch in result.epochs if epoch.epoch == result.best_epoch)
    value: float | None = getattr(best.val, result.config.monitor_metric)
    return value


def _flavour(workshop: Workshop, name: str) -> str:
    """A built-in one, the folder of a classifier on the shelf, or what a hub calls so."""
    if name in FLAVOURS or name not in workshop.shelf.names("classifier"):
        return name
    return str(workshop.shelf.find(name, kind="classifier").path)


def _root(workshop: Workshop, job: JobContext) -> Path:
    spec = _spec(job)
    if "root" not in job.kept:
        job.kept["root"] = datasets.materialised(workshop, job, spec.dataset_id, spec.dataset_version)
    root: Path = job.kept["root"]
    return root


def _home(job: JobContext) -> Path:
    return job.work_dir / "run"


def _files(workshop: Workshop, job: JobContext) -> RunFiles:
    if FILES not in job.kept:
        job.kept[FILES] = RunFiles(workshop.storage, _home(job), run_id=_spec(job).run_id, attempt=job.attempt)
    files: RunFiles = job.kept[FILES]
    return files


def _spec(job: JobContext) -> ClassifierJobSpec:
    assert isinstance(job.spec, ClassifierJobSpec)  # noqa: S101  Task.spec above
    return job.spec
