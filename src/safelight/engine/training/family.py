"""What training must be told about a model family; one folder in `families/` answers for each.

A family speaks of one base model folder. Its parts load one at a time, so that text encoders and autoencoder are gone
before the denoiser comes. Nothing else in training knows how a model is built.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from safelight.specs.training import LoraTarget, TrainSpec

Conditioning = Mapping[str, Tensor]
"""All that the denoiser is told besides noisy latents and time. Each tensor's first dimension is the batch."""


@dataclass(frozen=True)
class Framing:
    """How a picture came into its bucket, in pixels; some families tell the denoiser."""

    source: tuple[int, int]
    """Width and height as uploaded."""
    crop: tuple[int, int]
    """Left and top of the crop, in the picture already resized to cover the bucket."""
    size: tuple[int, int]
    """Width and height of the bucket."""


class TextEncoders(Protocol):
    """The tokenizers and text encoders of a base model."""

    networks: Mapping[str, nn.Module]
    """Those that can learn, by the prefix of their LoRA's keys in the saved file ({"text_encoder": CLIPTextModel})."""

    def settle(self, prompts: Sequence[str]) -> None:
        """Before the networks learn: encode these prompts with what never learns (T5), and let go of it.

        Afterwards only these prompts can be encoded.
        """
        ...

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """Conditioning of n prompts; gradients flow where the networks ask for them."""
        ...

    def truncated(self, prompts: Sequence[str]) -> dict[str, list[str]]:
        """By tokenizer ("tokenizer", "tokenizer_2", ...), those of the prompts whose end its encoder does not see."""
        ...


class Family(Protocol):
    """One base model, as training sees it."""

    name: str
    fingerprint: str
    """Changes when the weights do: caches and checkpoints of another base are never taken for this one's."""
    resolution: int
    """Pixel side that the base was trained at."""
    denoiser_prefix: str
    """Prefix of the denoiser's LoRA keys in the saved file: "unet" or "transformer"."""
    text_encoder_targets: Sequence[str]

    def denoiser_targets(self, target: LoraTarget) -> list[str]:
        """Names of the modules, by suffix, that get a LoRA."""
        ...

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """Frozen."""
        ...

    def load_vae(self, device: torch.device, dtype: torch.dtype) -> nn.Module:
        """The autoencoder, frozen."""
        ...

    def load_denoiser(self, dtype: torch.dtype) -> nn.Module:
        """Frozen, on the CPU: LoRA weights are drawn there before the whole moves to its device."""
        ...

    def encode_pictures(self, vae: nn.Module, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation of the latents, scaled as the denoiser sees them.

        `pixels`: (n, 3, height, width) in -1..1. Where the autoencoder draws nothing, the deviation is zero.
        """
        ...

    def framing_conditioning(self, framings: Sequence[Framing]) -> dict[str, Tensor]:
        """What the denoiser is told of size and crop; empty for most families."""
        ...

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """What the pipeline's call takes in place of prompts and negative prompts: for samples."""
        ...

    def draw_timesteps(self, generator: torch.Generator, count: int, spec: TrainSpec) -> Tensor:
        """(count,) times, on the CPU, in whatever unit `loss` takes."""
        ...

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
        """(n,) weighted loss of each picture, fp32. `latents` and `noise`: (n, channels, height, width).

        `mask`: (n, 1, height, width), how much each place of the latents counts; everywhere 1 if left out.
        """
        ...
