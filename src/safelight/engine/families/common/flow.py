"""Noise, time and loss weight of flow matching, as Stable Diffusion 3 and Flux learn it.

With s = sigma, from 1 (noise) to 0: noisy = (1 - s) x + s noise, velocity = noise - x (Lipman et al., 2023).
Times and weights: Esser et al., 2024, as in diffusers' training_utils.py and train_dreambooth_lora_sd3.py.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from safelight.engine.families.common.evenly import spread
from safelight.engine.families.common.folder import PipelineFolder, number_type, picture_loss
from safelight.engine.training.errors import UnsupportedBase
from safelight.engine.training.family import Conditioning
from safelight.kit.diffusers_facts import is_flow_matching
from safelight.kit.errors import InvalidInput
from safelight.specs.training import TrainSpec, WeightingScheme

MODE_SCALE = 1.29  # diffusers' --mode_scale
DEFAULT_SCHEME: WeightingScheme = "logit_normal"  # Esser et al.'s best, and ai-toolkit's and kohya's sigmoid for Flux


class Flow:
    """The times a model learns at. `config`: of its scheduler."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.steps = int(config.get("num_train_timesteps", 1000))
        self._shift = float(config.get("shift", config.get("flow_shift", 1.0)))
        self._dynamic = bool(config.get("use_dynamic_shifting"))
        self._tokens = int(config.get("base_image_seq_len", 256)), int(config.get("max_image_seq_len", 4096))
        self._shifts = float(config.get("base_shift", 0.5)), float(config.get("max_shift", 1.15))

    def shift(self, tokens: int) -> float:
        """How far a picture of so many tokens moves time towards noise: the larger, the more noise hides as little.

        For models whose scheduler shifts by size (Flux dev), else one shift for all sizes (SD3: 3).
        """
        if not self._dynamic:
            return self._shift
        (few, many), (low, high) = self._tokens, self._shifts
        return math.exp(low + (high - low) * (tokens - few) / (many - few))

    def sigmas(self, places: Tensor, tokens: int) -> Tensor:
        """(n,) of the scheduler's own table, from noise to picture, at `places` in 0..1."""
        plain = 1 - (places * self.steps).floor().clamp(max=self.steps - 1) / self.steps
        shift = self.shift(tokens)
        return shift * plain / (1 + (shift - 1) * plain)


def draw_places(generator: torch.Generator, count: int, scheme: WeightingScheme, spec: TrainSpec) -> Tensor:
    """(count,) in 0..1, spread evenly over the batch: diffusers' compute_density_for_timestep_sampling."""
    even = spread(generator, count)
    if scheme == "logit_normal":
        even = torch.sigmoid(spec.logit_mean + spec.logit_std * torch.special.ndtri(even))
    elif scheme == "mode":
        even = 1 - even - MODE_SCALE * (torch.cos(math.pi * even / 2) ** 2 - 1 + even)
    return even.float()


def loss_weight(sigmas: Tensor, scheme: WeightingScheme) -> Tensor:
    """(n,): diffusers' compute_loss_weighting_for_sd3."""
    if scheme == "sigma_sqrt":
        return sigmas**-2.0
    if scheme == "cosmap":
        return 2 / (math.pi * (1 - 2 * sigmas + 2 * sigmas**2))
    return torch.ones_like(sigmas)


class FlowFolder(PipelineFolder):
    """A pipeline folder with a transformer that predicts velocity. min-SNR has no meaning here."""

    denoiser_prefix = "transformer"
    patch: int
    """Latents that make one token, in each direction."""
    is_preconditioned: ClassVar[bool]
    """Whether the error is that of the picture behind the noise (Karras et al., 2022, section 5), not of velocity."""

    def __init__(self, base: Path, text_parts: Sequence[str]) -> None:
        super().__init__(base, text_parts)
        config = self.scheduler_config()
        if not is_flow_matching(config):
            raise UnsupportedBase(
                f"{base.name} has a {config.get('_class_name')}, which is no scheduler of flow matching.",
                hint="Restore the scheduler folder that the model was released with.",
            )
        self.flow = Flow(config)

    def encode_pictures(self, vae: nn.Module, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """As every folder; the sides must be whole tokens."""
        height, width = pixels.shape[2:]
        token = self.shrink * self.patch
        if height % token or width % token:
            raise InvalidInput.of(
                "resolution",
                f"{width}x{height}",
                f"the sides of a picture must be multiples of {token} for this model",
                hint="Train at a resolution above 128, or with aspect_buckets off.",
            )
        return super().encode_pictures(vae, pixels)

    def draw_timesteps(self, generator: torch.Generator, count: int, spec: TrainSpec) -> Tensor:
        """(count,) places in 0..1, from noise to picture; `loss` knows the size that shifts them."""
        return draw_places(generator, count, spec.weighting_scheme or DEFAULT_SCHEME, spec)

    def velocity(
        self, denoiser: nn.Module, noisy: Tensor, sigmas: Tensor, conditioning: Conditioning, spec: TrainSpec
    ) -> Tensor:
        """What the denoiser makes of `noisy`: both (n, channels, height, width)."""
        raise NotImplementedError

    def loss(
        self,
        denoiser: nn.Module,
        latents: Tensor,
        *,
        noise: Tensor,
        timesteps: Tensor,
        conditioning: Conditioning,
        spec: TrainSpec,
        mask: Tensor | None = None,
    ) -> Tensor:
        """(n,): squared error of the velocity, or of the picture it leads to."""
        tokens = latents.shape[2] * latents.shape[3] // self.patch**2
        sigmas = self.flow.sigmas(timesteps, tokens)
        s = sigmas.view(-1, 1, 1, 1)
        noisy = (1 - s) * latents + s * noise
        predicted = self.velocity(denoiser, noisy.to(number_type(denoiser)), sigmas, conditioning, spec).float()
        weight = loss_weight(sigmas, spec.weighting_scheme or DEFAULT_SCHEME)
        if self.is_preconditioned:
            return picture_loss(noisy - s * predicted, latents, weight, mask)
        return picture_loss(predicted, noise - latents, weight, mask)
