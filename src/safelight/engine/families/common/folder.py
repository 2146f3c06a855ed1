"""A pipeline folder of diffusers, as every family has it: configs read at once, parts loaded when asked for."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import AutoencoderKL, AutoencoderTiny
from torch import Tensor, nn

from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Framing
from safelight.engine.training.weights import fingerprint_of, local
from safelight.specs.training import LoraTarget

AUTOENCODERS = {"AutoencoderKL": AutoencoderKL, "AutoencoderTiny": AutoencoderTiny}


class PipelineFolder:
    """What the families share; each adds its text encoders, its objective and what its denoiser is told."""

    denoiser_prefix: str
    denoiser_class: ClassVar[Any]
    targets: ClassVar[Mapping[LoraTarget, Sequence[str]]]
    text_encoder_targets: Sequence[str] = ("q_proj", "k_proj", "v_proj", "out_proj")
    packing: ClassVar[int] = 1
    """Latents side by side that the denoiser takes for one, in each direction."""

    def __init__(self, base: Path, text_parts: Sequence[str]) -> None:
        self.base = base
        self.index = _read(base / "model_index.json")
        self.denoiser_config, vae = self.config(self.denoiser_prefix), self.config("vae")
        for part in text_parts:
            self.config(part)
        self.vae_class = AUTOENCODERS.get(vae.get("_class_name", ""))
        if self.vae_class is None:
            raise UnsupportedBase(
                f"{base.name} has a {vae.get('_class_name')}, whose latents cannot be trained on yet."
            )
        if self.denoiser_config["in_channels"] != vae["latent_channels"] * self.packing**2:
            raise UnsupportedBase(
                f"{base.name} is an inpainting, depth or control model: its denoiser takes more than the latents.",
                hint="Train on the text-to-image model it was made from; the LoRA fits both.",
            )
        # Each encoder block but the last halves the picture.
        self.shrink = 2 ** (len(vae.get("block_out_channels") or vae["encoder_block_out_channels"]) - 1)
        self.fingerprint = fingerprint_of(base, (self.denoiser_prefix, "vae", *text_parts, "scheduler"))

    def denoiser_targets(self, target: LoraTarget) -> list[str]:
        """Module name endings."""
        return list(self.targets[target])

    def load_vae(self, device: torch.device, dtype: torch.dtype) -> nn.Module:
        """Frozen."""
        folder = self.base / "vae"
        return frozen(self.vae_class.from_pretrained(folder, **local(folder, dtype))).to(device)  # type: ignore[union-attr]  # refused above where it is None

    def load_denoiser(self, dtype: torch.dtype) -> nn.Module:
        """Frozen, on the CPU."""
        folder = self.base / self.denoiser_prefix
        return frozen(self.denoiser_class.from_pretrained(folder, **local(folder, dtype)))

    def encode_pictures(self, vae: nn.Module, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """(latents - shift_factor) * scaling_factor. The tiny autoencoder draws nothing: its deviation is zero."""
        scale = float(vae.config.scaling_factor)  # type: ignore[union-attr, arg-type]  # a diffusers VAE, seen as nn.Module
        shift = float(getattr(vae.config, "shift_factor", None) or 0.0)
        encoded = vae.encode(pixels)  # type: ignore[operator]  # as above
        if hasattr(encoded, "latent_dist"):
            return (encoded.latent_dist.mean - shift) * scale, encoded.latent_dist.std * scale
        return (encoded.latents - shift) * scale, torch.zeros_like(encoded.latents)

    def framing_conditioning(self, framings: Sequence[Framing]) -> dict[str, Tensor]:
        """Most models are not told of sizes."""
        return {}

    def config(self, part: str, file: str = "config.json") -> dict[str, Any]:
        """The config of a part."""
        path = self.base / part / file
        if not path.is_file():
            raise UnsupportedBase(f"{self.base.name} is not whole: {part}/{file} is missing.")
        return _read(path)

    def scheduler_config(self) -> dict[str, Any]:
        """That of its scheduler."""
        return self.config("scheduler", "scheduler_config.json")


def has_part(base: Path, part: str) -> bool:
    """Whether the folder has this part: some are left out to save memory."""
    return (base / part / "config.json").is_file()


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def frozen(network: nn.Module) -> nn.Module:
    """Without gradients, and without dropout: what is random in training must come from the step's own seed."""
    return network.requires_grad_(requires_grad=False).eval()


def number_type(network: nn.Module) -> torch.dtype:
    """Of the numbers it computes with; weights in few bits are kept as integers."""
    return next(p.dtype for p in network.parameters() if p.is_floating_point())


def picture_loss(predicted: Tensor, target: Tensor, weight: Tensor, mask: Tensor | None) -> Tensor:
    """(n,): mean squared error of each picture, fp32, times `weight` (n,) and, place by place, `mask` (n, 1, h, w)."""
    error = (predicted.float() - target).square()
    return (error if mask is None else error * mask).mean(dim=(1, 2, 3)) * weight
