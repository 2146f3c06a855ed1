"""What LoRAs add to the output of one layer, in a hook behind it; the layer's own forward, quantized or not, stays.

`Same` adds one voice to all rows, by plain products and in PEFT's order, so that a picture alone keeps its bits.
`PerRow` adds to each row its own, by batched products. Nothing here knows where the tensors come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from safelight.kit.errors import InvalidInput

Layer = nn.Linear | nn.Conv2d
ADDED = "_lora_rows"  # in the layer's __dict__: what its hook adds now, or None


class CannotMix(InvalidInput):
    """This network cannot draw pictures of different LoRAs in one batch."""

    code = "loras_not_mixed"


def is_adaptable(module: nn.Module) -> bool:
    """Linear layers, quantized ones too, and plain two-dimensional convolutions."""
    return isinstance(module, nn.Linear) or (isinstance(module, nn.Conv2d) and module.groups == 1)


def tap(layer: nn.Module) -> Any:
    """Hang the hook on a layer; it adds nothing yet. Gives the handle that takes it off."""
    layer.__dict__[ADDED] = None
    return layer.register_forward_hook(_add)


def untap(layer: nn.Module, handle: Any) -> None:
    """Take the hook off: the layer as it was."""
    handle.remove()
    layer.__dict__.pop(ADDED, None)


def _add(layer: Any, args: tuple[Any, ...], output: Any) -> Any:
    # One function for all layers, its data in the layer: torch.compile then shares one graph among repeated blocks.
    added = layer._lora_rows  # noqa: SLF001  ours, put there by `tap`
    if added is None:
        return None
    return added.to(layer, args[0], output)


@dataclass(slots=True)
class Same:
    """One voice for every row: (down (r, in) or (r, in, k, k), up (out, r) or (out, r, 1, 1), factor) for each LoRA."""

    parts: Sequence[tuple[torch.Tensor, torch.Tensor, float]]

    def to(self, layer: Any, x: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
        """The output with the voice added. x (n, ..., in) or (n, in, h, w), of any batch."""
        if self.parts[0][0].device != output.device:  # a model over several devices
            self.parts = [(down.to(output.device), up.to(output.device), by) for down, up, by in self.parts]
        number_type = output.dtype
        x = x.to(output.device)
        for down, up, factor in self.parts:
            inner = x.to(down.dtype)
            if isinstance(layer, nn.Conv2d):
                inner = functional.conv2d(inner, down, None, layer.stride, layer.padding, layer.dilation)
                more = functional.conv2d(inner, up)
            else:
                more = functional.linear(functional.linear(inner, down), up)
            output = output + more * factor
        return output.to(number_type)


@dataclass(slots=True)
class PerRow:
    """A voice for each of the model's M rows, `up` scaled; ranks padded with zeros, a plain row is all zeros.

    Linear: down (M, in, r), up (M, r, out). Convolution: down (M * r, in, k, k), up (M, out, r).
    """

    name: str
    rows: int
    parts: Sequence[tuple[torch.Tensor, torch.Tensor]]

    def to(self, layer: Any, x: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
        """The output with each row's voice added. x (M * k, ..., in) or (M * k, in, h, w), k neighbours to a row.

        Raises CannotMix where the batch of the layer is no multiple of the model's.
        """
        if len(x) % self.rows:
            raise CannotMix(
                f"This model cannot draw pictures of different LoRAs in one batch: {self.name} sees {len(x)} rows "
                f"where the model has {self.rows}.",
                hint="Ask for them with solo, so that each is drawn alone.",
            )
        if self.parts[0][0].device != output.device:  # a model over several devices
            self.parts = [(down.to(output.device), up.to(output.device)) for down, up in self.parts]
        x = x.to(output.device)
        add = self._convolution if isinstance(layer, nn.Conv2d) else self._linear
        for down, up in self.parts:
            output = add(layer, x.to(down.dtype), output, down, up)
        return output

    def _linear(
        self, _layer: Any, x: torch.Tensor, output: torch.Tensor, down: torch.Tensor, up: torch.Tensor
    ) -> torch.Tensor:
        inner = torch.bmm(x.reshape(self.rows, -1, x.shape[-1]), down)  # (M, k * tokens, r)
        flat = output.reshape(self.rows, -1, output.shape[-1])
        return _plus(flat, inner, up).view(output.shape)

    def _convolution(
        self, layer: Any, x: torch.Tensor, output: torch.Tensor, down: torch.Tensor, up: torch.Tensor
    ) -> torch.Tensor:
        # The rows side by side as groups of channels: one convolution, whatever the number of voices.
        frames, rank = len(x) // self.rows, up.shape[2]
        beside = x.unflatten(0, (self.rows, -1)).transpose(0, 1).reshape(frames, -1, *x.shape[2:])  # (k, M * in, h, w)
        inner = functional.conv2d(beside, down, None, layer.stride, layer.padding, layer.dilation, groups=self.rows)
        inner = inner.view(frames, self.rows, rank, -1).transpose(0, 1).reshape(len(x), rank, -1)
        if frames > 1:
            up = up.repeat_interleave(frames, 0)
        flat = output.flatten(2)  # (M * k, out, h * w), a view whether channels come first or last
        return _plus(flat, up, inner).view(output.shape)


def _plus(output: torch.Tensor, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Output + left @ right, in place where the number types agree: nobody else has the layer's output yet."""
    if output.dtype == left.dtype:
        return output.baddbmm_(left, right)
    return output + torch.bmm(left, right).to(output.dtype)
