"""A classifier asked from a folder, with no studio: the same verdicts as a worker's."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image, ImageOps

from safelight.engine.classify.predict import Classifier
from safelight.engine.classify.saliency import Saliency
from safelight.engine.diffusion.devices import detect
from safelight.engine.vision.prepare import opened
from safelight.kit.errors import InvalidInput
from safelight.specs.predicting import SaliencyAsk

BATCH = 32


def judged(
    folder: Path, pictures: Sequence[str], *, device: str | None, top_k: int, saliency: SaliencyAsk | None
) -> Iterator[dict[str, Any]]:
    """Of each file, in their order: `filename` with a verdict, or with an `error`. Raises ModelBroken, OutOfMemory."""
    classifier = Classifier.load(folder, device or detect()[0].name)
    look = Saliency.of(classifier, saliency) if saliency else None
    for start in range(0, len(pictures), BATCH):
        yield from _batch(classifier, look, pictures[start : start + BATCH], top_k)


def _batch(
    classifier: Classifier, look: Saliency | None, pictures: Sequence[str], top_k: int
) -> Iterator[dict[str, Any]]:
    images: dict[str, Image.Image | str] = {name: _read(Path(name)) for name in pictures}
    good = {name: image for name, image in images.items() if isinstance(image, Image.Image)}
    rows = {}
    if good:
        pixels = torch.stack([classifier.prepare(image) for image in good.values()])
        rows = dict(zip(good, classifier.probabilities(pixels), strict=True))
    for name in pictures:
        told: dict[str, Any] = {"image": name, "filename": name}
        if name not in good:
            yield told | {"error": images[name]}
            continue
        top = classifier.top(rows[name], top_k)
        told |= {"label": top[0].label, "confidence": top[0].probability, "top": [each.model_dump() for each in top]}
        if look is not None:
            told |= {"saliency": look.overlay(good[name], top[0].index), "saliency_method": look.method}
        yield told


def _read(path: Path) -> Image.Image | str:
    """The upright picture, or what is wrong with it."""
    try:
        with opened(path) as image:
            image.load()
            return ImageOps.exif_transpose(image)
    except (InvalidInput, OSError, SyntaxError, ValueError) as error:
        return str(error)
