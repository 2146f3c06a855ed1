"""The job of a video: draw its picture if it has none, make it move, pack the frames as a film, record it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from PIL import Image

from safelight.engine.diffusion.preview import SIDE, webp
from safelight.engine.diffusion.recipe import of_picture
from safelight.engine.video import film as films
from safelight.engine.video.animate import animate
from safelight.engine.vision.prepare import on_white, opened
from safelight.features.generations import service as generations
from safelight.features.videos import service
from safelight.jobs.task import JobContext, Stage, Task
from safelight.kit.errors import InternalError
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import GenerationPlan, ImageUse
from safelight.specs.video import VideoJobSpec
from safelight.worker import filtering, finishing
from safelight.worker.tasks import generation
from safelight.worker.workshop import Workshop

FRAMES = 25  # as many as most make, where the plan leaves it to the model
DECODE, ENCODE = 4, 1  # work for a frame, where a denoising step is 1 for each


def task(workshop: Workshop) -> Task:
    """What a worker does for a job of the kind `video`; shares are of the time when models are in memory."""
    return Task(
        kind=service.JOB_KIND,
        spec=VideoJobSpec,
        stages=(
            Stage("draw", partial(draw, workshop), share=0.1),
            Stage("load", partial(load, workshop), share=0.02),
            Stage("animate", partial(make, workshop), share=0.88),
        ),
    )


def draw(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Draw the picture as any other, where the request wants one; it stays in the gallery whatever becomes of the film.

    Raises VideoNotInstalled before anything is computed for nothing.
    """
    films.require()
    first = _spec(job).picture_generation_id
    if first is None:
        return {}
    with _as_drawing(job, first):
        generation.load(workshop, job)
        drawn = generation.draw(workshop, job)
    video_id = _spec(job).generation_id
    job.record(lambda session: service.starts_from(session, video_id=video_id, picture_generation_id=first))
    return drawn


def load(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Bring the video model into memory unless it is there."""
    plan = _plan(workshop, job)
    with workshop.model(plan.model, job):
        return {"model": plan.model}


def make(workshop: Workshop, job: JobContext) -> dict[str, Any]:
    """Compute the frames, decode and pack them, store the film whole and record it."""
    plan, video_id = _plan(workshop, job), _spec(job).generation_id
    image = _source(workshop, job, plan.image)
    told = _Told(job, plan)
    gate = filtering.current(workshop)
    with workshop.model(plan.model, job, work=service.JOB_KIND) as loaded:
        if gate is None or gate.action == "flag":
            job.preview(0, 0, webp(_small(image)))
        made = animate(loaded, image, plan, on_step=told.step, on_decoded=told.decoded, should_stop=told.stopped)
        about = workshop.about(plan.model, loaded)
    job.check()
    codec = plan.video.codec if plan.video else "auto"
    chosen = films.AUTO if codec == "auto" else codec
    done = plan.model_copy(update={"video": made.settings.model_copy(update={"codec": chosen})})
    found = filtering.of_film(workshop, job, gate, made.frames) if gate else None
    recipe = of_picture(done, 0, **about).model_copy(update={"content_filter": found})
    path = job.work_dir / "film.mp4"
    film = films.write_film(
        path,
        made.frames,
        fps=made.settings.fps or 1,
        codec=chosen,
        comment=recipe.model_dump_json(),
        on_frame=told.written,
        should_stop=told.stopped,
    )
    job.check()
    row = finishing.store_film(workshop, video_id, film, made.frames[0], recipe, data=path, attempt=job.attempt)
    job.record(lambda session: service.record(session, video_id=video_id, film=row, plan=done, notes=made.notes))
    path.unlink()
    return {"frames": film.num_frames}


class _Told:
    """One bar for denoising, decoding and packing."""

    def __init__(self, job: JobContext, plan: GenerationPlan) -> None:
        self._job = job
        frames = (plan.video.num_frames if plan.video else None) or FRAMES
        self._steps = plan.num_inference_steps * frames
        self._total = self._steps + (DECODE + ENCODE) * frames
        self._frames = frames
        self._last: tuple[int, str] | None = None

    def step(self, done: int, total: int) -> None:
        self._tell(self._steps * done // max(total, 1), f"Denoising, step {done} of {total}")

    def decoded(self, done: int, total: int) -> None:
        at = self._steps + DECODE * self._frames * done // total
        self._tell(at, f"Decoding frame {done} of {total}")

    def written(self, done: int, total: int) -> None:
        at = self._steps + DECODE * self._frames + ENCODE * self._frames * done // total
        self._tell(at, f"Packing frame {done} of {total}")

    def stopped(self) -> bool:
        """Asked for between layers: what was told last is told now if it was not due then. Raises Cancelled."""
        if self._last is not None and self._job.due():
            self._tell(*self._last)
        self._job.check()
        return False

    def _tell(self, at: int, message: str) -> None:
        self._last = (at, message)
        self._job.progress(at, self._total, message=message)
        self._job.check()


@contextmanager
def _as_drawing(job: JobContext, generation_id: str) -> Iterator[None]:
    """The job as one that draws a picture, which is what it is for the moment."""
    own, job.spec = job.spec, GenerationJobSpec(generation_id=generation_id)
    try:
        yield
    finally:
        job.spec = own


def _spec(job: JobContext) -> VideoJobSpec:
    assert isinstance(job.spec, VideoJobSpec)  # noqa: S101  Task.spec above
    return job.spec


def _plan(workshop: Workshop, job: JobContext) -> GenerationPlan:
    with workshop.db.reading() as session:
        return GenerationPlan.model_validate(generations.get(session, _spec(job).generation_id).plan)


def _source(workshop: Workshop, job: JobContext, use: ImageUse | None) -> Image.Image:
    if use is None:
        raise InternalError("The video has no picture to start from.", code="video_without_picture")
    path = job.work_dir / "source"
    workshop.fetch(use.key, path, sha256=use.sha256)
    with opened(path) as image:
        return on_white(image)


def _small(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    return small
