"""Whom a training tells what happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from safelight.specs.classify import EpochResult


class OnProgress(Protocol):
    """Told a few times a second at most."""

    def __call__(self, step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
        """`step` optimizer steps of `total` are done (0 of 1 before that is known); `epoch` from 1, 0 before the first.

        `message`: what is being done, in words.
        """


OnMetric = Callable[[str, int, float], None]
"""Told each point of a curve: its name (train_loss, lr, images_per_second, val_loss, val_accuracy, …), the optimizer
steps so far, and the value."""


def _unheard_progress(step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
    pass


@dataclass(frozen=True)
class Hooks:
    """Whom to tell while a classifier learns. Each may raise to cancel: the state is saved, the exception comes out.

    `check` is asked several times a second, and may raise too. After a kill, points and epochs since the last state are
    told again, the same ones: whoever keeps them replaces what it has of a name and a step.
    """

    on_progress: OnProgress = _unheard_progress
    on_metric: OnMetric = lambda name, step, value: None
    on_epoch: Callable[[EpochResult], None] = lambda result: None
    check: Callable[[], None] = lambda: None
