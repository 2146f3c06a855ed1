"""Crops cut out of pictures of different sizes and brought to one size, each by its own box, antialiased.

Two ways to the same pixels: one picture after the other on the CPU in uint8, or all at once as matrix products, which
is what a GPU likes. Both are torch's own antialiased bilinear filter, and differ by its rounding.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from safelight.engine.classify.decode import Pixels

ASPECTS = (3 / 4, 4 / 3)
"""Width to height of a random crop, at most and at least; torchvision's RandomResizedCrop."""
TRIES = 10


def middle_boxes(sizes: Tensor) -> Tensor:
    """(B, 4) top, left, height, width of the largest square in the middle; `sizes`: (B, 2) height, width."""
    short = sizes.min(1, keepdim=True).values.expand(-1, 2)
    return torch.cat([(sizes - short) // 2, short], 1)


def random_boxes(sizes: Tensor, crop_scale: float, generator: torch.Generator) -> Tensor:
    """(B, 4) top, left, height, width: a share of the area from `crop_scale` to 1, drawn as RandomResizedCrop does."""
    count = len(sizes)
    shares = torch.empty(TRIES, count).uniform_(crop_scale, 1, generator=generator)
    log_low, log_high = torch.tensor(ASPECTS).log().tolist()
    aspects = torch.empty(TRIES, count).uniform_(log_low, log_high, generator=generator).exp()
    area = shares * sizes.prod(1)
    tried = torch.stack([(area / aspects).sqrt().round(), (area * aspects).sqrt().round()], 2).long()  # (TRIES, B, 2)
    fits = ((tried >= 1) & (tried <= sizes)).all(2)
    first = fits.to(torch.uint8).argmax(0)  # 0 where none fits, which is looked at below
    chosen = tried[first, torch.arange(count)]
    height, width = sizes.unbind(1)  # none fits: the largest of an allowed aspect, in the middle
    widest = torch.minimum(width, (height * ASPECTS[1]).round().long()).clamp(min=1)
    highest = torch.minimum(height, (width / ASPECTS[0]).round().long()).clamp(min=1)
    largest = torch.stack([highest, widest], 1)
    is_drawn = fits.any(0)
    extent = torch.where(is_drawn[:, None], chosen, largest)
    free = sizes - extent
    drawn = (torch.rand(count, 2, generator=generator) * (free + 1)).long().minimum(free)
    return torch.cat([torch.where(is_drawn[:, None], drawn, free // 2), extent], 1)


def cut(copies: Sequence[Pixels], boxes: Tensor, flips: Tensor, size: int) -> Tensor:
    """(B, C, size, size) uint8, in the memory order of channels last, of pictures (height, width, C)."""
    crops = []
    for copy, (top, left, height, width) in zip(copies, boxes.tolist(), strict=True):
        crop = torch.from_numpy(copy[top : top + height, left : left + width].copy()).permute(2, 0, 1)[None]
        if (height, width) != (size, size):
            crop = interpolate(crop, (size, size), mode="bilinear", antialias=True)
        crops.append(crop)
    out = torch.cat(crops).contiguous(memory_format=torch.channels_last)
    if flips.any():
        out[flips] = out[flips].flip(3)
    return out


def padded(copies: Sequence[Pixels]) -> Tensor:
    """(B, height, width, C) uint8, each picture in the upper left corner."""
    height, width = (max(copy.shape[axis] for copy in copies) for axis in (0, 1))
    out = torch.zeros(len(copies), height, width, copies[0].shape[2], dtype=torch.uint8)
    for row, copy in zip(out.numpy(), copies, strict=True):
        row[: copy.shape[0], : copy.shape[1]] = copy
    return out


def cut_together(pictures: Tensor, boxes: Tensor, flips: Tensor, size: int) -> Tensor:
    """(B, C, size, size) float32 in 0..255 of (B, height, width, C) uint8, all on one device."""
    top, left, height, width = boxes.to(pictures.device, torch.float32).unbind(1)
    rows = _filter(top, height, pictures.shape[1], size)
    columns = _filter(left, width, pictures.shape[2], size)
    columns = torch.where(flips.to(pictures.device)[:, None, None], columns.flip(1), columns)
    return rows[:, None] @ pictures.permute(0, 3, 1, 2).float() @ columns.transpose(1, 2)[:, None]


def _filter(start: Tensor, extent: Tensor, length: int, size: int) -> Tensor:
    """(B, size, length): what each of `length` places counts for each of `size` results; triangles, as torch's are."""
    scale = (extent / size)[:, None, None]
    centre = scale * (torch.arange(size, device=start.device) + 0.5)[:, None]  # within the box
    place = torch.arange(length, device=start.device) - start[:, None, None]
    weights = (1 - (place + 0.5 - centre).abs() / scale.clamp(min=1)).clamp(min=0)
    weights = weights * ((place >= 0) & (place < extent[:, None, None]))
    return weights / weights.sum(2, keepdim=True)
