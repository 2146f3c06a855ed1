"""FLUX.1 as training sees it: T5's words, CLIP's whole, and a transformer over packed latents.

Source: diffusers' train_dreambooth_lora_flux.py; times as kohya's flux_shift and OneTrainer have them, the logit-normal
ones moved by the shift that the model draws a picture of this size with.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import FluxTransformer2DModel
from torch import Tensor, nn

from safelight.engine.families.common.flow import FlowFolder
from safelight.engine.families.common.text import T5, Clip, Encoders
from safelight.engine.training.family import Conditioning, Family, TextEncoders
from safelight.specs.training import LoraTarget, TrainSpec

WINDOW = 512
"""Tokens of T5, the pipeline's max_sequence_length."""
GUIDANCE = 1.0
"""Told while learning: kohya's and diffusers' README's. With more, the distilled model would unlearn its guidance."""
RESOLUTION = 1024  # the transformer's config knows no size; FluxPipeline's default_sample_size times 8
ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")
# `proj_mlp` and `proj_out` are the feed-forward of the single blocks; the final layer is called `proj_out` too.
FEEDFORWARD = ("ff.net.0.proj", "ff.net.2", "ff_context.net.0.proj", "ff_context.net.2", "proj_mlp", "proj_out")
MODULATION = ("norm1.linear", "norm1_context.linear", "norm.linear")


def open_family(base: Path) -> Family:
    """The family, opened on one pipeline folder; reads configs only."""
    return Flux(base)


class Flux(FlowFolder):
    """A pipeline folder of the FLUX.1 shape."""

    name = "flux"
    denoiser_class: ClassVar[Any] = FluxTransformer2DModel
    packing: ClassVar[int] = 2
    patch = 2
    is_preconditioned: ClassVar[bool] = False
    resolution = RESOLUTION
    targets: ClassVar[Mapping[LoraTarget, Sequence[str]]] = {
        "attention": ATTENTION,
        "attention+feedforward": ATTENTION + FEEDFORWARD,
        "all": ATTENTION + FEEDFORWARD + MODULATION,
    }

    def __init__(self, base: Path) -> None:
        super().__init__(base, ("text_encoder", "text_encoder_2"))
        self.takes_guidance = bool(self.denoiser_config.get("guidance_embeds"))

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """The tokenizers come along; the encoders are frozen."""
        clip = Clip.load(self.base, "", device, dtype, projects=False)
        return ClipAndT5([clip], T5.load(self.base, "_2", device, dtype, window=WINDOW))

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """No negative side: guidance is distilled into the model."""
        return {
            "prompt_embeds": conditioning["encoder_hidden_states"],
            "pooled_prompt_embeds": conditioning["pooled_projections"],
        }

    def velocity(
        self, denoiser: nn.Module, noisy: Tensor, sigmas: Tensor, conditioning: Conditioning, spec: TrainSpec
    ) -> Tensor:
        """The transformer sees tokens of 2 x 2 latents, each with its row and column."""
        count, _, height, width = noisy.shape
        told = {name: conditioning[name].to(noisy.dtype) for name in ("encoder_hidden_states", "pooled_projections")}
        guidance = GUIDANCE if spec.guidance_scale is None else spec.guidance_scale
        found = denoiser(
            hidden_states=packed(noisy),
            timestep=sigmas,
            guidance=sigmas.new_full((count,), guidance) if self.takes_guidance else None,
            txt_ids=noisy.new_zeros(told["encoder_hidden_states"].shape[1], 3),
            img_ids=places(height // 2, width // 2, noisy.device).to(noisy.dtype),
            **told,
            return_dict=False,
        )[0]
        return unpacked(found, height, width)


class ClipAndT5(Encoders):
    """T5's words, and CLIP's pooled state of the whole prompt."""

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """{"encoder_hidden_states": (n, 512, T5's width), "pooled_projections": (n, CLIP's width)}."""
        assert self.t5 is not None  # noqa: S101  every Flux folder has it
        whole = self.clips[0](prompts).pooler_output
        return {"encoder_hidden_states": self.t5(prompts).to(whole), "pooled_projections": whole}


def packed(latents: Tensor) -> Tensor:
    """(n, channels, height, width) -> (n, height / 2 * width / 2, channels * 4)."""
    count, channels, height, width = latents.shape
    cells = latents.view(count, channels, height // 2, 2, width // 2, 2).permute(0, 2, 4, 1, 3, 5)
    return cells.reshape(count, height // 2 * (width // 2), channels * 4)


def unpacked(tokens: Tensor, height: int, width: int) -> Tensor:
    """The inverse of `packed`."""
    count, _, size = tokens.shape
    cells = tokens.view(count, height // 2, width // 2, size // 4, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return cells.reshape(count, size // 4, height, width)


def places(rows: int, columns: int, device: torch.device) -> Tensor:
    """(rows * columns, 3): 0, row and column of each token. Made where it is used: a copy would be waited for."""
    row, column = torch.meshgrid(torch.arange(rows, device=device), torch.arange(columns, device=device), indexing="ij")
    return torch.stack([torch.zeros_like(row), row, column], dim=-1).reshape(-1, 3)
