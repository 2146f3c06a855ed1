"""Training a classifier: from a config to a folder with the best weights, their judgement, and all that led there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from safelight.specs.classify import EpochResult, RunResult, TrainConfig


class OnProgress(Protocol):
    """Told after each step, and between the stages around them."""

    def __call__(self, step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
        """`step` optimizer steps of `total` are done; `epoch` counts from 1, 0 before the first."""


class OnMetric(Protocol):
    """Told each point of a curve."""

    def __call__(self, name: str, step: int, value: float) -> None:
        """`name`: train_loss, lr, images_per_second, val_loss, val_accuracy, … ; `step`: optimizer steps so far."""


def _unheard_progress(step: int, total: int, *, epoch: int, loss: float | None, message: str) -> None:
    pass


def _unheard_metric(name: str, step: int, value: float) -> None:
    pass


@dataclass(frozen=True)
class Hooks:
    """Whom to tell while a classifier learns. Each may raise to cancel: the state is saved, the exception comes out.

    `check` is asked at each batch of training and judging, and for each picture while files are read.
    """

    on_progress: OnProgress = _unheard_progress
    on_metric: OnMetric = _unheard_metric
    on_epoch: Callable[[EpochResult], None] = lambda result: None
    check: Callable[[], None] = lambda: None


def run_classifier(config: TrainConfig, *, device: str | None = None, hooks: Hooks = Hooks()) -> RunResult:
    """Train, judge the best weights, and leave all files in `config.ckpt_dir`; called again after a kill, it goes on.

    `device`: the best of the machine if None. Raises InvalidInput for what config and data do not allow.
    """
    raise NotImplementedError
