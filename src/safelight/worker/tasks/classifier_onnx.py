"""The job that writes a run's model for ONNX runtimes, and checks it before anybody gets it."""

from functools import partial
from typing import Any

from safelight.features.classifiers.schemas.exchange import OnnxFile
from safelight.features.classifiers.service import onnx as service
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.clock import utcnow
from safelight.specs.predicting import OnnxJobSpec
from safelight.storage import layout
from safelight.worker.fetching import folder_of
from safelight.worker.workshop import Workshop


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `classifier_onnx`."""
    return Task(kind=service.JOB_KIND, spec=OnnxJobSpec, stages=(Stage("export", partial(export, workshop)),))


def export(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Write it on the CPU, whatever the device is: no memory is taken from others."""
    from safelight.engine.classify.onnx import export_apart  # noqa: PLC0415  few jobs need torch's exporter

    spec = job.spec
    assert isinstance(spec, OnnxJobSpec)  # noqa: S101  Task.spec above
    job.progress(0, 3, message="Opening the model")
    folder = folder_of(workshop, spec.classifier)
    path = job.work_dir / "model.onnx"
    job.progress(1, 3, message="Writing ONNX, and comparing it with torch")
    made = export_apart(folder, path, check=job.check)
    job.progress(2, 3, message="Storing it")
    model, check = layout.run_onnx(spec.run_id)
    stored = workshop.storage.put(model, path, content_type="application/octet-stream")
    told = OnnxFile(
        size=stored.size,
        sha256=stored.sha256,
        opset=made.opset,
        max_difference=made.max_difference,
        checked_on=made.checked_on,
        shape=list(made.shape),
        made_at=utcnow(),
    )
    # Last: without it, nobody is told of the file.
    workshop.storage.put(check, told.model_dump_json().encode(), content_type="application/json")
    path.unlink()
    return {"size": stored.size, "max_difference": made.max_difference}
