"""In which number format a training computes; LoRA weights themselves are always fp32."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from safelight.kit.errors import InvalidInput
from safelight.kit.logs import get_logger

log = get_logger(__name__)

Mixed = Literal["no", "fp16", "bf16"]


@dataclass(frozen=True)
class Precision:
    """Format of the frozen weights and of the arithmetic on one device."""

    mixed: Mixed
    device: torch.device

    @property
    def weights(self) -> torch.dtype:
        """Of the frozen base: half the memory where arithmetic is in half precision anyway."""
        return {"no": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[self.mixed]

    def autocast(self) -> AbstractContextManager[Any]:
        """Around the forward pass."""
        return nullcontext() if self.mixed == "no" else torch.autocast(self.device.type, self.weights)

    def kernels(self) -> AbstractContextManager[Any]:
        """Around forward and backward pass together: with gradient checkpointing the second repeats the first."""
        if self.mixed == "no" or self.device.type == "cuda":
            return nullcontext()
        # On a CPU the fused attention's backward pass in bf16 is pathological (torch 2.13: 88 ms for what takes 5 ms in
        # fp32, a third of the whole step); plain matrix products are not.
        return sdpa_kernel(SDPBackend.MATH)

    def scaler(self) -> torch.amp.GradScaler:
        """Keeps small fp16 gradients from vanishing; does nothing in other formats."""
        return torch.amp.GradScaler(self.device.type, enabled=self.mixed == "fp16")


def choose_precision(wanted: Mixed | None, device: torch.device) -> Precision:
    """What was asked for, or what suits the device."""
    if wanted == "fp16" and device.type != "cuda":
        raise InvalidInput.of(
            "mixed_precision", wanted, "fp16 training needs a CUDA device", hint="Use 'bf16' or 'no'."
        )
    if wanted == "bf16" and device.type == "cpu" and not computes_bf16():
        log.warning("bf16_is_emulated", hint="This CPU has no bf16 arithmetic; training in fp32, which is faster here.")
        return Precision("no", device)
    if wanted is not None:
        return Precision(wanted, device)
    if device.type == "cuda":
        return Precision("bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16", device)
    # On a CPU with bf16 hardware a step took 0.7 to 0.8 of its fp32 time for a small UNet at batch 8 and 16, and 1.4
    # for one with many attention layers at batch 2 (benchmarks/training_step.py): presets ask for it where it pays.
    return Precision("no", device)


def computes_bf16() -> bool:
    """Whether this CPU multiplies bf16 numbers in hardware (AMX, AVX-512 or Arm)."""
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name) for name in ("amx_bf16", "avx512_bf16", "bf16"))
