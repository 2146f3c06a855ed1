"""What weights take in memory, and the highest use of it while something runs."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import psutil
import torch

from safelight.engine.diffusion.devices import peak_memory, reset_peak_memory


@dataclass(frozen=True)
class PartFacts:
    """One part of a loaded pipeline. `dtypes` of its weights, the most common first."""

    name: str
    class_name: str
    parameters: int
    bytes: int
    dtypes: tuple[str, ...]
    device: str


def tensor_bytes(tensor: torch.Tensor) -> int:
    """What a tensor takes: a quantized one by what it is made of, for it claims the size of what it stands for."""
    if not hasattr(tensor, "__tensor_flatten__"):
        return tensor.numel() * tensor.element_size()
    inner: Any = tensor.data if isinstance(tensor, torch.nn.Parameter) else tensor
    if type(inner) is torch.Tensor:
        return tensor.numel() * tensor.element_size()
    names, _ = inner.__tensor_flatten__()
    return sum(tensor_bytes(getattr(inner, name)) for name in names)


def weight_bytes(module: torch.nn.Module) -> int:
    """Bytes of parameters and buffers, as they are kept."""
    return sum(tensor_bytes(tensor) for tensor in (*module.parameters(), *module.buffers()))


def parts_of(pipeline: Any) -> list[PartFacts]:
    """The networks of a pipeline, the largest first."""
    found = [_facts(name, part) for name, part in pipeline.components.items() if isinstance(part, torch.nn.Module)]
    return sorted(found, key=lambda part: -part.bytes)


def pipeline_bytes(pipeline: Any) -> int:
    """Bytes of all networks of a pipeline."""
    modules = [part for part in pipeline.components.values() if isinstance(part, torch.nn.Module)]
    return sum(weight_bytes(module) for module in modules)


class Peak:
    """The most that this process took while the block ran, above what it had before.

    Of a GPU, what torch allocated; else main memory, where the system tells its peak (Linux). `bytes` is None where
    nobody knows.
    """

    def __init__(self, device: str | torch.device) -> None:
        self._device = torch.device(device)
        self.bytes: int | None = None
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._started = time.monotonic()
        if self._device.type == "cuda":
            self._before = torch.cuda.memory_allocated(self._device)
            reset_peak_memory(self._device)
        else:
            self._before = _process(os.getpid()).memory_info().rss
            with suppress(OSError):
                Path("/proc/self/clear_refs").write_text("5")  # the peak starts at what is held now
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._started
        highest = peak_memory(self._device) if self._device.type == "cuda" else _highest_rss()
        self.bytes = None if highest is None else max(0, highest - self._before)


def _facts(name: str, part: torch.nn.Module) -> PartFacts:
    counts: dict[str, int] = {}
    for tensor in part.parameters():
        kind = _kind(tensor)
        counts[kind] = counts.get(kind, 0) + tensor.numel()
    first = next(iter(part.parameters()), None)
    return PartFacts(
        name=name,
        class_name=type(part).__name__,
        parameters=sum(counts.values()),
        bytes=weight_bytes(part),
        dtypes=tuple(sorted(counts, key=lambda kind: -counts[kind])),
        device=str(first.device) if first is not None else "cpu",
    )


def _kind(tensor: torch.Tensor) -> str:
    inner = tensor.data if isinstance(tensor, torch.nn.Parameter) else tensor
    kind = str(tensor.dtype).removeprefix("torch.")
    names = [type(one).__name__ for one in (tensor, inner) if type(one) not in {torch.Tensor, torch.nn.Parameter}]
    return f"{names[0]}({kind})" if names else kind


@cache
def _process(pid: int) -> psutil.Process:
    """Made once: that reads the process's whole status, and takes longer than what is asked of it."""
    return psutil.Process(pid)


def _highest_rss() -> int | None:
    with suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return None
