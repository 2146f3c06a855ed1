"""How the learning rate goes over the steps: a share of the highest one, from what is known before the step alone."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from safelight.specs.classify import ClassifySchedule

STEP_EVERY, STEP_FACTOR = 1 / 3, 0.1
"""Of "step": a tenth after each third, as ResNets were trained."""
POWER = 2.0
"""Of "polynomial"."""
RISE, FIRST, LAST = 0.3, 1 / 25, 1 / 25e4
"""Of "one_cycle", as torch's OneCycleLR has them: share of the steps that it rises in, its first rate and its last."""
PLATEAU_PATIENCE, PLATEAU_FACTOR = 3, 0.3
"""Of "plateau": this many epochs without a better value, and the rate is multiplied by that."""


@dataclass(frozen=True)
class Schedule:
    """Of a run of `total` optimizer steps, of which `warmup` rise."""

    kind: ClassifySchedule
    total: int
    warmup: int

    def share(self, step: int, values: Sequence[float] = ()) -> float:
        """For step `step` (from 0). `values`: the monitored metric of each epoch before it, higher is better."""
        if self.kind == "one_cycle":
            return _one_cycle(step / max(1, self.total - 1))
        if step < self.warmup:
            return (step + 1) / (self.warmup + 1)
        done = (step - self.warmup) / max(1, self.total - self.warmup)
        return _plateau(values) if self.kind == "plateau" else SCHEDULES[self.kind](done)


def _one_cycle(done: float) -> float:
    if done <= RISE:
        return _between(FIRST, 1.0, done / RISE)
    return _between(1.0, LAST, (done - RISE) / (1 - RISE))


def _between(start: float, end: float, share: float) -> float:
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * share))


def _plateau(values: Sequence[float]) -> float:
    best, since, factor = -math.inf, 0, 1.0
    for value in values:
        best, since = (value, 0) if value > best else (best, since + 1)
        if since >= PLATEAU_PATIENCE:
            factor, since = factor * PLATEAU_FACTOR, 0
    return factor


SCHEDULES: dict[ClassifySchedule, Callable[[float], float]] = {
    "constant": lambda done: 1.0,
    "linear": lambda done: 1 - done,
    "cosine": lambda done: 0.5 * (1 + math.cos(math.pi * done)),
    "polynomial": lambda done: float((1 - done) ** POWER),
    "step": lambda done: float(STEP_FACTOR ** math.floor(done / STEP_EVERY + 1e-9)),
}
"""By the share of the steps after the warm-up that is done; one_cycle and plateau go their own ways."""
