"""Masks of training pictures: which part of a picture counts, brought to the shape of its latents."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torch import Tensor

from safelight.engine.training.data import Encoded
from safelight.engine.training.family import Framing
from safelight.engine.vision.prepare import covering_size, opened


def masked(variants: tuple[Encoded, ...], path: Path | None, *, unmasked_weight: float) -> tuple[Encoded, ...]:
    """The variants of a picture with its mask: as it is, then mirrored as they are. Without a file, as they came.

    White counts fully, black by `unmasked_weight`, grey in between.
    """
    if path is None:
        return variants
    first = variants[0]
    white = mask_of(path, first.framing, (first.mean.shape[-2], first.mean.shape[-1]))
    mask = unmasked_weight + (1 - unmasked_weight) * white
    return tuple(replace(variant, mask=mask.flip(-1) if number else mask) for number, variant in enumerate(variants))


def mask_of(path: Path, framing: Framing, size: tuple[int, int]) -> Tensor:
    """(1, height, width) in 0..1, of latents of `size` (height, width): resized and cropped with its picture."""
    small = cut_alike(path, framing.source, framing.size).resize((size[1], size[0]), Image.Resampling.NEAREST)
    return torch.from_numpy(np.array(small, dtype=np.float32) / 255)[None]


def cut_alike(path: Path, source: tuple[int, int], bucket: tuple[int, int]) -> Image.Image:
    """A mask, grey, resized and cropped in the middle as its picture of size `source` is, which fills `bucket`.

    By nearest neighbour, so that an edge stays one; the mask may be smaller or larger than the picture.
    """
    with opened(path) as image:
        grey = ImageOps.exif_transpose(image).convert("L")
    covering = covering_size(source, bucket)
    left, top = (covering[0] - bucket[0]) // 2, (covering[1] - bucket[1]) // 2
    cut = grey.resize(covering, Image.Resampling.NEAREST)
    return cut.crop((left, top, left + bucket[0], top + bucket[1]))
