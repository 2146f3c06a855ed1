"""A picture brought to the shape it is learned in: aspect bucket, resize to cover, centre crop."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from safelight.kit.errors import InvalidInput
from safelight.kit.pictures.buckets import bucket_of
from safelight.kit.pictures.normalize import sixteen_to_eight_bits


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
    covering = covering_size(upright.size, (width, height))
    left, top = (covering[0] - width) // 2, (covering[1] - height) // 2
    crop = (left, top, left + width, top + height)
    resized = upright if covering == upright.size else upright.resize(covering, Image.Resampling.LANCZOS)
    is_upscaled = covering[0] > upright.width or covering[1] > upright.height
    return PreparedPicture(resized.crop(crop), width, height, upright.size, crop, upscaled=is_upscaled)


def covering_size(source: tuple[int, int], bucket: tuple[int, int]) -> tuple[int, int]:
    """Width and height of a picture of size `source`, resized to cover its bucket."""
    scale = max(bucket[0] / source[0], bucket[1] / source[1])
    return max(bucket[0], round(source[0] * scale)), max(bucket[1], round(source[1] * scale))


def on_white(image: Image.Image) -> Image.Image:
    """RGB; what shines through is white, not the colour that happens to lie under it."""
    if image.mode.startswith("I") or image.mode == "F":
        image = sixteen_to_eight_bits(image)
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    backdrop = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(backdrop, layered).convert("RGB")
