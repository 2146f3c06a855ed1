"""Models that a worker brings into memory before it is asked for anything: read, compiled, and drawn with once."""

import inspect
import threading
import time
from collections.abc import Sequence

from safelight.engine.diffusion.generate import generate
from safelight.engine.diffusion.loading import Loaded, warm_up
from safelight.kit.logs import get_logger
from safelight.specs.generation import GenerationPlan
from safelight.specs.hardware import Preload
from safelight.worker.workshop import Workshop

log = get_logger(__name__)

STEPS = 2  # one compiles, or fills a cache; one more uses it


class Preloading:
    """One thread that brings the models in, in their order, and how far each is."""

    def __init__(self, workshop: Workshop, names: Sequence[str], *, optional: bool = False) -> None:
        self._workshop = workshop
        self._optional = optional
        self._stands = {name: Preload(model=name, stage="waiting", optional=optional) for name in dict.fromkeys(names)}

    def start(self) -> None:
        """Begin."""
        if self._stands:
            threading.Thread(target=self.run, name="preload", daemon=True).start()

    def shown(self) -> list[Preload]:
        """How far each is."""
        return list(self._stands.values())

    def run(self) -> None:
        """All of them, one after another; what cannot be brought in is told, and does not keep back the next."""
        for name in self._stands:
            began = time.monotonic()
            try:
                self._bring(name)
            except Exception as error:  # noqa: BLE001  the worker works on without it, and says why it is not there
                log.warning("preload_failed", model=name, error=str(error))
                self._stand(name, "failed", str(error))
            else:
                seconds = time.monotonic() - began
                log.info("preloaded", model=name, seconds=round(seconds, 2))
                self._stand(name, "ready", f"in {seconds:.1f} s")

    def _bring(self, name: str) -> None:
        def on_stage(what: str, done: int, total: int) -> None:
            self._stand(name, "loading", what, done=done, total=total)

        self._stand(name, "loading", "looking for it")
        with self._workshop.pinned(name, on_stage=on_stage) as loaded:
            self._stand(name, "warming", "drawing a first picture")
            draw_once(loaded)

    def _stand(self, name: str, stage: str, detail: str, *, done: int = 0, total: int = 0) -> None:
        self._stands[name] = Preload.model_validate(
            {"model": name, "stage": stage, "detail": detail, "done": done, "total": total, "optional": self._optional}
        )


def draw_once(loaded: Loaded) -> None:
    """A picture of the model's own size, in two steps: every part has computed before somebody waits for it."""
    parameters = inspect.signature(type(loaded.pipeline).__call__).parameters
    needs_image = "image" in parameters and parameters["image"].default is inspect.Parameter.empty
    if "prompt" not in parameters or needs_image:
        warm_up(loaded)  # it draws from pictures, of which there are none here
        return
    usual = loaded.defaults.model_dump(include=set(GenerationPlan.model_fields))
    asked = {"model": loaded.name, "prompt": "warming up", "negative_prompt": "", "seed": 0, "n": 1}
    generate(loaded, GenerationPlan.model_validate(usual | asked | {"num_inference_steps": STEPS}))
