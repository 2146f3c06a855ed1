"""Loaded base models, least recently used out first; what runs stays."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch

from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.errors import ModelsBusy
from safelight.engine.diffusion.loading import Loaded, OnStage, load, unwatched


@dataclass(frozen=True)
class CachedModel:
    """One line of `loaded()`."""

    key: str
    size_bytes: int
    running: bool


@dataclass
class _Entry:
    owner: threading.Lock = field(default_factory=threading.Lock)  # held while somebody uses or loads the pipeline
    loaded: Loaded | None = None
    users: int = 0  # who holds the lock or waits for it
    replaces: bool = False  # took the place of another, whose memory is to be given back first


class PipelineCache:
    """At most `max_models` pipelines on one device. `use` is safe from several threads; each pipeline has one owner."""

    def __init__(
        self,
        max_models: int,
        device: str | torch.device,
        dtype: torch.dtype,
        *,
        lora_slots: int = 8,
        loader: Callable[..., Loaded] = load,
    ) -> None:
        self._max_models = max(1, max_models)
        self._device = torch.device(device)
        self._dtype = dtype
        self._lora_slots = lora_slots
        self._loader = loader
        self._guard = threading.Lock()  # over the entries; never held while loading
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @contextmanager
    def use(self, key: str, path: Path, *, on_stage: OnStage = unwatched) -> Iterator[Loaded]:
        """The model, loaded if need be, for this caller alone until the block ends.

        Raises:
            ModelsBusy: all slots run something else.
        """
        entry = self._reserve(key)
        try:
            with entry.owner:
                if entry.loaded is None:
                    if entry.replaces:
                        free_memory(self._device)
                    options = {"dtype": self._dtype, "device": self._device, "lora_slots": self._lora_slots}
                    entry.loaded = self._loader(path, name=key, on_stage=on_stage, **options)
                yield entry.loaded
        finally:
            self._release(key, entry)

    def loaded(self) -> list[CachedModel]:
        """What is in memory, least recently used first; sizes are of parameters and buffers."""
        with self._guard:
            return [
                CachedModel(key, entry.loaded.size_bytes, running=entry.users > 0)
                for key, entry in self._entries.items()
                if entry.loaded is not None
            ]

    def drop(self, key: str) -> bool:
        """Unload one model now, unless it runs."""
        with self._guard:
            entry = self._entries.get(key)
            if entry is None or entry.users:
                return False
            del self._entries[key]
        del entry
        free_memory(self._device)
        return True

    def _reserve(self, key: str) -> _Entry:
        with self._guard:
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(replaces=self._make_room())
            entry.users += 1
            self._entries.move_to_end(key)
            return entry

    def _make_room(self) -> bool:
        """Evict what has been idle longest until one place is free; whether anything had to go."""
        evicted = False
        while len(self._entries) >= self._max_models:
            idle = next((key for key, entry in self._entries.items() if not entry.users), None)
            if idle is None:
                raise ModelsBusy(
                    f"All {self._max_models} places for models are in use.",
                    hint="Wait for a running job, or allow more models.",
                )
            del self._entries[idle]
            evicted = True
        return evicted

    def _release(self, key: str, entry: _Entry) -> None:
        with self._guard:
            entry.users -= 1
            if entry.loaded is None and not entry.users:  # loading failed: keep no empty place
                self._entries.pop(key, None)
