"""What must be known of a picture to judge it in its set, measured once from its pixels; about 1.5 kB as JSON."""

import base64
import io
import math
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Self

from PIL import Image, ImageChops, ImageFilter, ImageStat

UNIFORM_DEVIATION = 4.0
"""Grey levels of 255: below this spread a picture shows nothing."""
SHARPNESS_SIDES = (256, 512, 1024)
THUMB_SIDE = 40
_TILES = 4  # across and down
_LIGHT, _DARK = 250, 5  # levels from which on nothing more is told apart
_LIGHT_GROUND, _DARK_GROUND = 235, 20
_GROUND_SIDE = 64
_PEAK = 2.81  # standard deviations that 99.5 % of noise stay below
_NOISE = (1 / 3 - 1 / 7) / (1 - 1 / 3)  # energy of white noise in the second octave, by that in the first
_PROFILE = 32  # parts of a side


@dataclass(frozen=True)
class Look:
    """One picture. `sharpness` goes by the side that it was measured at; shares leave the backdrop out.

    `thumb` is a WebP of 40 x 40 pixels, to tell what repeats what; `across` and `down` say where there is detail.
    """

    width: int
    height: int
    spread: float
    sharpness: dict[int, float]
    light: float
    dark: float
    near_light: float
    near_dark: float
    flat: float
    """Share of the eight commonest levels: most of a drawing in few colours."""
    levels: tuple[int, int, int]
    """Grey levels that 5, 50 and 95 % of the pixels stay below."""
    across: tuple[int, ...]
    down: tuple[int, ...]
    thumb: bytes

    @property
    def is_uniform(self) -> bool:
        """It shows nothing."""
        return self.spread < UNIFORM_DEVIATION

    def sharpness_at(self, resolution: int) -> float:
        """How sharp it is where it is learnt at this resolution."""
        sides = sorted(self.sharpness)
        return self.sharpness[max((side for side in sides if side <= resolution), default=sides[0])]

    def dumped(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {**asdict(self), "thumb": base64.b64encode(self.thumb).decode()}

    @classmethod
    def loaded(cls, kept: dict[str, Any]) -> Self:
        """From what `dumped` gave."""
        sharpness = {int(side): value for side, value in kept["sharpness"].items()}
        low, middle, high = kept["levels"]
        lists = {name: tuple(kept[name]) for name in ("across", "down")}
        return cls(
            **{**kept, **lists, "sharpness": sharpness, "levels": (low, middle, high), "thumb": _bytes(kept["thumb"])}
        )


def look_at(image: Image.Image) -> Look:
    """Look at a plain picture of any size; 30 to 90 ms."""
    picture = image if image.mode == "RGB" else image.convert("RGB")
    largest = max(picture.size)
    sides = [side for side in SHARPNESS_SIDES if side <= largest] or [largest]
    small = _fitted(picture, sides[-1])
    greys = {side: _fitted(small, side).convert("L") for side in sides}
    grey = greys[sides[0]]
    across, down = _detail(grey)
    return Look(
        width=picture.width,
        height=picture.height,
        spread=round(max(ImageStat.Stat(small).stddev), 2),
        sharpness={side: round(sharpness_of(each), 3) for side, each in greys.items()},
        **_exposure(_fitted(small, sides[0])),
        across=across,
        down=down,
        thumb=thumb_of(small),
    )


def thumb_of(picture: Image.Image) -> bytes:
    """The whole picture squeezed into a small square."""
    target = io.BytesIO()
    small = picture.resize((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.save(target, "WEBP", quality=95)
    return target.getvalue()


def sharpness_of(grey: Image.Image) -> float:
    """How strong fine detail is beside coarse detail, where a picture is sharpest: about 1 when sharp, 0 when blurred.

    Of the spectra of natural scenes (Field 1987) every octave is about as strong as the next, and so is an edge's. The
    finest octave tells of noise, which is taken off the next. The sharper quarter of the tiles with much detail counts,
    so that a soft background is no fault; the weaker direction counts, so that a moved camera is one.
    """
    ways = [_octaves(grey, axis) for axis in (0, 1)]
    tiles = [_tile_sharpness(ways, _tile(grey.size, at % _TILES, at // _TILES)) for at in range(_TILES**2)]
    most = max(coarse for coarse, _ in tiles)
    counted = sorted((sharp for coarse, sharp in tiles if coarse >= 0.5 * most > 0), reverse=True)
    return counted[(len(counted) - 1) // 4] if counted else 1.0


def _octaves(grey: Image.Image, axis: int) -> list[Image.Image]:
    """Detail below 4, of about 4 to 12, and of 16 to 60 pixels along an axis, as differences of box blurs."""
    soft = [grey.filter(ImageFilter.BoxBlur((radius, 0) if axis == 0 else (0, radius))) for radius in (1, 3, 7, 15)]
    pairs = ((grey, soft[0]), (soft[0], soft[1]), (soft[2], soft[3]))
    return [ImageChops.difference(one, other) for one, other in pairs]


def _tile_sharpness(ways: list[list[Image.Image]], box: tuple[int, int, int, int]) -> tuple[float, float]:
    """Strength of the coarse detail of a tile, and its sharpness; a direction with hardly any detail says nothing.

    Of each octave its peaks count (99.5 % lie below): those of an edge are as high in every one, few as they are.
    """
    measured = []
    for finest, fine, coarse in ways:
        noise = _PEAK**2 * _NOISE * ImageStat.Stat(finest.crop(box)).sum2[0]
        area = (box[2] - box[0]) * (box[3] - box[1])
        measured.append((max(0.0, _peak(fine, box) ** 2 - noise / area), _peak(coarse, box) ** 2))
    most = max(coarse for _, coarse in measured)
    if not most:
        return 0.0, 1.0
    return math.sqrt(most), math.sqrt(min(fine / coarse for fine, coarse in measured if coarse >= 0.15 * most))


def _peak(octave: Image.Image, box: tuple[int, int, int, int]) -> int:
    counts = octave.crop(box).histogram()
    left = sum(counts) // 200
    for level in range(255, 0, -1):
        left -= counts[level]
        if left < 0:
            return level
    return 0


def _edges(grey: Image.Image, shift: tuple[int, int]) -> Image.Image:
    """The difference of each pixel to its neighbour."""
    (width, height), (dx, dy) = grey.size, shift
    return ImageChops.difference(grey.crop((0, 0, width - dx, height - dy)), grey.crop((dx, dy, width, height)))


def _tile(size: tuple[int, int], column: int, row: int) -> tuple[int, int, int, int]:
    width, height = size
    left, top = width * column // _TILES, height * row // _TILES
    return left, top, max(left + 1, width * (column + 1) // _TILES), max(top + 1, height * (row + 1) // _TILES)


def _exposure(picture: Image.Image) -> dict[str, Any]:
    """Shares of what is clipped and of what nearly is, light and dark, and the levels; the backdrop left out.

    The middle one of a pixel's three channels counts: a saturated colour is not clipped, tinted light is.
    """
    small = picture.copy()
    small.thumbnail((_GROUND_SIDE, _GROUND_SIDE), Image.Resampling.BOX)
    red, green, blue = small.split()
    low, high = ImageChops.darker(red, green), ImageChops.lighter(red, green)
    pixels = ImageChops.lighter(low, ImageChops.darker(high, blue)).tobytes()
    ground = _backdrop(pixels, small.size)
    kept = sorted(value for value, is_ground in zip(pixels, ground, strict=True) if not is_ground)
    count = len(kept)

    def share(low: int, high: int) -> float:
        return round(sum(low <= value <= high for value in kept) / count, 3)

    return {
        "light": share(_LIGHT, 255),
        "dark": share(0, _DARK),
        "near_light": share(225, _LIGHT - 1),
        "near_dark": share(_DARK + 1, 30),
        "flat": round(sum(times for _, times in Counter(kept).most_common(8)) / count, 3),
        "levels": (kept[count // 20], kept[count // 2], kept[count - 1 - count // 20]),
    }


def _backdrop(pixels: bytes, size: tuple[int, int]) -> list[bool]:
    """What hangs together with the border in white or black, where most of the border is that: it is no fault.

    Where next to nothing would be left, nothing is taken for backdrop.
    """
    width, height = size
    border = [y * width + x for y in range(height) for x in range(width) if x in {0, width - 1} or y in {0, height - 1}]
    for low, high in ((_LIGHT_GROUND, 255), (0, _DARK_GROUND)):
        waiting = [at for at in border if low <= pixels[at] <= high]
        if len(waiting) < 0.6 * len(border):
            continue
        seen = [False] * len(pixels)
        while waiting:
            at = waiting.pop()
            if seen[at] or not low <= pixels[at] <= high:
                continue
            seen[at] = True
            x = at % width
            waiting += [at - 1] * (x > 0) + [at + 1] * (x < width - 1)
            waiting += [at - width] * (at >= width) + [at + width] * (at + width < len(pixels))
        if sum(seen) < 0.9 * len(pixels):
            return seen
    return [False] * len(pixels)


def _detail(grey: Image.Image) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How much detail lies in each of 32 columns and rows, from 0 to 255."""
    edges = ImageChops.lighter(_edges(grey, (1, 0)).resize(grey.size), _edges(grey, (0, 1)).resize(grey.size))
    bright = edges.point(lambda value: min(255, value * 4))
    across = bright.resize((_PROFILE, 1), Image.Resampling.BOX).tobytes()
    down = bright.resize((1, _PROFILE), Image.Resampling.BOX).tobytes()
    return tuple(across), tuple(down)


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    if max(picture.size) <= side:
        return picture
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
