"""Draw what styles look like with a model."""

from sqlalchemy.orm import Session

from safelight.features.generations import service as generations
from safelight.features.models.repository import ModelShelf
from safelight.features.style_thumbnails import repository
from safelight.features.style_thumbnails.schemas import ThumbnailAsked, ThumbnailJob
from safelight.features.styles import repository as styles
from safelight.features.styles import service as styling
from safelight.features.styles.schemas import StyleWords
from safelight.features.styles.tables import StyleThumbnail
from safelight.kit.clock import utcnow
from safelight.specs.generation import GenerationSpec
from safelight.specs.models import ModelInfo
from safelight.storage import layout

SEED = 7
LONGEST_SIDE = 768  # larger models fall apart at half their own size; a thumbnail needs no more
PRIORITY = 150  # after everything that somebody waits for


def draw(
    session: Session, *, id_or_name: str, asked: ThumbnailAsked, shelf: ModelShelf, max_queued: int
) -> ThumbnailJob:
    """Queue a style's thumbnail; one that is on its way is not asked for twice.

    Raises StyleNotFound, ModelNotFound, TooManyRequests.
    """
    styles.hold(session)
    style = styling.get(session, id_or_name)
    return _draw(session, style, asked=asked, shelf=shelf, max_queued=max_queued)


def draw_missing(session: Session, *, asked: ThumbnailAsked, shelf: ModelShelf, max_queued: int) -> list[ThumbnailJob]:
    """Queue the thumbnails that this model has not drawn yet, all or none. Raises ModelNotFound, TooManyRequests."""
    styles.hold(session)
    model = shelf.info(asked.model).name
    known = styles.known(session)
    found = styles.thumbnails(session, [style.id for style in known])
    drawn = {each.style_id for each in found if each.model == model and each.key}
    return [
        _draw(session, style, asked=asked, shelf=shelf, max_queued=max_queued)
        for style in known
        if style.id not in drawn
    ]


def clear(session: Session) -> list[str]:
    """Forget the pictures that show no style any more; gives back storage prefixes to clear once it is committed."""
    unused = repository.unused(session)
    for generation in unused:
        session.delete(generation)
    return [layout.generation(generation.id) for generation in unused]


def _draw(
    session: Session, style: StyleWords, *, asked: ThumbnailAsked, shelf: ModelShelf, max_queued: int
) -> ThumbnailJob:
    info = shelf.info(asked.model)
    thumbnail = styles.thumbnail(session, style_id=style.id, model=info.name)
    running = repository.running_job(session, thumbnail) if thumbnail else None
    if thumbnail is None or running is None:
        generation, running = generations.start(
            session, spec=_spec(style, asked, info), shelf=shelf, max_queued=max_queued, kind="style"
        )
        running.priority, running.title = PRIORITY, f"Style {style.name}"
        if thumbnail is None:
            thumbnail = StyleThumbnail(style_id=style.id, model=info.name)
            session.add(thumbnail)
        # The picture that is there stays in use until the new one is.
        thumbnail.generation_id, thumbnail.created_at = generation.id, utcnow()
        session.flush()
    return ThumbnailJob(
        style_id=style.id,
        style_name=style.name,
        model=info.name,
        generation_id=thumbnail.generation_id,
        job_id=running.id,
    )


def _spec(style: StyleWords, asked: ThumbnailAsked, info: ModelInfo) -> GenerationSpec:
    return GenerationSpec(
        prompt=asked.subject,
        styles=[style.id],
        model=info.name,
        seed=SEED,
        width=min(info.defaults.width, LONGEST_SIDE),
        height=min(info.defaults.height, LONGEST_SIDE),
    )
