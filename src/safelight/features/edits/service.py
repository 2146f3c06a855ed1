"""What can be done with finished pictures: give them another size."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from safelight.features.edits.schemas import EditSpec, EditsShown
from safelight.features.generations import repository as generation_repository
from safelight.features.generations import service as generations
from safelight.features.generations.errors import CannotRepeat
from safelight.features.generations.schemas import Missing
from safelight.features.generations.service import images
from safelight.features.generations.service.images import NamedImage
from safelight.features.generations.tables import Generation, Picture
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.features.videos.service import present
from safelight.jobs import service as jobs
from safelight.kit.clock import utcnow
from safelight.kit.errors import InvalidInput
from safelight.kit.ids import new_id
from safelight.kit.pictures.resize import Size, scaled, size_after
from safelight.specs.edits import MAX_SIDE, EditJobSpec, EditSettings
from safelight.specs.generation import GenerationPlan, Recipe
from safelight.specs.jobs import Needs
from safelight.specs.models import ModelInfo

JOB_KIND = "edit"
PRIORITY = 40  # before pictures (50): most are over at once
MAX_PIXELS = 89_000_000  # of one result: more than that Pillow takes for an attack when it is opened again
LANCZOS = "lanczos"


def start(
    session: Session,
    *,
    spec: EditSpec,
    shelf: ModelShelf,
    max_queued: int,
    idempotency_key: str | None = None,
    requester: str = "",
    kept: timedelta | None = None,
) -> list[Generation]:
    """Queue one job that changes the size of all pictures. The same idempotency key gives the same edits back.

    With `kept` they are forgotten after that time, and come into no gallery.
    Raises ModelNotFound, InvalidInput, TooManyRequests.
    """
    if idempotency_key and (earlier := generation_repository.by_idempotency_key(session, idempotency_key)):
        return of_job(session, earlier.job_id)
    info = shelf.find(spec.upscaler, kind="upscaler") if spec.upscaler else None
    plans = []
    for at, image_id in enumerate(spec.images):
        image = images.named(session, image_id, field=f"images[{at}]")
        picture = session.get(Picture, image.use.picture_id) if image.use.picture_id else None
        recipe = Recipe.model_validate(picture.recipe) if picture else None
        plans.append(_plan(image, recipe, _settings(spec, image, info)))
    return queue(
        session, plans=plans, upscaler=info, max_queued=max_queued, idempotency_key=idempotency_key,
        requester=requester, kept=kept,
    )  # fmt: skip


def queue(
    session: Session,
    *,
    plans: Sequence[GenerationPlan],
    upscaler: ModelInfo | None,
    max_queued: int,
    idempotency_key: str | None = None,
    requester: str = "",
    kept: timedelta | None = None,
) -> list[Generation]:
    """Queue what is already complete. Raises TooManyRequests."""
    ids = [new_id("gen") for _ in plans]
    job = jobs.submit(
        session,
        kind=JOB_KIND,
        title=f"{'Upscale' if upscaler else 'Resize'} {len(plans)} picture{'s' if len(plans) > 1 else ''}",
        spec=EditJobSpec(generation_ids=ids, upscaler=upscaler.name if upscaler else None),
        subject=f"generation:{ids[0]}",
        needs=_needs(session, upscaler),
        model_key=upscaler.name if upscaler else None,
        requester=requester,
        priority=PRIORITY,
        max_queued=max_queued,
        pictures=len(plans),
    )
    rows = [
        Generation(
            id=id_,
            job_id=job.id,
            character_id=plan.character_id,
            prompt=plan.asked_prompt or plan.prompt,
            plan=plan.model_dump(mode="json"),
            notes=[],
            idempotency_key=idempotency_key if at == 0 else None,
            expires_at=utcnow() + kept if kept else None,
            pictures=[],
        )
        for at, (id_, plan) in enumerate(zip(ids, plans, strict=True))
    ]
    session.add_all(rows)
    session.flush()
    return rows


def again(
    session: Session, *, recipe: Recipe, shelf: ModelShelf, max_queued: int, idempotency_key: str | None = None
) -> Generation:
    """Change the size of the same picture in the same way once more; nothing is drawn. Raises CannotRepeat."""
    if idempotency_key and (earlier := generation_repository.by_idempotency_key(session, idempotency_key)):
        return earlier
    missing = []
    if recipe.edit is None or (image := present(session, recipe.image)) is None:
        missing.append(
            Missing(
                field="image",
                message="The picture that this one was made of is gone.",
                hint="Make that one again first, or bring it again.",
            )
        )
    upscaler = recipe.edit.upscaler if recipe.edit else None
    if upscaler and upscaler not in shelf.names("upscaler"):
        missing.append(
            Missing(
                field="upscaler",
                message=f"The upscaler {upscaler!r} is not installed here.",
                hint="Put its .safetensors file into the models folder, or choose another.",
            )
        )
    if missing:
        raise CannotRepeat(missing)
    plan = GenerationPlan(
        **recipe.model_dump(include=GenerationPlan.model_fields.keys() - {"image", "seeds"}), n=1, image=image
    )
    info = shelf.find(upscaler, kind="upscaler") if upscaler else None
    return queue(session, plans=[plan], upscaler=info, max_queued=max_queued, idempotency_key=idempotency_key)[0]


def of_job(session: Session, job_id: str) -> list[Generation]:
    """The edits that a job makes, in their order."""
    query = select(Generation).options(selectinload(Generation.pictures)).where(Generation.job_id == job_id)
    return list(session.scalars(query.order_by(Generation.id)))


def shown(session: Session, edits: list[Generation], *, link: Callable[[str], str]) -> EditsShown:
    """Edits of one job as the API shows them."""
    each = generations.shown(session, edits, link=link)
    first = each[0]
    return EditsShown(
        job_id=first.job_id, status=first.status, progress=first.progress, failure=first.failure, edits=each
    )


def _needs(session: Session, upscaler: ModelInfo | None) -> Needs:
    if upscaler is None:
        return Needs()
    return within_reach(session, Needs(memory_bytes=upscaler.size_bytes), upscaler.name)


def _settings(spec: EditSpec, image: NamedImage, upscaler: ModelInfo | None) -> EditSettings:
    own = (image.width, image.height)
    if spec.width is not None and spec.height is not None:
        size: Size = (spec.width, spec.height)
        mode = spec.mode
    else:
        size, mode = scaled(own, _scale(spec, own, upscaler)), "exact"
        size = (spec.width or size[0], spec.height or size[1])
    field = "scale" if spec.width is None and spec.height is None else "width" if spec.width else "height"
    value = getattr(spec, field)
    result = f"{size[0]}x{size[1]} pixels"
    if max(size) > MAX_SIDE:
        raise InvalidInput.of(
            field, value, f"a side of {result} is longer than {MAX_SIDE}", hint="Choose a smaller size."
        )
    if size[0] * size[1] > MAX_PIXELS:
        raise InvalidInput.of(
            field, value, f"{result} are more than {MAX_PIXELS // 1_000_000} megapixels", hint="Choose a smaller size."
        )
    return EditSettings(
        mode=mode,
        width=size[0],
        height=size[1],
        colour=spec.colour,
        upscaler=upscaler.name if upscaler else None,
        upscaler_sha256=upscaler.sha256 if upscaler else None,
    )


def _scale(spec: EditSpec, own: Size, upscaler: ModelInfo | None) -> float:
    if spec.width is not None:
        return spec.width / own[0]
    if spec.height is not None:
        return spec.height / own[1]
    if spec.scale is not None:
        return spec.scale
    if upscaler is None or upscaler.scale is None:
        raise InvalidInput.of("scale", None, "this upscaler does not say how much it enlarges", hint="Give a scale.")
    return float(upscaler.scale)


def _plan(image: NamedImage, recipe: Recipe | None, edit: EditSettings) -> GenerationPlan:
    """The recipe of the picture goes on with it: what it shows is still found by its words, character and model."""
    width, height = size_after((image.width, image.height), (edit.width, edit.height), edit.mode)
    kept = recipe.model_dump(include=set(GenerationPlan.model_fields)) if recipe else {
        "model": edit.upscaler or LANCZOS, "prompt": "", "negative_prompt": "", "num_inference_steps": 0,
        "guidance_scale": 0.0, "seed": 0, "scheduler": "euler",
    }  # fmt: skip
    changed = {"kind": "edit", "n": 1, "width": width, "height": height, "edit": edit, "image": image.use}
    return GenerationPlan.model_validate({**kept, **changed})
