"""How the pictures of a training are varied: crop, flip, colours, then mixing. Drawn for each picture on its own.

All is drawn from one generator of the batch, on the CPU: the same on every device, and nothing to save for a resume.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import one_hot

from safelight.engine.classify.crops import middle_boxes, random_boxes
from safelight.engine.classify.operations import LUMA, randaugment, trivialaugment
from safelight.specs.classify import Augmentation, TrainConfig

JITTER = 0.2
"""light: brightness, contrast and saturation are between 1 - this and 1 + this."""
ERASED_AREA = (0.02, 0.33)
ERASED_ASPECTS = (0.3, 3.3)
"""Share of the area, and height to width, of what is erased; torchvision's RandomErasing."""


@dataclass(frozen=True)
class AugmentPlan:
    """How the pictures of a training are varied."""

    kind: Augmentation
    flip: bool = True
    crop_scale: float = 0.5
    mixup: float = 0.0
    cutmix: float = 0.0
    erasing: float = 0.0
    on_device: bool = False
    """Crops are cut and resized on the device, instead of before they get there."""

    @classmethod
    def of(cls, config: TrainConfig, device: str) -> "AugmentPlan":
        """The plan of a config, on a device such as "cpu" or "cuda:0"."""
        on_device = config.augment_on == "device" if config.augment_on else not device.startswith("cpu")
        return cls(
            kind=config.augmentation,
            flip=config.flip or config.augmentation == "flip",
            crop_scale=config.crop_scale,
            mixup=config.mixup,
            cutmix=config.cutmix,
            erasing=config.erasing,
            on_device=on_device,
        )

    @property
    def crops(self) -> bool:
        """Whether pictures are cropped at random; else their middle is taken."""
        return self.kind not in {"none", "flip"}

    @property
    def smallest_crop(self) -> float:
        """Smallest share of the area that is kept: what `copy_side` asks."""
        return self.crop_scale if self.crops else 1.0


def draw_places(plan: AugmentPlan | None, sizes: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Boxes (B, 4) and flips (B,) of pictures of `sizes` (B, 2); without a plan the middle, as it is."""
    if plan is None or plan.kind == "none":
        return middle_boxes(sizes), torch.zeros(len(sizes), dtype=torch.bool)
    boxes = random_boxes(sizes, plan.crop_scale, generator) if plan.crops else middle_boxes(sizes)
    flips = torch.rand(len(sizes), generator=generator) < 0.5
    return boxes, flips & plan.flip


def recoloured(plan: AugmentPlan, images: Tensor, generator: torch.Generator) -> Tensor:
    """(B, C, H, W) in 0..1, varied by what the plan's kind draws."""
    if plan.kind == "light":
        return jittered(images, generator)
    if plan.kind == "randaugment":
        return randaugment(images, generator)
    if plan.kind == "trivialaugment":
        return trivialaugment(images, generator)
    return images


def jittered(images: Tensor, generator: torch.Generator) -> Tensor:
    """Brightness, contrast and saturation of each picture as one matrix, and clamped once, at the end."""
    count, channels, height, width = images.shape
    drawn = torch.empty(3, count).uniform_(1 - JITTER, 1 + JITTER, generator=generator).to(images.device)
    brightness, contrast, saturation = drawn
    luma = torch.tensor(LUMA, device=images.device)[:channels]
    luma = luma / luma.sum()
    grey = (images.mean((2, 3)) @ luma)[:, None]  # (B, 1)
    blend = saturation[:, None, None] * torch.eye(channels, device=images.device)
    blend = (blend + (1 - saturation)[:, None, None] * luma) * (contrast * brightness)[:, None, None]  # (B, out, in)
    lift = ((1 - contrast) * brightness)[:, None] * grey
    pixels = images.reshape(count, channels, height * width)
    return torch.baddbmm(lift[:, :, None], blend, pixels).clamp_(0, 1).view(count, channels, height, width)


def erased(images: Tensor, probability: float, generator: torch.Generator) -> Tensor:
    """(B, C, H, W) normalised; of some a box is set to 0, which is the mean."""
    count, _, height, width = images.shape
    is_erased = torch.rand(count, generator=generator) < probability
    share = torch.empty(count).uniform_(*ERASED_AREA, generator=generator)
    low, high = np.log(ERASED_ASPECTS)
    aspect = torch.empty(count).uniform_(low, high, generator=generator).exp()
    extent = torch.stack([(share * aspect).sqrt() * height, (share / aspect).sqrt() * width], 1)
    mask = _boxes(extent * is_erased[:, None], (height, width), generator)
    return images.masked_fill(mask.to(images.device)[:, None], 0)


def mixed(
    plan: AugmentPlan, images: Tensor, labels: Tensor, classes: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Each picture with another of the batch, and what it then is: targets (B, classes) that sum to 1.

    Mixup lays one over the other (arXiv:1710.09412), CutMix cuts a box out of it (arXiv:1905.04899); where both are
    on, a coin decides for each picture. Shares are drawn for each picture, not for the batch.
    """
    count, _, height, width = images.shape
    partner = torch.randperm(count, generator=generator)
    chance = np.random.default_rng(int(torch.randint(2**62, (1,), generator=generator)))  # torch's Beta takes none
    cuts = torch.rand(count, generator=generator) < (0.5 if plan.mixup and plan.cutmix else float(plan.cutmix > 0))
    shares = [torch.from_numpy(chance.beta(a, a, count)).float() if a else torch.ones(count) for a in _alphas(plan)]
    laid = torch.where(cuts, 1.0, shares[0])
    side = (1 - shares[1]).sqrt() * cuts
    box = _boxes(side[:, None] * torch.tensor([height, width]), (height, width), generator)
    kept = torch.where(cuts, 1 - box.float().mean((1, 2)), laid).to(images.device)

    other = images[partner.to(images.device)]
    images = torch.lerp(other, images, laid.to(images.device)[:, None, None, None])
    images = torch.where(box.to(images.device)[:, None], other, images)
    own = one_hot(labels, classes).float()
    return images, torch.lerp(own[partner.to(labels.device)], own, kept[:, None])


def _alphas(plan: AugmentPlan) -> Sequence[float]:
    return plan.mixup, plan.cutmix


def _boxes(extent: Tensor, size: tuple[int, int], generator: torch.Generator) -> Tensor:
    """(B, height, width) true inside a box of each picture's `extent` (B, 2), placed at random and wholly within."""
    whole = torch.tensor(size)
    extent = extent.round().minimum(whole)
    start = (torch.rand(extent.shape, generator=generator) * (whole - extent + 1)).floor()
    inside = []
    for axis, length in enumerate(size):
        place = torch.arange(length)
        begin = start[:, axis, None]
        inside.append((place >= begin) & (place < begin + extent[:, axis, None]))
    return inside[0][:, :, None] & inside[1][:, None, :]
