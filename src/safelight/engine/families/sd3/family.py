"""Stable Diffusion 3 and 3.5 as training sees them: two CLIPs and T5 where it is there, one joint transformer.

Source: Esser et al., 2024, and diffusers' train_dreambooth_lora_sd3.py, whose defaults these are.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from diffusers import SD3Transformer2DModel
from torch import Tensor, nn
from torch.nn.functional import pad

from safelight.engine.families.common.flow import FlowFolder
from safelight.engine.families.common.folder import has_part
from safelight.engine.families.common.text import T5, Clip, Encoders
from safelight.engine.training.family import Conditioning, Family, TextEncoders
from safelight.specs.training import LoraTarget, TrainSpec

WINDOW = 256
"""Tokens of T5, the pipeline's max_sequence_length."""
ATTENTION = ("to_q", "to_k", "to_v", "to_out.0", "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out")
FEEDFORWARD = ("ff.net.0.proj", "ff.net.2", "ff_context.net.0.proj", "ff_context.net.2")
MODULATION = ("norm1.linear", "norm1_context.linear")


def open_family(base: Path) -> Family:
    """The family, opened on one pipeline folder; reads configs only."""
    return StableDiffusion3(base)


class StableDiffusion3(FlowFolder):
    """A pipeline folder of the Stable Diffusion 3 shape."""

    name = "sd3"
    denoiser_class: ClassVar[Any] = SD3Transformer2DModel
    is_preconditioned: ClassVar[bool] = True
    targets: ClassVar[Mapping[LoraTarget, Sequence[str]]] = {
        "attention": ATTENTION,
        "attention+feedforward": ATTENTION + FEEDFORWARD,
        "all": ATTENTION + FEEDFORWARD + MODULATION,
    }

    def __init__(self, base: Path) -> None:
        self.has_t5 = has_part(base, "text_encoder_3")
        super().__init__(base, ("text_encoder", "text_encoder_2", *(["text_encoder_3"] if self.has_t5 else [])))
        self.resolution = int(self.denoiser_config["sample_size"]) * self.shrink
        self.patch = int(self.denoiser_config["patch_size"])

    def load_text_encoders(self, device: torch.device, dtype: torch.dtype) -> TextEncoders:
        """The tokenizers come along; the encoders are frozen."""
        clips = [Clip.load(self.base, suffix, device, dtype, projects=True) for suffix in ("", "_2")]
        t5 = T5.load(self.base, "_3", device, dtype, window=WINDOW) if self.has_t5 else None
        return ClipsAndT5(clips, t5, width=int(self.denoiser_config["joint_attention_dim"]))

    def prompt_arguments(self, conditioning: Conditioning, unconditional: Conditioning) -> dict[str, Tensor]:
        """The words, and the whole of each prompt."""
        return {
            "prompt_embeds": conditioning["encoder_hidden_states"],
            "pooled_prompt_embeds": conditioning["pooled_projections"],
            "negative_prompt_embeds": unconditional["encoder_hidden_states"],
            "negative_pooled_prompt_embeds": unconditional["pooled_projections"],
        }

    def velocity(
        self, denoiser: nn.Module, noisy: Tensor, sigmas: Tensor, conditioning: Conditioning, spec: TrainSpec
    ) -> Tensor:
        """Time is told in steps of the scheduler."""
        told = {name: conditioning[name].to(noisy.dtype) for name in ("encoder_hidden_states", "pooled_projections")}
        found: Tensor = denoiser(noisy, timestep=sigmas * self.flow.steps, **told, return_dict=False)[0]
        return found


class ClipsAndT5(Encoders):
    """Words of both CLIPs side by side, filled up to T5's width, and T5's after them."""

    def __init__(self, clips: Sequence[Clip], t5: T5 | None, *, width: int) -> None:
        super().__init__(clips, t5)
        self._width = width

    def encode(self, prompts: Sequence[str]) -> dict[str, Tensor]:
        """{"encoder_hidden_states": (n, CLIP's tokens + 256, width), "pooled_projections": (n, both widths)}.

        Without T5 its words are zeros, as the pipeline has it.
        """
        (words, whole), (more, rest) = (clip.states_and_whole(prompts) for clip in self.clips)
        both = torch.cat([words, more], dim=-1)
        both = pad(both, (0, self._width - both.shape[-1]))
        t5 = both.new_zeros(len(prompts), WINDOW, self._width) if self.t5 is None else self.t5(prompts)
        states = torch.cat([both, t5.to(both)], dim=1)
        return {"encoder_hidden_states": states, "pooled_projections": torch.cat([whole, rest], dim=-1)}
