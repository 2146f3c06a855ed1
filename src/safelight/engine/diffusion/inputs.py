"""Pictures that a generation starts from, brought to its size; masks, made binary and soft in this one place."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageFilter

from safelight.kit.pictures.resize import resize
from safelight.specs.generation import GenerationPlan, InputResizeMode

Size = tuple[int, int]
WHITE = 128
"""From this grey on, a mask means: draw anew."""


@dataclass(frozen=True)
class Aids:
    """What a plan names beside the base model and LoRAs, fetched: pictures decoded, models as files or folders.

    `controls` go with plan.controls one by one. `embeddings` are files and their tokens.
    """

    image: Image.Image | None = None
    mask: Image.Image | None = None
    controls: list[tuple[Path, Image.Image]] = field(default_factory=list)
    vae: Path | None = None
    embeddings: list[tuple[Path, str]] = field(default_factory=list)
    upscale: Callable[[Image.Image], Image.Image] | None = None


@dataclass(frozen=True)
class Canvas:
    """What the pipeline is given to draw over, and how its picture goes back into the whole."""

    image: Image.Image
    mask: Image.Image | None = None
    _whole: Image.Image | None = None
    _soft: Image.Image | None = None
    _box: tuple[int, int, int, int] | None = None

    def finished(self, drawn: Image.Image) -> Image.Image:
        """The picture with what the mask keeps exactly as it was."""
        if self._whole is None or self._soft is None:
            return drawn
        if self._box is not None:
            left, top, right, bottom = self._box
            region = drawn.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
            drawn = self._whole.copy()
            drawn.paste(region, (left, top))
        return Image.composite(drawn, self._whole, self._soft)


def canvas(plan: GenerationPlan, image: Image.Image, mask: Image.Image | None) -> Canvas:
    """Image and mask at the plan's size; with `padding_mask_crop` the masked region alone, as large as that."""
    size = (plan.width, plan.height)
    whole = fitted(image, size, plan.resize_mode)
    if mask is None:
        return Canvas(whole)
    hard = fitted(mask, size, plan.resize_mode).convert("L").point(lambda grey: 255 if grey >= WHITE else 0)
    soft = hard.filter(ImageFilter.GaussianBlur(plan.mask_blur)) if plan.mask_blur else hard
    if plan.padding_mask_crop is not None and (found := hard.getbbox()):
        box = around(found, size, plan.padding_mask_crop)
        return Canvas(
            whole.crop(box).resize(size, Image.Resampling.LANCZOS),
            hard.crop(box).resize(size, Image.Resampling.NEAREST),
            whole, soft, box,
        )  # fmt: skip
    return Canvas(whole, hard, whole, soft)


def fitted(image: Image.Image, size: Size, mode: InputResizeMode) -> Image.Image:
    """The picture in exactly this size: stretched, cropped, or with bars; unchanged if it has it already."""
    return image if image.size == size else resize(image, size, mode=mode)


def around(box: tuple[int, int, int, int], size: Size, margin: int) -> tuple[int, int, int, int]:
    """The box with a margin, widened to the shape of `size` and kept within it."""
    width, height = size
    left, top, right, bottom = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    scale = min(1.0, max((right - left) / width, (bottom - top) / height))
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    left = min(max(0, (left + right - wide) // 2), width - wide)
    top = min(max(0, (top + bottom - high) // 2), height - high)
    return left, top, left + wide, top + high
