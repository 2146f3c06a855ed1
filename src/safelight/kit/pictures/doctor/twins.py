"""Does one picture repeat another? Mirrored, resized, recompressed, a little brighter or cropped it still does.

Each is laid over windows of the other; what is left over where they fit best decides.
"""

import io
import math
from functools import lru_cache
from itertools import product
from operator import mul
from typing import NamedTuple

from PIL import Image, ImageOps

from safelight.kit.pictures.doctor.look import THUMB_SIDE

ALIKE = 0.115
"""Left over, as a share of the picture's own contrast. Measured: repeats cropped by up to a tenth of each side stay
below 0.11, other poses of one drawn character above 0.12 (benchmarks/doctor.py)."""
COLOURS = 12.0
"""Levels of 255 that colours may differ by, beyond a common shift: the same drawing in another colour is another."""
SHIFT = 45.0
"""Levels of a common shift, as a brighter copy has it."""
_UNLIKE, _DOUBTFUL = 0.55, 0.3  # left over by whole small pictures, and by the best of the coarse windows
_FLAT = 4.0  # levels: below this contrast there is nothing to compare by
_COARSE, _FINE = 12, 24  # pixels of a side

Window = tuple[float, float, float, float]  # shares cut off at the left, right, top and bottom
_CUTS = (0.0, 0.05, 0.1)
_WINDOWS: tuple[Window, ...] = tuple(
    (left, right, top, bottom)
    for left, right, top, bottom in product(_CUTS, repeat=4)
    if left + right <= 0.15 and top + bottom <= 0.15
)
_MOVES = tuple(
    tuple(sign * part for part in move)
    for sign in (1, -1)
    for move in (
        (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1),
        (1, -1, 0, 0), (0, 0, 1, -1), (1, 1, 0, 0), (0, 0, 1, 1), (1, 1, 1, 1),
    )
)  # fmt: skip
_FIRST_STEP, _LAST_STEP, _FARTHEST = 0.025, 0.004, 0.2


class _Target(NamedTuple):
    pixels: bytes
    total: int
    variance: float


class _Fit(NamedTuple):
    left_over: float
    window: Window
    source: bytes
    target: bytes
    mirrored: bool


@lru_cache(maxsize=100_000)
def repeats(one: bytes, other: bytes) -> bool:
    """Whether these thumbs (`Look.thumb`) show the same picture. Microseconds for most pairs, 40 ms for close ones."""
    if one == other:
        return True
    if _apart(_mean(one), _mean(other)) > COLOURS:
        return False
    whole = _squeezed(one, mirrored=False, side=8).pixels
    ways = [way for way in (False, True) if _left_over(whole, _squeezed(other, mirrored=way, side=8)) < _UNLIKE]
    fits = sorted(
        _coarsely(source, target, mirrored=way) for source, target in ((one, other), (other, one)) for way in ways
    )
    likely = [fit for fit in fits[:3] if fit.left_over < _DOUBTFUL]
    return any(fit.left_over < ALIKE and _same_colours(fit) for fit in map(_finely, likely))


def _coarsely(source: bytes, target: bytes, *, mirrored: bool) -> _Fit:
    wanted = _squeezed(target, mirrored=mirrored, side=_COARSE)
    return min(
        _Fit(_left_over(pixels, wanted), window, source, target, mirrored) for pixels, window in _coarse_windows(source)
    )


def _finely(fit: _Fit) -> _Fit:
    wanted = _squeezed(fit.target, mirrored=fit.mirrored, side=_FINE)
    best = fit._replace(left_over=_left_over(_cut(fit.source, fit.window, _FINE), wanted))
    step = _FIRST_STEP
    while step > _LAST_STEP:
        tried = {_moved(best.window, move, step) for move in _MOVES} - {best.window}
        nearest = min(
            best._replace(left_over=_left_over(_cut(fit.source, window, _FINE), wanted), window=window)
            for window in tried
        )
        if nearest.left_over < best.left_over:
            best = nearest
        else:
            step /= 2
    return best


def _moved(window: Window, move: tuple[int, ...], step: float) -> Window:
    left, right, top, bottom = (min(_FARTHEST, max(0.0, at + step * by)) for at, by in zip(window, move, strict=True))
    return left, right, top, bottom


def _left_over(pixels: bytes, target: _Target) -> float:
    """Root mean square of what differs beyond brightness and contrast, as a share of the target's contrast."""
    count, total = len(pixels), sum(pixels)
    own = sum(map(mul, pixels, pixels)) - total * total / count
    shared = sum(map(mul, pixels, target.pixels)) - total * target.total / count
    gain = min(1.6, max(0.6, shared / own)) if own else 1.0
    rest = gain * gain * own - 2 * gain * shared + target.variance
    return math.sqrt(max(0.0, rest) / count) / (math.sqrt(max(0.0, target.variance) / count) + _FLAT)


def _same_colours(fit: _Fit) -> bool:
    there = _opened(fit.target)
    there = ImageOps.mirror(there) if fit.mirrored else there
    one = _opened(fit.source).resize((6, 6), Image.Resampling.BILINEAR, box=_box(fit.window)).tobytes()
    other = there.resize((6, 6), Image.Resampling.BILINEAR).tobytes()
    return _apart(one, other) <= COLOURS


def _apart(one: bytes, other: bytes) -> float:
    """Root mean square of what the channels differ by beyond a common shift; infinite where that is too large."""
    apart = [a - b for a, b in zip(one, other, strict=True)]
    shift = sum(apart) / len(apart)
    if abs(shift) > SHIFT:
        return math.inf
    return math.sqrt(sum((each - shift) ** 2 for each in apart) / len(apart))


@lru_cache(maxsize=2000)
def _opened(thumb: bytes) -> Image.Image:
    return Image.open(io.BytesIO(thumb)).convert("RGB")


@lru_cache(maxsize=2000)
def _mean(thumb: bytes) -> bytes:
    """Its mean colour."""
    return _opened(thumb).resize((1, 1), Image.Resampling.BOX).tobytes()


@lru_cache(maxsize=2000)
def _grey(thumb: bytes) -> Image.Image:
    return _opened(thumb).convert("L")


@lru_cache(maxsize=12_000)
def _squeezed(thumb: bytes, *, mirrored: bool, side: int) -> _Target:
    grey = ImageOps.mirror(_grey(thumb)) if mirrored else _grey(thumb)
    pixels = grey.resize((side, side), Image.Resampling.BILINEAR).tobytes()
    total = sum(pixels)
    return _Target(pixels, total, sum(map(mul, pixels, pixels)) - total * total / len(pixels))


@lru_cache(maxsize=2000)
def _coarse_windows(thumb: bytes) -> tuple[tuple[bytes, Window], ...]:
    return tuple((_cut(thumb, window, _COARSE), window) for window in _WINDOWS)


def _cut(thumb: bytes, window: Window, side: int) -> bytes:
    return _grey(thumb).resize((side, side), Image.Resampling.BILINEAR, box=_box(window)).tobytes()


def _box(window: Window) -> tuple[float, float, float, float]:
    left, right, top, bottom = window
    return left * THUMB_SIDE, top * THUMB_SIDE, (1 - right) * THUMB_SIDE, (1 - bottom) * THUMB_SIDE
