"""Classifiers on their way into memory: from the shelf, or from storage."""

import shutil
from pathlib import Path
from typing import Any

from safelight.jobs.task import JobContext
from safelight.kit.errors import InternalError
from safelight.kit.ids import new_id
from safelight.specs.generation import ModelUse
from safelight.specs.predicting import ClassifierUse
from safelight.worker.workshop import Workshop

WEIGHTS = "model.safetensors"


def folder_of(workshop: Workshop, use: ClassifierUse) -> Path:
    """The model's folder on this machine: of the shelf, or fetched from storage once and checked by its hash."""
    if use.prefix is None:
        return workshop.helper(ModelUse(name=use.name, sha256=use.sha256), "classifier").path
    folder = workshop.cache_dir / "classifiers" / (use.sha256 or use.name)
    if folder.is_dir():
        if use.sha256:  # it may have been given up since
            workshop.files.fetch(use.sha256, f"{use.prefix}/{WEIGHTS}")
        return folder
    arriving = folder.with_name(f"{folder.name}.{new_id('new')}")
    try:
        for file in workshop.storage.list(use.prefix):
            name = file.key.removeprefix(f"{use.prefix}/")
            if "/" not in name:
                arriving.mkdir(parents=True, exist_ok=True)
                if name == WEIGHTS and use.sha256:
                    (arriving / name).symlink_to(workshop.files.fetch(use.sha256, file.key, size=file.size).absolute())
                else:
                    workshop.storage.download(file.key, arriving / name)
        if not (arriving / WEIGHTS).is_file():
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


def opened(workshop: Workshop, job: JobContext, use: ClassifierUse) -> Any:
    """The classifier, read into memory; the job tells of it."""
    from safelight.engine.classify.predict import Classifier  # noqa: PLC0415  transformers, for these jobs alone

    job.progress(0, 0, message=f"Loading {use.name}")
    return Classifier.load(folder_of(workshop, use), workshop.device, make_room=workshop.drop_models)
