"""LoRAs attached to the text encoders of one base, by PEFT; those of the denoiser are the bank's.

Words are encoded once for a picture, and remembered: here one set of scales at a time is enough.
"""

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peft.tuners.lora import LoraLayer

from safelight.engine.diffusion.adapters import LoraReader, LoraWeights, attach, detach, lora_layers
from safelight.kit.lora_names import COMPONENTS, DENOISERS
from safelight.specs.generation import LoraUse

TEXT = frozenset(COMPONENTS) - frozenset(DENOISERS)
Wanted = tuple[str, Path, float]  # sha256 of the file, the file, scale


def in_text_encoders(use: LoraUse) -> float:
    """The scale there: that of the denoiser, unless it is told apart."""
    return use.scale if use.text_encoder_scale is None else use.text_encoder_scale


class TextSlots:
    """The adapters of one pipeline's text encoders, least recently used out first. One thread at a time."""

    def __init__(self, pipeline: Any, reader: LoraReader, capacity: int = 16) -> None:
        self._pipeline = pipeline
        self._reader = reader
        self._capacity = capacity
        self._held: OrderedDict[str, str] = OrderedDict()  # sha256 -> adapter name; last used last
        self._layers: list[LoraLayer] = []
        self._active: list[tuple[str, float]] = []

    @property
    def attached(self) -> tuple[str, ...]:
        """sha256 of the files attached, least recently used first; a file without a text encoder is none of them."""
        return tuple(self._held)

    def heard(self, lora_files: Sequence[tuple[Path, LoraUse]]) -> list[Wanted]:
        """Of these what changes the text encoders, as `use` takes it. Raises what `read_lora` raises."""
        found = [(use.sha256, path, in_text_encoders(use)) for path, use in lora_files]
        return [each for each in found if each[2] and TEXT & self._reader.changed(each[0], each[1])]

    def use(self, wanted: Sequence[Wanted]) -> None:
        """Activate exactly these, with these scales; none means the base alone.

        Raises what `read_lora` raises; the slots then stand as before the call.
        """
        scales: dict[str, float] = {}
        for sha, _, scale in wanted:  # the same file twice is that file with both scales
            scales[sha] = scales.get(sha, 0.0) + scale
        new = {sha: self._reader.read(sha, path, TEXT) for sha, path, _ in wanted if sha not in self._held}
        new = {sha: weights for sha, weights in new.items() if weights}
        scales = {sha: scale for sha, scale in scales.items() if sha in self._held or sha in new}
        for sha in scales:
            if sha in self._held:
                self._held.move_to_end(sha)
        if new:
            self._make_room(len(new), keep=len(scales) - len(new))
        for sha, weights in new.items():
            self._attach(sha, weights)
        active = [(self._held[sha], scale) for sha, scale in scales.items()]
        if new or active != self._active:
            self._activate(active)

    def clear(self) -> None:
        """Remove all: the text encoders as they were loaded."""
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
            self._layers = lora_layers(self._pipeline)
        self._held[sha] = name

    def _make_room(self, places: int, *, keep: int) -> None:
        """Detach the least recently used, but never the last `keep`, which the caller is about to use."""
        while self._held and len(self._held) > max(self._capacity - places, keep):
            _, name = self._held.popitem(last=False)
            detach(self._pipeline, name)
        self._layers = lora_layers(self._pipeline)

    def _activate(self, active: list[tuple[str, float]]) -> None:
        for layer in self._layers:
            layer.enable_adapters(enabled=bool(active))
            if active:
                layer.set_adapter([name for name, _ in active], inference_mode=True)
                for name, scale in active:
                    layer.set_scale(name, scale)
        self._active = active
