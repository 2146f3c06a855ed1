"""From encoded examples to the batches of step k. Everything drawn for step k is a pure function of (seed, k).

Captions travel inside their example, so no shuffle, crop or flip can part a picture from its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import torch
from torch import Tensor

from safelight.engine.training.family import Family, Framing
from safelight.engine.training.randomness import generator_at
from safelight.specs.training import TrainSpec

Bucket = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True)
class TrainingPicture:
    """A picture file and what is said of it. List a picture twice to give it two captions: it is encoded once."""

    path: Path
    caption: str
    repeats: int = 1
    """How often it comes in an epoch."""
    mask: Path | None = None
    """A grey picture of its shape: white counts, black counts by the spec's `unmasked_weight`."""


@dataclass(frozen=True)
class Encoded:
    """A picture in the autoencoder's space; mean and std, so that each step draws its own latents."""

    mean: Tensor
    """(channels, height, width)"""
    std: Tensor
    framing: Framing
    mask: Tensor | None = None
    """(1, height, width): how much each place counts; everywhere 1 without one."""


@dataclass(frozen=True)
class Example:
    """A caption with its picture, as it is and (where flips are wanted) mirrored."""

    caption: str
    variants: tuple[Encoded, ...]

    @property
    def bucket(self) -> Bucket:
        """Width and height in pixels; pictures of one bucket fit in one batch."""
        return self.variants[0].framing.size


@dataclass(frozen=True)
class Batch:
    """What one forward pass sees, on the training device: n pictures, prior pictures last."""

    number: int
    """Within its step, from 0."""
    latents: Tensor
    """(n, channels, height, width)"""
    noise: Tensor
    timesteps: Tensor
    captions: list[str]
    framings: list[Framing]
    weights: Tensor
    """(n,): share of each picture in the step's loss; without prior pictures they sum to 1 over the step."""
    mask: Tensor | None
    """(n, 1, height, width): how much each place counts; None where no picture has a mask."""


class BucketSampler:
    """Batches of one bucket each, shuffled anew every epoch; batch i is a pure function of (seed, stream, i)."""

    def __init__(self, buckets: Sequence[Bucket], batch_size: int, seed: int, stream: str) -> None:
        """`buckets`: that of each example."""
        self.batch_size, self.seed, self.stream = batch_size, seed, stream
        self.members: dict[Bucket, list[int]] = {}
        for index, bucket in enumerate(buckets):
            self.members.setdefault(bucket, []).append(index)
        self.per_epoch = sum(-(-len(members) // batch_size) for members in self.members.values())
        self._epoch = lru_cache(maxsize=2)(self._plan)

    def batch(self, index: int) -> list[int]:
        """Indices of the examples in batch `index`."""
        return self._epoch(index // self.per_epoch)[index % self.per_epoch]

    def _plan(self, epoch: int) -> list[list[int]]:
        generator = generator_at(self.seed, self.stream, epoch)
        queues: dict[Bucket, list[list[int]]] = {}
        for bucket, members in self.members.items():
            count = -(-len(members) // self.batch_size)
            order = _shuffled(members, generator)
            while len(order) < count * self.batch_size:  # the last batch is filled from another shuffle
                order += _shuffled(members, generator)
            queues[bucket] = [order[i * self.batch_size : (i + 1) * self.batch_size] for i in range(count)]
        turns = _shuffled([bucket for bucket, queue in queues.items() for _ in queue], generator)
        return [queues[bucket].pop(0) for bucket in turns]


class Batches:
    """The examples, and beside each of them a prior picture where there are any, step by step."""

    def __init__(
        self,
        examples: Sequence[Example],
        prior: Sequence[Example],
        *,
        family: Family,
        spec: TrainSpec,
        device: torch.device,
        rank: int = 0,
    ) -> None:
        """`rank`: of the processes that share the run, which one this is; each has every so many-th batch of a step."""
        self.rank = rank
        self.examples, self.family, self.spec, self.device = examples, family, spec, device
        size = spec.train_batch_size
        self.sampler = BucketSampler([example.bucket for example in examples], size, spec.seed, "order")
        self.prior: dict[Bucket, list[Example]] = {}
        for example in prior:
            self.prior.setdefault(example.bucket, []).append(example)
        self.prior_samplers = {
            bucket: BucketSampler([bucket] * len(members), size, spec.seed, f"prior-order-{bucket}")
            for bucket, members in self.prior.items()
        }

    def of_step(self, step: int) -> Iterator[Batch]:
        """The batches whose gradients make step `step` (from 0), one at a time."""
        parts, size = self._parts, self.spec.train_batch_size
        times = self._timesteps(step, "time")
        prior_times = self._timesteps(step, "prior-time") if self.prior else times
        for part in range(self.rank, parts, self.spec.num_processes):
            slots = range(part * size, (part + 1) * size)
            chosen = [self.examples[i] for i in self.sampler.batch(step * parts + part)]
            drawn = [self._draw(example, step, slot, "own") for example, slot in zip(chosen, slots, strict=True)]
            timesteps, weights = times[slots.start : slots.stop], [1.0] * size
            companions = self._companions(chosen[0].bucket, step * parts + part)
            if companions:
                drawn += [self._draw(e, step, slot, "prior") for e, slot in zip(companions, slots, strict=True)]
                timesteps = torch.cat([timesteps, prior_times[slots.start : slots.stop]])
                weights += [self.spec.prior_loss_weight] * size
            yield self._collate(part, drawn, timesteps, torch.tensor(weights) / (size * parts))

    @property
    def _parts(self) -> int:
        """Batches of a step, those of all processes together."""
        return self.spec.gradient_accumulation_steps * self.spec.num_processes

    def _timesteps(self, step: int, stream: str) -> Tensor:
        count = self.spec.train_batch_size * self._parts
        return self.family.draw_timesteps(generator_at(self.spec.seed, stream, step), count, self.spec)

    def _companions(self, bucket: Bucket, index: int) -> list[Example]:
        if bucket not in self.prior:
            return []
        return [self.prior[bucket][i] for i in self.prior_samplers[bucket].batch(index)]

    def _draw(self, example: Example, step: int, slot: int, stream: str) -> "_Drawn":
        """What comes to one place in step `step`; always drawn in the same order."""
        generator = generator_at(self.spec.seed, stream, step, slot)
        mirror, silent = torch.rand(2, generator=generator).tolist()
        encoded = example.variants[int(mirror * len(example.variants))]
        caption = "" if silent < self.spec.caption_dropout else example.caption
        noise = torch.randn(encoded.mean.shape, generator=generator)
        latents = encoded.mean + encoded.std * torch.randn(encoded.mean.shape, generator=generator)
        return _Drawn(caption, encoded.framing, latents, noise, encoded.mask)

    def _collate(self, number: int, drawn: list["_Drawn"], timesteps: Tensor, weights: Tensor) -> Batch:
        mask = None
        if any(each.mask is not None for each in drawn):
            whole = torch.ones(1, *drawn[0].latents.shape[-2:])
            mask = torch.stack([whole if each.mask is None else each.mask for each in drawn])
        return Batch(
            number=number,
            latents=self._sent(torch.stack([each.latents for each in drawn])),
            noise=self._sent(torch.stack([each.noise for each in drawn])),
            timesteps=self._sent(timesteps),
            captions=[each.caption for each in drawn],
            framings=[each.framing for each in drawn],
            weights=self._sent(weights),
            mask=None if mask is None else self._sent(mask),
        )

    def _sent(self, tensor: Tensor) -> Tensor:
        return tensor.to(self.device, non_blocking=True)


@dataclass(frozen=True)
class _Drawn:
    """One place of a batch."""

    caption: str
    framing: Framing
    latents: Tensor
    noise: Tensor
    mask: Tensor | None


def _shuffled(items: Sequence[T], generator: torch.Generator) -> list[T]:
    return [items[i] for i in torch.randperm(len(items), generator=generator).tolist()]
