"""RandAugment and TrivialAugment on a batch: each picture gets its own operations, pictures with the same one together.

Operations and strengths are torchvision's; pictures are floats in 0..1, and what is turned or moved is filled in black.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, conv2d, grid_sample, pad

LUMA = (0.2989, 0.587, 0.114)
"""What red, green and blue count in grey."""
BINS = 31
"""Strengths are picked out of so many steps from nothing to the most."""


@dataclass(frozen=True)
class Operation:
    """What is done to pictures (n, C, H, W) by strengths (n,)."""

    apply: Callable[[Tensor, Tensor], Tensor]
    randaugment: float
    """Strength at the last bin, under RandAugment."""
    trivialaugment: float
    signed: bool
    """Whether the strength is as often negative."""


def randaugment(images: Tensor, generator: torch.Generator, *, operations: int = 2, magnitude: int = 9) -> Tensor:
    """RandAugment (arXiv:1909.13719): each picture gets so many operations, at `magnitude` of 30."""
    for _ in range(operations):
        bins = torch.full((len(images),), magnitude)
        images = _one_each(images, bins, generator, [operation.randaugment for operation in OPERATIONS])
    return images


def trivialaugment(images: Tensor, generator: torch.Generator) -> Tensor:
    """TrivialAugment Wide (arXiv:2103.10158): each picture gets one operation, at any strength."""
    bins = torch.randint(BINS, (len(images),), generator=generator)
    return _one_each(images, bins, generator, [operation.trivialaugment for operation in OPERATIONS])


def _one_each(images: Tensor, bins: Tensor, generator: torch.Generator, most: list[float]) -> Tensor:
    chosen = torch.randint(len(OPERATIONS) + 1, (len(images),), generator=generator)  # the last: as it is
    signs = torch.randint(2, (len(images),), generator=generator) * 2 - 1
    images = images.clone()
    for number, operation in enumerate(OPERATIONS):
        rows = (chosen == number).nonzero()[:, 0]
        if len(rows):
            strength = bins[rows] / (BINS - 1) * most[number] * (signs[rows] if operation.signed else 1)
            at = rows.to(images.device)
            images[at] = operation.apply(images[at].contiguous(), strength.to(images))
    return images


def affine(images: Tensor, matrix: Tensor) -> Tensor:
    """`matrix` (n, 2, 2 or 3): from places in the result to places in the picture, in pixels from its middle."""
    count, _, height, width = images.shape
    if matrix.shape[2] == 2:
        matrix = torch.cat([matrix, matrix.new_zeros(count, 2, 1)], 2)
    half = matrix.new_tensor([width / 2, height / 2])  # torch's grid goes from -1 to 1
    scaled = matrix * torch.cat([half, half.new_ones(1)]) / half[:, None]
    grid = affine_grid(scaled, list(images.shape), align_corners=False)
    return grid_sample(images, grid, mode="bilinear", padding_mode="zeros", align_corners=False)


def _matrix(rows: list[list[Tensor | float]], like: Tensor) -> Tensor:
    return torch.stack([torch.stack([like * 0 + cell for cell in row], 1) for row in rows], 1)


def shear_x(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: the tangent."""
    return affine(images, _matrix([[1.0, strength], [0.0, 1.0]], strength))


def shear_y(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: the tangent."""
    return affine(images, _matrix([[1.0, 0.0], [strength, 1.0]], strength))


def translate_x(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: share of the width."""
    return affine(images, _matrix([[1.0, 0.0, -strength * images.shape[3]], [0.0, 1.0, 0.0]], strength))


def translate_y(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: share of the height."""
    return affine(images, _matrix([[1.0, 0.0, 0.0], [0.0, 1.0, -strength * images.shape[2]]], strength))


def rotate(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: degrees, against the clock."""
    angle = torch.deg2rad(strength)
    return affine(images, _matrix([[angle.cos(), -angle.sin()], [angle.sin(), angle.cos()]], strength))


def _blended(images: Tensor, other: Tensor, strength: Tensor) -> Tensor:
    return torch.lerp(other, images, 1 + strength[:, None, None, None]).clamp_(0, 1)


def grey_of(images: Tensor) -> Tensor:
    """(n, 1, H, W)."""
    if images.shape[1] == 1:
        return images
    return (images * images.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)


def brightness(images: Tensor, strength: Tensor) -> Tensor:
    """-1 is black."""
    return _blended(images, torch.zeros_like(images), strength)


def colour(images: Tensor, strength: Tensor) -> Tensor:
    """-1 is grey."""
    return _blended(images, grey_of(images).expand_as(images), strength)


def contrast(images: Tensor, strength: Tensor) -> Tensor:
    """-1 is the mean of its grey everywhere."""
    return _blended(images, grey_of(images).mean((1, 2, 3), keepdim=True).expand_as(images), strength)


def sharpness(images: Tensor, strength: Tensor) -> Tensor:
    """-1 is smoothed; the outermost pixels stay."""
    channels = images.shape[1]
    if min(images.shape[2:]) < 3:
        return images
    kernel = images.new_ones(3, 3)
    kernel[1, 1] = 5
    inner = conv2d(images, (kernel / kernel.sum()).expand(channels, 1, 3, 3), groups=channels)
    smooth = images.clone()
    smooth[:, :, 1:-1, 1:-1] = inner
    return _blended(images, smooth, strength)


def posterize(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: bits that are taken from the eight."""
    step = (2 ** strength.round())[:, None, None, None]
    return (images.mul(255).round().div(step).floor() * step).div(255)


def solarize(images: Tensor, strength: Tensor) -> Tensor:
    """`strength`: share of the range, from above, that is turned round."""
    return torch.where(images >= 1 - strength[:, None, None, None], 1 - images, images)


def autocontrast(images: Tensor, _strength: Tensor) -> Tensor:
    """Each channel is stretched to the whole range; a flat one stays."""
    low, high = images.amin((2, 3), keepdim=True), images.amax((2, 3), keepdim=True)
    return torch.where(high > low, (images - low) / (high - low).clamp(min=1e-6), images)


def equalize(images: Tensor, _strength: Tensor) -> Tensor:
    """Each channel's values are spread so that all are about as frequent."""
    count, channels, height, width = images.shape
    values = images.mul(255).round().long().reshape(count * channels, -1)
    rows = torch.arange(len(values), device=images.device)[:, None] * 256
    seen = torch.bincount((values + rows).flatten(), minlength=len(values) * 256).view(-1, 256)
    last = seen.gather(1, values.amax(1, keepdim=True))  # of the brightest value, which is not counted
    step = (seen.sum(1, keepdim=True) - last) // 255
    table = (seen.cumsum(1) + step // 2) // step.clamp(min=1)
    table = pad(table, (1, 0))[:, :-1].clamp(0, 255)
    spread = torch.where(step == 0, values, table.gather(1, values))
    return spread.view(count, channels, height, width).to(images) / 255


OPERATIONS = (
    Operation(shear_x, 0.3, 0.99, signed=True),
    Operation(shear_y, 0.3, 0.99, signed=True),
    Operation(translate_x, 150 / 331, 32 / 224, signed=True),
    Operation(translate_y, 150 / 331, 32 / 224, signed=True),
    Operation(rotate, 30.0, 135.0, signed=True),
    Operation(brightness, 0.9, 0.99, signed=True),
    Operation(colour, 0.9, 0.99, signed=True),
    Operation(contrast, 0.9, 0.99, signed=True),
    Operation(sharpness, 0.9, 0.99, signed=True),
    Operation(posterize, 4.0, 6.0, signed=False),
    Operation(solarize, 1.0, 1.0, signed=False),
    Operation(autocontrast, 0.0, 0.0, signed=False),
    Operation(equalize, 0.0, 0.0, signed=False),
)
"""torchvision's, without Identity. Under TrivialAugment it moves by 32 pixels, here by that share of 224."""
