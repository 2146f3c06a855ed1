"""Hubs for tests: what holds them, feeds them, and sees what they draw."""

import threading
from collections.abc import Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch

from safelight.engine.diffusion.caps import Caps
from safelight.engine.diffusion.drawing import Drawn, Generated, Pictures
from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded
from safelight.kit.files import sha256_of
from safelight.specs.generation import GenerationPlan, LoraUse

TOLERANCE = 1e-5


class Greedy(Caps):
    """Puts together all that fits, whatever it takes: tests do not hang on how fast the machine is."""

    def rows(self, shape: Hashable, most: int) -> int:
        return min(most, self._of(shape).limit or most)


class Gate:
    """Holds the computing thread at the denoiser until all who are to draw together are there."""

    def __init__(self, loaded: Loaded) -> None:
        self.batches: list[int] = []
        self.open = threading.Event()
        self.reached = threading.Event()
        self._original = loaded.bank.applied
        self._denoiser = getattr(loaded.pipeline, "unet", None) or loaded.pipeline.transformer
        self._hook = self._denoiser.register_forward_pre_hook(self._pass, with_kwargs=True)

    def _pass(self, _module: Any, args: Any, kwargs: Any) -> None:
        first = args[0] if args else kwargs["hidden_states"]
        self.batches.append(len(first))
        self.reached.set()
        assert self.open.wait(60)

    def remove(self) -> None:
        self.open.set()
        self._hook.remove()


@contextmanager
def recorded() -> Iterator[dict[int, torch.Tensor]]:
    """Pixels before they are rounded to bytes, by the seed of the picture."""
    found: dict[int, torch.Tensor] = {}
    original = Pictures.add

    def add(self: Pictures, part: Drawn) -> None:
        found.update({row.seed: pixels for row, pixels in zip(part.rows, part.pixels, strict=True)})
        original(self, part)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pictures, "add", add)
        yield found


def start(
    pool: ThreadPoolExecutor, hub: Hub, asked: GenerationPlan, loras: Any = (), **how: Any
) -> "Future[Generated]":
    return pool.submit(hub.draw, asked, loras, **how)


def arrived(hub: Hub, count: int) -> None:
    """Wait until so many are with the hub, inside or outside."""
    while len(hub._arrived) + len(hub._waiting) + len(hub._members) < count:
        threading.Event().wait(0.005)


def use(path: Path, scale: float = 1.0, text: float | None = None) -> tuple[Path, LoraUse]:
    return path, LoraUse(key="k", sha256=sha256_of(path), scale=scale, text_encoder_scale=text)
