"""Which devices there are, what they hold, and which number type suits them."""

import gc
from collections.abc import Callable
from dataclasses import dataclass

import psutil
import torch
from torch import nn


@dataclass(frozen=True)
class Device:
    """A place to compute. `name` is what torch calls it."""

    name: str
    title: str
    memory_bytes: int


@dataclass(frozen=True)
class Memory:
    """Bytes of a device, all processes together."""

    total: int
    free: int


def detect() -> list[Device]:
    """All devices, the best first; the CPU is always there and always last."""
    found = []
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        found.append(Device(f"cuda:{index}", properties.name, properties.total_memory))
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU", psutil.virtual_memory().total))
    return [*found, Device("cpu", "CPU", psutil.virtual_memory().total)]


def memory_of(device: str | torch.device) -> Memory:
    """Memory of a device now; a CPU's, or an Apple GPU's, is the machine's."""
    if torch.device(device).type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return Memory(total=total, free=free)
    machine = psutil.virtual_memory()
    return Memory(total=machine.total, free=machine.available)


def best_dtype(device: str | torch.device) -> torch.dtype:
    """bfloat16 on GPUs that have it (its range spares the VAE black pictures), else float16; float32 on a CPU."""
    kind = torch.device(device).type
    if kind == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return torch.float16 if kind == "mps" else torch.float32


def set_threads(count: int) -> None:
    """How many CPU threads one operation may use in this process."""
    torch.set_num_threads(max(1, count))


def free_memory(device: str | torch.device) -> None:
    """Give back what nobody refers to any more; reference cycles of pipelines need the collector."""
    gc.collect()
    if torch.device(device).type == "cuda":
        torch.cuda.empty_cache()
    elif torch.device(device).type == "mps":
        torch.mps.empty_cache()


def peak_memory(device: str | torch.device) -> int | None:
    """Bytes that this process held of a GPU at its peak since `reset_peak_memory`; None elsewhere."""
    return torch.cuda.max_memory_allocated(device) if torch.device(device).type == "cuda" else None


def reset_peak_memory(device: str | torch.device) -> None:
    """Measure the peak from now on."""
    if torch.device(device).type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)


def finish_work(device: str | torch.device) -> None:
    """Wait until a GPU has done all that it was told, so that what comes next can be timed."""
    kind = torch.device(device).type
    if kind == "cuda":
        torch.cuda.synchronize(device)
    elif kind == "mps":
        torch.mps.synchronize()


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether a device, or the machine, had no memory left. The CPU's allocator raises it bare."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def module_bytes(module: torch.nn.Module) -> int:
    """Bytes of parameters and buffers."""
    tensors = [*module.parameters(), *module.buffers()]
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def move(model: nn.Module, device: torch.device, *, make_room: Callable[[], None], refusal: Exception) -> None:
    """Put a model on a device; where it does not fit, once more after `make_room`, and then `refusal` is raised."""
    for last in (False, True):
        try:
            model.to(device=device)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            if last:
                raise refusal from error
        else:
            return
        make_room()  # past the except block: the exception's frames hold tensors
        free_memory(device)
