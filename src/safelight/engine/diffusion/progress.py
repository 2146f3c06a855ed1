"""Steps counted over passes and sub-batches, and looks at the pictures when it is time: diffusers' callback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from safelight.engine.diffusion.errors import Stopped
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.mixtures import Voice
from safelight.engine.diffusion.preview import Pace, Watch
from safelight.specs.generation import GenerationPlan

OnStep = Callable[[int, int], None]  # steps done, steps in all (over all pictures, passes and sub-batches)
OnLook = Callable[[int, dict[int, Image.Image]], None]  # steps done of these pictures, small pictures by position


@dataclass
class Ask:
    """One request: what to draw, who hears of it, and what a person should know about the pictures."""

    plan: GenerationPlan
    voice: Voice = ()
    on_step: OnStep | None = None
    on_look: OnLook | None = None
    wants_look: Callable[[], bool] = lambda: True
    should_stop: Callable[[], bool] = lambda: False
    warnings: list[str] = field(default_factory=list)


class Progress:
    """Of the pictures of one or several requests that are drawn in the same calls, request after request."""

    watch: Watch
    steps: Sequence[int]  # of each pass

    def __init__(self, loaded: Loaded, asks: Sequence[Ask], pace: Pace | None = None) -> None:
        self._loaded, self._pace = loaded, pace or Pace()
        self._asks: list[tuple[Ask, range]] = []
        end = 0
        for ask in asks:
            self._asks.append((ask, range(end, end := end + ask.plan.n)))
        self._batch = range(0)
        self._pass, self._size = 0, (0, 0)

    def begin(self, *, done: int, batch: int) -> None:
        """Of a sub-batch: pictures before it, and in it."""
        self._batch = range(done, done + batch)

    def begin_pass(self, number: int, size: tuple[int, int]) -> None:
        """Of the sub-batch: which pass, and the size (width, height) it draws in."""
        self._pass, self._size = number, size

    def __call__(self, _pipeline: Any, step: int, _timestep: Any, _tensors: dict[str, Any]) -> dict[str, Any]:
        """After a step. Raises Stopped when nobody waits for the pictures any more."""
        if all(ask.should_stop() for ask, _ in self._asks):
            raise Stopped
        # Solvers of second order report more calls than steps.
        done = sum(self.steps[: self._pass]) + min(step + 1, self.steps[self._pass])
        if self._pace.due():
            self._look(done)
        for ask, rows in self._asks:
            if ask.on_step is not None and (now := _shared(rows, self._batch)):
                # A step of a batch counts for each of its pictures.
                before = max(0, min(self._batch.start, rows.stop) - rows.start)
                ask.on_step(before * sum(self.steps) + done * len(now), len(rows) * sum(self.steps))
        return {}

    def _look(self, done: int) -> None:
        watched = [
            (ask, rows, now)
            for ask, rows in self._asks
            if ask.on_look is not None and (now := _shared(rows, self._batch)) and ask.wants_look()
        ]
        if not watched:
            return
        self._loaded.viewer.prepare()
        with self._pace.looking(self._loaded.device):
            images = self._loaded.viewer.look(self.watch, self._size)
            for ask, rows, now in watched if images else ():
                assert ask.on_look is not None  # noqa: S101  watched above
                ask.on_look(done, {place - rows.start: images[place - self._batch.start] for place in now})


def _shared(one: range, other: range) -> range:
    return range(max(one.start, other.start), min(one.stop, other.stop))
