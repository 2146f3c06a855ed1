"""A moving average of the learning weights: steadier than the last step's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor


class Ema:
    """shadow = decay * shadow + (1 - decay) * weight, with a short memory at first: min(decay, (1 + n) / (10 + n))."""

    def __init__(self, parameters: Mapping[str, Tensor], decay: float) -> None:
        self.parameters, self.decay, self.updates = parameters, decay, 0
        self.shadow = {name: parameter.detach().clone() for name, parameter in parameters.items()}
        self._is_applied = False

    @torch.no_grad()
    def update(self) -> None:
        """After each optimizer step."""
        self.updates += 1
        decay = min(self.decay, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(list(self.shadow.values()), list(self.parameters.values()), 1 - decay)

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The average in place of the weights, for as long as this lasts; they change places, and nothing is copied."""
        if self._is_applied:
            yield
            return
        self._swap()
        try:
            yield
        finally:
            self._swap()

    def load(self, shadow: Mapping[str, Tensor], updates: int) -> None:
        """From a checkpoint."""
        self.updates = updates
        for name, tensor in shadow.items():
            self.shadow[name].copy_(tensor)

    def _swap(self) -> None:
        self._is_applied = not self._is_applied
        for name, parameter in self.parameters.items():
            parameter.data, self.shadow[name] = self.shadow[name], parameter.data
