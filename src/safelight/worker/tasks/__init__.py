"""One module per kind of job; `all_tasks` lists them."""

from safelight.jobs.task import Task
from safelight.worker.tasks import (
    caption,
    character,
    classifier,
    classifier_onnx,
    convert,
    edit,
    generation,
    grid,
    memory,
    predict,
    video,
)
from safelight.worker.workshop import Workshop


def all_tasks(workshop: Workshop) -> dict[str, Task]:
    """Every kind of job that this worker can do."""
    tasks = (
        caption.task(workshop),
        character.task(workshop),
        classifier_onnx.task(workshop),
        classifier.task(workshop),
        edit.task(workshop),
        generation.task(workshop),
        grid.task(workshop),
        memory.load_task(workshop),
        memory.unload_task(workshop),
        predict.task(workshop),
        convert.task(workshop),
        video.task(workshop),
    )
    return {task.kind: task for task in tasks}
