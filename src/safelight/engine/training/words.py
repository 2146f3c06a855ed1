"""Captions as conditioning: encoded once and kept, or encoded live at each step while the text encoder learns."""

from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor

from safelight.engine.training.family import TextEncoders
from safelight.kit.logs import get_logger

log = get_logger(__name__)

ENCODE_BATCH = 16

Words = Callable[[Sequence[str]], dict[str, Tensor]]
"""Conditioning of n captions, on the training device."""


class CachedWords:
    """Conditioning of every caption of this run, in host memory; the text encoders can be freed."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.kept: dict[str, dict[str, Tensor]] = {}

    @torch.no_grad()
    def encode(self, encoders: TextEncoders, captions: Sequence[str], on_progress: Callable[[int, int], None]) -> None:
        """Fill the cache with these captions."""
        unique = distinct(captions)
        warn_of_truncation(encoders, unique)
        for start in range(0, len(unique), ENCODE_BATCH):
            on_progress(start, len(unique))
            some = unique[start : start + ENCODE_BATCH]
            conditioning = {name: tensor.cpu() for name, tensor in encoders.encode(some).items()}
            for row, caption in enumerate(some):
                self.kept[caption] = {name: tensor[row].clone() for name, tensor in conditioning.items()}
        on_progress(len(unique), len(unique))

    def __call__(self, captions: Sequence[str]) -> dict[str, Tensor]:
        """Stacked in the order of `captions`."""
        rows = [self.kept[caption] for caption in captions]
        return {name: torch.stack([row[name] for row in rows]).to(self.device) for name in rows[0]}


class LiveWords:
    """Each caption of a batch encoded once, with gradients into the text encoders' LoRA."""

    def __init__(self, encoders: TextEncoders, captions: Sequence[str]) -> None:
        self.encoders = encoders
        warn_of_truncation(encoders, distinct(captions))
        encoders.settle(distinct(captions))

    def __call__(self, captions: Sequence[str]) -> dict[str, Tensor]:
        """In the order of `captions`."""
        unique = distinct(captions)
        place = {caption: row for row, caption in enumerate(unique)}
        encoded = self.encoders.encode(unique)
        rows = torch.tensor([place[caption] for caption in captions])
        return {name: tensor[rows.to(tensor.device)] for name, tensor in encoded.items()}


def distinct(captions: Iterable[str]) -> list[str]:
    """Without repeats, in order of first appearance."""
    return list(dict.fromkeys(captions))


def warn_of_truncation(encoders: TextEncoders, captions: Sequence[str]) -> None:
    """One line for each encoder that does not see the end of some captions."""
    for tokenizer, cut in encoders.truncated(captions).items():
        if cut:
            log.warning("captions_truncated", tokenizer=tokenizer, count=len(cut), of=len(captions))
