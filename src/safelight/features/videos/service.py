"""What can be done with videos."""

import secrets
from collections.abc import Callable
from typing import Literal

from sqlalchemy.orm import Session

from safelight.features.generations import repository as generation_repository
from safelight.features.generations import service as generations
from safelight.features.generations.errors import CannotRepeat
from safelight.features.generations.schemas import Missing
from safelight.features.generations.service import images
from safelight.features.generations.tables import Generation, Picture
from safelight.features.inputs import repository as inputs
from safelight.features.models.errors import ModelNotFound
from safelight.features.models.repository import ModelShelf
from safelight.features.models.service.reach import within_reach
from safelight.features.videos import repository
from safelight.features.videos.errors import NoVideoModel, VideoNotFound
from safelight.features.videos.schemas import Source, VideoShown, VideoSpec
from safelight.jobs import allowance
from safelight.jobs import service as jobs
from safelight.kit.ids import new_id
from safelight.specs.generation import MAX_SEED, GenerationPlan, GenerationSpec, ImageUse, Recipe
from safelight.specs.jobs import Needs
from safelight.specs.models import ModelInfo
from safelight.specs.video import VideoCodec, VideoJobSpec, VideoSettings

JOB_KIND = "video"
PRIORITY = 60  # after pictures (50), which take seconds; before trainings (100)
# What a film takes of a recipe. It may come from anybody, so the keys of files in it are left there.
_OF_A_FILM = {
    "kind", "model", "prompt", "asked_prompt", "styles", "negative_prompt", "num_inference_steps", "guidance_scale",
    "width", "height", "scheduler", "resize_mode", "video", "character_name", "consent",
}  # fmt: skip


def start(
    session: Session,
    *,
    spec: VideoSpec,
    shelf: ModelShelf,
    codec: VideoCodec,
    max_queued: int,
    idempotency_key: str | None = None,
) -> Generation:
    """Complete a request and queue it; `codec` is what auto means here. The same idempotency key gives the same video.

    Raises NoVideoModel, ModelNotFound, InvalidInput, TooManyRequests, and for a picture to draw what
    generations.service.start raises.
    """
    if idempotency_key and (earlier := generation_repository.by_idempotency_key(session, idempotency_key)):
        return earlier
    info = model(shelf, spec.model)
    seed = spec.seed if spec.seed is not None else secrets.randbelow(MAX_SEED + 1)
    image = images.named(session, spec.image, field="image").use if spec.image else None
    first = None
    if image is None:
        asked = spec.picture or GenerationSpec(
            prompt=spec.prompt or "", negative_prompt=spec.negative_prompt, character_id=spec.character_id, seed=seed
        )
        first, _ = generations.start(session, spec=asked, shelf=shelf, max_queued=max_queued)
    told = GenerationPlan.model_validate(first.plan) if first else None
    plan = GenerationPlan(
        kind="video",
        model=info.name,
        prompt=(spec.prompt if spec.picture else None) or (told.prompt if told else spec.prompt) or "",
        asked_prompt=spec.prompt or (told.asked_prompt if told else None),
        styles=told.styles if told else [],
        negative_prompt=spec.negative_prompt,
        num_inference_steps=spec.num_inference_steps or info.defaults.num_inference_steps,
        guidance_scale=_or(spec.max_guidance_scale, info.defaults.guidance_scale),
        width=spec.width or info.defaults.width,
        height=spec.height or info.defaults.height,
        seed=seed,
        n=1,
        scheduler=info.defaults.scheduler,
        image=image,
        resize_mode=spec.resize_mode,
        video=VideoSettings(
            **spec.model_dump(include=VideoSettings.model_fields.keys() - {"codec"}),
            codec=codec if spec.codec == "auto" else spec.codec,
        ),
        character_id=told.character_id if told else None,
        character_name=told.character_name if told else None,
        consent=told.consent if told else None,
    )
    return queue(session, plan=plan, info=info, first=first, max_queued=max_queued, idempotency_key=idempotency_key)


def queue(
    session: Session,
    *,
    plan: GenerationPlan,
    info: ModelInfo,
    first: Generation | None = None,
    max_queued: int,
    idempotency_key: str | None = None,
) -> Generation:
    """Queue what is already complete. The job that would draw the picture `first` becomes that of the film.

    Raises TooManyRequests.
    """
    video_id, prompt = new_id("gen"), plan.asked_prompt or plan.prompt
    spec = VideoJobSpec(generation_id=video_id, picture_generation_id=first.id if first else None)
    title, subject = f"Video: {prompt}" if prompt else "Video of a picture", f"generation:{video_id}"
    if first is None:
        job = jobs.submit(
            session,
            kind=JOB_KIND,
            title=title,
            spec=spec,
            subject=subject,
            needs=within_reach(session, Needs(memory_bytes=info.size_bytes), info.name),
            model_key=info.name,
            priority=PRIORITY,
            max_queued=max_queued,
            pictures=1,
        )
    else:
        job = jobs.get(session, first.job_id)
        allowance.admit_pictures(session, 1)
        job.pictures += 1
        asked = job.parsed_needs
        both = Needs(memory_bytes=max(info.size_bytes, asked.memory_bytes), labels=asked.labels)
        job.kind, job.title, job.subject, job.priority = JOB_KIND, jobs.short(title), subject, PRIORITY
        job.spec = spec.model_dump(mode="json")
        jobs.ask_anew(job, within_reach(session, both, info.name))
    video = Generation(
        id=video_id,
        job_id=job.id,
        character_id=plan.character_id,
        prompt=prompt,
        plan=plan.model_dump(mode="json"),
        notes=[],
        idempotency_key=idempotency_key,
        pictures=[],
    )
    session.add(video)
    session.flush()
    return video


def again(
    session: Session,
    *,
    recipe: Recipe,
    seed: Literal["same", "new"],
    shelf: ModelShelf,
    max_queued: int,
    idempotency_key: str | None = None,
) -> Generation:
    """Queue the film of a recipe once more, from the same picture. Raises CannotRepeat."""
    if idempotency_key and (earlier := generation_repository.by_idempotency_key(session, idempotency_key)):
        return earlier
    missing = []
    if recipe.model not in shelf.names("video"):
        missing.append(
            Missing(
                field="model",
                message=f"The video model {recipe.model!r} is not installed here.",
                hint="Download it, or make the video anew with another model.",
            )
        )
    image = present(session, recipe.image)
    if image is None:
        missing.append(
            Missing(
                field="image",
                message="The picture that the video starts from is gone.",
                hint="Bring it again, and ask for a new video of it.",
            )
        )
    if missing:
        raise CannotRepeat(missing)
    plan = GenerationPlan(
        **recipe.model_dump(include=_OF_A_FILM),
        seed=recipe.seed if seed == "same" else secrets.randbelow(MAX_SEED + 1),
        n=1,
        image=image,
    )
    return queue(
        session, plan=plan, info=shelf.info(recipe.model), max_queued=max_queued, idempotency_key=idempotency_key
    )


def present(session: Session, use: ImageUse | None) -> ImageUse | None:
    """A recipe's picture where it lies here now: in the gallery, or among what was brought; None if it is gone."""
    if use is None:
        return None
    picture = session.get(Picture, use.picture_id) if use.picture_id else None
    if picture is not None and use.sha256 == picture.sha256:
        return use.model_copy(update={"key": picture.key})
    brought = inputs.by_content(session, use.sha256)
    return ImageUse(key=brought.key, sha256=brought.sha256) if brought else None


def model(shelf: ModelShelf, name: str | None) -> ModelInfo:
    """The video model of that name, or the first that is installed. Raises NoVideoModel, ModelNotFound."""
    known = shelf.names("video")
    if name is None:
        if not known:
            raise NoVideoModel
        name = known[0]
    if name not in known and name not in shelf.names(None):
        raise ModelNotFound(name, known, kind="video")
    return shelf.find(name, kind="video")


def get(session: Session, video_id: str) -> Generation:
    """The video of that id. Raises VideoNotFound."""
    found = repository.find(session, video_id)
    if found is None:
        raise VideoNotFound(video_id)
    return found


def starts_from(session: Session, *, video_id: str, picture_generation_id: str) -> ImageUse:
    """The picture that was drawn first, kept in the video's plan. Raises VideoNotFound, CannotRepeat if it is gone."""
    picture = repository.picture_of(session, picture_generation_id)
    if picture is None:
        raise CannotRepeat(
            [
                Missing(
                    field="image",
                    message="The picture was deleted before the video was made of it.",
                    hint="Ask for the video again.",
                )
            ]
        )
    use = ImageUse(key=picture.key, sha256=picture.sha256, picture_id=picture.id)
    video = get(session, video_id)
    video.plan = {**video.plan, "image": use.model_dump(mode="json")}
    return use


def record(session: Session, *, video_id: str, film: Picture, plan: GenerationPlan, notes: list[str]) -> None:
    """Keep the film, and the plan as it was carried out; doing it twice leaves one film."""
    generations.record(session, generation_id=video_id, pictures=[film], notes=notes)
    get(session, video_id).plan = plan.model_dump(mode="json")


def shown(session: Session, videos: list[Generation], *, link: Callable[[str], str]) -> list[VideoShown]:
    """Videos as the API shows them."""
    first = repository.drawn_first(session, [video.job_id for video in videos])
    return [
        VideoShown(**dict(each), source=_source(session, each.plan.image, first.get(each.job_id), link))
        for each in generations.shown(session, videos, link=link)
    ]


def _source(session: Session, use: ImageUse | None, generation_id: str | None, link: Callable[[str], str]) -> Source:
    here = present(session, use)
    return Source(
        id=here.picture_id if here else None, generation_id=generation_id, url=link(here.key) if here else None
    )


def _or(given: float | None, default: float) -> float:
    return default if given is None else given
