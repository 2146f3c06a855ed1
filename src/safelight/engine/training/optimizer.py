"""The optimizer and its learning rate, which is a pure function of the step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainSpec


@dataclass(frozen=True)
class Group:
    """Weights that share a learning rate."""

    parameters: Sequence[nn.Parameter]
    learning_rate: float


def build_optimizer(spec: TrainSpec, groups: Sequence[Group], device: torch.device) -> torch.optim.Optimizer:
    """AdamW, in 8 bits where asked for, or by default where there is a GPU and bitsandbytes."""
    settings = [{"params": list(g.parameters), "lr": g.learning_rate, "peak": g.learning_rate} for g in groups]
    common: dict[str, Any] = {"betas": (0.9, spec.adam_beta2), "weight_decay": spec.weight_decay}
    if spec.optimizer == "adamw8bit" and device.type != "cuda":
        raise InvalidInput.of("optimizer", spec.optimizer, "8-bit AdamW needs a CUDA device", hint="Use 'adamw'.")
    if spec.optimizer != "adamw" and device.type == "cuda":
        try:
            from bitsandbytes.optim import AdamW8bit  # noqa: PLC0415 (optional, CUDA only)
        except ImportError as error:
            if spec.optimizer == "adamw8bit":
                raise InvalidInput.of(
                    "optimizer", spec.optimizer, "bitsandbytes is not installed", hint="Install safelight[cuda]."
                ) from error
        else:
            built: torch.optim.Optimizer = AdamW8bit(settings, **common)
            return built
    return torch.optim.AdamW(settings, **common, fused=device.type in ("cpu", "cuda"))


def set_learning_rate(optimizer: torch.optim.Optimizer, spec: TrainSpec, step: int) -> float:
    """For step `step` (from 0). Returns that of the first group: the denoiser's."""
    factor = rate_factor(spec, step)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor
    return float(optimizer.param_groups[0]["lr"])


def rate_factor(spec: TrainSpec, step: int) -> float:
    """Share of the peak learning rate: warm-up (never zero), then level, a line or half a cosine down."""
    warmup = 0 if spec.lr_scheduler == "constant" else spec.lr_warmup_steps
    if step < warmup:
        return (step + 1) / (warmup + 1)
    progress = (step - warmup) / max(1, spec.max_train_steps - warmup)
    if spec.lr_scheduler == "linear":
        return 1 - progress
    if spec.lr_scheduler == "cosine":
        return 0.5 * (1 + math.cos(math.pi * progress))
    return 1.0
