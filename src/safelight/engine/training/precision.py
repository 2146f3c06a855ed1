"""In which number format a training computes; LoRA weights themselves are always fp32."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import torch

from safelight.kit.errors import InvalidInput

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

    def autocast(self) -> AbstractContextManager[object]:
        """Around the forward pass."""
        return torch.autocast(self.device.type, self.weights, enabled=self.mixed != "no")

    def scaler(self) -> torch.amp.GradScaler:
        """Keeps small fp16 gradients from vanishing; does nothing in other formats."""
        return torch.amp.GradScaler(self.device.type, enabled=self.mixed == "fp16")


def choose_precision(wanted: Mixed | None, device: torch.device) -> Precision:
    """What was asked for, or what suits the device."""
    if wanted == "fp16" and device.type != "cuda":
        raise InvalidInput.of(
            "mixed_precision", wanted, "fp16 training needs a CUDA device", hint="Use 'bf16' or 'no'."
        )
    if wanted is not None:
        return Precision(wanted, device)
    if device.type == "cuda":
        return Precision("bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp16", device)
    return Precision("no", device)
