"""One part of a dataset as batches on the device.

What comes in batch b of epoch e follows from (seed, e, b) alone: a resumed run sees what the undisturbed one does.
"""

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from safelight.engine.classify.augment import AugmentPlan, draw_places, erased, mixed, recoloured
from safelight.engine.classify.cache import Copies
from safelight.engine.classify.crops import cut, cut_together, padded
from safelight.engine.classify.decode import Pixels
from safelight.engine.classify.folder import Item
from safelight.engine.classify.readers import Readers, usual_workers
from safelight.engine.training.randomness import generator_at
from safelight.specs.classify import Channels

AHEAD = 3
"""Batches that are made while a step computes."""


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
        self.items, self.labels, self.size, self.batch_size = items, labels, size, batch_size
        self.plan, self.seed, self.device = augment, seed, torch.device(device)
        self.channels_last = channels_last
        self.channels = len(mean)
        self._scale = (1 / torch.tensor(std))[:, None, None].to(self.device)
        self._shift = (-torch.tensor(mean) / torch.tensor(std))[:, None, None].to(self.device)
        copies = Copies(cache) if cache else None
        broken = copies.reasons(items) if copies else {}
        self.skipped = [f"{items[index].name}: {reason}" for index, reason in broken.items()]
        """Pictures whose header was sound and whose pixels are not, found so far; no batch has them."""
        self._present = torch.tensor([index for index in range(len(items)) if index not in broken], dtype=torch.long)
        full, rest = divmod(len(self._present), batch_size)
        self._batches = full if drop_last and full else full + (rest > 0)
        self._copies = copies
        if copies and all(copies.has(item) for item in items):
            workers = 0
        self._readers = Readers(side=side, channels=channels, workers=usual_workers() if workers is None else workers)
        # Two threads keep the processes busy: one batch is read while the last pictures of another are.
        self._makers = ThreadPoolExecutor(2 if self._readers.workers else 1, "feed")
        self._stream = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None

    def __len__(self) -> int:
        """Batches of an epoch."""
        return self._batches

    def epoch(self, number: int, *, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, from batch `start` on. Raises ReaderFailed.

        A batch has fewer pictures where files turn out to be broken, and is left out where all are.
        """
        order = self._order(number)
        coming = iter(range(start, len(self)))
        pending: deque[Future[_Made | None]] = deque()
        try:
            for at in itertools.islice(coming, AHEAD):
                pending.append(self._makers.submit(self._make, order, number, at))
            while pending:
                made = pending.popleft().result()
                for at in itertools.islice(coming, 1):
                    pending.append(self._makers.submit(self._make, order, number, at))
                if made is not None:
                    yield self._received(made)
        finally:
            for future in pending:
                future.cancel()
            wait(pending)

    def close(self) -> None:
        """End the reading processes."""
        self._makers.shutdown(wait=True, cancel_futures=True)
        self._readers.close()

    def _order(self, number: int) -> Tensor:
        if self.plan is None:
            return self._present
        generator = generator_at(self.seed, "order", number)
        return self._present[torch.randperm(len(self._present), generator=generator)]

    def _make(self, order: Tensor, number: int, at: int) -> "_Made | None":
        indices = order[at * self.batch_size : (at + 1) * self.batch_size]
        indices, copies = self._fetched(indices)
        if not copies:
            return None
        generator = generator_at(self.seed, "augment", number, at)
        if self._stream is None:
            return _Made(self._batch(indices, copies, generator), None)
        with torch.cuda.stream(self._stream):
            batch = self._batch(indices, copies, generator)
            return _Made(batch, self._stream.record_event())

    def _fetched(self, indices: Tensor) -> tuple[Tensor, list[Pixels]]:
        chosen = [self.items[index] for index in indices.tolist()]
        copies: list[Pixels | str | None] = [self._copies.of(item) if self._copies else None for item in chosen]
        missing = [row for row, copy in enumerate(copies) if copy is None]
        for row, copy in zip(missing, self._readers.read([chosen[row].path for row in missing]), strict=True):
            copies[row] = copy
            if isinstance(copy, str) and (told := f"{chosen[row].name}: {copy}") not in self.skipped:
                self.skipped.append(told)
        sound = [row for row, copy in enumerate(copies) if not isinstance(copy, str)]
        return indices[sound], [copy for copy in copies if copy is not None and not isinstance(copy, str)]

    @torch.no_grad()
    def _batch(self, indices: Tensor, copies: list[Pixels], generator: torch.Generator) -> Batch:
        plan = self.plan
        sizes = torch.tensor([copy.shape[:2] for copy in copies])
        boxes, flips = draw_places(plan, sizes, generator)
        if plan and plan.on_device:
            images = cut_together(self._sent(padded(copies)), boxes, flips, self.size)
        else:
            images = self._sent(cut(copies, boxes, flips, self.size))
        # Channel by channel, in which a CPU counts several times as fast; in the model's order only at the end.
        images = images.to(torch.float32, memory_format=torch.contiguous_format).div_(255)
        if plan:
            images = recoloured(plan, images, generator)
        images = self._normalised(images)
        if plan and plan.erasing:
            images = erased(images, plan.erasing, generator)
        labels = self._sent(torch.tensor([self.items[index].label for index in indices.tolist()]))
        targets = None
        if plan and (plan.mixup or plan.cutmix):
            images, targets = mixed(plan, images, labels, self.labels, generator)
        layout = torch.channels_last if self.channels_last else torch.contiguous_format
        return Batch(images.contiguous(memory_format=layout), labels, targets, indices)

    def _normalised(self, images: Tensor) -> Tensor:
        """(B, C, H, W) with the model's channels, its mean and its deviation."""
        if images.shape[1] != self.channels:
            images = images.expand(-1, self.channels, -1, -1).contiguous()
        return images.mul_(self._scale).add_(self._shift)

    def _sent(self, tensor: Tensor) -> Tensor:
        if self._stream is None:
            return tensor.to(self.device)
        return tensor.pin_memory().to(self.device, non_blocking=True)

    def _received(self, made: "_Made") -> Batch:
        """The batch, safe to use on the stream of whoever asks."""
        if made.ready is not None:
            current = torch.cuda.current_stream(self.device)
            current.wait_event(made.ready)
            for tensor in (made.batch.images, made.batch.labels, made.batch.targets):
                if tensor is not None:
                    tensor.record_stream(current)
        return made.batch


class _Made(NamedTuple):
    batch: Batch
    ready: torch.cuda.Event | None
    """On a GPU: when the copies and the augmentation are done."""
