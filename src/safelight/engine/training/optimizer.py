"""The optimizer and its learning rate, which is a pure function of the step."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import torch
from torch import nn

from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainSpec

Settings = list[dict[str, Any]]


@dataclass(frozen=True)
class Group:
    """Weights that share a learning rate."""

    parameters: Sequence[nn.Parameter]
    learning_rate: float


def build_optimizer(spec: TrainSpec, groups: Sequence[Group], device: torch.device) -> torch.optim.Optimizer:
    """The one that was asked for; else AdamW, in 8 bits where there is a GPU and bitsandbytes."""
    settings = [{"params": list(g.parameters), "lr": g.learning_rate, "peak": g.learning_rate} for g in groups]
    match spec.optimizer:
        case "prodigy":
            return _prodigy(spec, settings)
        case "adafactor":
            return _adafactor(spec, settings)
        case "adamw8bit":
            return _adamw8bit(spec, settings, device)
        case None if device.type == "cuda" and find_spec("bitsandbytes"):
            return _adamw8bit(spec, settings, device)
        case None | "adamw":
            is_fused = device.type in ("cpu", "cuda")
            return torch.optim.AdamW(settings, betas=_betas(spec), weight_decay=spec.weight_decay, fused=is_fused)


def _adamw8bit(spec: TrainSpec, settings: Settings, device: torch.device) -> torch.optim.Optimizer:
    if device.type != "cuda":
        raise InvalidInput.of("optimizer", "adamw8bit", "8-bit AdamW needs a CUDA device", hint="Use 'adamw'.")
    try:
        from bitsandbytes.optim import AdamW8bit  # noqa: PLC0415 (optional, CUDA only)
    except ImportError as error:
        raise InvalidInput.of(
            "optimizer", "adamw8bit", "bitsandbytes is not installed", hint="Install safelight[cuda]."
        ) from error
    built: torch.optim.Optimizer = AdamW8bit(settings, betas=_betas(spec), weight_decay=spec.weight_decay)
    return built


def _prodigy(spec: TrainSpec, settings: Settings) -> torch.optim.Optimizer:
    """With bias correction and safeguarded warm-up, as diffusers' examples have it; it knows one rate alone."""
    from prodigyopt import Prodigy  # noqa: PLC0415 (only where it is asked for)

    if spec.text_encoder_learning_rate not in (None, spec.learning_rate):
        raise InvalidInput.of(
            "text_encoder_learning_rate",
            spec.text_encoder_learning_rate,
            "optimizer 'prodigy' finds one learning rate for all",
            hint="Leave text_encoder_learning_rate out, or use another optimizer.",
        )
    for group in settings:
        group["lr"] = group["peak"] = spec.learning_rate
    built: torch.optim.Optimizer = Prodigy(
        settings, betas=_betas(spec), use_bias_correction=True, safeguard_warmup=True
    )
    for group in built.param_groups:
        group["weight_decay"] = spec.weight_decay  # given to Prodigy itself, it is announced by a print
    return built


def _adafactor(spec: TrainSpec, settings: Settings) -> torch.optim.Optimizer:
    """With the learning rate as it is given: scaled by the weights, a LoRA, which begins at zero, would not move."""
    from transformers.optimization import Adafactor  # noqa: PLC0415 (only where it is asked for)

    built: torch.optim.Optimizer = Adafactor(
        settings, weight_decay=spec.weight_decay, scale_parameter=False, relative_step=False, warmup_init=False
    )
    return built


def _betas(spec: TrainSpec) -> tuple[float, float]:
    return (0.9, spec.adam_beta2)


def set_learning_rate(optimizer: torch.optim.Optimizer, spec: TrainSpec, step: int) -> float:
    """For step `step` (from 0). Returns that of the first group, the denoiser's; of Prodigy the one it has found."""
    factor = rate_factor(spec, step)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * factor
    first = optimizer.param_groups[0]
    return float(first["lr"]) * float(first.get("d", 1.0))


def rate_factor(spec: TrainSpec, step: int) -> float:
    """Share of the peak learning rate, as diffusers' get_scheduler has it, but for a warm-up that begins above zero."""
    warmup = 0 if spec.lr_scheduler == "constant" else spec.lr_warmup_steps
    if step < warmup:
        return (step + 1) / (warmup + 1)
    progress = (step - warmup) / max(1, spec.max_train_steps - warmup)
    match spec.lr_scheduler:
        case "linear":
            return 1 - progress
        case "cosine":
            return 0.5 * (1 + math.cos(math.pi * progress))
        case "cosine_with_restarts":
            return 0.5 * (1 + math.cos(math.pi * (spec.lr_num_cycles * progress % 1)))
        case "polynomial":
            return float((1 - progress) ** spec.lr_power)
        case "constant" | "constant_with_warmup":
            return 1.0
