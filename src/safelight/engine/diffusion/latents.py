"""Latents between denoiser and autoencoder: their layout and their scale, which differ from model to model."""

from typing import Any

import torch
from torch import Tensor


def spatial(pipeline: Any, latents: Tensor, size: tuple[int, int]) -> Tensor | None:
    """Latents as (n, channels, height, width), from those of a pipeline that draws `size`, width and height in pixels.

    Some pipelines (Flux) denoise a packed sequence. None if the layout is one that is not known here.
    """
    if latents.ndim == 3 and hasattr(pipeline, "_unpack_latents"):
        latents = pipeline._unpack_latents(latents, size[1], size[0], pipeline.vae_scale_factor)  # noqa: SLF001  diffusers has no public name for Flux's packing
    return latents if latents.ndim == 4 else None


def encoded(vae: Any, pixels: Tensor) -> Tensor:
    """Pictures (n, 3, height, width) in -1..1 as the denoiser would see them, without chance."""
    found = vae.encode(pixels.to(vae.dtype))
    latents = found.latents if hasattr(found, "latents") else found.latent_dist.mode()
    scale, shift = _scale_of(vae, latents)
    return (latents.float() - shift) / scale


def decoded(vae: Any, latents: Tensor) -> Tensor:
    """Pictures (n, 3, height, width) in 0..1 from latents (n, channels, height, width) of the denoiser."""
    scale, shift = _scale_of(vae, latents)
    pixels = vae.decode((latents.float() * scale + shift).to(vae.dtype), return_dict=False)[0]
    return (pixels.float() / 2 + 0.5).clamp(0, 1)


def _scale_of(vae: Any, latents: Tensor) -> tuple[Tensor, Tensor]:
    """What to multiply the denoiser's latents with, and then to add, for the autoencoder's: (1, channels, 1, 1)."""
    config = vae.config
    scale = torch.full((1, 1, 1, 1), 1 / float(config.get("scaling_factor") or 1))
    shift = torch.full((1, 1, 1, 1), float(config.get("shift_factor") or 0))
    if config.get("latents_mean") is not None and config.get("latents_std") is not None:
        scale = scale * torch.tensor(config["latents_std"]).view(1, -1, 1, 1)
        shift = torch.tensor(config["latents_mean"]).view(1, -1, 1, 1)
    return scale.to(latents.device), shift.to(latents.device)
