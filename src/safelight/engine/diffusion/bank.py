"""The LoRAs of one denoiser, ready for any mixture: read, kept near or far, and heard through hooks.

Adding one is one copy, and costs the same whoever else is there; mixtures.py puts those of a batch together.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from safelight.engine.diffusion import lora_rows
from safelight.engine.diffusion.adapters import LayerWeights, LoraReader, components_of
from safelight.engine.diffusion.memory import tensor_bytes
from safelight.engine.diffusion.mixtures import Kind, Lora, Mixture, Voice, block_of, plain
from safelight.kit.errors import InternalError
from safelight.kit.lora_keys import UnsupportedLora
from safelight.kit.lora_names import DENOISERS, canonical
from safelight.specs.telemetry import LORA_BANK

HOST_BYTES = 4_000_000_000
"""Of main memory, for LoRAs that left a GPU: back there in a millisecond, where the file takes several."""
MIXTURES = 4
"""Whose tensors are kept: requests of other sizes, drawn in turns, are mixtures of their own."""
FLOATS = {torch.float32, torch.float16, torch.bfloat16}


class LoraNotHeld(InternalError):
    """A row asks for a LoRA that the bank was never given: a picture without its character is never drawn."""


class LoraBank:
    """Up to `capacity` LoRAs and `max_bytes` of them on the device, least recently used out first.

    What goes from a GPU stays in main memory for a while (`host_bytes`); the file is on disk for good. `hold` may be
    called from any thread, also while another draws; `applied` is open once at a time.
    """

    def __init__(
        self,
        pipeline: Any,
        reader: LoraReader,
        *,
        device: str | torch.device,
        dtype: torch.dtype,
        capacity: int = 16,
        max_bytes: int | None = None,
        host_bytes: int = HOST_BYTES,
    ) -> None:
        self._pipeline, self._reader = pipeline, reader
        self._device, self._dtype = torch.device(device), dtype
        self._capacity, self._max_bytes, self._host_bytes = capacity, max_bytes, host_bytes
        self._lock = threading.RLock()
        self._files: dict[str, Path] = {}  # all that were ever held: read again where they had to go
        self._near: OrderedDict[str, Lora] = OrderedDict()  # on the device; last used last
        self._far: OrderedDict[str, Lora] = OrderedDict()  # the same in main memory, of a GPU's alone
        self._open: frozenset[str] = frozenset()  # of the mixture that draws now
        self._taps: dict[str, Any] = {}  # handles of hooks, by layer
        self._gates: list[Any] = []  # of those on the denoiser itself
        self._mixture: Mixture | None = None  # the one that is heard now
        self._mixtures: OrderedDict[tuple[Voice, ...], Mixture] = OrderedDict()
        self._is_compiled = False

    @property
    def held(self) -> tuple[str, ...]:
        """sha256 of the files on the device, least recently used first."""
        with self._lock:
            return tuple(self._near)

    @property
    def bytes(self) -> int:
        """What they take of the device's memory."""
        with self._lock:
            return sum(map(_bytes, self._near.values()))

    def hold(self, files: Sequence[tuple[str, Path]]) -> None:
        """Bring these onto the device, (sha256, path) each, unless they are there.

        Raises what `read_lora` raises, and UnsupportedLora for a layer that is neither linear nor a plain
        convolution; the bank then stands as before the call.
        """
        with self._lock:
            new = {sha: path for sha, path in files if sha not in self._near and sha not in self._far}
        read = {sha: self._read(sha, path) for sha, path in new.items()}  # unlocked: the others draw on
        with self._lock:
            self._files |= dict(files)
            for sha, lora in read.items():
                self._store(sha, lora)
            wanted = [sha for sha, _ in files]
            self._bring(wanted)
            self._make_room(self._open.union(wanted))
            for sha in dict.fromkeys(wanted):
                LORA_BANK.add("load" if sha in new else "hit")

    def forget(self) -> None:
        """Remove all: the model as it was loaded."""
        with self._lock:
            self._near.clear()
            self._far.clear()
            self._files.clear()
            self._mixtures.clear()
            if not self._is_compiled:
                self._untap()

    def before_compiling(self) -> None:
        """Tap all layers now, and for good: torch.compile takes no notice of hooks that come later."""
        self._is_compiled = True
        self._tap(name for name, layer in self._targets.items() if lora_rows.is_adaptable(layer))

    @contextmanager
    def applied(self, rows: Sequence[Voice]) -> Iterator[None]:
        """Until the block ends, the denoiser draws row i of its batch with what rows[i] says.

        A batch of several times as many rows is those rows again and again, as guidance stacks them
        ([uncond..., cond...]). Afterwards the model is as before, to the bit.

        Raises:
            LoraNotHeld: a LoRA that was never held.
            InternalError: another mixture is open; within, the model's batch is no multiple of the rows.
            CannotMix: within, a layer does not keep the batch in front.
        """
        voices = tuple(plain(voice) for voice in rows)
        needed = frozenset(sha for voice in voices for sha, _ in voice)
        with self._lock:
            if self._open:
                raise InternalError("The bank already draws another mixture.")
            self._bring(needed)
            self._open = needed
            loras = {sha: self._near[sha] for sha in needed}
        try:
            with self._heard(voices, loras):
                yield
        finally:
            with self._lock:
                self._open = frozenset()

    @contextmanager
    def _heard(self, voices: tuple[Voice, ...], loras: Mapping[str, Lora]) -> Iterator[None]:
        if not loras:
            if not self._is_compiled:
                self._untap()  # a plain picture goes through the very model that was loaded
            yield
            return
        self._mixture = mixture = self._mixed(voices, loras)
        self._tap(mixture.layers)
        mixture.begin()
        try:
            yield
        finally:
            mixture.end()
            self._mixture = None

    def _mixed(self, voices: tuple[Voice, ...], loras: Mapping[str, Lora]) -> Mixture:
        with self._lock:
            mixture = self._mixtures.pop(voices, None)
            if mixture is None:
                mixture = Mixture(voices, loras, self._targets, even=self._is_compiled)
            self._mixtures[voices] = mixture
            if len(self._mixtures) > MIXTURES:
                self._mixtures.popitem(last=False)
            return mixture

    def _read(self, sha: str, path: Path) -> Lora:
        """The LoRA in main memory, pinned where a GPU will fetch it."""
        found: dict[Kind, dict[str, LayerWeights]] = {}
        for component, layers in self._reader.read(sha, path, DENOISERS).items():
            for module, weights in layers.items():
                name = f"{component}.{module}"
                layer: Any = self._targets[name]
                if not lora_rows.is_adaptable(layer):
                    raise UnsupportedLora(
                        f"This LoRA changes {name}, a {type(layer).__name__}; linear layers and plain convolutions "
                        f"of two dimensions can be changed.",
                        hint="Train or export it without that layer.",
                    )
                dtype = layer.weight.dtype if layer.weight.dtype in FLOATS else self._dtype
                found.setdefault((dtype, weights.rank, weights.alpha), {})[name] = weights
        pinned = self._device.type == "cuda"
        return tuple(block_of(kind, layers, pinned=pinned) for kind, layers in found.items())

    def _store(self, sha: str, lora: Lora) -> None:
        if self._device.type == "cpu":
            self._near[sha] = lora
            return
        self._far[sha] = lora
        while len(self._far) > 1 and sum(map(_bytes, self._far.values())) > self._host_bytes:
            self._far.popitem(last=False)

    def _bring(self, wanted: Iterable[str]) -> None:
        for sha in wanted:
            if sha not in self._near and sha not in self._far:
                if sha not in self._files:
                    raise LoraNotHeld(f"The LoRA {sha[:12]} is not in the bank; it has to be held before it is drawn.")
                self._store(sha, self._read(sha, self._files[sha]))
            if sha in self._far:
                self._far.move_to_end(sha)
            if sha not in self._near:
                self._near[sha] = tuple(
                    replace(block, rows=block.rows.to(self._device, non_blocking=True)) for block in self._far[sha]
                )
            self._near.move_to_end(sha)

    def _make_room(self, keep: Collection[str]) -> None:
        def is_full() -> bool:
            return len(self._near) > self._capacity or (self._max_bytes is not None and self.bytes > self._max_bytes)

        for sha in [sha for sha in self._near if sha not in keep]:
            if not is_full():
                return
            del self._near[sha]
            LORA_BANK.add("eviction")
            for voices in [voices for voices, mixture in self._mixtures.items() if sha in mixture.loras]:
                del self._mixtures[voices]  # or its tensors would stay

    @cached_property
    def _targets(self) -> dict[str, nn.Module]:
        """Every layer that a LoRA can name: "unet.<canonical name>" -> module."""
        return {
            f"{component}.{canonical(component, name)}": module
            for component, part in components_of(self._pipeline).items()
            if component in DENOISERS
            for name, module in part.named_modules()
        }

    def _tap(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._taps:
                self._taps[name] = lora_rows.tap(self._targets[name])
        if not self._gates:
            for component, part in components_of(self._pipeline).items():
                if component in DENOISERS:
                    meet = torch.compiler.disable(self._meet) if self._is_compiled else self._meet
                    self._gates.append(part.register_forward_pre_hook(meet, with_kwargs=True))

    def _untap(self) -> None:
        for name, handle in self._taps.items():
            lora_rows.untap(self._targets[name], handle)
        for handle in self._gates:
            handle.remove()
        self._taps, self._gates = {}, []

    def _meet(self, _denoiser: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        """Before the denoiser runs: what is drawn now learns the size of the batch."""
        if self._mixture is not None:
            first = next((kwargs[name] for name in ("sample", "hidden_states") if name in kwargs), None)
            self._mixture.meet(len(args[0] if first is None else first))


def _bytes(lora: Lora) -> int:
    return sum(tensor_bytes(block.rows) for block in lora)
