"""LoRAs as rows of numbers, and those of a batch put together: each row of it with its own, several, or none.

A LoRA has one row for each of its ranks, all layers side by side: `(rank, sum of in + out)`. So the LoRAs of a batch
are put together by one concatenation, whatever their ranks and however many a picture has; each layer's share is a
view. Nothing here knows where LoRAs are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from safelight.engine.diffusion import lora_rows
from safelight.engine.diffusion.adapters import LayerWeights
from safelight.engine.diffusion.lora_rows import PerRow, Same
from safelight.kit.errors import InternalError
from safelight.specs.generation import LoraUse

Voice = tuple[tuple[str, float], ...]
"""The LoRAs of one picture: (sha256 of the file, scale) of each; () is the base alone."""


def voice_of(uses: Sequence[LoraUse]) -> Voice:
    """What the denoiser hears of these."""
    return tuple((use.sha256, use.scale) for use in uses)


@dataclass(frozen=True)
class Layout:
    """Which layers lie side by side in a block: first what goes into each, then what comes out."""

    dtype: torch.dtype
    layers: tuple[str, ...]
    into: tuple[int, ...]
    out: tuple[int, ...]

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return sum(self.into) + sum(self.out)

    def halves(self, rows: torch.Tensor) -> tuple[Sequence[torch.Tensor], Sequence[torch.Tensor]]:
        """Views (..., rank, width) for each layer: down (..., rank, in), up (..., rank, out)."""
        into = sum(self.into)
        return rows[..., :into].split(self.into, -1), rows[..., into:].split(self.out, -1)


@dataclass(frozen=True)
class Block:
    """Layers of one LoRA of the same number type, rank and alpha."""

    layout: Layout
    rows: torch.Tensor  # (rank, width)
    alpha: float


Kind = tuple[torch.dtype, int, float]  # number type, rank, alpha
Lora = tuple[Block, ...]


class Mixture:
    """Voices of a batch as tensors for each layer: made once, and kept from step to step."""

    def __init__(
        self, voices: tuple[Voice, ...], loras: Mapping[str, Lora], targets: Mapping[str, Any], *, even: bool
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

    def _stacked(self, layout: Layout, rows: tuple[Voice, ...]) -> torch.Tensor:
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


def plain(voice: Voice) -> Voice:
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


def block_of(kind: Kind, layers: Mapping[str, LayerWeights], *, pinned: bool) -> Block:
    """The layers of one kind side by side, in main memory; `pinned` where a GPU will fetch them."""
    dtype, rank, alpha = kind
    downs = [layer.down.flatten(1).to(dtype) for layer in layers.values()]
    ups = [layer.up.flatten(1).T.to(dtype) for layer in layers.values()]
    layout = Layout(dtype, tuple(layers), tuple(half.shape[1] for half in downs), tuple(half.shape[1] for half in ups))
    rows = torch.empty(rank, layout.width, dtype=dtype, pin_memory=pinned)
    return Block(layout, torch.cat([*downs, *ups], 1, out=rows), alpha)
