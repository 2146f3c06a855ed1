"""The jobs of a ComfyUI worker: a generation by a template that suits, or a run of a template that was named."""

from collections.abc import Mapping
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image, ImageFilter
from sqlalchemy.orm import Session

from safelight import __version__
from safelight.engine.video import film as films
from safelight.engine.vision.prepare import on_white
from safelight.features.generations import service
from safelight.features.videos import service as videos
from safelight.features.workflows.service.filling import filled
from safelight.features.workflows.service.values import PICTURES, pictures_of
from safelight.jobs.task import JobContext, Stage, Task, timed
from safelight.kit.comfyui import following
from safelight.kit.comfyui.client import outputs_of
from safelight.kit.errors import Conflict
from safelight.kit.pictures.resize import resize
from safelight.specs.characters import GenerationJobSpec
from safelight.specs.generation import Filtered, GenerationPlan, ImageUse, Recipe
from safelight.specs.telemetry import IMAGES
from safelight.specs.video import VideoSettings
from safelight.specs.workflows import Template
from safelight.storage import StorageNotFound
from safelight.worker import finishing
from safelight.worker.comfyui import loras, results
from safelight.worker.comfyui.bench import Bench
from safelight.worker.comfyui.choosing import template_of, use_of, values_of

MOST = 256  # pictures that one job may come to


class InputGone(Conflict):
    """A picture that the plan starts from is not in the storage any more, or is another."""

    code = "input_gone"


class NothingMade(Conflict):
    """The graph ended well, and its outputs have no picture."""

    code = "comfyui_nothing_made"


def all_tasks(bench: Bench) -> dict[str, Task]:
    """Every kind of job that a worker beside ComfyUI can do."""
    return {
        kind: Task(
            kind=kind,
            spec=GenerationJobSpec,
            stages=(
                Stage("load", partial(load, bench), share=0.02, is_light=True),
                Stage("draw", partial(draw, bench), share=0.98),
            ),
        )
        for kind in (service.JOB_KIND, service.WORKFLOW_KIND)
    }


def load(bench: Bench, job: JobContext) -> dict[str, Any]:
    """Look whether it can be drawn here, before anything is brought there. Raises what choosing and films do."""
    plan = _plan(bench, job)
    template = template_of(bench, plan)
    if template.manifest.kind == "video":
        films.require()
    values_of(bench, template, plan, 0)
    return {"model": plan.model}


def draw(bench: Bench, job: JobContext) -> dict[str, Any]:
    """Have every picture drawn there, then store and record them as those of our own engine."""
    plan = _plan(bench, job)
    template, gate = template_of(bench, plan), bench.gate()
    placed, notes = loras.placed(bench, plan, job.check)
    brought = _pictures(bench, job, template, plan)
    may_look = gate is None or gate.action == "flag"
    plan = plan.model_copy(update={"engine": "comfyui", "workflow": use_of(bench, template, plan)})
    film = template.manifest.kind == "video"
    made: list[tuple[int, Image.Image]] = []  # the run that it came of, and the picture
    with timed(job.kind, "denoise"):
        for index in range(plan.n):
            graph = filled(template, values_of(bench, template, plan, index), images=brought, loras=placed)
            made += [(index, image) for image in _run(bench, job, template, graph, at=(index, plan.n), looks=may_look)]
    job.check()
    if film:
        return _keep_film(bench, job, template, plan, [image for _, image in made], notes)
    kept, words = bench.passed(job, gate, [image for _, image in made])
    with timed(job.kind, "store"):
        pictures = [
            finishing.store_picture(
                bench,
                job.spec.generation_id,
                at,
                image,
                _recipe(bench, template, plan, made[at][0], image.size, found),
                attempt=job.attempt,
            )
            for at, image, found in kept
        ]

    def record(session: Session) -> None:
        rows = [picture() for picture in pictures]
        service.record(session, generation_id=job.spec.generation_id, pictures=rows, notes=[*notes, *words])

    job.record(record)
    IMAGES.add(plan.kind, by=len(pictures))
    return {"pictures": len(pictures)}


def _run(
    bench: Bench, job: JobContext, template: Template, graph: Mapping[str, Any], *, at: tuple[int, int], looks: bool
) -> list[Image.Image]:
    """One prompt from asking to its decoded pictures."""
    index, runs = at
    said = [0]

    def on_step(done: int, total: int, _node: str) -> None:
        said[0] = done
        job.progress(index * total + done, runs * total)

    def on_preview(data: bytes) -> None:
        if looks and job.due() and (small := results.look(data)) is not None:
            job.preview(index, said[0], small)

    client = bench.server.client
    history = following.run(client, graph, check=job.check, on_step=on_step, on_preview=on_preview)
    outputs = outputs_of(history, template.manifest.outputs)
    if not outputs:
        raise NothingMade(
            f"ComfyUI finished {template.manifest.name}, and its outputs have no picture.",
            hint="The manifest's `outputs` must be nodes that save pictures, such as SaveImage.",
        )
    if template.manifest.kind == "video":
        return results.frames(client, outputs, job)
    return results.pictures(client, outputs[: max(1, MOST // runs)], job)


def _keep_film(
    bench: Bench,
    job: JobContext,
    template: Template,
    plan: GenerationPlan,
    frames: list[Image.Image],
    notes: list[str],
) -> dict[str, Any]:
    """The frames as a film like any other of this studio."""
    found = bench.film_passed(job, bench.gate(), frames)

    def stopped() -> bool:
        job.check()
        return False

    settings = plan.video or VideoSettings()
    codec = films.AUTO if settings.codec == "auto" else settings.codec
    told = settings.model_copy(update={"codec": codec, "num_frames": len(frames)})
    done = plan.model_copy(update={"video": told})
    recipe = _recipe(bench, template, done, 0, frames[0].size, found)
    path = job.work_dir / "film.mp4"
    film = films.write_film(
        path,
        frames,
        fps=told.fps or 8,
        codec=codec,
        comment=recipe.model_dump_json(),
        on_frame=lambda written, total: job.progress(written, total, message=f"Packing frame {written} of {total}"),
        should_stop=stopped,
    )
    job.check()
    row = finishing.store_film(bench, job.spec.generation_id, film, frames[0], recipe, data=path, attempt=job.attempt)
    path.unlink()
    job.record(
        lambda session: videos.record(session, video_id=job.spec.generation_id, film=row, plan=done, notes=notes)
    )
    return {"frames": film.num_frames}


def _recipe(
    bench: Bench,
    template: Template,
    plan: GenerationPlan,
    index: int,
    size: tuple[int, int],
    found: Filtered | None,
) -> Recipe:
    seen, chosen_by = bench.server.seen, {one.kind for one in template.manifest.inputs}
    # What no input of the template chose, the file itself tells.
    sides = (("width", plan.width, size[0]), ("height", plan.height, size[1]))
    told = {name: chosen if name in chosen_by else own for name, chosen, own in sides}
    return Recipe(
        **plan.model_dump(include=Recipe.model_fields.keys() - {"seed", "width", "height"}),
        **told,
        safelight=__version__,
        seed=plan.seed_of(index),
        device="comfyui",
        device_name=str(seen.device.get("name") or "") or None,
        dtype="unknown",
        versions={"comfyui": seen.version} if seen.version else {},
        content_filter=found,
    )


def _pictures(bench: Bench, job: JobContext, template: Template, plan: GenerationPlan) -> dict[str, str]:
    """The pictures that go in, under the names that ComfyUI gave them."""
    uses: dict[str, ImageUse | None] = {name: getattr(plan, name) for name in PICTURES}
    uses |= plan.workflow.images if plan.workflow else {}
    found = {}
    for one in pictures_of(template.manifest):
        if (use := uses.get(one.name)) is None:
            continue
        data = _fetched(bench, use, one.name)
        if plan.workflow is None:
            data = _as_planned(data, plan, is_mask=one.name == "mask_image")
        name = f"safelight_{sha256(data).hexdigest()[:32]}.png"
        found[one.name] = bench.server.client.upload_image(name, data, check=job.check)
    return found


def _fetched(bench: Bench, use: ImageUse, field: str) -> bytes:
    try:
        data = bench.storage.get(use.key)
    except StorageNotFound as error:
        raise InputGone(f"{field}: the picture that was named is gone.", hint="Upload it again.") from error
    if sha256(data).hexdigest() != use.sha256:
        raise InputGone(f"{field}: the picture that was named was changed in the storage.", hint="Upload it again.")
    return data


def _as_planned(data: bytes, plan: GenerationPlan, *, is_mask: bool) -> bytes:
    """In the size that is drawn, brought to it as our own engine does; a mask with a soft edge."""
    with Image.open(BytesIO(data)) as picture:
        image = resize(on_white(picture), (plan.width, plan.height), mode=plan.resize_mode)
    if is_mask and plan.mask_blur:
        image = image.filter(ImageFilter.GaussianBlur(plan.mask_blur))
    target = BytesIO()
    image.convert("RGB").save(target, "PNG")
    return target.getvalue()


def _plan(bench: Bench, job: JobContext) -> GenerationPlan:
    generation_id = job.spec.generation_id
    if generation_id not in job.kept:
        with bench.db.reading() as session:
            job.kept[generation_id] = service.plan_of(session, generation_id)
    plan: GenerationPlan = job.kept[generation_id]
    return plan
