"""A training that stands aside: what it holds leaves the device where others need the room, and comes back bit by bit.

Between two steps nothing else is to be kept: gradients are gone, and chance is seeded anew at each batch.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from safelight.engine.diffusion.devices import free_memory, memory_of
from safelight.engine.diffusion.memory import weight_bytes
from safelight.engine.training.checkpoint import Learner

WORKING = 1.5
"""What drawing takes, as a multiple of the weights that it wants."""


class Aside:
    """The training's things on one device."""

    def __init__(self, learner: Learner, device: torch.device, *, is_movable: bool) -> None:
        """`is_movable`: not so are weights that are packed for the device."""
        self._learner, self._device = learner, device
        self._can_leave = is_movable and device.type != "cpu"

    @contextmanager
    def left(self, wanted_bytes: int, make_room: Callable[[], object] = lambda: None) -> Iterator[None]:
        """The block may use the device; the training's things wait in main memory unless both fit.

        `make_room` is called before they come back. Where the block raises they stay away: the training is over.
        """
        if not self._can_leave or fits(wanted_bytes, self._device):
            yield
            return
        self._move(torch.device("cpu"))
        free_memory(self._device)
        yield
        if _free(self._device) < self._bytes * WORKING:
            make_room()
        self._move(self._device)

    @property
    def _bytes(self) -> int:
        return sum(weight_bytes(network) for network in self._learner.learned.networks.values())

    def _move(self, target: torch.device) -> None:
        learner = self._learner
        for network in learner.learned.networks.values():
            network.to(target)  # in place: the optimizer knows these very parameters
        for values in learner.optimizer.state.values():
            # A step counter may live in main memory at all times.
            moved = {n: v.to(target) for n, v in values.items() if isinstance(v, Tensor) and v.numel() > 1}
            values.update(moved)
        if learner.ema is not None:
            learner.ema.shadow = {name: tensor.to(target) for name, tensor in learner.ema.shadow.items()}


def fits(wanted_bytes: int, device: str | torch.device) -> bool:
    """Whether drawing with weights of this size has room beside what is on the device now."""
    return wanted_bytes * WORKING < _free(torch.device(device))


def _free(device: torch.device) -> int:
    """Bytes that this process could still get, those that torch keeps for reuse among them."""
    if device.type != "cuda":
        return memory_of(device).free
    kept = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return memory_of(device).free + kept
