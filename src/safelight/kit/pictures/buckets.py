"""The sizes that pictures are learnt at: about one area, in many shapes, so that little is cut away."""

import math
from functools import lru_cache

TINY = 128
"""Up to this resolution, sides are multiples of 8 rather than 64."""


def bucket_step(resolution: int) -> int:
    """Sides are multiples of this: 64 keeps every level of a released UNet whole."""
    return 8 if resolution <= TINY else 64


@lru_cache
def bucket_sizes(resolution: int, step: int) -> tuple[tuple[int, int], ...]:
    """(width, height) of every bucket: area about resolution², sides from half to double, multiples of `step`."""
    side = max(step, round(resolution / step) * step)
    widths = range(max(step, side // 2 // step * step), 2 * side + 1, step)
    upright = {(width, max(step, round(side * side / width / step) * step)) for width in widths}
    return tuple(sorted(upright | {(height, width) for width, height in upright}))  # portrait like landscape


def bucket_of(size: tuple[int, int], resolution: int, *, aspect_buckets: bool) -> tuple[int, int]:
    """The bucket whose shape is nearest: the ratio of ratios decides, so wide and tall are treated alike."""
    step = bucket_step(resolution)
    if not aspect_buckets:
        side = max(step, round(resolution / step) * step)
        return side, side
    aspect = math.log(size[0] / size[1])
    return min(bucket_sizes(resolution, step), key=lambda b: (abs(math.log(b[0] / b[1]) - aspect), -b[0] * b[1]))
