"""A picture brought to the shape it is learned in: aspect bucket, resize to cover, centre crop."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from safelight.kit.errors import InvalidInput

TINY = 128
"""Up to this resolution, sides are multiples of 8 rather than 64."""


@dataclass(frozen=True)
class PreparedPicture:
    """An RGB picture of exactly `width` x `height`."""

    image: Image.Image
    width: int
    height: int
    source: tuple[int, int]
    """Width and height before, upright."""
    crop: tuple[int, int, int, int]
    """Left, top, right, bottom in the picture resized to cover the bucket."""
    upscaled: bool
    """True where the source was smaller than its bucket: training will learn its blur."""


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


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """A picture file, closed afterwards. Raises InvalidInput where it is none."""
    try:
        with Image.open(path) as image:
            yield image
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput(f"{path.name} cannot be read as a picture.") from error


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as it is shown, from the header alone."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5  # 5 to 8 lie on their side
    return (image.height, image.width) if turned else image.size


def prepare(image: Image.Image, resolution: int, *, aspect_buckets: bool) -> PreparedPicture:
    """Upright, on white where transparent, resized with Lanczos to cover its bucket, cropped in the middle."""
    upright = on_white(ImageOps.exif_transpose(image))
    width, height = bucket_of(upright.size, resolution, aspect_buckets=aspect_buckets)
    scale = max(width / upright.width, height / upright.height)
    covering = (max(width, round(upright.width * scale)), max(height, round(upright.height * scale)))
    left, top = (covering[0] - width) // 2, (covering[1] - height) // 2
    crop = (left, top, left + width, top + height)
    resized = upright if covering == upright.size else upright.resize(covering, Image.Resampling.LANCZOS)
    return PreparedPicture(resized.crop(crop), width, height, upright.size, crop, upscaled=scale > 1)


def on_white(image: Image.Image) -> Image.Image:
    """RGB; what shines through is white, not the colour that happens to lie under it."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    backdrop = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(backdrop, layered).convert("RGB")
