"""Several characters attached to one base; a switch sets weights, it never loads the base again."""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peft.tuners.lora import LoraLayer

from safelight.engine.diffusion.adapters import attach, base_modules_of, detach, lora_layers, read_lora
from safelight.engine.diffusion.devices import free_memory

Wanted = tuple[str, Path, float]  # sha256 of the file, the file, scale


class AdapterSlots:
    """The adapters of one pipeline, least recently used out first. One thread at a time."""

    def __init__(self, pipeline: Any, capacity: int = 8, *, base_name: str = "this model") -> None:
        self._pipeline = pipeline
        self._capacity = capacity
        self._base_name = base_name
        self._base = base_modules_of(pipeline)
        self._held: OrderedDict[str, str] = OrderedDict()  # sha256 -> adapter name; last used last
        self._layers: list[LoraLayer] = []
        self._active: list[tuple[str, float]] = []

    @property
    def attached(self) -> tuple[str, ...]:
        """sha256 of the files attached, least recently used first."""
        return tuple(self._held)

    def use(self, wanted: Sequence[Wanted]) -> None:
        """Activate exactly these, with these scales; none means the base alone.

        Raises what `read_lora` raises; the slots then stand as before the call.
        """
        new = {sha: path for sha, path, _ in wanted if sha not in self._held}
        read = {sha: read_lora(path, self._base, base_name=self._base_name) for sha, path in new.items()}
        for sha, weights in read.items():
            name = f"lora_{sha[:24]}"
            try:
                attach(self._pipeline, weights, name)
            except BaseException:
                detach(self._pipeline, name)
                raise
            self._held[sha] = name
        for sha, _, _ in wanted:
            self._held.move_to_end(sha)
        self._evict(keep=len(wanted))
        active = [(self._held[sha], scale) for sha, _, scale in wanted]
        if read or active != self._active:
            self._activate(active)

    def clear(self) -> None:
        """Remove all: the base as it was loaded."""
        self._evict(keep=0, capacity=0)
        self._activate([])

    def _evict(self, *, keep: int, capacity: int | None = None) -> None:
        limit = max(self._capacity if capacity is None else capacity, keep)
        evicted = len(self._held) > limit
        while len(self._held) > limit:
            _, name = self._held.popitem(last=False)
            detach(self._pipeline, name)
        self._layers = lora_layers(self._pipeline)
        if evicted:
            free_memory(self._pipeline.device)

    def _activate(self, active: list[tuple[str, float]]) -> None:
        for layer in self._layers:
            layer.enable_adapters(enabled=bool(active))
            if active:
                layer.set_adapter([name for name, _ in active], inference_mode=True)
                for name, scale in active:
                    layer.set_scale(name, scale)
        self._active = active
