"""Sizes as clients of OpenAI send them, brought to what a model draws.

Such a client knows three sizes of somebody else's model, and often sends one unasked. So its shape is kept, and its
area as well if the model can be expected to draw it; else the area becomes the model's own.
"""

import math
import re

from safelight.kit.errors import InvalidInput
from safelight.specs.generation import ModelDefaults

SMALLEST_SHARE, LARGEST_SHARE = 0.25, 2.25  # of the area that the model draws best
LEAST, MOST, CELL = 64, 2048, 16  # pixels

_SIZE = re.compile(r"\s*(\d{1,5})\s*[x×*]\s*(\d{1,5})\s*", re.IGNORECASE)


def fitted(size: str | None, own: ModelDefaults) -> tuple[int, int] | None:
    """Width and height for a size such as `1536x1024`; None for `auto` and for none. Raises InvalidInput."""
    if not size or size.strip().lower() == "auto":
        return None
    found = _SIZE.fullmatch(size)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (width and height) or max(width, height) > 8 * min(width, height):
        raise InvalidInput.of("size", size, "it is no size that can be drawn", hint="Send auto, or one like 1024x1024.")
    best = own.width * own.height
    share = width * height / best
    scale = 1.0 if SMALLEST_SHARE <= share <= LARGEST_SHARE else math.sqrt(1 / share)
    # A side that meets a limit takes the other one with it: the shape is what was asked for.
    scale = min(scale, MOST / max(width, height))
    scale = max(scale, LEAST / min(width, height))
    return _side(width * scale), _side(height * scale)


def _side(pixels: float) -> int:
    return min(MOST, max(LEAST, round(pixels / CELL) * CELL))
