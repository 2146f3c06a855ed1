"""Loaded base models, least recently used out first, by count and by measured bytes; what runs or is pinned stays."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from safelight.engine.diffusion.devices import free_memory
from safelight.engine.diffusion.errors import ModelsBusy
from safelight.engine.diffusion.loading import Loaded, load
from safelight.engine.diffusion.reading import OnStage, unwatched
from safelight.specs.loading import LoadOptions
from safelight.specs.telemetry import MODEL_CACHE


@dataclass(frozen=True)
class CachedModel:
    """One line of `loaded()`."""

    key: str
    size_bytes: int
    running: bool
    pinned: bool = False
    options: LoadOptions = field(default_factory=LoadOptions)
    loras: int = 0
    idle_seconds: float = 0.0


@dataclass
class _Entry:
    options: LoadOptions
    owner: threading.Lock = field(default_factory=threading.Lock)  # held while somebody uses or loads the pipeline
    loaded: Loaded | None = None
    size: int = 0  # measured once loaded; before, what the caller expects
    users: int = 0  # who holds the lock or waits for it
    pinned: bool = False
    used_at: float = 0.0
    replaces: bool = False  # took the place of another, whose memory is to be given back first


class PipelineCache:
    """At most `max_models` pipelines, and `max_bytes` of weights, on one device.

    `use` is safe from several threads; each pipeline has one owner. A model is in it once: with other options it is
    loaded anew, in the place of the one that was. Limits give way to what runs and what is pinned only in bytes, and
    only for a model that alone is larger than they are.
    """

    def __init__(
        self,
        max_models: int,
        device: str | torch.device,
        dtype: torch.dtype,
        *,
        max_bytes: int | None = None,
        idle_seconds: float | None = None,
        lora_slots: int = 16,
        lora_bytes: int | None = None,
        loader: Callable[..., Loaded] = load,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_models = max(1, max_models)
        self._max_bytes = max_bytes
        self._idle_seconds = idle_seconds
        self._device = torch.device(device)
        self._dtype = dtype
        self._loras: dict[str, Any] = {"lora_slots": lora_slots, "lora_bytes": lora_bytes}
        self._loader = loader
        self._clock = clock
        self._guard = threading.Lock()  # over the entries; never held while loading
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    @contextmanager
    def use(
        self,
        key: str,
        path: Path,
        *,
        options: LoadOptions | None = None,
        otherwise: LoadOptions = LoadOptions(),
        expected_bytes: int = 0,
        pin: bool = False,
        on_stage: OnStage = unwatched,
        **how: Any,
    ) -> Iterator[Loaded]:
        """The model, loaded if need be, for this caller alone until the block ends.

        Without `options` it is taken as it is in memory, however it was loaded, and loaded with `otherwise` if it is
        not. `expected_bytes` make room before loading; the measured size holds afterwards. `how` goes to the loader.

        Raises:
            ModelsBusy: all places run something else, or are pinned; or the model runs with other options.
        """
        entry = self._reserve(key, options, otherwise, expected_bytes)
        try:
            with entry.owner:
                if entry.loaded is None:
                    self._load(key, entry, path, on_stage=on_stage, **how)
                    MODEL_CACHE.add("load")
                else:
                    MODEL_CACHE.add("hit")
                if pin:
                    entry.pinned = True
                assert entry.loaded is not None  # noqa: S101  loaded above
                yield entry.loaded
        finally:
            self._release(key, entry)

    def loaded(self) -> list[CachedModel]:
        """What is in memory, least recently used first; sizes are of parameters and buffers."""
        now = self._clock()
        with self._guard:
            return [
                CachedModel(
                    key,
                    entry.size,
                    running=entry.users > 0,
                    pinned=entry.pinned,
                    options=entry.options,
                    loras=len(entry.loaded.loras),
                    idle_seconds=0.0 if entry.users else now - entry.used_at,
                )
                for key, entry in self._entries.items()
                if entry.loaded is not None
            ]

    def peek(self, key: str) -> CachedModel | None:
        """A model in memory, without using it."""
        return next((model for model in self.loaded() if model.key == key), None)

    def drop(self, key: str) -> bool:
        """Unload one model now, pinned or not, unless it runs."""
        with self._guard:
            entry = self._entries.get(key)
            if entry is None or entry.users:
                return False
            del self._entries[key]
        del entry
        free_memory(self._device)
        return True

    def drop_idle(self) -> list[str]:
        """Unload what nobody has used for the time that was set, unless it is pinned; the keys of what went."""
        if self._idle_seconds is None:
            return []
        idle = [model for model in self.loaded() if not model.pinned and model.idle_seconds > self._idle_seconds]
        return [model.key for model in idle if self.drop(model.key)]

    def _load(self, key: str, entry: _Entry, path: Path, **how: Any) -> None:
        if entry.replaces:
            free_memory(self._device)
        try:
            loaded = self._loader(
                path,
                name=key,
                dtype=self._dtype,
                device=self._device,
                options=entry.options,
                **self._loras,
                **how,
            )
        except BaseException:
            free_memory(self._device)  # what was half read
            raise
        with self._guard:
            entry.loaded, entry.size = loaded, loaded.size_bytes
            evicted = self._make_room_for_bytes(0, keep=key)
        if evicted:
            free_memory(self._device)

    def _reserve(self, key: str, options: LoadOptions | None, otherwise: LoadOptions, expected_bytes: int) -> _Entry:
        with self._guard:
            entry = self._entries.get(key)
            replaces = pinned = False
            if entry is not None and options is not None and options != entry.options:
                if entry.users:
                    raise ModelsBusy(
                        f"{key} is in use with other load options.", hint="Wait until it is idle, or use it as it is."
                    )
                pinned = entry.pinned
                del self._entries[key]
                entry, replaces = None, True
            if entry is None:
                replaces |= self._make_room(expected_bytes)
                entry = _Entry(options or otherwise, size=expected_bytes, replaces=replaces, pinned=pinned)
                self._entries[key] = entry
            entry.users += 1
            entry.used_at = self._clock()
            self._entries.move_to_end(key)
            return entry

    def _make_room(self, expected_bytes: int) -> bool:
        """Evict what has been idle longest until there is a place and the bytes; whether anything had to go."""
        evicted = False
        while len(self._entries) >= self._max_models:
            idle = self._oldest_idle()
            if idle is None:
                raise ModelsBusy(
                    f"All {self._max_models} places for models are in use.",
                    hint="Wait for a running job, unload a pinned model, or allow more models.",
                )
            self._evict(idle)
            evicted = True
        return self._make_room_for_bytes(expected_bytes) or evicted

    def _make_room_for_bytes(self, more: int, *, keep: str | None = None) -> bool:
        if self._max_bytes is None:
            return False
        evicted = False
        while sum(entry.size for entry in self._entries.values()) + more > self._max_bytes:
            idle = self._oldest_idle(keep)
            if idle is None:
                break  # the rest runs or is pinned: a load that really does not fit says so itself
            self._evict(idle)
            evicted = True
        return evicted

    def _evict(self, key: str) -> None:
        del self._entries[key]
        MODEL_CACHE.add("eviction")

    def _oldest_idle(self, keep: str | None = None) -> str | None:
        return next(
            (key for key, entry in self._entries.items() if not entry.users and not entry.pinned and key != keep),
            None,
        )

    def _release(self, key: str, entry: _Entry) -> None:
        with self._guard:
            entry.users -= 1
            entry.used_at = self._clock()
            if entry.loaded is None and not entry.users and self._entries.get(key) is entry:
                del self._entries[key]  # loading failed: keep no empty place
            evicted = self._make_room_for_bytes(0, keep=next(reversed(self._entries), None))
        if evicted:
            free_memory(self._device)
