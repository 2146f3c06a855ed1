"""From a picture file to the small uint8 copy that is learnt from. Knows no torch: reading processes start at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from safelight.engine.vision.prepare import on_white
from safelight.kit.pictures.normalize import ORIENTATION, UPRIGHT
from safelight.specs.classify import Channels

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM", "TGA", "AVIF", "HEIF")
"""What is read, whatever the name ends in. Pillow knows more, and some of those run other programs."""
MAX_PIXELS = 178_956_970
"""Pillow's own line between a picture and a decompression bomb."""

Pixels = NDArray[np.uint8]


class Unreadable(Exception):
    """The file is no picture that can be learnt from; the text says why."""


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height as stored, from the header alone: it may yet lie on its side. Raises Unreadable."""
    with _opened(path) as image:
        return image.size


def read_copy(path: Path, side: int, channels: Channels) -> Pixels:
    """The whole picture as (height, width, channels), upright, on white, its short side `side`. Raises Unreadable.

    It is never made larger. A JPEG is decoded at the smallest scale of its own (eighths) that is still large enough.
    """
    with _opened(path) as image:
        try:
            size = copy_size(image.size, side)
            image.draft("L" if channels == "grey" else image.mode, size)
            return _pixels(image, size, channels)
        except MemoryError:
            raise
        except Exception as error:  # decoders raise anything on damaged files; whichever it is, the file is the reason
            raise Unreadable(f"cannot be decoded: {error or type(error).__name__}") from error


def copy_of(image: Image.Image, side: int, channels: Channels) -> Pixels:
    """As `read_copy`, of a picture that is already open, and read whole."""
    return _pixels(image, copy_size(image.size, side), channels)


def copy_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Width and height of the copy of a picture of this width and height."""
    short = min(size)
    if short <= side:
        return size
    return max(1, round(size[0] * side / short)), max(1, round(size[1] * side / short))


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        image = Image.open(path, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable("is no picture, or of a format that is not read") from error
    except Exception as error:  # a header can be damaged in as many ways as there are formats
        raise Unreadable(f"cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise Unreadable(f"has {image.width} x {image.height} pixels, more than any picture needs")
        yield image


def _pixels(image: Image.Image, size: tuple[int, int], channels: Channels) -> Pixels:
    """`size`: width and height of the result, before it is turned upright."""
    plain = image if image.mode == "L" and not image.has_transparency_data else on_white(image)
    plain = plain.convert("L" if channels == "grey" else "RGB")
    if size != plain.size:
        plain = plain.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
    turn = UPRIGHT.get(_orientation(image))
    pixels = np.asarray(plain if turn is None else plain.transpose(turn))
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - damaged EXIF raises anything, and a picture without it is still a picture
        return 1
