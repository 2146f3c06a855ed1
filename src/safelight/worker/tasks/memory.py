"""The jobs that bring a model into memory and take it out again."""

from functools import partial
from typing import Any

from safelight.features.memory import service
from safelight.jobs.task import JobContext, Stage, Task
from safelight.specs.loading import LoadJobSpec, UnloadJobSpec
from safelight.worker.workshop import Workshop


def load_task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `load`."""
    return Task(kind=service.LOAD, spec=LoadJobSpec, stages=(Stage("load", partial(load, workshop)),))


def unload_task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `unload`."""
    return Task(kind=service.UNLOAD, spec=UnloadJobSpec, stages=(Stage("unload", partial(unload, workshop)),))


def load(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Bring the model into memory with the options asked for; already there with the same, it is only pinned."""
    spec: LoadJobSpec = job.spec
    with workshop.model(spec.model, job, options=spec.options, pin=spec.pin) as loaded:
        return {"model": loaded.name, "size_bytes": loaded.size_bytes, "options": loaded.options.changed()}


def unload(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Take the model out of memory, pinned or not."""
    spec: UnloadJobSpec = job.spec
    return {"model": spec.model, "unloaded": workshop.pipelines.drop(spec.model)}
