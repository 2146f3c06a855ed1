"""The LoRAs of one denoiser, ready for any mixture: each picture of a batch has its own, several, or none.

A LoRA is kept as rows of numbers, one row for each of its ranks, all layers side by side: `(rank, sum of in + out)`.
So the LoRAs of a batch are put together by one concatenation, whatever their ranks and however many a picture has;
each layer's share is a view. Adding one is one copy, and costs the same whoever else is there.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import nn

from safelight.engine.diffusion import lora_rows
from safelight.engine.diffusion.adapters import LayerWeights, LoraReader, components_of
from safelight.engine.diffusion.lora_rows import PerRow, Same
from safelight.engine.diffusion.memory import tensor_bytes
from safelight.kit.errors import InternalError
from safelight.kit.lora_keys import UnsupportedLora
from safelight.kit.lora_names import DENOISERS, canonical
from safelight.specs.generation import LoraUse
from safelight.specs.telemetry import LORA_BANK

Voice = tuple[tuple[str, float], ...]
"""The LoRAs of one picture: (sha256 of the file, scale) of each; () is the base alone."""
HOST_BYTES = 4_000_000_000
"""Of main memory, for LoRAs that left a GPU: back there in a millisecond, where the file takes several."""
MIXTURES = 4
"""Whose tensors are kept: requests of other sizes, drawn in turns, are mixtures of their own."""
FLOATS = {torch.float32, torch.float16, torch.bfloat16}


def voice_of(uses: Sequence[LoraUse]) -> Voice:
    """What the denoiser hears of these."""
    return tuple((use.sha256, use.scale) for use in uses)


class LoraNotHeld(InternalError):
    """A row asks for a LoRA that the bank was never given: a picture without its character is never drawn."""


@dataclass(frozen=True)
class _Layout:
    """Which layers lie side by side in a block: first what goes into each, then what comes out."""

    dtype: torch.dtype
    layers: tuple[str, ...]
    into: tuple[int, ...]
    out: tuple[int, ...]

    @property
    def width(self) -> int:
        return sum(self.into) + sum(self.out)

    def halves(self, rows: torch.Tensor) -> tuple[Sequence[torch.Tensor], Sequence[torch.Tensor]]:
        """Views (..., rank, width) for each layer: down (..., rank, in), up (..., rank, out)."""
        into = sum(self.into)
        return rows[..., :into].split(self.into, -1), rows[..., into:].split(self.out, -1)


@dataclass(frozen=True)
class _Block:
    """Layers of one LoRA of the same number type, rank and alpha."""

    layout: _Layout
    rows: torch.Tensor  # (rank, width)
    alpha: float


_Kind = tuple[torch.dtype, int, float]  # number type, rank, alpha
_Lora = tuple[_Block, ...]


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
        self._near: OrderedDict[str, _Lora] = OrderedDict()  # on the device; last used last
        self._far: OrderedDict[str, _Lora] = OrderedDict()  # the same in main memory, of a GPU's alone
        self._open: frozenset[str] = frozenset()  # of the mixture that draws now
        self._taps: dict[str, Any] = {}  # handles of hooks, by layer
        self._gates: list[Any] = []  # of those on the denoiser itself
        self._mixture: _Mixture | None = None  # the one that is heard now
        self._mixtures: OrderedDict[tuple[Voice, ...], _Mixture] = OrderedDict()
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
        voices = tuple(_plain(voice) for voice in rows)
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
    def _heard(self, voices: tuple[Voice, ...], loras: Mapping[str, _Lora]) -> Iterator[None]:
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

    def _mixed(self, voices: tuple[Voice, ...], loras: Mapping[str, _Lora]) -> "_Mixture":
        with self._lock:
            mixture = self._mixtures.pop(voices, None)
            if mixture is None:
                mixture = _Mixture(voices, loras, self._targets, even=self._is_compiled)
            self._mixtures[voices] = mixture
            if len(self._mixtures) > MIXTURES:
                self._mixtures.popitem(last=False)
            return mixture

    def _read(self, sha: str, path: Path) -> _Lora:
        """The LoRA in main memory, pinned where a GPU will fetch it."""
        found: dict[_Kind, dict[str, LayerWeights]] = {}
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
        return tuple(_block(kind, layers, pinned=pinned) for kind, layers in found.items())

    def _store(self, sha: str, lora: _Lora) -> None:
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


class _Mixture:
    """Voices of a batch as tensors for each layer: made once, and kept from step to step."""

    def __init__(
        self, voices: tuple[Voice, ...], loras: Mapping[str, _Lora], targets: Mapping[str, Any], *, even: bool
    ) -> None:
        """`even`: always by rows, in few sizes of rank, for code that is compiled for each form and shape."""
        self.voices, self.loras = voices, loras
        self.layers = tuple(dict.fromkeys(n for lora in loras.values() for block in lora for n in block.layout.layers))
        self._targets, self._even = targets, even
        self._batch: int | None = None
        self._forms: dict[str, Same | PerRow] = {}
        if not even and len(set(voices)) == 1:
            self._forms = self._same(voices[0])
        self._is_same = bool(self._forms)

    def begin(self) -> None:
        """Let the layers add it."""
        for name, form in self._forms.items():
            self._targets[name].__dict__[lora_rows.ADDED] = form

    def end(self) -> None:
        """Let the layers add nothing."""
        for name in self._forms:
            self._targets[name].__dict__[lora_rows.ADDED] = None

    def meet(self, batch: int) -> None:
        """The denoiser is about to compute so many rows."""
        if self._is_same or batch == self._batch:
            return
        if batch % len(self.voices):
            raise InternalError(f"The model's batch of {batch} is no multiple of the {len(self.voices)} rows given.")
        self._forms = self._per_row(self.voices * (batch // len(self.voices)))
        self._batch = batch
        self.begin()

    def _same(self, voice: Voice) -> dict[str, Same | PerRow]:
        parts: dict[str, list[tuple[torch.Tensor, torch.Tensor, float]]] = {}
        for sha, scale in voice:
            for block in self.loras[sha]:
                factor = scale * block.alpha / len(block.rows)
                for name, down, up in zip(block.layout.layers, *block.layout.halves(block.rows), strict=True):
                    # Laid out as PEFT has them: kernels for one row sum in another order where the stride is another.
                    halves = down.contiguous(), up.T.contiguous()
                    if isinstance(self._targets[name], nn.Conv2d):
                        kernel = self._targets[name].weight.shape[1:]
                        halves = halves[0].view(-1, *kernel), halves[1][..., None, None]
                    parts.setdefault(name, []).append((*halves, factor))
        return {name: Same(each) for name, each in parts.items()}

    def _per_row(self, rows: tuple[Voice, ...]) -> dict[str, Same | PerRow]:
        layouts = dict.fromkeys(block.layout for lora in self.loras.values() for block in lora)
        found: dict[str, list[tuple[torch.Tensor, torch.Tensor]]] = {}  # (rows, rank, in), (rows, rank, out)
        for layout in layouts:
            stacked = self._stacked(layout, rows)
            for name, down, up in zip(layout.layers, *layout.halves(stacked), strict=True):
                found.setdefault(name, []).append((down, up))
        if self._even:
            found = {name: [(_evened(downs), _evened(ups))] for name, each in found.items()
                     for downs, ups in [zip(*each, strict=True)]}  # fmt: skip
        return {name: PerRow(name, len(rows), [self._laid(name, *one) for one in each]) for name, each in found.items()}

    def _laid(self, name: str, down: torch.Tensor, up: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(rows, rank, in) and (rows, rank, out) as `PerRow` wants them of this layer."""
        if isinstance(self._targets[name], nn.Conv2d):
            return down.reshape(-1, *self._targets[name].weight.shape[1:]), up.transpose(1, 2)
        return down.transpose(1, 2), up

    def _stacked(self, layout: _Layout, rows: tuple[Voice, ...]) -> torch.Tensor:
        """(rows, rank, width): each row's LoRAs one below the other, zeros below them, scales within `up`."""
        found = [
            [(block, scale) for sha, scale in voice for block in self.loras[sha] if block.layout == layout]
            for voice in rows
        ]
        rank = max(sum(len(block.rows) for block, _ in row) for row in found)
        some = next(block for row in found for block, _ in row)
        zeros = some.rows.new_zeros(rank, layout.width)
        pieces, scales = list[torch.Tensor](), list[float]()
        for row in found:
            for block, scale in row:
                pieces.append(block.rows)
                scales += [scale * block.alpha / len(block.rows)] * len(block.rows)
            if missing := rank - sum(len(block.rows) for block, _ in row):
                pieces.append(zeros[:missing])
                scales += [0.0] * missing
        stacked = torch.cat(pieces).unflatten(0, (len(rows), rank))
        stacked[..., sum(layout.into) :] *= torch.tensor(scales, device=zeros.device).view(len(rows), rank, 1)
        return stacked


def _plain(voice: Voice) -> Voice:
    """The same file twice is that file with both scales; with scale 0 it is not there."""
    scales: dict[str, float] = {}
    for sha, scale in voice:
        scales[sha] = scales.get(sha, 0.0) + scale
    return tuple((sha, scale) for sha, scale in scales.items() if scale)


def _evened(halves: Sequence[torch.Tensor]) -> torch.Tensor:
    """Halves (rows, rank, n) of one layer as a single one, its rank the next power of two: few shapes, one layout."""
    whole = torch.cat(tuple(halves), 1)
    rank = max(8, 1 << (whole.shape[1] - 1).bit_length())
    return nn.functional.pad(whole, (0, 0, 0, rank - whole.shape[1])).contiguous()


def _block(kind: _Kind, layers: Mapping[str, LayerWeights], *, pinned: bool) -> _Block:
    dtype, rank, alpha = kind
    downs = [layer.down.flatten(1).to(dtype) for layer in layers.values()]
    ups = [layer.up.flatten(1).T.to(dtype) for layer in layers.values()]
    layout = _Layout(dtype, tuple(layers), tuple(half.shape[1] for half in downs), tuple(half.shape[1] for half in ups))
    rows = torch.empty(rank, layout.width, dtype=dtype, pin_memory=pinned)
    return _Block(layout, torch.cat([*downs, *ups], 1, out=rows), alpha)


def _bytes(lora: _Lora) -> int:
    return sum(tensor_bytes(block.rows) for block in lora)
