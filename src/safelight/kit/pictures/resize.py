"""Another size for a finished picture: stretched, fitted, cropped or with bars, by Lanczos; transparency is kept."""

from typing import Literal

from PIL import Image, ImageColor

Size = tuple[int, int]  # width, height
Mode = Literal["exact", "fit", "fill", "pad"]


def resize(image: Image.Image, size: Size, *, mode: Mode = "exact", colour: str = "#000000") -> Image.Image:
    """The picture made to suit `size`, as RGB or, where it is transparent, as RGBA.

    exact: stretched to the size. fit: as large as goes into it, so one side may come out shorter. fill: covers it,
    what stands out is cut off evenly. pad: as fit, with bars of `colour` (#rrggbb, #rrggbbaa) around it.
    """
    picture = plain(image)
    if mode == "exact":
        return _scaled(picture, size)
    if mode == "fill":
        return _scaled(picture, size, box=_middle(picture.size, size))
    small = _scaled(picture, fitted(picture.size, size))
    if mode == "fit" or small.size == size:
        return small
    ground = ImageColor.getrgb(colour)
    see_through = small.mode == "RGBA" or len(ground) == 4
    canvas = Image.new("RGBA" if see_through else "RGB", size, ground)
    left, top = ((whole - part) // 2 for whole, part in zip(size, small.size, strict=True))
    if small.mode == "RGBA":
        canvas.alpha_composite(small, (left, top))
    else:
        canvas.paste(small, (left, top))
    return canvas


def size_after(source: Size, size: Size, mode: Mode) -> Size:
    """What `resize` makes of a picture of that size."""
    return fitted(source, size) if mode == "fit" else size


def scale_for(source: Size, size: Size, mode: Mode) -> float:
    """How many times as large the picture is shown in the result, on its more enlarged side."""
    factors = (size[0] / source[0], size[1] / source[1])
    return min(factors) if mode in {"fit", "pad"} else max(factors)


def fitted(source: Size, into: Size) -> Size:
    """The largest size of the same proportions that goes into another."""
    scale = min(into[0] / source[0], into[1] / source[1])
    width, height = (max(1, round(side * scale)) for side in source)
    return min(width, into[0]), min(height, into[1])


def scaled(source: Size, scale: float) -> Size:
    """A size times a factor, in whole pixels."""
    return max(1, round(source[0] * scale)), max(1, round(source[1] * scale))


def plain(image: Image.Image) -> Image.Image:
    """The same picture as RGB, or as RGBA if anything of it is transparent."""
    if image.has_transparency_data:
        picture = image.convert("RGBA")
        see_through = any(picture.getchannel("A").histogram()[:255])
        return picture if see_through else picture.convert("RGB")
    return image.convert("RGB")


def _scaled(picture: Image.Image, size: Size, box: tuple[float, float, float, float] | None = None) -> Image.Image:
    if picture.size == size and box is None:
        return picture
    # Pillow multiplies RGBA by its alpha for this and divides afterwards, so that hidden colours do not bleed.
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _middle(source: Size, size: Size) -> tuple[float, float, float, float]:
    """The largest part of `source`, from its middle, that has the proportions of `size`: left, top, right, bottom."""
    scale = min(source[0] / size[0], source[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    left, top = (source[0] - width) / 2, (source[1] - height) / 2
    return left, top, min(source[0], left + width), min(source[1], top + height)
