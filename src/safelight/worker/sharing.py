"""Models that several jobs draw with at once: the first one in opens the model and a hub over it, the last one closes.

While one loads it, the others wait and tell of it too; whoever is cancelled meanwhile hinders nobody else.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

from safelight.engine.diffusion.hub import Hub
from safelight.engine.diffusion.loading import Loaded
from safelight.engine.diffusion.reading import OnStage

LOOK_SECONDS = 0.2

Open = Callable[[OnStage], AbstractContextManager[Loaded]]


@dataclass(frozen=True)
class Guest:
    """Who draws with a shared model. `is_alone` tells whether nobody else has used it since."""

    loaded: Loaded
    hub: Hub
    is_alone: Callable[[], bool]


@dataclass
class _Held:
    stack: ExitStack = field(default_factory=ExitStack)
    loaded: Loaded | None = None
    hub: Hub | None = None
    is_opening: bool = False
    users: int = 0
    joined: int = 0  # ever
    told: tuple[str, int, int] | None = None  # of the loading: what, bytes done, bytes in all


class SharedModels:
    """Hands out each model once to all who want it at a time. Safe from several threads."""

    def __init__(self, open_hub: Callable[[Loaded], Hub] = Hub) -> None:
        self._open_hub = open_hub
        self._changed = threading.Condition()
        self._held: dict[str, _Held] = {}

    @contextmanager
    def joined(self, name: str, open_model: Open, *, on_stage: OnStage, check: Callable[[], None]) -> Iterator[Guest]:
        """The model and its hub, shared until the block ends. Raises what `open_model` and the callbacks raise.

        `open_model` is called by whoever finds the model closed. While another opens it, `on_stage` tells what that one
        told last, and `check` is called several times a second.
        """
        with self._changed:
            held = self._held.setdefault(name, _Held())
            held.users += 1
            held.joined += 1
            number, was_alone = held.joined, held.users == 1
        try:
            loaded, hub = self._opened(held, open_model, on_stage, check)
            yield Guest(loaded, hub, lambda: was_alone and held.joined == number)
        finally:
            self._leave(name, held)

    def _opened(
        self, held: _Held, open_model: Open, on_stage: OnStage, check: Callable[[], None]
    ) -> tuple[Loaded, Hub]:
        while True:
            with self._changed:
                if held.hub is not None and held.loaded is not None:
                    return held.loaded, held.hub
                is_mine = not held.is_opening
                held.is_opening = True
                if not is_mine:
                    self._changed.wait(LOOK_SECONDS)
                    told = held.told
            if is_mine:
                self._open(held, open_model, on_stage)
                continue
            if told is not None:
                on_stage(*told)
            check()

    def _open(self, held: _Held, open_model: Open, on_stage: OnStage) -> None:
        def tell(what: str, done: int, total: int) -> None:
            held.told = what, done, total
            on_stage(what, done, total)

        try:
            loaded = held.stack.enter_context(open_model(tell))
            hub = self._open_hub(loaded)
            held.stack.callback(hub.close)
        except BaseException:
            held.stack.close()
            raise
        else:
            with self._changed:
                held.loaded, held.hub = loaded, hub
        finally:
            with self._changed:
                held.is_opening, held.told = False, None
                self._changed.notify_all()

    def _leave(self, name: str, held: _Held) -> None:
        with self._changed:
            held.users -= 1
            is_last = not held.users
            if is_last:
                del self._held[name]  # whoever comes now opens it anew, and waits for its lock until it is closed here
        if is_last:
            held.stack.close()
