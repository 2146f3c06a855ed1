"""Noise, target and loss weight of a discrete-time diffusion model, epsilon or v-prediction.

With a = alphas_cumprod[t]: noisy = sqrt(a) x + sqrt(1 - a) noise (Ho et al., 2020),
v = sqrt(a) noise - sqrt(1 - a) x (Salimans and Ho, 2022), SNR = a / (1 - a).
"""

import torch
from torch import Tensor

from safelight.engine.families.common.evenly import spread
from safelight.engine.training.errors import UnsupportedBase


class Objective:
    """What the denoiser is asked, and how much each answer counts."""

    def __init__(self, alphas_cumprod: Tensor, prediction_type: str) -> None:
        """`alphas_cumprod`: (steps,), falling from about 1 towards 0."""
        if prediction_type not in ("epsilon", "v_prediction"):
            raise UnsupportedBase(
                f"The model predicts {prediction_type!r}.", hint="Models that predict epsilon or v_prediction train."
            )
        self.alphas_cumprod = alphas_cumprod.float()
        self.prediction_type = prediction_type

    def draw_timesteps(self, generator: torch.Generator, count: int) -> Tensor:
        """(count,) int64, uniform over the steps and spread evenly over the batch."""
        steps = len(self.alphas_cumprod)
        return (spread(generator, count) * steps).long().clamp_(max=steps - 1)

    def noised(self, latents: Tensor, noise: Tensor, timesteps: Tensor) -> tuple[Tensor, Tensor]:
        """Noisy latents and the target, both (n, channels, height, width)."""
        a = self._alphas(timesteps).view(-1, 1, 1, 1)
        noisy = a.sqrt() * latents + (1 - a).sqrt() * noise
        if self.prediction_type == "epsilon":
            return noisy, noise
        return noisy, a.sqrt() * noise - (1 - a).sqrt() * latents

    def min_snr_weight(self, timesteps: Tensor, gamma: float) -> Tensor:
        """(n,): min(SNR, gamma) / SNR for epsilon, min(SNR, gamma) / (SNR + 1) for v (Hang et al., 2023)."""
        a = self._alphas(timesteps)
        snr = a / (1 - a)
        if self.prediction_type == "epsilon":
            return (gamma / snr).clamp(max=1.0)  # the same, and defined at SNR 0
        return snr.clamp(max=gamma) / (snr + 1)

    def _alphas(self, timesteps: Tensor) -> Tensor:
        if self.alphas_cumprod.device != timesteps.device:
            self.alphas_cumprod = self.alphas_cumprod.to(timesteps.device)
        return self.alphas_cumprod[timesteps]
