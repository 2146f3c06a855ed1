"""The content filter at work: a classifier looks at what was drawn, before any of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from PIL import Image

from safelight.features.content_filter import service
from safelight.jobs.task import JobContext
from safelight.kit.errors import Forbidden
from safelight.specs.filtering import ContentFilter
from safelight.specs.generation import Filtered
from safelight.worker.fetching import opened
from safelight.worker.workshop import Workshop

LOOKED_AT = 8  # frames of a film
BLURRED_SIDE = 12  # pixels that are left of the longer side


class ContentBlocked(Forbidden):
    """The content filter lets nothing of what was drawn pass."""

    code = "content_blocked"

    def __init__(self, found: Filtered) -> None:
        super().__init__(
            f"The content filter took it for {found.label!r} ({found.confidence:.0%}); nothing was kept.",
            hint="Ask for something else, or another seed. Who runs this studio sets the filter.",
        )


@dataclass(frozen=True)
class Passed:
    """One picture as it may be kept, and what the filter found in it."""

    index: int
    image: Image.Image
    found: Filtered | None = None


def current(workshop: Workshop) -> ContentFilter | None:
    """The filter that is in force now."""
    with workshop.db.reading() as session:
        return service.current(session)


def passed(
    workshop: Workshop, job: JobContext, chosen: ContentFilter | None, images: Sequence[Image.Image]
) -> tuple[list[Passed], list[str]]:
    """What may be kept of the pictures, blurred where that is wanted; and words for whoever asked for them.

    A filter that cannot be opened lets nothing pass: what that raises ends the job. Raises ContentBlocked if nothing
    is left.
    """
    every = [Passed(at, image) for at, image in enumerate(images)]
    if chosen is None:
        return every, []
    found = judged(workshop, job, chosen, images)
    kept = [_as_allowed(each, what) for each, what in zip(every, found, strict=True)]
    left = [each for each in kept if each is not None]
    blocked = [what for what in found if what is not None]
    if not left:
        raise ContentBlocked(blocked[0])
    return left, _words(chosen, blocked)


def judged(
    workshop: Workshop, job: JobContext, chosen: ContentFilter, images: Sequence[Image.Image]
) -> list[Filtered | None]:
    """What is blocked of each picture, if anything."""
    use = chosen.classifier
    with (
        workshop.easel.visit(use.size_bytes, job.check),
        workshop.judging.use(use.key, lambda: opened(workshop, job, use), name=use.name) as bench,
        bench.seat() as seat,
    ):
        pixels = torch.stack([bench.classifier.prepare(image.convert("RGB")) for image in images])
        labels = bench.classifier.labels
        return [_worst(chosen, dict(zip(labels, row.tolist(), strict=True))) for row in seat.judge(pixels, job.check)]


def of_film(
    workshop: Workshop, job: JobContext, chosen: ContentFilter, frames: Sequence[Image.Image]
) -> Filtered | None:
    """What it sees in frames all through a film, if anything. Raises ContentBlocked, also where it would blur."""
    some = frames[:: max(1, len(frames) // LOOKED_AT)]
    found = next((each for each in judged(workshop, job, chosen, some) if each is not None), None)
    if found is not None and found.action != "flag":
        raise ContentBlocked(found)
    return found


def _worst(chosen: ContentFilter, scores: dict[str, float]) -> Filtered | None:
    label = max(chosen.blocked, key=lambda name: scores.get(name, 0.0))
    confidence = scores.get(label, 0.0)
    if confidence < chosen.threshold:
        return None
    return Filtered(
        model=chosen.classifier.name, label=label, confidence=round(confidence, 4), action=chosen.action
    )  # fmt: skip


def _as_allowed(picture: Passed, found: Filtered | None) -> Passed | None:
    if found is None:
        return picture
    if found.action == "refuse":
        return None
    image = picture.image if found.action == "flag" else _blurred(picture.image)
    return Passed(picture.index, image, found)


def _blurred(image: Image.Image) -> Image.Image:
    """A few pixels of it, spread out again: what was there cannot be told from it."""
    share = BLURRED_SIDE / max(image.size)
    small = image.resize(
        (max(1, round(image.width * share)), max(1, round(image.height * share))), Image.Resampling.BOX
    )
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _words(chosen: ContentFilter, blocked: list[Filtered]) -> list[str]:
    if not blocked:
        return []
    count = "One picture was" if len(blocked) == 1 else f"{len(blocked)} pictures were"
    done = {"refuse": "not kept", "blur": "blurred", "flag": "marked"}[chosen.action]
    labels = ", ".join(sorted({found.label for found in blocked}))
    return [f"{count} {done}: the content filter saw {labels}."]
