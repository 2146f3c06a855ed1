"""What text encoders made of words that come again: they are not run twice, and the picture is the same to the bit.

It stands around the encoders' own forward, so it knows nothing of prompts, weights of words or kinds of pipelines.
"""

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import torch
from peft.tuners.lora import LoraLayer
from transformers.utils.generic import ModelOutput

LEAST_BYTES, MOST_BYTES = 16_000_000, 128_000_000
"""In main memory, for each model: at most some fifteen prompts of SDXL, which reads every layer, or thirty of Flux."""
SHARE = 8  # of the encoders' own size, in between: a small model's prompts are as much smaller


@dataclass(frozen=True)
class _Answer:
    whole: Any  # as the encoder gave it, in main memory
    device: torch.device
    bytes: int


class Encodings:
    """What the text encoders of one pipeline answered, least recently used out first. One thread at a time.

    An answer is found by all that it depends on: which encoder, its LoRAs with their scales, the embeddings in its
    vocabulary, the tokens in their batch, and what else it is told (the layers wanted, a mask). The same words in
    another batch are encoded anew, for kernels round by the shape.
    """

    def __init__(self, pipeline: Any, max_bytes: int | None = None) -> None:
        self._encoders: dict[str, Any] = {
            name: part
            for name, part in pipeline.components.items()
            if name.startswith("text_encoder") and isinstance(part, torch.nn.Module)
        }
        self.max_bytes = _fair_share(self._encoders.values()) if max_bytes is None else max_bytes
        self._held: OrderedDict[Hashable, _Answer] = OrderedDict()
        self.bytes = 0

    @contextmanager
    def used(self, embeddings: Sequence[tuple[Path, str]] = ()) -> Iterator[None]:
        """Encoders answer from memory until the block ends; `embeddings` are the files in the vocabulary, by token."""
        files = [(path, token, path.stat()) for path, token in embeddings]
        vocabulary = tuple((str(path), token, stat.st_mtime_ns, stat.st_size) for path, token, stat in files)
        stand_ins: dict[str, Any] = {}
        before: dict[str, Any] = {}
        for name, encoder in self._encoders.items():
            before[name] = encoder.__dict__.get("forward")
            # Outside of what offloading hangs on it: words that are known bring no encoder to the device.
            stand_ins[name] = encoder.forward = self._remembering(name, encoder, encoder.forward, vocabulary)
        try:
            yield
        finally:
            for name, encoder in self._encoders.items():
                if encoder.__dict__.get("forward") is not stand_ins[name]:
                    continue  # diffusers has renewed its hooks meanwhile, and ours is gone with the old ones
                if before[name] is None:
                    del encoder.forward
                else:
                    encoder.forward = before[name]

    def _remembering(self, name: str, encoder: Any, forward: Callable[..., Any], vocabulary: Hashable) -> Any:
        @functools.wraps(forward)
        def answer(*args: Any, **kwargs: Any) -> Any:
            told = None if torch.is_grad_enabled() else _mark((args, kwargs))
            if told is None:
                return forward(*args, **kwargs)
            key = (name, vocabulary, _loras(encoder), told)
            if key in self._held:
                self._held.move_to_end(key)
                known = self._held[key]
                return _each(known.whole, lambda tensor: tensor.to(known.device, copy=True))
            made = forward(*args, **kwargs)
            self._keep(key, made)
            return made

        return answer

    def _keep(self, key: Hashable, made: Any) -> None:
        tensors: list[torch.Tensor] = []

        def kept(tensor: torch.Tensor) -> torch.Tensor:
            tensors.append(tensor)
            return tensor.to("cpu", copy=True)

        try:
            whole = _each(made, kept)
        except TypeError:  # more than tensors: keys and values, of encoders that are language models
            return
        if len({tensor.device for tensor in tensors}) != 1:
            return
        answer = _Answer(whole, tensors[0].device, sum(one.numel() * one.element_size() for one in tensors))
        self._held[key] = answer
        self.bytes += answer.bytes
        while self.bytes > self.max_bytes:
            self.bytes -= self._held.popitem(last=False)[1].bytes


def _fair_share(encoders: Iterable[torch.nn.Module]) -> int:
    weights = (weight for encoder in encoders for weight in encoder.parameters())
    size = sum(weight.numel() * weight.element_size() for weight in weights)
    return min(max(LEAST_BYTES, size // SHARE), MOST_BYTES)


def _loras(encoder: torch.nn.Module) -> Hashable:
    """Which adapters count in each layer, by name (the hash of the file) and scale."""
    return tuple(
        tuple((adapter, layer.scaling.get(adapter)) for adapter in layer.active_adapters)
        for layer in encoder.modules()
        if isinstance(layer, LoraLayer) and not layer.disable_adapters
    )


def _mark(told: Any) -> Hashable | None:
    """A key for what a forward is told; None where something cannot be compared, or is more than words."""
    if isinstance(told, torch.Tensor):
        if told.is_floating_point() and told.ndim > 2:
            return None  # a picture, for encoders that see as well
        flat = told.detach().to("cpu").contiguous().flatten().view(torch.uint8)
        digest = blake2b(flat.numpy().tobytes(), digest_size=16).digest()
        return (tuple(told.shape), str(told.dtype), str(told.device), digest)
    if isinstance(told, dict):
        return _mark([part for name in sorted(told) for part in (name, told[name])])
    if isinstance(told, list | tuple):
        parts = [_mark(part) for part in told]
        return None if None in parts else tuple(parts)
    return (type(told).__name__, told) if told is None or isinstance(told, bool | int | float | str) else None


def _each(value: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """The same answer with each tensor changed. Raises TypeError where there is anything else in it."""
    if value is None:
        return None
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, ModelOutput):
        return type(value)(**{name: _each(part, change) for name, part in value.items()})
    if type(value) is tuple:
        return tuple(_each(part, change) for part in value)
    raise TypeError(type(value).__name__)
