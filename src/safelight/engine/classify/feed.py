"""One part of a dataset as batches on the device.

What comes in batch b of epoch e follows from (seed, e, b) alone: a resumed run sees what the undisturbed one would have.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from safelight.engine.classify.augment import AugmentPlan
from safelight.engine.classify.folder import Item
from safelight.specs.classify import Channels


class Batch(NamedTuple):
    """What a step sees."""

    images: Tensor
    """(B, C, H, W) float32, normalised, on the device; C is that of `mean`"""
    labels: Tensor
    """(B,) int64, on the device"""
    targets: Tensor | None
    """(B, labels) float32 where mixup or cutmix mixed, else None"""
    indices: Tensor
    """(B,) int64, positions in the part, on the CPU"""


class Feed:
    """Batches of one part; use it again for each epoch, and close it."""

    skipped: list[str]
    """Pictures whose header was sound and whose pixels are not, found so far; they are left out of their batch."""

    def __init__(
        self,
        items: Sequence[Item],
        *,
        labels: int,
        size: int,
        channels: Channels,
        mean: Sequence[float],
        std: Sequence[float],
        batch_size: int,
        device: torch.device | str,
        augment: AugmentPlan | None,
        seed: int,
        side: int,
        workers: int | None = None,
        cache: Path | None = None,
        channels_last: bool = True,
        drop_last: bool = False,
    ) -> None:
        """`augment`: None for judging: in order, the middle of each picture; else shuffled anew in each epoch.

        `cache`: what `build_cache` returned; without it `workers` processes read the files. `side`: `copy_side(…)`, the
        same for each part and for `build_cache`. `mean`, `std`: as many as the model has channels; one channel is
        repeated where the model wants three.
        """
        raise NotImplementedError

    def __len__(self) -> int:
        """Batches of an epoch."""
        raise NotImplementedError

    def epoch(self, number: int, *, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, from batch `start` on. Raises ReaderFailed."""
        raise NotImplementedError

    def close(self) -> None:
        """End the reading processes."""
        raise NotImplementedError
