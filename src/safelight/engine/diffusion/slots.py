"""Several characters attached to one base; a switch sets weights, it never loads the base again."""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from peft.tuners.lora import LoraLayer

from safelight.engine.diffusion.adapters import LoraWeights, attach, base_modules_of, detach, lora_layers, read_lora
from safelight.kit.lora_keys import BaseModules

Wanted = tuple[str, Path, float] | tuple[str, Path, float, float | None]
"""sha256 of the file, the file, scale; and that in the text encoders, if it is another."""
Scales = tuple[float, float]  # in the denoiser, in the text encoders


class AdapterSlots:
    """The adapters of one pipeline, least recently used out first. One thread at a time."""

    def __init__(self, pipeline: Any, capacity: int = 8, *, base_name: str = "this model") -> None:
        self._pipeline = pipeline
        self._capacity = capacity
        self._base_name = base_name
        self._held: OrderedDict[str, str] = OrderedDict()  # sha256 -> adapter name; last used last
        self._layers: list[tuple[bool, LoraLayer]] = []  # whether it is of a text encoder
        self._active: list[tuple[str, Scales]] = []

    @cached_property
    def _base(self) -> BaseModules:  # what the first LoRA asks for: loading need not wait for it
        return base_modules_of(self._pipeline)

    @property
    def attached(self) -> tuple[str, ...]:
        """sha256 of the files attached, least recently used first."""
        return tuple(self._held)

    def use(self, wanted: Sequence[Wanted]) -> None:
        """Activate exactly these, with these scales; none means the base alone.

        Raises what `read_lora` raises; the slots then stand as before the call.
        """
        scales: dict[str, Scales] = {}
        for sha, _, scale, *text in wanted:  # the same file twice is that file with both scales
            before = scales.get(sha, (0.0, 0.0))
            in_text = text[0] if text and text[0] is not None else scale
            scales[sha] = (before[0] + scale, before[1] + in_text)
        new = {each[0]: each[1] for each in wanted if each[0] not in self._held}
        read = {sha: read_lora(path, self._base, base_name=self._base_name) for sha, path in new.items()}
        for sha in scales:
            if sha in self._held:
                self._held.move_to_end(sha)
        if read:
            self._make_room(len(read), keep=len(scales) - len(read))
        for sha, weights in read.items():
            self._attach(sha, weights)
        active = [(self._held[sha], scale) for sha, scale in scales.items()]
        if read or active != self._active:
            self._activate(active)

    def clear(self) -> None:
        """Remove all: the base as it was loaded."""
        self._make_room(self._capacity, keep=0)
        self._activate([])

    def _attach(self, sha: str, weights: LoraWeights) -> None:
        name = f"lora_{sha}"
        try:
            attach(self._pipeline, weights, name)
        except BaseException:
            detach(self._pipeline, name)
            raise
        finally:
            self._look_up()
        self._held[sha] = name

    def _make_room(self, places: int, *, keep: int) -> None:
        """Detach the least recently used, but never the last `keep`, which the caller is about to use."""
        while self._held and len(self._held) > max(self._capacity - places, keep):
            _, name = self._held.popitem(last=False)
            detach(self._pipeline, name)
        self._look_up()

    def _look_up(self) -> None:
        of_text = {id(layer) for layer in lora_layers(self._pipeline, text=True)}
        self._layers = [(id(layer) in of_text, layer) for layer in lora_layers(self._pipeline)]

    def _activate(self, active: list[tuple[str, Scales]]) -> None:
        for of_text, layer in self._layers:
            layer.enable_adapters(enabled=bool(active))
            if active:
                layer.set_adapter([name for name, _ in active], inference_mode=True)
                for name, scale in active:
                    layer.set_scale(name, scale[of_text])
        self._active = active
