"""One request in the hub, seen from both sides: the caller's thread, which waits and hears, and the hub's."""

import queue
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from safelight.engine.diffusion.drawing import Drawn, Generated, Pictures
from safelight.engine.diffusion.errors import HubClosed, Stopped
from safelight.engine.diffusion.inputs import Aids
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.mixtures import voice_of
from safelight.engine.diffusion.progress import Ask
from safelight.engine.diffusion.slots import Wanted
from safelight.engine.diffusion.turns import Stamp
from safelight.specs.generation import GenerationPlan, LoraUse

ASK_SECONDS = 0.1
"""How often a caller that hears nothing asks whether to stop."""
STEP_SECONDS = 0.05
"""Of steps that follow each other faster not each is told: to wake for one takes from the time of the next."""


@dataclass(frozen=True)
class _Step:
    done: int
    total: int


@dataclass(frozen=True)
class _Look:
    done: int
    images: dict[int, Image.Image]


@dataclass(frozen=True)
class _End:
    error: BaseException | None = None
    shared: bool = False
    made: Generated | None = None  # of a request that was drawn alone


class Visit:
    """A request from its arrival to its end. `told` is what the caller gave; its callbacks run in his thread alone."""

    def __init__(
        self,
        told: Ask,
        lora_files: Sequence[tuple[Path, LoraUse]],
        text_loras: Sequence[Wanted],
        aids: Aids,
        *,
        requester: str,
        alone: bool,
    ) -> None:
        self._told, self._mail = told, queue.SimpleQueue[Drawn | _Step | _Look | _End]()
        self._wants_look = told.on_look is not None and told.wants_look()
        self.lora_files, self.text_loras, self.aids = lora_files, text_loras, aids
        self.requester, self.alone = requester, alone
        self.stamp: Stamp = (0.0, 0)
        self.is_stopped = False
        self.sort: Hashable | None = None  # what the hub takes it for
        self.is_sorted = False
        self.is_apart = False  # never in one call with others, though it may be computed with theirs
        self._told_at = 0.0
        self.ask = Ask(
            told.plan,
            voice_of([use for _, use in lora_files]),
            on_step=self._step,
            on_look=(lambda done, images: self._mail.put(_Look(done, images))) if told.on_look else None,
            wants_look=lambda: self._wants_look,
            should_stop=lambda: self.is_stopped,
        )

    @property
    def plan(self) -> GenerationPlan:
        """What is drawn."""
        return self.ask.plan

    def _step(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - self._told_at >= STEP_SECONDS:
            self._told_at = now
            self._mail.put(_Step(done, total))

    def drawn(self, part: Drawn) -> None:
        """Of the hub: a sub-batch is done."""
        self._mail.put(part)

    def end(self, error: BaseException | None = None, *, shared: bool = False, made: Generated | None = None) -> None:
        """Of the hub: all is done, or failed."""
        self._mail.put(_End(error, shared, made))

    def attend(self, loaded: Loaded, is_alive: Callable[[], bool]) -> Generated:
        """Of the caller: hear of it until it ends. Raises what a callback raises, and what ended it."""
        pictures = Pictures(self.ask, loaded)
        try:
            while True:
                heard = self._hear()
                step = look = end = None
                for each in heard:
                    if isinstance(each, Drawn):
                        pictures.add(each)
                    elif isinstance(each, _Step):
                        step = each
                    elif isinstance(each, _Look):
                        look = each
                    else:
                        end = each
                if end is not None and end.error is not None:
                    raise end.error
                if self._told.should_stop():
                    raise Stopped
                self._tell(look, step)
                if end is not None:
                    return end.made or pictures.generated(shared=end.shared)
                if not heard and not is_alive():
                    raise HubClosed("The thread that draws has ended.", hint="Ask again.")
        finally:
            self.is_stopped = True

    def _hear(self) -> list[Drawn | _Step | _Look | _End]:
        """All that there is; the hub does not wait until a slow caller has heard each step."""
        heard = []
        try:
            heard.append(self._mail.get(timeout=ASK_SECONDS))
            while True:
                heard.append(self._mail.get_nowait())
        except queue.Empty:
            return heard

    def _tell(self, look: _Look | None, step: _Step | None) -> None:
        if look is not None and self._told.on_look is not None:
            self._told.on_look(look.done, look.images)
        if step is not None:
            if self._told.on_step is not None:
                self._told.on_step(step.done, step.total)
            if self._told.on_look is not None:
                self._wants_look = self._told.wants_look()
