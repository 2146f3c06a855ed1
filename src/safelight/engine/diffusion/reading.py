"""Watching a model being read: which part, how many bytes, and whether somebody wants it to stop."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Self

import torch
from diffusers.utils import logging as diffusers_logging
from torch.overrides import TorchFunctionMode
from transformers.utils import logging as transformers_logging

OnStage = Callable[[str, int, int], None]  # what is done now; bytes done before it, bytes in all (0 where unknown)

TICK_SECONDS = 0.2

diffusers_logging.disable_progress_bar()
transformers_logging.disable_progress_bar()


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


_reading = threading.Lock()


@contextmanager
def one_reading(on_stage: OnStage) -> Iterator[None]:
    """Around the building of a model, which changes torch's default number type for the whole process meanwhile.

    diffusers does not change it back when it is interrupted, and two at once would change it back to each other's.
    """
    while not _reading.acquire(timeout=TICK_SECONDS):
        on_stage("waiting for another model", 0, 0)
    before = torch.get_default_dtype()
    try:
        yield
    finally:
        torch.set_default_dtype(before)
        _reading.release()


class Watch(TorchFunctionMode):
    """Tells `on_stage` of each part as it is read, and again at least 5 times a second in between.

    What `on_stage` raises ends the reading, whatever the libraries in between make of it. With `inside`, torch itself
    comes by here with every tensor that is cast, quantized or moved, so that even a part of 20 GB can be stopped in the
    middle; it costs some microseconds for each of torch's calls, which weights that are only mapped need not pay.
    """

    def __init__(self, on_stage: OnStage, sizes: Mapping[str, int], *, inside: bool) -> None:
        super().__init__()
        self._inside = inside
        self._on_stage = on_stage
        self._sizes = sizes
        self._total = sum(sizes.values())
        self._done = 0
        self._stage = ""
        self._due = 0.0
        self._stopped_by: BaseException | None = None

    def __enter__(self) -> Self:
        self._token = _watched.set(self)
        self._gradients = torch.is_grad_enabled()
        if self._inside:
            super().__enter__()
        return self

    def __exit__(self, *details: object) -> None:
        if self._inside:
            super().__exit__(*details)
        _watched.reset(self._token)
        torch.set_grad_enabled(mode=self._gradients)  # stopped in the midst of no_grad, torch left it so in this thread
        if self._stopped_by is not None:
            raise self._stopped_by

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Look whether it is time to tell; then what torch would have done."""
        self.tick()
        return function(*args, **(kwargs or {}))

    def stage(self, stage: str, done: int) -> None:
        """Something else begins."""
        self._stage, self._done = stage, done
        self._tell()

    def read(self, size: int) -> None:
        """So many bytes of the present part have come."""
        self._done = min(self._done + size, self._total)
        self.tick()

    def tick(self) -> None:
        """Tell, if the last time is long enough ago."""
        if time.monotonic() >= self._due:
            self._tell()

    def parts(self, parts: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        """The parts of a pipeline, each told before it is read."""
        done = 0
        for part in parts:
            self.stage(f"reading {part[0]}", done)
            yield part
            done += self._sizes.get(part[0], 0)
        self.stage("reading", done)

    def shards(self, files: list[Any]) -> Iterator[Any]:
        """The files of one part."""
        for file in files:
            self.tick()
            yield file
            if isinstance(file, str | Path) and len(files) > 1:
                self.read(Path(file).stat().st_size)

    def _tell(self) -> None:
        if self._stopped_by is not None:
            raise self._stopped_by  # somebody on the way took it for a broken file, and tries otherwise
        self._due = time.monotonic() + TICK_SECONDS
        try:
            self._on_stage(self._stage, self._done, self._total)
        except BaseException as error:
            self._stopped_by = error
            self._due = 0.0
            raise


_watched: ContextVar[Watch | None] = ContextVar("watched", default=None)


class _BarsTold:
    """In the place of diffusers' progress bars, the one thing that goes with the parts of a pipeline as they load."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar

    def __call__(self, *args: Any, **options: Any) -> Any:
        watch = _watched.get()
        if watch is not None and args:
            if str(options.get("desc")).startswith("Loading pipeline components"):
                return watch.parts(list(args[0]))
            if str(options.get("desc")).startswith("Loading checkpoint shards"):
                return watch.shards(list(args[0]))
        return self._bar(*args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bar, name)


diffusers_logging.tqdm = _BarsTold(diffusers_logging.tqdm)  # type: ignore[assignment]  # stands in for their class of bars


def move_watched(watch: Watch, module: torch.nn.Module, device: torch.device) -> None:
    """Bring one part to a device, tensor by tensor; each counts when it is there."""

    def move(tensor: torch.Tensor) -> torch.Tensor:
        moved = tensor.to(device)
        watch.read(tensor.numel() * tensor.element_size())
        return moved

    module._apply(move)  # noqa: SLF001  what module.to does, one tensor at a time
